#!/usr/bin/env python3
"""The whole life of one cluster by the screens alone, in Chromium: the course of scenarios/life.case, one server for each
day. Steps in life.mjs; how many clicks and fields each job takes is said and held against a limit. Ends with TAP.
"""
import tempfile
import time

import steps
from server import Record, Tap

tap = Tap()
# What is done on which day; every part begins where the record stands.
DAYS = (
    ("candidate", "2023-02-20"), ("round", "2023-03-01"), ("apply", "2023-03-15"), ("province", "2023-07-05"),
    ("notice", "2023-09-28"), ("object", "2023-10-08"), ("announce", "2023-10-18"), ("report", "2024-04-20"),
    ("change", "2024-07-15"), ("industry", "2024-07-16"), ("reexamine", "2026-03-20"), ("pass", "2026-08-10"), ("incident", "2026-08-21"),
    ("propose", "2026-09-07"), ("decide", "2026-09-16"),
)


PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj\n"


def main():
    steps.needs()
    with Record() as record, tempfile.TemporaryDirectory(prefix="life-") as folder:
        files = steps.written(folder, {"ground": ("演示-事故报告.pdf", PDF), "statement": ("演示-整改说明.pdf", PDF + b"% 2\n")})
        steps.three_levels(record)
        for part, day in DAYS:
            began = time.monotonic()
            with steps.desk(record, "--today", day) as server:
                steps.take(tap, server, "life.mjs", {"part": part, "files": files})
            print(f"# {part}: {time.monotonic() - began:.1f} s", flush=True)
            if tap.failed:
                break
    tap.end()


main()
