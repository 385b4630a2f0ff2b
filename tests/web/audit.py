#!/usr/bin/env python3
"""The office of audit in Chromium: steps in audit.mjs. Ends with TAP."""
import os
import sys

ROOT = os.environ["JIQUN_ROOT"]
sys.path.insert(0, os.path.join(ROOT, "tests/http"))
sys.path.insert(1, os.path.join(ROOT, "tests/web"))
import steps  # noqa: E402
from server import Client, Record, Server, Tap, add_account  # noqa: E402

tap = Tap()


def main():
    steps.needs()
    with Record(clusters=40, years=2, seed=7) as record:
        add_account(record, "shenji", "--office", "audit")
        add_account(record, "ministry", "--level", "ministry")
        with Server(record) as server:
            server.ready()
            steps.needs_desk(server)
            ministry = Client(server)
            ministry.sign_in("ministry")
            _, page = ministry.ask("GET", "/api/v1/clusters?state=recognised&limit=1")
            steps.take(tap, server, "audit.mjs", {"cluster": page["rows"][0]["path"]})
    tap.end()


if __name__ == "__main__":
    main()
