#!/usr/bin/env python3
"""Durable actions end to end over HTTP: signed-in officials act, and each act is answered when its event is on disk.

    bench/actions.py RECORD [ROUNDS] [SECONDS] [CLIENTS]

RECORD: a demonstration with dossiers (jiqun simulate --shape register); a copy is used. CLIENTS officials (64), each of a
county of its own and on a connection of its own, ask the next thing as soon as they have the answer to the last, ROUNDS
times for SECONDS, by bench_load beside the server on the same processors:

    register    a new dossier each time: its row, its names for the search, the counts of its county
    work        a new dossier, a task planned for it, and progress of that task reported four times

No two acts are the same, every one has to be granted, and the log has to grow by exactly as many events as were answered; at
the end the record is audited. Beside it, before each round: how often a second this disk takes an append of 64 KiB with an
fdatasync after it.
"""
import os
import shutil
import sys
import tempfile
import time

from serving import accounts, counties, figure, load, ready, run, show, sign_in, spread, start_ours, verdict

rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 5
seconds = float(sys.argv[3]) if len(sys.argv) > 3 else 3
clients = int(sys.argv[4]) if len(sys.argv) > 4 else 64


def act(action, body):
    return action, "POST", f"/api/v1/actions/{action}", body


def report(quarter):
    return act("report_task", '{"target": "%%sx{c}x{n}/task1", "args": {"progress": "第%s季度完成十二家企业诊断，三家已实施改造"}}'
               % quarter)


REGISTER = act("register", '{"target": "%sx{c}x{n}", "args": {"name": "演示·智能物流装备产业集群{c}之{n}（虚构）", '
               '"industry": "I6540"}}')
PLAN = act("plan_task", '{"target": "%sx{c}x{n}", "args": {"area": "digital", "goals": "规上企业数字化改造覆盖率由六成提高到八成", '
           '"measures": "分批诊断，逐企制定方案，每季度调度一次"}}')
KINDS = {"register": [REGISTER], "work": [REGISTER, PLAN, *(report(q) for q in "一二三四")]}


def probe(folder):
    """Appends of 64 KiB with an fdatasync after each, a second."""
    fd, block, times = os.open(f"{folder}/probe", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), b"\0" * 65536, 200
    began = time.monotonic()
    for _ in range(times):
        os.write(fd, block)
        os.fdatasync(fd)
    took = time.monotonic() - began
    os.close(fd)
    os.unlink(f"{folder}/probe")
    return times / took


def one(work, port, pid, officials, kind, name):
    """Acts a second, µs of the server for one, p50 and p99 in ms of the slowest kind, events a commit."""
    steps = [tuple(part % name if i == 3 else part for i, part in enumerate(step)) for step in KINDS[kind]]
    size, groups = figure(port, "log_size"), figure(port, "writer_groups_total")
    kinds, rate, cpu, _ = load(work, port, pid, officials, steps, seconds)
    answered, grown = sum(k[0] for k in kinds.values()), figure(port, "log_size") - size
    if answered != grown:
        raise SystemExit(f"{answered} acts were answered, and the log grew by {grown}")
    groups = figure(port, "writer_groups_total") - groups
    return rate, cpu, max(k[1] for k in kinds.values()), max(k[2] for k in kinds.values()), grown / groups


def main():
    work = tempfile.mkdtemp(prefix="bench-actions.", dir="build")
    got, disk = {kind: [] for kind in KINDS}, []
    try:
        data = f"{work}/record"
        shutil.copytree(sys.argv[1], data)
        places = [place for place, _ in counties(data, clients)]
        accounts(data, places)
        child, port = start_ours(data)
        try:
            ready(port)
            officials = [sign_in(port, f"county{place}") for place in places]
            before = figure(port, "log_size")
            for i in range(rounds):
                disk.append(probe(work))
                for kind, runs in got.items():
                    runs.append(one(work, port, child.pid, officials, kind, f"{kind}{i}"))
            after = figure(port, "log_size")
        finally:
            child.terminate()
            child.wait()
        run("audit", "--lang", "en", "--data", data)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    print(f"{len(places)} clients; the log grew from {before:,} to {after:,} events, and its audit is clean; fdatasync of 64 KiB: "
          f"{show(spread(disk))} a second\n")
    print("| acts | a second | CPU µs of the server | p50 ms | p99 ms | events a commit | goal |\n|---|---|---|---|---|---|---|")
    for kind, runs in got.items():
        rate, cpu, p50, p99, group = (spread([r[i] for r in runs]) for i in range(5))
        print(f"| {kind} | {show(rate)} | {show(cpu)} | {show(p50)} | {show(p99)} | {show(group)} | "
              f"≥ 10,000/s {verdict(rate[0] >= 10000)} |")


main()
