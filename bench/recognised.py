#!/usr/bin/env python3
"""A register of invented recognised clusters, as `jiqun import register` reads it: what the public sees much of.

    bench/recognised.py N

Every cluster has a county and a class of industry of its own; the same N gives the same rows.
"""
import csv
import sys

KINDS = ("制造", "加工", "研发", "服务", "配套")
YEARS = (2023, 2024, 2025)


def rows(path):
    with open(path, encoding="utf-8") as f:
        return list(csv.DictReader(line for line in f if not line.startswith("#")))


counties = [r for r in rows("data/divisions.csv") if r["level"] == "county" and r["status"] == "current" and r["channel"]]
industries = {r["code"]: r for r in rows("data/industries.csv")}
classes = [r for r in industries.values() if r["level"] == "class"]


def letter(code):
    """The section that a class belongs to."""
    while industries[code]["parent"]:
        code = industries[code]["parent"]
    return code


out = csv.writer(sys.stdout, lineterminator="\n")
out.writerow(["cluster_name", "county", "industry", "announcement", "announced"])
for i in range(int(sys.argv[1])):
    county, kind = counties[i % len(counties)], classes[i // len(counties) % len(classes)]
    year = YEARS[i % len(YEARS)]
    out.writerow([f"演示·{county['name']}{kind['name']}{KINDS[i % len(KINDS)]}产业集群{i:07}（虚构）", county["code"],
                  letter(kind["code"]) + kind["code"], f"演示公告{year}年第{i % 9 + 1}号", f"{year}-{i % 12 + 1:02}-{i % 28 + 1:02}"])
