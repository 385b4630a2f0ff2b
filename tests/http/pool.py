#!/usr/bin/env python3
"""The order of the cultivation pool over all its pages, against an order that is worked out here from the figures themselves;
what changes between two pages; and what is said when there are too many candidates to be put in order. Ends with TAP."""
import csv
import io
import os
import random
import re
import sys
import urllib.parse
import zipfile
from fractions import Fraction as F

sys.path.insert(0, os.path.dirname(__file__))
from levels import Provincial  # noqa: E402
from people import play  # noqa: E402
from server import Client, Server, Tap, add_account  # noqa: E402

tap = Tap()
COUNTIES = ("330106", "330109", "330402", "110105")
COUNT, NONE = 36, 9  # clusters; of these without any figure
TEXTS = " ".join(f'{name}="演示"' for name in ("pillar", "leader", "layout", "innovation_platforms", "infrastructure", "green", "opening", "governance"))


def figures(rng):
    first = rng.choice((30, 38, 41, 44))
    last = rng.choice((first, first + 2, first + 12))
    return {"output.2020": first, "output.2021": rng.choice((first, 39, 47)), "output.2022": last,
            "sme_output.2022": rng.randrange(last // 3, last), "leading_output.2022": rng.randrange(last // 3, last), "land": rng.choice((95, 130)),
            "champions": 0, "little_giants": rng.choice((0, 1)), "specialised": rng.choice((2, 8)), "innovative": 1, "high_tech": 1}


def missed(f):
    """Criteria of 附件 that these figures do not meet; 1.3 is one that is only to be explained."""
    if f is None:
        return 0
    return sum((any(f[f"output.{y}"] < 40 for y in (2020, 2021, 2022)), F(f["sme_output.2022"], f["output.2022"]) < F(7, 10),
                F(f["leading_output.2022"], f["output.2022"]) <= F(7, 10), F(f["output.2022"], f["output.2020"]) <= F(11, 10) ** 2,
                f["champions"] + f["little_giants"] < 1 and f["specialised"] + f["innovative"] + f["high_tech"] < 10))


def tale(rng):
    """The story, and of each cluster in order of registration: path, county, figures."""
    lines, all_of = ["today 2023-03-01", "as ministry", "open_round r23 closes=2023-07-31 first=yes"], []
    for i in range(COUNT):
        path, county, f = f"p{i:02}", COUNTIES[i % len(COUNTIES)], None if i % (COUNT // NONE) == 0 else figures(rng)
        lines += [f"as county {county}", f'register {path} name="演示·候选{i:02}集群（虚构）"']
        if f is not None:
            lines += [f"apply {path}/a round=r23", f"fill {path}/a " + " ".join(f"{k}={v}" for k, v in f.items()) + " " + TEXTS, f"submit {path}/a"]
        all_of.append((path, county, f))
    return "\n".join(lines) + "\n", all_of


def wanted(client, all_of, start=""):
    """Worst first. What lacks evidence is asked of each cluster alone, by another address."""
    order, wrong = [], []
    for i, (path, county, f) in enumerate(all_of):
        if not county.startswith(start):
            continue
        counts = client.ask("GET", f"/api/v1/clusters/{path}/chances")[1]["chances"][0]["standard"]["counts"]
        if counts["not_met"] != missed(f):
            wrong.append((path, counts, f))
        order.append((-missed(f), -counts["no_evidence"], i, path))
    tap.check(not wrong, f"each cluster of {start or 'all'} misses as many criteria as its figures do", wrong)
    return [path for *_, path in sorted(order)]


def pages(client, query, between=None):
    """Rows of all pages, and what the pages say: whether the order is one of all of them."""
    got, ordered, cursor = [], set(), ""
    for i in range(1000):
        status, page = client.ask("GET", f"/api/v1/pool?{query}{cursor}")
        if status != 200:
            return [status, page], set()
        got += [r["path"] for r in page["rows"]]
        ordered.add(page["ordered"])
        if not page["more"]:
            return got, ordered
        cursor = "&cursor=" + urllib.parse.quote(page["cursor"])
        if i == 0 and between is not None:
            between(got)
    return ["no end", *got], ordered


def tables(client, query):
    """The order of the table, and of the workbook."""
    _, body = client.ask("GET", f"/api/v1/pool?{query}&format=csv")
    lines = [r[0] for r in csv.reader(io.StringIO(body.decode())) if r and not r[0].startswith("#")][1:]
    _, body = client.ask("GET", f"/api/v1/pool?{query}&format=xlsx")
    sheet = zipfile.ZipFile(io.BytesIO(body)).read("xl/worksheets/sheet1.xml").decode()
    return lines, re.findall(r"<t>([pq]\d+)</t>", sheet)


def holds(client, query, order, what):
    for limit in (1, 5, 100):
        got, ordered = pages(client, f"{query}&limit={limit}")
        tap.check(got == order and ordered == {True}, f"{what}: worst first over all pages of {limit}", (got, order, ordered))
    tap.check(tables(client, query) == (order, order), f"{what}: and so are the table and the workbook", (tables(client, query), order))


def goes_on(by, order):
    """Somebody enters the pool while another turns the pages: the rest comes, each once, in the same order."""
    def enter(first):
        for path in (first[0], order[-1]):
            status, answer = by["zhejiang"].ask("POST", "/api/v1/actions/enter_pool", {"target": path})
            tap.check(status == 200, f"{path} enters the pool", answer)
    got, _ = pages(by["zhejiang"], "pool=out&limit=3", enter)
    tap.check(got == order[:-1], "what leaves the list between two pages moves nobody else", (got, order))
    got, _ = pages(by["zhejiang"], "pool=in&limit=1")
    tap.check(got == [order[0], order[-1]], "and is in the pool, worst first", got)
    _, page = by["zhejiang"].ask("GET", "/api/v1/pool?pool=out&limit=3")
    status, _ = by["zhejiang"].ask("GET", f"/api/v1/pool?pool=in&limit=3&cursor={urllib.parse.quote(page['cursor'])}")
    tap.check(status == 400, "a cursor is one of its list", status)


def too_many(record, by, beijing):
    """Beyond what is put in order the pages follow the register; whoever asks for less has the order back."""
    most = by["ministry"].ask("GET", "/api/v1/pool?pool=out&limit=1")[1]["most"]
    play(record, "today 2023-03-02\nas county 330109\n" + "".join(f'register q{i} name="演示·众多{i}集群（虚构）"\n' for i in range(most + 1)))
    got, ordered = pages(by["ministry"], "pool=out&limit=100")
    tap.check(ordered == {False}, "too many candidates are said to be too many, on every page", ordered)
    tap.check(len(got) == len(set(got)) and len(got) == COUNT - 2 + most + 1, "and all of them come, each once", len(got))
    lines, rows = tables(by["ministry"], "pool=out")
    tap.check(lines == rows and sorted(lines) == sorted(got), "the table and the workbook have all of them, too", (len(lines), len(rows)))
    got, ordered = pages(by["ministry"], "pool=out&channel=11&limit=5")
    tap.check(got == beijing and ordered == {True}, "of one channel the order is whole again", (got, beijing))


def main():
    with Provincial("national-2022") as record:
        text, all_of = tale(random.Random(7))
        play(record, text)
        add_account(record, "ministry", "--level", "ministry")
        add_account(record, "zhejiang", "--level", "province", "--place", "33")
        add_account(record, "beijing", "--level", "province", "--place", "11")
        with Server(record, "--today", "2023-03-02") as server:
            server.ready()
            by = {login: Client(server) for login in ("ministry", "zhejiang", "beijing")}
            for login, client in by.items():
                client.sign_in(login)
            whole = wanted(by["ministry"], all_of)
            tap.check(len({missed(f) for _, _, f in all_of}) > 3, "the gaps differ")
            holds(by["ministry"], "pool=out", whole, "the Ministry")
            zhejiang = wanted(by["zhejiang"], all_of, "33")
            holds(by["zhejiang"], "pool=out", zhejiang, "a province")
            county = [path for path in zhejiang if dict((p, c) for p, c, _ in all_of)[path] == "330402"]
            holds(by["zhejiang"], "pool=out&place=330402", county, "a county of it")
            goes_on(by, zhejiang)
            too_many(record, by, wanted(by["beijing"], all_of, "11"))
    tap.end()


main()
