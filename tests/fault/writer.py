#!/usr/bin/env python3
"""A writing process whose disk fails: what was acknowledged is on record, what failed is told, and the same process goes
on when the fault is gone.

    writer.py SHIM TOOLS JIQUN FOLDER EVERY

SHIM is fault_preload.so, TOOLS the folder of crash_tool_writer and crash_tool_desk. Of all calls that a run makes each
EVERY-th is made to fail, and the one after it in the next round of another error. Ends with TAP.
"""
import os
import shutil
import signal
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from tap import Tap  # noqa: E402

shim, tools, jiqun, folder, every = sys.argv[1:6]
every = int(every)
writer, desk = f"{tools}/crash_tool_writer", f"{tools}/crash_tool_desk"
room, log = f"{folder}/room", f"{folder}/log"
tap = Tap()
check = tap.check


def run(words, rules="", text=""):
    env = dict(os.environ)
    if os.path.exists(log):
        os.unlink(log)
    if rules:
        env.update(LD_PRELOAD=shim, JIQUN_FAULT=rules, JIQUN_FAULT_LOG=log)
    p = subprocess.run(words, input=text, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env)
    return p.returncode, p.stdout.splitlines()


def calls():
    with open(log, encoding="utf-8") as f:
        return [line.split(" ") for line in f.read().splitlines()]


def write(rules, groups=3, most=6, acks="-"):
    return run([writer, room, "-", "11", str(groups), str(most), acks], rules)


def proved():
    """What is wrong with the record, all faults gone."""
    status, said = run([jiqun, "audit", "--lang", "en", "--data", room])
    return "" if status == 0 else "audit: " + " / ".join(said[:6])


def kept(said):
    """The disk is whole again: every acknowledgement is there, and writing goes on."""
    with open(f"{folder}/acks", "w", encoding="utf-8") as f:
        f.write("".join(line + "\n" for line in said if line.startswith("ack ")))
    status, later = run([writer, room, "-", "12", "1", "6", f"{folder}/acks"])
    if status != 0 or len(later) < 2 or any(line.startswith(("failed", "lost")) for line in later):
        return f"afterwards: status {status}, {later[:4]}"
    return proved()


def fresh():
    shutil.rmtree(room, ignore_errors=True)
    if os.path.isdir(f"{folder}/base"):
        shutil.copytree(f"{folder}/base", room)


def judge(status, said, action):
    """The truth of one run with a fault in it."""
    failed = [line for line in said if line.startswith("failed")]
    if action in ("kill", "tear"):
        return "" if status == -signal.SIGKILL else f"status {status}"
    if status not in (0, 2) or (status == 2 and not failed):
        return f"status {status}, {said[-3:]}"
    return "" if all(len(line) > 20 for line in failed) else f"no reason: {failed}"


def each(name, action, times="1", start=0, groups=3, step=None, kinds="*"):
    """Every step-th call fails, in a record that is there already (or is made, when there is no base)."""
    fresh()
    status, said = write(f"{kinds}:pass:path=/room", groups)
    n = len(calls())
    check(status == 0 and n > 10, f"{name}: a run without faults, {n} calls", said[-3:])
    wrong, tried = [], 0
    for at in range(start, n, step or every):
        fresh()
        status, said = write(f"{kinds}:{action}:after={at}:times={times}:path=/room", groups)
        struck = [c for c in calls() if c[-1] == action]
        if not struck:
            continue
        tried += 1
        bad = judge(status, said, action) or kept(said)
        if bad:
            wrong.append((at, bad, struck[:1]))
    check(not wrong and tried > 2, f"{name}: {action} (times={times}) at {tried} of {n} calls", wrong[:3])


def space_comes_back():
    """The disk is full for a while; the same process fails, says so, and goes on by itself."""
    for action in ("ENOSPC", "EDQUOT", "EIO"):
        fresh()
        status, said = write(f"write+pwrite+ftruncate+fallocate:{action}:after=40:times=6:path=/room", 60, 4)
        kinds = "".join(line[0] for line in said if not line.startswith("ready"))  # a, n, f
        first, last = kinds.find("f"), kinds.rfind("f")
        told = [line for line in said if line.startswith("failed")]
        good = status == 0 and "a" in kinds[:first] and "a" in kinds[last:] and first >= 0
        if action == "ENOSPC":
            good = good and any("full" in line for line in told)
        check(good, f"{action} for a while: refused with a reason, then the same process goes on", (status, kinds, told[:2]))
        bad = kept(said)
        check(not bad, f"{action} for a while: all that was acknowledged is there", bad)


def disk_stays_full():
    """Nothing can be written from some moment on: each request fails, and no answer is a lie."""
    for action, kinds in (("ENOSPC", "write+pwrite+fallocate+ftruncate"), ("EIO", "fsync+fdatasync"), ("EROFS", "open")):
        wrong = []
        for at in (0, 3, 7, 15):
            fresh()
            status, said = write(f"{kinds}:{action}:after={at}:times=all:path=/room", 8, 4)
            bad = judge(status, said, action) or kept(said)
            if bad:
                wrong.append((at, bad))
        check(not wrong, f"{action} for good ({kinds}): acknowledged is on record", wrong)


def answers_come_after_the_sync():
    """In the order of the calls: when an answer goes out, nothing of the database is unsynced."""
    fresh()
    status, said = write("*:pass:path=/room;write:pass:path=pipe:", 40, 3)
    dirty, synced, answers, early = {}, 0, 0, []
    for _, call, path, *_ in calls():
        if call in ("write", "pwrite", "writev", "ftruncate") and "jiqun.db" in path and not path.endswith("-shm"):
            dirty[path] = dirty.get(path, 0) + 1
        elif call in ("fsync", "fdatasync") and path in dirty:
            del dirty[path]
            synced += 1
        elif call == "write" and path.startswith("pipe:"):
            answers += 1
            if dirty:
                early.append((answers, dict(dirty)))
    acks = sum(line.startswith("ack ") for line in said)
    check(status == 0 and acks > 10 and answers == len(said), f"{answers} lines were seen going out, {acks} of them answers")
    check(synced >= 30, f"{synced} syncs for 40 groups")
    check(not early, "no line went out while something of the database was not synced", early[:3])


FILL = "- county 330106 2023-01-03 fill e1/a output.2020=41 land=95"


def other_ways():
    """Drafts, attachments and published checkpoints on a failing disk."""
    with open(f"{folder}/paper.pdf", "wb") as f:
        f.write(b"%PDF-1.7\n" + bytes(200000))
    before = ("- ministry - 2023-01-03 open_round rr closes=2023-07-31 quota=1 quota_separate=1\n"
              "- county 330106 2023-01-03 register e1 name=e1 industry=I6540\n"
              "- county 330106 2023-01-03 apply e1/a round=rr\ngo\n")
    script = before + f"{FILL}\ngo\nattach {folder}/paper.pdf paper\n"
    after = f"{FILL}\ngo\nattach {folder}/paper.pdf paper\n"
    fresh()
    status, said = run([desk, room, "-"], "*:pass:path=/room", script)
    n = len(calls())
    check(status == 0 and sum("granted" in line for line in said) == 4 and said[-1].startswith("attached"),
          f"a draft and an attachment, {n} calls", said)
    wrong = []
    for k, at in enumerate(range(0, n, every)):
        action = ("EIO", "ENOSPC", "kill")[k % 3]
        fresh()
        status, said = run([desk, room, "-"], f"*:{action}:after={at}:path=/room", script)
        if action != "kill" and (status not in (0, 2) or any(line == "failed " for line in said)):
            wrong.append((at, action, status, said))
        for name in os.listdir(f"{room}/files/incoming") if os.path.isdir(f"{room}/files/incoming") else []:
            os.utime(f"{room}/files/incoming/{name}", (0, 0))  # what a killed upload left is removed when it is old
        status, later = run([desk, room, "-"], "", before + after)
        good = status == 0 and later[-1].startswith("attached") and later[-3].split()[-3:-1] != ["failed"]
        if not good or proved():
            wrong.append((at, action, status, later[-4:], proved()))
        if os.listdir(f"{room}/files/incoming"):
            wrong.append((at, action, os.listdir(f"{room}/files/incoming")))
    check(not wrong, f"drafts and attachments: faults at each {every}. call, and again without", wrong[:3])


def main():
    print("TAP version 13")
    os.makedirs(folder, exist_ok=True)
    each("making a record", "EIO", groups=1, step=every * 3)
    each("making a record", "kill", groups=1, start=every, step=every * 3)
    fresh()
    status, said = write("", 12, 20)
    check(status == 0 and not proved(), "a record to begin with", said[-3:])
    os.rename(room, f"{folder}/base")
    for k, action in enumerate(("EIO", "ENOSPC", "EROFS", "kill")):
        each("writing", action, start=k % every)
    for action in ("tear", "short"):
        each("writing", action, kinds="write+pwrite", step=(every + 1) // 2)
    each("writing", "EIO", times="3", start=1)
    space_comes_back()
    disk_stays_full()
    answers_come_after_the_sync()
    other_ways()
    tap.end()


main()
