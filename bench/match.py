#!/usr/bin/env python3
"""How long it takes to match a list of enterprises against all rosters, beside what a shell offers for the same, in one
run: seconds (least, middle, greatest of RUNS), of processor (middle), and peak memory. Every contender has to find the same number of rows.

  bench/match.py [CLUSTERS ROWS LIST-ROWS]       1000 rosters of 1000 rows, a list of 10,000,000 codes

The rivals get plain files of codes, one a line; jiqun gets the record and the list, checks every code, names cluster, row
and enterprise, and writes the table."""
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time

RUNS = 5
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
JIQUN = os.path.join(ROOT, "build/jiqun")
MAKE = os.path.join(ROOT, "build/bench/bench_match")


def run(words, **more):
    """Seconds, seconds of processor, peak megabytes of the largest process, and standard output."""
    began = time.monotonic()
    with tempfile.TemporaryFile() as out:
        child = subprocess.Popen(words, stdout=out, stderr=subprocess.DEVNULL, **more)
        _, status, used = os.wait4(child.pid, 0)
        took = time.monotonic() - began
        child.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        if child.returncode != 0:
            raise SystemExit(f"{words}: status {child.returncode}")
        return took, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, out.read().decode()


def contenders(work):
    listed, codes, data = f"{work}/list.csv", f"{work}/codes", f"{work}/record"
    plain = {**os.environ, "LC_ALL": "C"}

    def shell(text):
        return lambda: run(["sh", "-c", text], env=plain)

    def ours():
        took, busy, memory, said = run([JIQUN, "match", listed, "--data", data, "--format", "json", "--to", f"{work}/found.csv"],
                                 env={**os.environ, "JIQUN_ROOT": ROOT})
        return took, busy, memory, json.loads(said.splitlines()[-1])["report"]["matched"]

    def count(of):
        def measured():
            took, busy, memory, said = of()
            return took, busy, memory, int(said.split()[0])
        return measured
    yield "jiqun match", ours
    yield "awk, a table of codes", count(shell(f"awk 'NR == FNR {{ has[$1]; next }} $1 in has {{ n++ }} END {{ print n }}' {codes} {listed}"))
    yield "grep -F -x -c -f", count(shell(f"grep -F -x -c -f {codes} {listed}"))
    yield "sort and join", count(shell(f"sort -S 25% {codes} >{work}/a; sort -S 25% {listed} >{work}/b; join {work}/a {work}/b | wc -l"))
    if shutil.which("sqlite3"):
        yield "sqlite3, imported and joined", count(shell(
            f"printf '%s\\n' 'create table a(c text primary key) without rowid;' 'create table b(c text);' '.mode list' '.import {codes} a' "
            f"'.import {listed} b' 'select count(*) from b join a using (c);' | sqlite3 :memory:"))


def main():
    clusters, rows, listed = (sys.argv[1:] + ["1000", "1000", "10000000"][len(sys.argv) - 1:])[:3]
    os.makedirs(os.path.join(ROOT, "build/bench-data"), exist_ok=True)
    work = tempfile.mkdtemp(prefix="match-", dir=os.path.join(ROOT, "build/bench-data"))
    env = {**os.environ, "JIQUN_ROOT": ROOT}
    try:
        subprocess.run([JIQUN, "init", "--data", f"{work}/record", "--demo", "--no-prove", "--day", "2025-03-20"], check=True, stdout=subprocess.DEVNULL, env=env)
        subprocess.run([MAKE, f"{work}/record", f"{work}/list.csv", f"{work}/codes", clusters, rows, listed], check=True, env=env)
        first, busy, memory, _ = run([JIQUN, "match", f"{work}/list.csv", "--data", f"{work}/record", "--format", "json"], env=env)
        print(f"{listed} codes against {clusters} rosters of {rows} enterprises, {RUNS} runs each; one in ten is found")
        print(f"{'':34}{'least':>8}{'middle':>8}{'most':>8} s{'processor':>11}{'peak':>8} MB")
        print(f"{'jiqun match, rosters not yet read':34}{first:8.2f}{'':16}  {busy:11.2f}  {memory:8.0f}")
        want = None
        for name, measure in contenders(work):
            seconds, cpu, peak = [], [], 0
            for _ in range(RUNS):
                took, busy, memory, found = measure()
                want = found if want is None else want
                if found != want:
                    raise SystemExit(f"{name} finds {found}, not {want}")
                seconds.append(took)
                cpu.append(busy)
                peak = max(peak, memory)
            seconds.sort()
            print(f"{name:34}{seconds[0]:8.2f}{seconds[RUNS // 2]:8.2f}{seconds[-1]:8.2f}  {sorted(cpu)[RUNS // 2]:11.2f}  {peak:8.0f}", flush=True)
        print(f"rows of the list found: {want}")
    finally:
        shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    main()
