#!/usr/bin/env python3
"""The rulebook desk in Chromium: steps in rulebook.mjs. Ends with TAP."""
import os
import sys

ROOT = os.environ["JIQUN_ROOT"]
sys.path.insert(0, os.path.join(ROOT, "tests/http"))
sys.path.insert(1, os.path.join(ROOT, "tests/web"))
import steps  # noqa: E402
from server import Record, Server, Tap, add_account  # noqa: E402

tap = Tap()
CLUSTERS = 300


def main():
    steps.needs()
    with Record(clusters=CLUSTERS, years=3, seed=11) as record:
        add_account(record, "ministry", "--level", "ministry")
        add_account(record, "county", "--level", "county", "--place", "330106")
        with Server(record) as server:
            server.ready()
            steps.needs_desk(server)
            steps.take(tap, server, "rulebook.mjs", {"clusters": CLUSTERS})
    tap.end()


if __name__ == "__main__":
    main()
