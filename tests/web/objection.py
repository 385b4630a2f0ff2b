#!/usr/bin/env python3
"""An objection with files in Chromium, from the form of the portal to the Ministry's desk. Ends with TAP; steps in
objection.mjs."""
import os
import sys

ROOT = os.environ["JIQUN_ROOT"]
sys.path.insert(0, os.path.join(ROOT, "tests/http"))
sys.path.insert(1, os.path.join(ROOT, "tests/web"))
import cases  # noqa: E402
import steps  # noqa: E402
from files import PNG, pdf  # noqa: E402
from server import Record, Server, Tap  # noqa: E402

tap = Tap()


def main():
    steps.needs()
    with Record() as record:
        cases.accounts(record)
        files = {}
        for name, suffix, data in (("paper", "pdf", pdf(20000)), ("photo", "png", PNG), ("page", "png", b"<!doctype html><p>x")):
            files[name] = os.path.join(record.folder, f"{name}.{suffix}")
            with open(files[name], "wb") as f:
                f.write(data)
        with Server(record, "--today", cases.DAY) as server:
            server.ready()
            steps.needs_desk(server)
            office = cases.offices(server)
            path = cases.applications(office, n=1)[0]
            cases.re_reviewed(office, path)
            office["ministry"].act("list", path)
            steps.take(tap, server, "objection.mjs", {"path": path, "files": files})
    tap.end()


main()
