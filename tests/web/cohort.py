#!/usr/bin/env python3
"""Re-examination by cohort in Chromium: two clusters of one round pass at once. Ends with TAP; steps in cohort.mjs."""
import cases
import steps
from server import Tap


def main():
    tap = Tap()
    with cases.desk() as (server, office):
        steps.take(tap, server, "cohort.mjs", {"paths": cases.reexaminations(office)})
    tap.end()


main()
