#!/usr/bin/env python3
"""The mix of a real office over HTTP, at 1, 10 and 100 users: how long each kind of request takes.

    bench/office.py RECORD [ROUNDS] [SECONDS] [USERS,…]

RECORD: a demonstration with dossiers (jiqun simulate --shape register); a copy is used. Each user is an official of a county
of its own, on a connection of its own, and asks the next thing as soon as it has the answer to the last (bench_load, beside
the server on the same processors). Of fifty requests ten are lists (the register, a search, what waits), ten dossiers, six
uploads of 20 KB, five new dossiers, and nineteen further acts in them: five tasks planned, fourteen reports of progress.
Everything has to succeed; the log has to grow by what was answered. Told are the middle of ROUNDS of p50 and p99, and in
brackets the least and the greatest p99.
"""
import shutil
import sys
import tempfile
from urllib.parse import quote

from serving import accounts, counties, figure, load, ready, show, sign_in, spread, start_ours

rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 5
seconds = float(sys.argv[3]) if len(sys.argv) > 3 else 5
users = [int(n) for n in sys.argv[4].split(",")] if len(sys.argv) > 4 else [1, 10, 100]
KINDS = ("list", "dossier", "upload", "new", "act")


def act(kind, action, target, args):
    return kind, "POST", f"/api/v1/actions/{action}", f'{{"target": "{target}", "args": {{{args}}}}}'


def life(name, reports):
    """A dossier from its registration to the last report of its task."""
    return [act("new", "register", name, f'"name": "演示·智能物流装备产业集群{name}（虚构）", "industry": "I6540"'),
            act("act", "plan_task", name, '"area": "digital", "goals": "规上企业数字化改造覆盖率由六成提高到八成", '
                '"measures": "分批诊断，逐企制定方案，每季度调度一次"'),
            *[act("act", "report_task", f"{name}/task1", f'"progress": "第{i + 1}季度完成十二家企业诊断，三家已实施改造"')
              for i in range(reports)]]


def day(name):
    """The fifty: what is done in dossiers in its order, what is looked at and sent in spread between."""
    acts = [step for i in range(5) for step in life(f"{name}x{{c}}x{{n}}x{i}", 3 if i < 4 else 2)]
    lists = ["/api/v1/clusters?limit=20", "/api/v1/clusters?limit=20&q=" + quote("装备"), "/api/v1/waiting?limit=20"]
    beside = []
    for i in range(10):
        beside.append(("list", "GET", lists[i % 3], ""))
        beside.append(("dossier", "GET", "/api/v1/clusters/{d}", ""))
        if i < 6:
            beside.append(("upload", "POST", "/api/v1/files", "{file}"))
    mixed = sorted([(i / len(acts), step) for i, step in enumerate(acts)] +
                   [((i + 0.5) / len(beside), step) for i, step in enumerate(beside)], key=lambda s: s[0])
    return [step for _, step in mixed]


def some(officials, n, i):
    """Others in each round: an account may send in so many files a day."""
    at = i * n % len(officials)
    return (officials + officials)[at:at + n]


def measure(work, port, pid, officials, name):
    before = figure(port, "log_size")
    kinds, rate, cpu, _ = load(work, port, pid, officials, day(name), seconds)
    acted, grown = kinds["new"][0] + kinds["act"][0], figure(port, "log_size") - before
    if acted != grown:
        raise SystemExit(f"{acted} acts were answered, and the log grew by {grown}")
    return kinds, rate, cpu


def main():
    work = tempfile.mkdtemp(prefix="bench-office.", dir="build")
    got = {n: [] for n in users}
    try:
        data = f"{work}/record"
        shutil.copytree(sys.argv[1], data)
        places = counties(data, max(max(users), rounds))
        accounts(data, [place for place, _ in places])
        child, port = start_ours(data)
        try:
            ready(port)
            officials = [" ".join([sign_in(port, f"county{place}"), *dossiers]) for place, dossiers in places]
            before = figure(port, "log_size")
            for i in range(rounds):
                for n, runs in got.items():
                    runs.append(measure(work, port, child.pid, some(officials, n, i), f"o{i}u{n}"))
        finally:
            child.terminate()
            child.wait()
    finally:
        shutil.rmtree(work, ignore_errors=True)
    print(f"a log of {before:,} events to begin with; p50 and p99 in ms\n")
    print("| users | " + " | ".join(KINDS) + " | requests/s | CPU µs |\n|" + "---|" * (len(KINDS) + 3))
    for n, runs in got.items():
        cells = []
        for kind in KINDS:
            p50, p99 = (spread([r[0][kind][i] for r in runs]) for i in (1, 2))
            cells.append(f"{p50[0]:.1f}, {p99[0]:.1f} ({p99[1]:.1f}–{p99[2]:.1f})")
        print(f"| {n} | " + " | ".join(cells) + f" | {show(spread([r[1] for r in runs]))} | {show(spread([r[2] for r in runs]))} |")


main()
