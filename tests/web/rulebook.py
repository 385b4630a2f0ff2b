#!/usr/bin/env python3
"""The rulebook desk in Chromium: steps in rulebook.mjs. Ends with TAP."""
import steps
from server import Record, Tap, add_account

tap = Tap()
CLUSTERS = 300


def main():
    steps.needs()
    with Record(clusters=CLUSTERS, years=3, seed=11) as record:
        add_account(record, "ministry", "--level", "ministry")
        add_account(record, "county", "--level", "county", "--place", "330106")
        with steps.desk(record) as server:
            steps.take(tap, server, "rulebook.mjs", {"clusters": CLUSTERS})
    tap.end()


if __name__ == "__main__":
    main()
