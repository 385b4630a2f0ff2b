#!/usr/bin/env python3
"""The primary dies under load, its replica takes over, and the same writing processes go on.

    failover.py WRITER JIQUN FOLDER ADDRESS PROCESSES

Runs under with_postgres.sh --pair. ADDRESS names both servers (target_session_attrs=read-write); each writer is a node
with a folder of its own. Ends with TAP.
"""
import os
import shutil
import subprocess
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from tap import Tap  # noqa: E402

writer, jiqun, folder, address, processes = sys.argv[1:6]
processes = int(processes)
tap = Tap()
check = tap.check


def server(*words):
    subprocess.run([os.environ["JIQUN_PG"], *words], check=True, stdout=subprocess.DEVNULL)


class Node:
    """A writer, and a thread that notes when each of its lines came."""

    def __init__(self, n):
        self.lines = []
        self.p = subprocess.Popen([writer, f"{folder}/node{n}", address, str(900 + n), "100000", "6"],
                                  stdout=subprocess.PIPE, text=True)
        self.thread = threading.Thread(target=self.read, daemon=True)
        self.thread.start()

    def read(self):
        for line in self.p.stdout:
            self.lines.append((time.monotonic(), line.strip()))

    def acks(self, since=0.0):
        return [line for at, line in list(self.lines) if at >= since and line.startswith("ack ")]


def until(what, seconds):
    end = time.monotonic() + seconds
    while time.monotonic() < end and not what():
        time.sleep(0.01)
    return what()


def main():
    print("TAP version 13")
    os.makedirs(folder, exist_ok=True)
    subprocess.run([writer, f"{folder}/node0", address, "1", "2", "6"], check=True, stdout=subprocess.DEVNULL)
    for n in range(1, processes):
        shutil.copytree(f"{folder}/node0", f"{folder}/node{n}")
    nodes = [Node(n) for n in range(processes)]
    check(until(lambda: all(len(n.acks()) > 10 for n in nodes), 60), f"{processes} nodes write", [n.lines[-3:] for n in nodes])
    server("kill", "a")
    time.sleep(0.3)  # they ask in vain meanwhile
    server("promote", "b")
    promoted = time.monotonic()
    check(until(lambda: all(len(n.acks(promoted)) > 10 for n in nodes), 60),
          "the same processes go on at the replica that took over", [n.lines[-3:] for n in nodes])
    for n in nodes:
        n.p.kill()
        n.p.wait()
        n.thread.join()
    acks = [a for n in nodes for a in n.acks()]
    failed = [line for n in nodes for _, line in n.lines if line.startswith("failed")]
    check(all(len(line) > 20 for line in failed), f"whoever asked while there was no server was told so ({len(failed)} times)")
    numbers = [k for a in acks for k in range(int(a.split()[2]), int(a.split()[2]) + int(a.split()[3]))]
    check(len(set(numbers)) == len(numbers), "no number was given twice")
    with open(f"{folder}/acks", "w", encoding="utf-8") as f:
        f.write("\n".join(acks) + "\n")
    p = subprocess.run([writer, f"{folder}/node0", address, "1", "0", "1", f"{folder}/acks"], stdout=subprocess.PIPE, text=True)
    check(p.returncode == 0, f"each of {len(acks)} acknowledgements is on record", p.stdout)
    p = subprocess.run([jiqun, "audit", "--lang", "en", "--data", f"{folder}/node0", "--db", address],
                       stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    check(p.returncode == 0, "the record is proved afterwards", p.stdout)
    tap.end()


main()
