#!/usr/bin/env python3
"""Counts test cases after `meson test` and shows what failed.

    scripts/tally.py BUILD TMP RESULT

Meson counts programs; readers want cases. A cmocka program prints TAP, one line a case; a program or script that prints
no TAP is one case. A program that ends badly without a failed case (a sanitizer's finding, a crash, a timeout) is one
failure, and so is anything left in TMP. Writes "PASSED FAILED" to RESULT.
"""
import json
import os
import re
import sys

PLAN = re.compile(r"^1\.\.(\d+)", re.M)
# Not bound to the line's beginning: a test may print something without ending its line.
CASE = re.compile(r"^(?!#).*?(not ok|ok) (\d+)((?: - | # SKIP)[^\n]*)", re.M)


def count(run):
    """(passed, failed, skipped, remark) of one program."""
    out = run.get("stdout") or ""
    good = run["result"] in ("OK", "EXPECTEDFAIL")
    planned = sum(int(n) for n in PLAN.findall(out))
    passed = failed = skipped = 0
    for verdict, _, rest in CASE.findall(out) if planned else ():
        if "# SKIP" in rest.upper():
            skipped += 1
        elif verdict == "ok":
            passed += 1
        else:
            failed += 1
    if run["result"] == "SKIP":
        return 0, 0, 1, "skipped"
    if not planned:
        return (1, 0, 0, "") if good else (0, 1, 0, run["result"].lower())
    seen = passed + failed + skipped
    if good and seen < planned:
        return passed, failed + 1, skipped, f"only {seen} of {planned} cases reported"
    if not good and not failed:
        return passed, 1, skipped, f"{run['result'].lower()}, status {run.get('returncode')}"
    return passed, failed, skipped, ""


def show(run):
    for stream in ("stdout", "stderr"):
        text = (run.get(stream) or "").rstrip()
        if stream == "stdout":
            text = "\n".join(l for l in text.split("\n") if not re.match(r"ok \d+", l))
        if text:
            print("    | " + "\n    | ".join(text[-8000:].split("\n")))


def main():
    build, tmp, result = sys.argv[1:4]
    log = os.path.join(build, "meson-logs", "testlog.json")
    runs = []
    if os.path.exists(log):
        with open(log, encoding="utf-8", errors="replace") as f:
            runs = [json.loads(line) for line in f if line.strip()]
    passed = failed = skipped = 0
    for run in sorted(runs, key=lambda r: r["name"]):
        p, f, s, remark = count(run)
        passed, failed, skipped = passed + p, failed + f, skipped + s
        line = f"  {'FAILED' if f else 'ok':6} {run['name']:36} {p:5} passed"
        line += f", {f} failed" if f else ""
        line += f", {s} skipped" if s else ""
        line += f"  {run['duration']:6.2f} s" + (f"  ({remark})" if remark else "")
        print(line)
        if f:
            show(run)
    left = sorted(os.listdir(tmp)) if os.path.isdir(tmp) else []
    if left:
        failed += 1
        print("  FAILED left behind in the folder for temporary files: " + " ".join(left[:20]))
    if not runs:
        print("  no tests")
    print(f"  cases passed: {passed}, failed: {failed}, skipped: {skipped}", flush=True)
    with open(result, "w", encoding="ascii") as f:
        f.write(f"{passed} {failed}\n")


main()
