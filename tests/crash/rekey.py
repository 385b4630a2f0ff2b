#!/usr/bin/env python3
"""Whoever replaces or retires the key of personal data is killed: everything stays readable, and whoever is called again
goes on to the end.

    rekey.py SHIM TOOL JIQUN FOLDER ADDRESS KILLS

SHIM is fault_preload.so, TOOL crash_tool_rekey; ADDRESS is - for SQLite. Killed KILLS times at random moments of a change
of many texts; and, of a small record on SQLite, before each call that touches the record and in the middle of each write.
Ends with TAP.
"""
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from tap import Tap  # noqa: E402

shim, tool, jiqun, folder, address, kills = sys.argv[1:7]
kills = int(kills)
chance = random.Random(int(os.environ.get("REKEY_SEED", "41")))
MANY, FEW = 300, 70  # more than one group of texts either way
tap = Tap()


def run(words, rules=""):
    env = dict(os.environ)
    if rules:
        env.update(LD_PRELOAD=shim, JIQUN_FAULT=rules, JIQUN_FAULT_LOG=f"{folder}/log")
    p = subprocess.run(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=env)
    return p.returncode, p.stdout.strip()


def must(words):
    status, said = run(words)
    if status != 0:
        raise SystemExit(f"{words}: {status} {said}")
    return said


def where_of(data, db="-"):
    return ["--data", data] + (["--db", db] if db != "-" else [])


def key(what, where):
    return [jiqun, "key", what, *where, "--lang", "en"]


def objections(n):
    """A life up to the notice, and then as many people who object: their names and numbers are sealed with the events."""
    root = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
    with open(os.path.join(root, "scenarios", "life.case"), encoding="utf-8") as f:
        before, found, _ = f.read().partition("\nobject ")
    assert found, "the life has no objection"
    path = f"{folder}/objections{n}.case"
    with open(path, "w", encoding="utf-8") as f:
        print(before, *(f'object c1/a/o{i} name="演示人{i:04}" contact="演示电话" evidence="材料"' for i in range(n)), sep="\n", file=f)
    return path


def begin(data, db, n):
    must([jiqun, "init", *where_of(data, db), "--demo", "--no-prove", "--day", "2022-09-13"])
    must([jiqun, "play", objections(n), *where_of(data, db), "--quiet"])
    must([tool, data, db, "make", str(n)])


def wrong_with(data, db, n):
    """What is not as it should be at any moment; empty: nothing."""
    status, said = run([tool, data, db, "check", str(n)])
    if status != 0:
        return f"not whole: {said}"
    status, said = run(key("show", where_of(data, db)))
    if status != 0:
        return f"show: {status} {said}"
    left = [name for name in os.listdir(f"{data}/keys") if name.startswith(".")]
    return f"left beside the keys: {left}" if left else ""


def lines(data):
    with open(f"{data}/keys/personal.key", encoding="ascii") as f:
        return f.read().splitlines()


def finish(data, db, n):
    """Goes on from wherever it stands; what is wrong then."""
    where = where_of(data, db)
    shown = must(key("show", where))
    if "being replaced" in shown:
        must(key("rotate", where))
        must(key("retire", where))
    elif "retired, in file" in shown:
        must(key("retire", where))
    status, said = run([tool, data, db, "check", str(n)])
    if status != 0:
        return f"not whole at the end: {said}"
    shown = must(key("show", where))
    return f"not at an end: {shown}" if "being replaced" in shown or "retired, in file" in shown else ""


# ---- at random moments

def killed_at(words, after):
    """Whether it was killed before its end."""
    p = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        p.wait(after)
    except subprocess.TimeoutExpired:
        p.kill()
    return p.wait() == -signal.SIGKILL


def took(words):
    begun = time.monotonic()
    must(words)
    return time.monotonic() - begun


def at_random():
    data, db = f"{folder}/many", address
    begin(data, db, MANY)
    where = where_of(data, db)
    long = {what: took(key(what, where)) for what in ("rotate", "retire")}
    tap.check(wrong_with(data, db, MANY) == "", f"a change of {MANY} accounts takes {long['rotate'] * 1000:.0f} ms", long)
    faults, died, half = [], {"rotate": 0, "retire": 0}, 0
    for i in range(5 * kills):
        if i >= kills and half > 0 and died["rotate"] > 0:
            break  # how fast it is today decides which moments are of interest
        what = "rotate" if "being replaced" not in must(key("show", where)) or i % 3 else "retire"
        begun = time.monotonic()
        killed = killed_at(key(what, where), chance.uniform(0.2, 1.1) * long[what])
        died[what] += killed
        if not killed:
            long[what] = min(long[what], time.monotonic() - begun)
        wrong = wrong_with(data, db, MANY)
        shown = must(key("show", where))
        half += "being replaced" in shown and "still sealed by it 0" not in shown
        if wrong:
            faults.append(f"{what} {i}: {wrong}")
        if i % 5 == 4:
            wrong = finish(data, db, MANY)
            if wrong:
                faults.append(f"finish after {what} {i}: {wrong}")
    tap.check(not faults, f"killed {died} times, nothing is lost and it goes on", "\n".join(faults[:5]))
    tap.check(died["rotate"] > 0, "it was killed before its end")
    tap.check(half > 0, f"and {half} times while some texts were sealed anew and others not")
    status, said = run([jiqun, "audit", *where, "--lang", "en"])
    tap.check(status == 0, "the audit is clean", said[-1500:])


# ---- at each call

def anew(begun, room):
    shutil.rmtree(room, ignore_errors=True)
    shutil.copytree(begun, room)


def at_each_call(what, begun):
    room, log = f"{folder}/room", f"{folder}/log"
    anew(begun, room)
    if os.path.exists(log):
        os.unlink(log)
    status, said = run(key(what, where_of(room)), f"*:pass:path={room}")
    tap.check(status == 0, f"{what}: it is done when nobody kills it", said)
    with open(log, encoding="utf-8") as f:
        calls = f.read().splitlines()
    seen = set()
    for action in ("kill", "tear"):
        faults = []
        for i, call in enumerate(calls):
            if action == "tear" and not any(f" {w} " in call for w in ("write", "pwrite", "writev")):
                continue
            anew(begun, room)
            status, said = run(key(what, where_of(room)), f"*:{action}:after={i}:path={room}")
            if status != -signal.SIGKILL:
                faults.append(f"call {i} ({call}) did not kill it: {status} {said}")
                continue
            seen.add(len(lines(room)))
            wrong = wrong_with(room, "-", FEW) or finish(room, "-", FEW)
            if wrong:
                faults.append(f"{action} at call {i} ({call}): {wrong}")
        tap.check(not faults, f"{what}, {action}: at none of {len(calls)} calls anything is lost", "\n".join(faults[:5]))
    tap.check(len(seen) == 2, f"{what}: it was killed before the file was changed and after it", seen)


def main():
    at_random()
    if address == "-":
        begun, changed = f"{folder}/begun", f"{folder}/changed"
        begin(begun, "-", FEW)
        at_each_call("rotate", begun)
        anew(begun, changed)
        must(key("rotate", where_of(changed)))
        at_each_call("retire", changed)
        shown = json.loads(must([jiqun, "user", "list", "--format", "json", *where_of(f"{folder}/room")]))
        tap.check(len(shown) == FEW, "every account is there")
    tap.end()


main()
