#!/usr/bin/env python3
"""Figures of the whole country in Chromium: steps in figures.mjs. Ends with TAP."""
import steps
from server import Client, Record, Tap, add_account

tap = Tap()
DAY = "2026-06-01"


def main():
    steps.needs()
    with Record(clusters=200, years=3, seed=21) as record:
        add_account(record, "ministry", "--level", "ministry")
        with steps.desk(record, "--today", DAY) as server:
            ministry = Client(server)
            ministry.sign_in("ministry")
            _, page = ministry.ask("GET", "/api/v1/due?days=0&limit=200")
            steps.take(tap, server, "figures.mjs", {"late": any(i["group"] == "overdue" for i in page["items"])})
    tap.end()


if __name__ == "__main__":
    main()
