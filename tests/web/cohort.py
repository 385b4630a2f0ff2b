#!/usr/bin/env python3
"""Re-examination by cohort in Chromium: two clusters of one round pass at once. Ends with TAP; steps in cohort.mjs."""
import os
import sys

ROOT = os.environ["JIQUN_ROOT"]
sys.path.insert(0, os.path.join(ROOT, "tests/http"))
sys.path.insert(1, os.path.join(ROOT, "tests/web"))
import cases  # noqa: E402
import steps  # noqa: E402
from server import Record, Server, Tap  # noqa: E402


def main():
    tap = Tap()
    steps.needs()
    with Record() as record:
        cases.accounts(record)
        with Server(record, "--today", cases.DAY) as server:
            server.ready()
            steps.needs_desk(server)
            office = cases.offices(server)
            steps.take(tap, server, "cohort.mjs", {"paths": cases.reexaminations(office)})
    tap.end()


main()
