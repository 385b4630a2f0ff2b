#!/usr/bin/env python3
"""What a county does in the workbench, in Chromium, over a demonstration: steps in county.mjs. Ends with TAP.

With SHOTS=FOLDER pictures are written there (make screens).
"""
import tempfile

import steps
import make_book
from server import Record, Tap

tap = Tap()
DAY = "2025-03-20"
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj\n"


def files(folder):
    """What a county has on its desk: a roster with faults, one without, a proof."""
    bad = make_book.rows(6)
    bad[1][0] = bad[0][0]
    bad[3][6] = "约300"
    bad[4][7] = "大型"
    made = {"bad": ("名册-有误.xlsx", make_book.xlsx([make_book.TITLES] + bad)), "good": ("企业名册2024.xlsx", make_book.xlsx([make_book.TITLES] + make_book.rows(40))),
            "proof": ("主导产业说明.pdf", PDF)}
    return steps.written(folder, made)


def application(server):
    who = steps.signed_in(server, "ministry", "zhejiang", "county")
    steps.act(who["ministry"], "open_round", "r2025", closes="2025-07-31", quota=6, quota_separate=2)
    steps.provincial(who, "kd", "演示·名册与佐证产业集群（虚构）", "C3979")
    return steps.act(who["county"], "apply", "kd/a", round="r2025")


def given_back(server):
    """Another application, which the province has given back."""
    who = steps.signed_in(server, "county", "zhejiang")
    county = who["county"]
    steps.provincial(who, "kb", "演示·退回补正产业集群（虚构）", "C3979")
    path = steps.act(county, "apply", "kb/a", round="r2025")
    steps.fill_all(county, path)
    steps.act(county, "submit", path)
    steps.act(who["zhejiang"], "return", path, reason="请更正集群面积，并补充说明")
    return path


def main():
    steps.needs()
    with Record(clusters=20, years=2, seed=4) as record, tempfile.TemporaryDirectory(prefix="county-") as folder:
        steps.three_levels(record)
        with steps.desk(record, "--today", DAY) as server:
            steps.take(tap, server, "county.mjs", {"draft": application(server), "given": given_back(server), "files": files(folder)})
    tap.end()


if __name__ == "__main__":
    main()
