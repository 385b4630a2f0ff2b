#!/usr/bin/env python3
"""The office of audit in Chromium: steps in audit.mjs. Ends with TAP."""
import steps
from server import Client, Record, Tap, add_account

tap = Tap()


def main():
    steps.needs()
    with Record(clusters=40, years=2, seed=7) as record:
        add_account(record, "shenji", "--office", "audit")
        add_account(record, "ministry", "--level", "ministry")
        with steps.desk(record) as server:
            ministry = Client(server)
            ministry.sign_in("ministry")
            _, page = ministry.ask("GET", "/api/v1/clusters?state=recognised&limit=1")
            steps.take(tap, server, "audit.mjs", {"cluster": page["rows"][0]["path"], "name": page["rows"][0]["name"]})
    tap.end()


if __name__ == "__main__":
    main()
