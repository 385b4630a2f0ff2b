#!/usr/bin/env python3
"""How soon a server answers its first page, and what memory it holds when nobody asks, over one record.

    bench/start.py RECORD [ROUNDS]      RECORD: a folder made by init --demo and simulate; a copy is used

Told are medians and spreads of ROUNDS (15) starts: from starting the program to the last byte of a page of the register
and of the API; what is resident a second after that, after eight passwords were looked at, after a workbook of the whole
list was made twice, each a second after the last answer; and the size of the program without symbols. The writer is open
in all of them. The record's pages are in the system's cache, as on a machine that has just run it.
"""
import http.client
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

BIN = os.environ.get("JIQUN_BIN", "build/jiqun")
PASSWORD = "Correct-horse-7-battery"
rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 15
GOALS = {"first page of the register, ms": 50, "first answer of the API, ms": 50, "idle, MB": 48, "after passwords, MB": 48,
         "after workbooks, MB": 48, "program, MB": 5}


def ask(port, method, target, body=None, headers=None):
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        link.request(method, target, body, headers or {})
        answer = link.getresponse()
        return answer.status, answer.getheader("Set-Cookie", "").split(";")[0], answer.read()
    finally:
        link.close()


def begin(data, target):
    """The process, its port, and milliseconds until the answer to `target` was there."""
    began = time.perf_counter()
    child = subprocess.Popen([BIN, "serve", "--lang", "en", "--data", data, "--port", "0"], stdout=subprocess.PIPE)
    port = int(re.search(rb":(\d+)/", child.stdout.readline()).group(1))
    status, _, body = ask(port, "GET", target)
    took = (time.perf_counter() - began) * 1000
    if status != 200 or len(body) < 1000:
        raise SystemExit(f"{target}: {status}, {len(body)} bytes")
    while ask(port, "GET", "/readyz")[0] != 200:
        time.sleep(0.01)
    return child, port, took


def resident(child):
    time.sleep(1)
    with open(f"/proc/{child.pid}/statm", encoding="ascii") as f:
        return int(f.read().split()[1]) * os.sysconf("SC_PAGESIZE") / 1e6


def sign_in(port):
    status, _, _ = ask(port, "POST", "/api/v1/session", json.dumps({"login": "bench", "password": PASSWORD}),
                            {"Content-Type": "application/json"})
    if status != 200:
        raise SystemExit(f"signing in: {status}")


def one(data, got):
    for what, target in (("first page of the register, ms", "/register"), ("first answer of the API, ms", "/api/v1/clusters?limit=20")):
        child, port, took = begin(data, target)
        got.setdefault(what, []).append(took)
        if target == "/register":
            child.terminate()
            child.wait()
    try:
        got.setdefault("idle, MB", []).append(resident(child))
        for _ in range(8):
            sign_in(port)
        got.setdefault("after passwords, MB", []).append(resident(child))
        for _ in range(2):
            status, _, body = ask(port, "GET", "/register.xlsx")
            if status != 200 or not body.startswith(b"PK"):
                raise SystemExit(f"workbook: {status} {body[:300]}")
        got.setdefault("after workbooks, MB", []).append(resident(child))
    finally:
        child.terminate()
        child.wait()


def user(data, *words, **more):
    subprocess.run([BIN, "user", *words, "--data", data], check=True, stdout=subprocess.DEVNULL, **more)


def main():
    work, got = tempfile.mkdtemp(prefix="start-bench-"), {}
    try:
        data = f"{work}/record"
        shutil.copytree(sys.argv[1], data)
        for login in ("first", "bench"):
            user(data, "add", login, "--password-stdin", "--keep", input=(PASSWORD + "\n").encode())
        user(data, "grant", "bench", "--level", "ministry")
        for _ in range(rounds):
            one(data, got)
        subprocess.run(["strip", "-o", f"{work}/stripped", BIN], check=True)
        got["program, MB"] = [os.path.getsize(f"{work}/stripped") / 1e6]
    finally:
        shutil.rmtree(work, ignore_errors=True)
    print(f"| {rounds} starts | median | least–most | goal |\n|---|---|---|---|")
    for what, values in got.items():
        middle = statistics.median(values)
        print(f"| {what} | {middle:.1f} | {min(values):.1f}–{max(values):.1f} | < {GOALS[what]} "
              f"{'met' if middle < GOALS[what] else 'MISSED'} |")


main()
