#!/usr/bin/env python3
"""Every test that docs/security.md names is there: a file by its path, or by its name alone where only one has it; after
a colon a function of that file, which is the test. A row that names none says so. Ends with TAP.
"""
import os
import re
import sys

sys.path.insert(0, os.path.dirname(__file__))
from server import ROOT, Tap  # noqa: E402

tap = Tap()
SAYS_SO = ("no test", "none", "by reading", "not met", "by hand")


def places():
    """Where each file of the tests lies, by its name."""
    found = {}
    for folder, _, names in os.walk(os.path.join(ROOT, "tests")):
        for name in names:
            found.setdefault(name, []).append(os.path.join(folder, name))
    return found


def file_of(name, known):
    path = os.path.join(ROOT, name)
    if "/" in name:
        return path if os.path.exists(path) else None
    return known[name][0] if len(known.get(name, ())) == 1 else None


def holds(path, test):
    with open(path, encoding="utf-8") as f:
        text = f.read()
    return re.search(rf"^(?:def|static void|void) {re.escape(test)}\(", text, flags=re.M) is not None


def main():
    known = places()
    with open(os.path.join(ROOT, "docs/security.md"), encoding="utf-8") as f:
        lines = f.read().splitlines()
    rows = [line for line in lines if line.startswith("| ") and not line.startswith(("| control", "| chapter"))]
    tap.check(len([r for r in rows if re.match(r"\| V\d+ ", r)]) == 14, "fourteen chapters of the ASVS")
    tap.check(len([r for r in rows if not re.match(r"\| V\d+ ", r)]) == 11, "eleven controls of GB/T 22239")
    for row in rows:
        cells = [c.strip() for c in row.strip("|").split("|")]
        named = re.findall(r"`([^`]+)`", cells[2])
        tap.check(bool(named) or any(s in cells[2] for s in SAYS_SO), f"{cells[0]}: names its test, or says that there is none", cells[2])
        for name in named:
            if not re.match(r"(tests/|scripts/|test_)|\w+\.py", name):
                continue
            path, _, test = name.partition(":")
            where = file_of(path, known)
            good = where is not None and (test == "" or holds(where, test))
            tap.check(good, f"{cells[0]}: {name} is there", where)
    tap.end()


main()
