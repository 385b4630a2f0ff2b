#!/usr/bin/env python3
"""Rules of this tree that no general tool knows; prints each breach as file:line: what.

- a floor includes only itself and the floors it stands on (FLOORS); includes are written from src/;
- no float or double below cli: every figure is exact there;
- a C file has at most 800 lines, a line of C at most 120 columns, and a file begins with a comment that says what it
  promises;
- no tabs or trailing blanks, a newline at the end, UTF-8 everywhere;
- no placeholder words left in code;
- scripts can be executed.
"""
import os
import re
import sys

PORTS = {"store": {"base", "store"}, "files": {"base", "files"}, "mail": {"base", "mail"},
         "oidc": {"base", "oidc"}, "docs": {"base", "docs"}}
FLOORS = {
    "base": {"base"},
    "rules": {"base", "rules"},
    "core": {"base", "rules", "core"},
    "log": {"base", "log"},
    **PORTS,
    "app": {"base", "rules", "core", "log", "app", *PORTS},
    "http": {"base", "rules", "core", "log", "app", "http", *PORTS},
    "cli": {"base", "rules", "core", "log", "app", "http", "cli", *PORTS},
}
SKIP = {".git", "node_modules", "generated"}
TEXT = {".c", ".h", ".sh", ".py", ".md", ".rules", ".case", ".build", ".txt", ".mjs", ".js", ".json", ".ts", ".vue", ".css"}
CODE = (".c", ".h", ".sh", ".py", ".build")
INCLUDE = re.compile(r'^\s*#\s*include\s*"([^"]+)"')
FLOATING = re.compile(r"\b(float|double|strtod|atof)\b")
PLACEHOLDER = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
COMMENT = re.compile(r'"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'|/\*.*?\*/|//[^\n]*', re.S)

breaches = []


def breach(path, line, what):
    breaches.append(f"{path}:{line}: {what}")


def without_comments(text):
    """The code with comments and strings blanked, lines kept."""
    return COMMENT.sub(lambda m: re.sub(r"[^\n]", " ", m.group()), text)


def check_floor(path, lines, code):
    floor = path.split("/")[1]
    allowed = sorted(FLOORS[floor])
    for n, line in enumerate(lines, 1):
        found = INCLUDE.match(line)
        if found and found.group(1).split("/")[0] not in allowed:
            breach(path, n, f'floor {floor} must not include "{found.group(1)}" (allowed: {", ".join(allowed)})')
    if floor != "cli":
        for n, line in enumerate(code.split("\n"), 1):
            if FLOATING.search(line):
                breach(path, n, "floating point has no place below cli: figures are exact (base/dec.h)")


def check_c(path, text, lines):
    if not text.startswith("/*"):
        breach(path, 1, "the file begins with a comment that says what it promises")
    if len(lines) > 800:
        breach(path, len(lines), f"{len(lines)} lines: a file has one purpose and seldom passes 500 lines")
    for n, line in enumerate(lines, 1):
        if len(line) > 120:
            breach(path, n, f"{len(line)} characters, at most 120")
        if PLACEHOLDER.search(line):
            breach(path, n, "a placeholder: finish it or open an issue")
    parts = path.split("/")
    if parts[0] == "src" and len(parts) > 2 and parts[1] in FLOORS:
        check_floor(path, lines, without_comments(text))


def check_file(path):
    with open(path, "rb") as f:
        raw = f.read()
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as e:
        return breach(path, raw[: e.start].count(b"\n") + 1, "not UTF-8")
    lines = text.split("\n")
    if text and not text.endswith("\n"):
        breach(path, len(lines), "no newline at the end")
    for n, line in enumerate(lines, 1):
        if line != line.rstrip():
            breach(path, n, "trailing blank")
        if "\t" in line:
            breach(path, n, "a tab")
    if path.endswith((".c", ".h")):
        check_c(path, text, lines)
    if text.startswith("#!") and not os.access(path, os.X_OK):
        breach(path, 1, "a script that cannot be executed (chmod +x)")


def main():
    for folder, folders, names in os.walk("."):
        folders[:] = sorted(d for d in folders if d not in SKIP and not d.startswith("build"))
        for name in sorted(names):
            path = os.path.relpath(os.path.join(folder, name), ".")
            if os.path.islink(path) or (path.startswith("tests/") and not name.endswith(CODE)):
                continue  # inputs of tests are as bad as their test wants them
            if os.path.splitext(name)[1] in TEXT or name in ("run", "test"):
                check_file(path)
    for line in breaches:
        print(line)
    sys.exit(1 if breaches else 0)


main()
