#!/usr/bin/env python3
"""Who consents to a rulebook is killed before each of the calls that touch the record, and in the middle of each write:
the text is in force, its proposal ended and the access record says so, or nothing of it is; what was acknowledged stands;
and who comes back consents as if nothing had been.

    consent.py SHIM TOOL JIQUN FOLDER

SHIM is fault_preload.so, TOOL crash_tool_consent. Ends with TAP.
"""
import os
import shutil
import signal
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from tap import Tap  # noqa: E402

shim, tool, jiqun, folder = sys.argv[1:5]
begun, room, log = f"{folder}/begun", f"{folder}/room", f"{folder}/log"
NOTHING, WHOLE = "open 0 0", "adopted 1 1"
tap = Tap()


def run(words, rules="", text=""):
    env = dict(os.environ)
    if rules:
        env.update(LD_PRELOAD=shim, JIQUN_FAULT=rules, JIQUN_FAULT_LOG=log)
    p = subprocess.run(words, input=text, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=env)
    return p.returncode, p.stdout.strip()


def must(words, text=""):
    status, said = run(words, text=text)
    if status != 0:
        raise SystemExit(f"{words}: {status} {said}")
    return said


def prepare():
    must([jiqun, "init", "--data", begun, "--demo"])
    for login in ("zhang", "li"):
        must([jiqun, "user", "add", login, "--password-stdin", "--keep", "--data", begun], "Correct-horse 7\n")
        must([jiqun, "user", "grant", login, "--level", "ministry", "--data", begun])
    must([tool, begun, "propose", "zhang"])


def anew():
    shutil.rmtree(room, ignore_errors=True)
    shutil.copytree(begun, room)


def fault(killed, said):
    """What is wrong after a life that ended so; empty: nothing."""
    status, stands = run([tool, room, "look"])
    if status != 0 or stands not in (NOTHING, WHOLE):
        return f"half done: {stands}"
    if said.startswith("ack") and stands != WHOLE:
        return f"acknowledged, but {stands}"
    audit, told = run([jiqun, "audit", "--lang", "en", "--data", room])
    if audit != 0:
        return f"audit: {told[-1500:]}"
    _, again = run([tool, room, "consent", "li"])
    wanted = "ack" if stands == NOTHING else "failed"
    if not again.startswith(wanted) or must([tool, room, "look"]) != WHOLE:
        return f"{killed}; stood at {stands}; again: {again}"
    return ""


def main():
    prepare()
    anew()
    status, said = run([tool, room, "consent", "li"], f"*:pass:path={room}")
    tap.check((status, said, must([tool, room, "look"])) == (0, "ack", WHOLE), "one proposes and another consents", said)
    with open(log, encoding="utf-8") as f:
        calls = f.read().splitlines()
    before = after = 0
    for action in ("kill", "tear"):
        faults = []
        for i, call in enumerate(calls):
            if action == "tear" and " write " not in call and " pwrite " not in call and " writev " not in call:
                continue
            anew()
            status, said = run([tool, room, "consent", "li"], f"*:{action}:after={i}:path={room}")
            if status != -signal.SIGKILL:
                faults.append(f"call {i} ({call}) did not kill it: {status} {said}")
                continue
            stands = run([tool, room, "look"])[1]
            before, after = before + (stands == NOTHING), after + (stands == WHOLE)
            wrong = fault(call, said)
            if wrong:
                faults.append(f"{action} at call {i} ({call}): {wrong}")
        tap.check(not faults, f"{action}: at none of {len(calls)} calls anything is half done", "\n".join(faults[:5]))
    tap.check(before > 0 and after > 0, f"it was killed before the commit ({before}) and after it ({after})")
    tap.end()


main()
