#!/usr/bin/env python3
"""How long an expert's lists take when thousands of applications are assigned: no table says whom a case names, so dossiers are
asked (decision 37).

    bench/experts.py [ROUNDS] [APPLICATIONS,…]      5 rounds; 1000, 2000 and 4000 applications

Under the text of Tianjin each application is given to two of twenty experts. One of them reads all that waits for him and all his
clusters, page after page of 50, on a connection of his own. Told are the first page and all of them in milliseconds (middle, least,
most), how many pages there are, and what the list came to; the first time, when the server has read no dossier yet, apart.
"""
import http.client
import json
import os
import shutil
import sys
import tempfile
import time
from urllib.parse import quote

from serving import PASSWORD, ready, run, show, sign_in, spread, start_ours

rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
sizes = [int(n) for n in sys.argv[2].split(",")] if len(sys.argv) > 2 else [1000, 2000, 4000]
EXPERTS = 20
FACTS = """output.2020=41 output.2021=46.5 output.2022=52 sme_output.2022=38 leading_output.2022=40 land=95 champions=0 little_giants=2
specialised=12 innovative=20 high_tech=9 pillar="一" leader="二" layout="三" innovation_platforms="四" infrastructure="五" green="六"
opening="七" governance="八\"""".replace("\n", " ")


def tale(n):
    yield "today 2023-03-01\nas province 12\nopen_round r23 closes=2023-07-31\n"
    for i in range(n):
        yield (f'as county {120101 + i % 4}\nregister k{i} name="演示·评审{i}集群（虚构）"\napply k{i}/a round=r23\nfill k{i}/a {FACTS}\n'
               f"submit k{i}/a\nas province 12\naccept k{i}/a\nassign_expert k{i}/a/e1 assigned=expert{i % EXPERTS}\n"
               f"assign_expert k{i}/a/e2 assigned=expert{(i * 7 + 3) % EXPERTS}\n")


def make(work, n):
    data = f"{work}/record"
    shutil.rmtree(data, ignore_errors=True)
    run("init", "--data", data, "--demo", "--no-prove", "--day", "2022-10-01", "--rulebook", "tianjin")
    with open(f"{work}/story.case", "w", encoding="utf-8") as f:
        f.writelines(tale(n))
    run("play", "--data", data, "--", f"{work}/story.case")
    for login in ("admin", "expert1"):
        run("user", "add", login, "--password-stdin", "--keep", "--data", data, input=PASSWORD + "\n")
    run("user", "grant", "expert1", "--level", "expert", "--place", "expert1", "--data", data)
    return data


def turn(link, cookie, path):
    """Milliseconds of the first page and of all, pages, rows."""
    began, first, pages, rows, cursor = time.perf_counter(), 0, 0, 0, ""
    while True:
        link.request("GET", f"{path}?limit=50{cursor}", headers={"Cookie": cookie})
        answer = link.getresponse()
        page = json.loads(answer.read())
        if answer.status != 200:
            raise SystemExit(f"{path}: {answer.status} {page}")
        pages, rows = pages + 1, rows + len(page["rows"])
        first = first or (time.perf_counter() - began) * 1000
        if not page["more"]:
            return first, (time.perf_counter() - began) * 1000, pages, rows
        cursor = "&cursor=" + quote(page["cursor"])


def measure(data, n):
    child, port = start_ours(data, "--today", "2023-03-02", "--threads", "1")
    try:
        ready(port)
        cookie = sign_in(port, "expert1").split(" ")[0]
        link = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
        for path in ("/api/v1/waiting", "/api/v1/clusters"):
            cold = turn(link, cookie, path)
            got = [turn(link, cookie, path) for _ in range(rounds)]
            print(f"| {n:,} | {path} | {show(spread([g[0] for g in got]))} | {show(spread([g[1] for g in got]))} | {cold[1]:.0f} | {got[0][2]} | {got[0][3]} |", flush=True)
    finally:
        child.terminate()
        child.wait()


def main():
    os.makedirs("build", exist_ok=True)
    work = tempfile.mkdtemp(prefix="bench-experts.", dir="build")
    print("| applications | list | first page, ms | all pages, ms | the first time, ms | pages | rows |\n|---|---|---|---|---|---|---|")
    try:
        for n in sizes:
            measure(make(work, n), n)
    finally:
        shutil.rmtree(work, ignore_errors=True)


main()
