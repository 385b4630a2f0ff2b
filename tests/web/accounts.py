#!/usr/bin/env python3
"""The offices of system and security in Chromium: steps in accounts.mjs. Ends with TAP."""
import steps
from server import Record, Tap, add_account

tap = Tap()


def main():
    steps.needs()
    with Record() as record:
        add_account(record, "xitong")
        add_account(record, "anquan", "--office", "security")
        add_account(record, "anquan2", "--office", "security")
        add_account(record, "shenji", "--office", "audit")
        add_account(record, "zhejiang", "--level", "province", "--place", "33")
        with steps.desk(record) as server:
            steps.take(tap, server, "accounts.mjs", {})
    tap.end()


if __name__ == "__main__":
    main()
