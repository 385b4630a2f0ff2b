#!/usr/bin/env python3
"""A list of enterprises against rosters in the workbench, in Chromium, over a demonstration: steps in matching.mjs. Ends with
TAP. With SHOTS=FOLDER pictures are written there (make screens)."""
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
NAMES = {"ka": "演示·智能装备产业集群（虚构）", "kb": "演示·电子元件产业集群（虚构）", "kc": "演示·尚无名册产业集群（虚构）"}


def clusters(server):
    who = {}
    for login in ("ministry", "zhejiang", "county"):
        who[login] = Client(server)
        who[login].sign_in(login)
    steps.act(who["ministry"], "open_round", "r2025", closes="2025-07-31", quota=6, quota_separate=2)
    for k, (path, name) in enumerate(NAMES.items()):
        steps.act(who["county"], "register", path, name=name, industry="C3979")
        steps.act(who["zhejiang"], "enter_pool", path)
        steps.act(who["zhejiang"], "recognise_provincial", path)
        steps.act(who["county"], "apply", f"{path}/a", round="r2025")
        if path == "kc":
            continue
        steps.fill_all(who["county"], f"{path}/a")
        table = [make_book.TITLES] + make_book.rows(60)[k * 30:k * 30 + 30]
        _, sent = who["county"].ask("POST", f"/api/v1/files?name={path}.xlsx", make_book.xlsx(table), {"Content-Type": "application/octet-stream"})
        form = who["county"].ask("GET", f"/api/v1/drafts/{path}/a")[1]
        status, said = who["county"].ask("POST", "/api/v1/rosters", {"path": f"{path}/a", "file": sent["digest"], "take": True}, {"If-Match": f'"{form["version"]}"'})
        if status != 200 or not said["took"]:
            raise SystemExit(f"{path}: {said}")
    steps.act(who["county"], "submit", "ka/a")


def files(folder):
    codes = [2, 5, 7, 33, 33, 200]
    made = {"list": ("失信企业名单（演示）.csv", ("统一社会信用代码,事由\n" + "".join(f"{make_book.credit(i)},演示\n" for i in codes) + "91330106,演示\n").encode("gbk")),
            "none": ("没有代码.csv", "企业,事由\n甲,演示\n".encode() * 20), "other": ("另一份名单.csv", (make_book.credit(500) + "\n").encode())}
    paths = {}
    for key, (name, data) in made.items():
        paths[key] = os.path.join(folder, name)
        with open(paths[key], "wb") as f:
            f.write(data)
    return paths


def main():
    steps.needs()
    with Record() as record, tempfile.TemporaryDirectory(prefix="matching-") as folder:
        add_account(record, "ministry", "--level", "ministry")
        add_account(record, "zhejiang", "--level", "province", "--place", "33")
        add_account(record, "county", "--level", "county", "--place", "330106")
        with Server(record, "--today", DAY) as server:
            server.ready()
            steps.needs_desk(server)
            clusters(server)
            steps.take(tap, server, "matching.mjs", {"files": files(folder)})
    tap.end()


main()
