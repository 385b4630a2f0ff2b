#!/usr/bin/env python3
"""Kills a writing process at random moments and looks, after each restart, whether what it acknowledged is there.

    crash.py WRITER JIQUN FOLDER ADDRESS KILLS [SEED]

ADDRESS is - for SQLite. Each round starts the writer (crash_tool_writer), which first looks up every acknowledgement of
the rounds before, then writes until it is killed with SIGKILL after a few milliseconds. After each round the record is
audited by JIQUN (`jiqun audit`); a fresh record is begun every 20 kills, so that a round stays short. Ends with TAP.
"""
import os
import random
import select
import shutil
import signal
import subprocess
import sys
import time

writer, jiqun, folder, address, kills = sys.argv[1:6]
kills = int(kills)
seed = int(sys.argv[6]) if len(sys.argv) > 6 else random.SystemRandom().randrange(1 << 30)
chance = random.Random(seed)
PER_RECORD = 20


def place(n):
    """A record's folder and address; with PostgreSQL each record has a schema of its own."""
    where = f"{folder}/record{n}"
    if address == "-":
        return where, "-", ["--data", where]
    joint = "&" if "?" in address else "?"
    own = f"{address}{joint}options=-csearch_path%3Dcrash{os.getpid()}x{n}"
    return where, own, ["--data", where, "--db", own]


def make_schema(n):
    if address != "-":
        subprocess.run(["psql", "-q", "-d", address, "-c", f"CREATE SCHEMA crash{os.getpid()}x{n}"], check=True,
                       stdout=subprocess.DEVNULL)


def one_round(where, own, acks, number):
    """One life of the writer: its lines, and what it died of (None: it was killed).

    Every second life ends a moment after it began, the others once some answers were given: on a slow machine, too,
    there is something to lose.
    """
    least = 0 if number % 2 else chance.randrange(4, 60)
    moment = chance.choice([0.005, 0.01, 0.02, 0.06]) * chance.random() * 2
    with open(acks, "ab") as kept:
        child = subprocess.Popen([writer, where, own, str(seed + number), "100000", "24", acks],
                                 stdout=subprocess.PIPE)
        out, ready, dying, limit = b"", False, False, time.monotonic() + 60
        while True:
            wait = max(0.0, limit - time.monotonic())
            some, _, _ = select.select([child.stdout], [], [], wait)
            piece = os.read(child.stdout.fileno(), 65536) if some else b""
            out += piece
            ready = ready or b"ready\n" in out
            if not dying and ready and out.count(b"\nack ") >= least:
                dying = True
                limit = time.monotonic() + moment
            if not some:
                child.send_signal(signal.SIGKILL)
            if not piece and (some or child.poll() is not None):
                break
        rest = child.stdout.read()
        status = child.wait()
        out += rest
        # A line that was cut off was not said.
        lines = out[: out.rfind(b"\n") + 1].split(b"\n")
        kept.write(b"".join(line + b"\n" for line in lines if line.startswith(b"ack ")))
    return lines, ready, None if status == -signal.SIGKILL else status


def main():
    done, acknowledged, faults = 0, 0, []
    record = -1
    while done < kills and not faults:
        if done % PER_RECORD == 0:
            record += 1
            where, own, words = place(record)
            make_schema(record)
            acks = f"{folder}/acks{record}"
            open(acks, "wb").close()
        lines, ready, status = one_round(where, own, acks, done)
        acknowledged += sum(line.startswith(b"ack ") for line in lines)
        lost = [line.decode() for line in lines if line.startswith((b"lost", b"failed"))]
        if lost or not ready or status is not None:
            faults.append(f"round {done}: ready {ready}, status {status}, {lost[:3]}")
            break
        audit = subprocess.run([jiqun, "audit", "--lang", "en", *words], stdout=subprocess.PIPE,
                               stderr=subprocess.STDOUT, text=True)
        if audit.returncode != 0:
            faults.append(f"round {done}: audit says\n{audit.stdout[-2000:]}")
        done += 1
    for n in range(record + 1):
        shutil.rmtree(f"{folder}/record{n}", ignore_errors=True)
        if os.path.exists(f"{folder}/acks{n}"):
            os.unlink(f"{folder}/acks{n}")
    print("TAP version 13\n1..1")
    for fault in faults:
        print("# " + fault.replace("\n", "\n# "))
    good = not faults and acknowledged > kills
    print(f"{'ok' if good else 'not ok'} 1 - {done} kills, {acknowledged} acknowledgements kept (seed {seed})")
    sys.exit(0 if good else 1)


main()
