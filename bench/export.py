#!/usr/bin/env python3
"""How long the whole list of clusters takes as CSV and as a workbook, over HTTP as the workbench asks for it, beside what others
take to write the same rows from the same database, in one run.

    bench/export.py RECORD [ROUNDS]      RECORD: a demonstration with 100,000 dossiers (jiqun simulate --shape register)

An official of the Ministry downloads /api/v1/clusters to the last byte, ROUNDS (5) times each; a copy of the record is used.
Told are seconds (least, middle, most), seconds of processor (middle), the most that the server's memory grew by, and the
size. The rivals are processes of their own that read the table of dossiers, thirteen columns as the workbook has them: their
memory is what they take in all, and they check no right, name no place and send nothing. Every file must hold every row.
"""
import http.client
import io
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
import zipfile

from serving import PASSWORD, cpu_of, ready, run, sign_in, spread, start_ours, verdict

GOAL_S = 2
ROWS_GOAL = 100000
rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 5
RIVALS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "rivals")
COLUMNS = ("path, name, state, county, channel, industry, subfield, round, announcement, announced, valid_from, valid_until, provincial")
QUERY = f"SELECT {COLUMNS} FROM dossier ORDER BY stream"


def official(data):
    for login in ("admin", "bu"):
        run("user", "add", login, "--password-stdin", "--keep", "--data", data, input=PASSWORD + "\n")
    run("user", "grant", "bu", "--level", "ministry", "--data", data)


def memory(pid, what):
    with open(f"/proc/{pid}/status", encoding="ascii") as f:
        return next(int(line.split()[1]) for line in f if line.startswith(what)) / 1024


def download(port, pid, cookie, form):
    """Seconds, seconds of the server's processor, megabytes it grew by at most, and the bytes."""
    with open(f"/proc/{pid}/clear_refs", "w", encoding="ascii") as f:
        f.write("5")  # the peak is counted anew
    before, spent, began = memory(pid, "VmRSS:"), cpu_of([pid]), time.perf_counter()
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
    link.request("GET", f"/api/v1/clusters?format={form}", headers={"Cookie": cookie})
    answer = link.getresponse()
    body = answer.read()
    took = time.perf_counter() - began
    link.close()
    if answer.status != 200:
        raise SystemExit(f"{form}: {answer.status} {body[:300]}")
    return took, cpu_of([pid]) - spent, memory(pid, "VmHWM:") - before, body


def rows_of(body):
    """Rows of a table below its titles (and the line above them that says it is a demonstration)."""
    if not body.startswith(b"PK"):
        return body.count(b"\r\n") - 2
    with zipfile.ZipFile(io.BytesIO(body)) as z:
        return sum(z.read(name).count(b"<row ") for name in z.namelist() if name.startswith("xl/worksheets/")) - 2


def rival(words, to):
    """The same of a process: its memory in all, looked at until it ends (what wait4 tells counts this one's, too)."""
    began, peak = time.perf_counter(), 0
    with open(to, "wb") as out:
        child = subprocess.Popen(words, stdout=out)
        while True:
            try:
                peak = max(peak, memory(child.pid, "VmHWM:"))
            except StopIteration:
                pass  # it has ended, and nobody has asked yet
            pid, status, used = os.wait4(child.pid, os.WNOHANG)
            if pid != 0:
                break
            time.sleep(0.005)
    took = time.perf_counter() - began
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        raise SystemExit(f"{words}: status {child.returncode}")
    with open(to, "rb") as f:
        return took, used.ru_utime + used.ru_stime, peak, f.read()


def rivals(data, work):
    """Each with the lines that it has above its rows beside the titles."""
    database = f"{data}/jiqun.db"
    yield "sqlite3 -csv", lambda: rival(["sqlite3", "-csv", "-header", "-newline", "\r\n", database, QUERY], f"{work}/rival")
    sheet = "build/bench/rival_sheet"
    if os.path.exists(sheet):
        yield "libxlsxwriter, constant memory", lambda: rival([sheet, database, QUERY, f"{work}/sheet.xlsx"], f"{work}/rival")
    yield "openpyxl, write-only", lambda: rival(["/usr/bin/python3", f"{RIVALS}/sheet.py", database, QUERY], f"{work}/rival")


def line(name, measured, rows, beside):
    got = [measured() for _ in range(rounds)]
    for _, _, _, body in got:
        if rows_of(body) + beside != rows:
            raise SystemExit(f"{name}: {rows_of(body) + beside} rows, not {rows}")
    seconds, cpu, peak = (spread([g[i] for g in got]) for i in range(3))
    print(f"{name:34}{seconds[1]:8.2f}{seconds[0]:8.2f}{seconds[2]:8.2f}{cpu[0]:11.2f}{peak[2]:8.1f}{len(got[0][3]) / 1e6:9.1f}", flush=True)
    return seconds[0]


def measure(data, work, rows):
    child, port = start_ours(data)
    try:
        ready(port)
        cookie = sign_in(port, "bu").split(" ")[0]
        print(f"{rows:,} rows, {rounds} runs each\n{'':34}{'least':>8}{'middle':>8}{'most':>8}{'processor':>11}{'MB':>8}{'MB out':>9}")
        middle = {form: line(f"jiqun, {form} over HTTP", lambda: download(port, child.pid, cookie, form), rows, 0) for form in ("csv", "xlsx")}
    finally:
        child.terminate()
        child.wait()
    for name, measured in rivals(data, work):
        line(name, measured, rows, 1)  # they have no line above the titles
    return middle


def main():
    work = tempfile.mkdtemp(prefix="bench-export.", dir="build")
    try:
        data = f"{work}/record"
        shutil.copytree(sys.argv[1], data)
        official(data)
        with sqlite3.connect(f"{data}/jiqun.db") as db:
            rows = db.execute("SELECT count(*) FROM dossier").fetchone()[0]
        if rows < ROWS_GOAL:
            raise SystemExit(f"the goal is stated for {ROWS_GOAL:,} rows; the record has {rows:,}")
        for form, seconds in measure(data, work, rows).items():
            print(f"goal, {form}: < {GOAL_S} s: {verdict(seconds < GOAL_S)}")
    finally:
        shutil.rmtree(work, ignore_errors=True)


main()
