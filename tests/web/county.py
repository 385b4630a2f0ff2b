#!/usr/bin/env python3
"""What a county does in the workbench, in Chromium, over a demonstration: steps in county.mjs. Ends with TAP.

With SHOTS=FOLDER pictures are written there (make screens).
"""
import os
import sys
import tempfile

ROOT = os.environ["JIQUN_ROOT"]
sys.path.insert(0, os.path.join(ROOT, "tests/http"))
sys.path.insert(1, os.path.join(ROOT, "tests/web"))
sys.path.insert(2, os.path.join(ROOT, "tests/docs"))
import make_book  # noqa: E402
import steps  # noqa: E402
from server import Client, Record, Server, Tap, add_account  # noqa: E402

tap = Tap()
DAY = "2025-03-20"
PLACE = "330106"
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj\n"


def files(folder):
    """What a county has on its desk: a roster with faults, one without, a proof."""
    bad = make_book.rows(6)
    bad[1][0] = bad[0][0]
    bad[3][6] = "约300"
    bad[4][7] = "大型"
    made = {"bad": ("名册-有误.xlsx", make_book.xlsx([make_book.TITLES] + bad)), "good": ("企业名册2024.xlsx", make_book.xlsx([make_book.TITLES] + make_book.rows(40))),
            "proof": ("主导产业说明.pdf", PDF)}
    paths = {}
    for key, (name, data) in made.items():
        paths[key] = os.path.join(folder, name)
        with open(paths[key], "wb") as f:
            f.write(data)
    return paths


def application(server):
    clients = {}
    for login in ("ministry", "zhejiang", "county"):
        clients[login] = Client(server)
        clients[login].sign_in(login)
    steps.act(clients["ministry"], "open_round", "r2025", closes="2025-07-31", quota=6, quota_separate=2)
    steps.act(clients["county"], "register", "kd", name="演示·名册与佐证产业集群（虚构）", industry="C3979")
    steps.act(clients["zhejiang"], "enter_pool", "kd")
    steps.act(clients["zhejiang"], "recognise_provincial", "kd")
    return steps.act(clients["county"], "apply", "kd/a", round="r2025")


def given_back(server):
    """Another application, which the province has given back."""
    county, province = Client(server), Client(server)
    county.sign_in("county")
    province.sign_in("zhejiang")
    steps.act(county, "register", "kb", name="演示·退回补正产业集群（虚构）", industry="C3979")
    steps.act(province, "enter_pool", "kb")
    steps.act(province, "recognise_provincial", "kb")
    path = steps.act(county, "apply", "kb/a", round="r2025")
    steps.fill_all(county, path)
    steps.act(county, "submit", path)
    steps.act(province, "return", path, reason="请更正集群面积，并补充说明")
    return path


def main():
    steps.needs()
    with Record(clusters=20, years=2, seed=4) as record, tempfile.TemporaryDirectory(prefix="county-") as folder:
        add_account(record, "ministry", "--level", "ministry")
        add_account(record, "zhejiang", "--level", "province", "--place", "33")
        add_account(record, "county", "--level", "county", "--place", PLACE)
        with Server(record, "--today", DAY) as server:
            server.ready()
            steps.needs_desk(server)
            steps.take(tap, server, "county.mjs", {"draft": application(server), "given": given_back(server), "files": files(folder)})
    tap.end()


if __name__ == "__main__":
    main()
