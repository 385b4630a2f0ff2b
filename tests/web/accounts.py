#!/usr/bin/env python3
"""The offices of system and security in Chromium: steps in accounts.mjs. Ends with TAP."""
import os
import sys

ROOT = os.environ["JIQUN_ROOT"]
sys.path.insert(0, os.path.join(ROOT, "tests/http"))
sys.path.insert(1, os.path.join(ROOT, "tests/web"))
import steps  # noqa: E402
from server import Record, Server, Tap, add_account  # noqa: E402

tap = Tap()


def main():
    steps.needs()
    with Record() as record:
        add_account(record, "xitong")
        add_account(record, "anquan", "--office", "security")
        add_account(record, "anquan2", "--office", "security")
        add_account(record, "shenji", "--office", "audit")
        add_account(record, "zhejiang", "--level", "province", "--place", "33")
        with Server(record) as server:
            server.ready()
            steps.needs_desk(server)
            steps.take(tap, server, "accounts.mjs", {})
    tap.end()


if __name__ == "__main__":
    main()
