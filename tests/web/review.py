#!/usr/bin/env python3
"""The review desk in Chromium: three applications of a round wait for a province. Ends with TAP; steps in review.mjs."""
import cases
import steps
from server import Tap


def main():
    tap = Tap()
    with cases.desk() as (server, office):
        paths = cases.applications(office)
        for path in paths[:2]:
            office["zhejiang"].act("accept", path)
        waits = office["zhejiang"].client
        _, page = waits.ask("GET", "/api/v1/waiting?round=r2025")
        tap.check([r["path"] for r in page["rows"]] == [paths[2], *paths[:2]] and page["rows"][0]["round"] == "r2025",
                  "what waits can be had of one round", page)
        _, page = waits.ask("GET", "/api/v1/waiting?round=r2024")
        tap.check(page["rows"] == [], "and not of another", page)
        steps.take(tap, server, "review.mjs", {"paths": paths})
    tap.end()


main()
