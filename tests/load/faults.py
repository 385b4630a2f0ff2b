#!/usr/bin/env python3
"""An office's requests while the server is killed five times and its disk is full in between. Ends with TAP.

LOAD_SECONDS (0): how long it goes on at least; LOAD_LEAST (12): answers of each desk between two faults. Where there is
no library for LD_PRELOAD (sanitizers) the disk stays whole, and the test says so.
"""
import os
import sys
import time

sys.path.insert(0, os.path.dirname(__file__))
from office import SANITIZED, Fault, Node, Office, Place, Tap, until  # noqa: E402

SHIM = os.path.join(os.environ["JIQUN_TOOLS"], "fault_preload.so")
SECONDS = float(os.environ.get("LOAD_SECONDS", "0"))
LEAST = int(os.environ.get("LOAD_LEAST", "4" if SANITIZED else "12"))
DESKS = 3 if SANITIZED else 6
KILLS = 5
# Space enough for a while, then none for so many calls that want some, then there is some again.
FULL = "write+pwrite+ftruncate+fallocate:ENOSPC:after=300:times=60:path="
tap = Tap()


def full_disk(office, node, place):
    if not os.path.exists(SHIM):
        print("# no library for LD_PRELOAD in this build: the disk stays whole")
        return
    node.kill()
    node.start(LD_PRELOAD=SHIM, JIQUN_FAULT=FULL + place.data)
    until(lambda: office.faults() or any("full" in r for d in office.desks for r in list(d.reasons)),
          "somebody is told that the disk is full")
    office.go_on(LEAST, "work goes on in the same process once there is space")
    tap.check(node.process.poll() is None, "a full disk is told, and work goes on when there is space again")


def main():
    with Place() as place:
        node = Node(place)
        try:
            node.start()
            office = Office(node.host, node.port, DESKS)
            began, faults = time.monotonic(), ["kill"] * KILLS
            faults.insert(KILLS // 2, "full")
            for k, fault in enumerate(faults):
                office.go_on(LEAST, f"work before fault {k}")
                while time.monotonic() < began + SECONDS * (k + 1) / (len(faults) + 1):
                    office.go_on(1, "work")
                if fault == "full":
                    full_disk(office, node, place)
                else:
                    node.kill()
                    node.start()
            office.go_on(LEAST, "work after all")
            while time.monotonic() < began + SECONDS:
                office.go_on(1, "work")
            office.close()
            tap.check(office.sum("broken") > 0, f"{office.answered()} answers to {office.sum('asked')} requests, "
                      f"{office.sum('broken')} connections broken, {node.lives} lives")
            office.check(tap)
            wrong = node.stop()
            tap.check(not wrong, "the last one ends in order", wrong)
        except Fault as e:
            tap.check(False, "work goes on", f"{e}\n{node.said()}")
        finally:
            node.end()
        good, said = place.audit()
        tap.check(good, "the record is proved afterwards", said)
    tap.end()


main()
