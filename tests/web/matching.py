#!/usr/bin/env python3
"""A list of enterprises against rosters in the workbench, in Chromium, over a demonstration: steps in matching.mjs. Ends with
TAP. With SHOTS=FOLDER pictures are written there (make screens)."""
import tempfile

import steps
import make_book
from server import Record, Tap

tap = Tap()
DAY = "2025-03-20"
NAMES = {"ka": "演示·智能装备产业集群（虚构）", "kb": "演示·电子元件产业集群（虚构）", "kc": "演示·尚无名册产业集群（虚构）"}


def clusters(server):
    who = steps.signed_in(server, "ministry", "zhejiang", "county")
    steps.act(who["ministry"], "open_round", "r2025", closes="2025-07-31", quota=6, quota_separate=2)
    for k, (path, name) in enumerate(NAMES.items()):
        steps.provincial(who, path, name, "C3979")
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
    return steps.written(folder, made)


def main():
    steps.needs()
    with Record() as record, tempfile.TemporaryDirectory(prefix="matching-") as folder:
        steps.three_levels(record)
        with steps.desk(record, "--today", DAY) as server:
            clusters(server)
            steps.take(tap, server, "matching.mjs", {"files": files(folder)})
    tap.end()


main()
