#!/usr/bin/env python3
"""The daily work over a record: what a day costs, what it holds, and how long nobody else can write meanwhile.

    bench/clock.py RECORD [DAYS]      RECORD: a folder made by init --demo and simulate; a copy is used

Every office of the tables of divisions has an address, as it would have in the end. The first run tells everything that
has come together since the record began; then come DAYS (3) days on which only what is new is told, and one run of a day
that was done before. Beside each run another process takes the lock of those who write and gives it back, every 5 ms: the
longest that it waits is how long an official would.
"""
import csv
import datetime
import json
import os
import re
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time

BIN = os.environ.get("JIQUN_BIN", "build/jiqun")
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
EVERY_S = 0.005
record = sys.argv[1]
days = int(sys.argv[2]) if len(sys.argv) > 2 else 3
work = tempfile.mkdtemp(prefix="clock-bench-", dir=os.environ.get("TMPDIR"))


def addresses(path):
    """The Ministry, each channel, each unit of the table of divisions."""
    with open(path, "w", encoding="utf-8", newline="") as f:
        out = csv.writer(f, lineterminator="\n")
        out.writerow(("level", "place", "address"))
        out.writerow(("ministry", "", "ministry@bench.example"))
        for level, name, column in (("province", "channels.csv", "channel"), ("county", "divisions.csv", "code")):
            with open(os.path.join(ROOT, "data", name), encoding="utf-8") as table:
                rows = csv.DictReader(line for line in table if not line.startswith("#"))
                codes = {row[column] for row in rows}
            out.writerows((level, code, f"{level}{code}@bench.example") for code in sorted(codes))


class Waiter(threading.Thread):
    """Asks for the writers' lock again and again; remembers the longest wait and how often it asked."""

    def __init__(self, path):
        super().__init__(daemon=True)
        self.path, self.longest, self.when, self.over, self.n, self.ending = path, 0.0, 0.0, 0, 0, threading.Event()

    def run(self):
        db = sqlite3.connect(self.path, timeout=120, isolation_level=None)
        start = time.perf_counter()
        while not self.ending.is_set():
            began = time.perf_counter()
            db.execute("BEGIN IMMEDIATE")
            took = time.perf_counter() - began
            db.execute("ROLLBACK")
            self.n += 1
            if took > self.longest:
                self.longest, self.when = took, began - start
            self.over += took > 0.1
            time.sleep(EVERY_S)
        db.close()


def peak_of(pid, found, ending):
    while not ending.is_set():
        try:
            with open(f"/proc/{pid}/status", encoding="ascii") as f:
                found.append(int(re.search(r"VmHWM:\s+(\d+)", f.read()).group(1)) / 1024)
        except (OSError, AttributeError):
            return
        time.sleep(0.1)


def run(data, day, offices):
    """What it told, and what it cost."""
    waiter, ending, peaks = Waiter(os.path.join(data, "jiqun.db")), threading.Event(), []
    waiter.start()
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    child = subprocess.Popen([BIN, "clock", "--data", data, "--today", day, "--addresses", offices, "--format", "json"],
                             stdout=subprocess.PIPE, text=True)
    threading.Thread(target=peak_of, args=(child.pid, peaks, ending), daemon=True).start()
    out = child.communicate()[0]
    took = time.perf_counter() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    ending.set()
    waiter.ending.set()
    waiter.join()
    if child.returncode != 0:
        raise SystemExit(f"jiqun clock: status {child.returncode}\n{out}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return json.loads(out), took, cpu, max(peaks, default=0.0), waiter


def main():
    data, offices = os.path.join(work, "record"), os.path.join(work, "addresses.csv")
    try:
        shutil.copytree(record, data)
        addresses(offices)
        stats = json.loads(subprocess.run([BIN, "stats", "--data", data, "--format", "json"], check=True, stdout=subprocess.PIPE, text=True).stdout)
        last = datetime.date.fromisoformat(stats["last_day"])
        print(f"{stats['dossiers']:,} dossiers, {stats['events']:,} events, last day {last}\n")
        print("| day | read | reminders | mails | seconds | of processor time | most memory, MB | longest wait of a writer, ms, at second (over 100 ms) |")
        print("|---|---|---|---|---|---|---|---|")
        for i in [*range(days + 1), days]:
            done, took, cpu, peak, w = run(data, (last + datetime.timedelta(i)).isoformat(), offices)
            print(f"| +{i} | {done['looked_at']:,} | {done['reminders']:,} | {done['mails']:,} | {took:.1f} | {cpu:.1f} | {peak:.0f} | "
                  f"{w.longest * 1000:.0f}, {w.when:.0f} ({w.over} of {w.n}) |", flush=True)
    finally:
        shutil.rmtree(work, ignore_errors=True)


main()
