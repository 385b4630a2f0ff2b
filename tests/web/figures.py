#!/usr/bin/env python3
"""Figures of the whole country in Chromium: steps in figures.mjs. Ends with TAP."""
import os
import sys

ROOT = os.environ["JIQUN_ROOT"]
sys.path.insert(0, os.path.join(ROOT, "tests/http"))
sys.path.insert(1, os.path.join(ROOT, "tests/web"))
import steps  # noqa: E402
from server import Client, Record, Server, Tap, add_account  # noqa: E402

tap = Tap()
DAY = "2026-06-01"


def main():
    steps.needs()
    with Record(clusters=200, years=3, seed=21) as record:
        add_account(record, "ministry", "--level", "ministry")
        with Server(record, "--today", DAY) as server:
            server.ready()
            steps.needs_desk(server)
            ministry = Client(server)
            ministry.sign_in("ministry")
            _, page = ministry.ask("GET", "/api/v1/due?days=0&limit=200")
            steps.take(tap, server, "figures.mjs", {"late": any(i["group"] == "overdue" for i in page["items"])})
    tap.end()


if __name__ == "__main__":
    main()
