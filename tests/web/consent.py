#!/usr/bin/env python3
"""A rulebook is put in force by two persons in Chromium: steps in consent.mjs. Ends with TAP."""
import steps
from server import Record, Tap, add_account

tap = Tap()


def main():
    steps.needs()
    with Record(clusters=200, years=3, seed=11) as record:
        add_account(record, "zhang", "--level", "ministry")
        with steps.desk(record) as server:
            steps.take(tap, server, "consent.mjs", {"alone": True})
        add_account(record, "li", "--level", "ministry")
        add_account(record, "zhejiang", "--level", "province", "--place", "33")
        add_account(record, "county", "--level", "county", "--place", "330106")
        with steps.desk(record) as server:
            steps.take(tap, server, "consent.mjs", {"alone": False})
    tap.end()


if __name__ == "__main__":
    main()
