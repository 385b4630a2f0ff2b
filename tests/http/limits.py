#!/usr/bin/env python3
"""Every limit of src/http/limits.h stands in docs/operations.md with its value, and nothing else does. Ends with TAP.

    limits.py --write     writes the table anew instead
"""
import os
import re
import sys

HEAD = "| limit (`src/http/limits.h`) | value | of |\n|---|---|---|\n"


def limits_of(root):
    """Name, value, and what the comment says of it, in order."""
    with open(f"{root}/src/http/limits.h", encoding="utf-8") as f:
        code = f.read()
    for name, value, comment in re.findall(r"\b(HTTP_[A-Z_]+) = ([0-9 <]+),?\s*/\* (.*?) \*/", code):
        number, _, shift = value.partition("<<")
        yield name, int(number) << int(shift or 0), comment


def main():
    root = os.environ.get("JIQUN_ROOT", ".")
    path = f"{root}/docs/operations.md"
    limits = list(limits_of(root))
    with open(path, encoding="utf-8") as f:
        doc = f.read()
    if "--write" in sys.argv:
        began = doc.index(HEAD) + len(HEAD)
        end = doc.index("\n\n", began)
        rows = "\n".join(f"| `{name}` | {value:,} | {comment} |" for name, value, comment in limits)
        with open(path, "w", encoding="utf-8") as f:
            f.write(doc[:began] + rows + doc[end:])
        return
    sys.path.insert(0, os.path.dirname(__file__))
    from server import Tap
    tap = Tap()
    told = dict(re.findall(r"^\| `(HTTP_[A-Z_]+)` \| ([0-9,]+)", doc, flags=re.M))
    for name, value, _ in limits:
        tap.check(told.get(name) == f"{value:,}", f"{name} is {value:,}", f"told: {told.get(name)}; limits.py --write")
    tap.check(not set(told) - {name for name, _, _ in limits}, "none is told that is not there", told)
    with open(f"{root}/src/http/limits.h", encoding="utf-8") as f:
        named = set(re.findall(r"\b(HTTP_[A-Z_]+) =", f.read()))
    tap.check(named == {name for name, _, _ in limits}, "each says what it is of", named)
    tap.end()


main()
