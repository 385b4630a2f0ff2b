#!/usr/bin/env python3
"""Every limit of src/http/limits.h stands in docs/operations.md with its value, and nothing else does. Ends with TAP."""
import os
import re
import sys

sys.path.insert(0, os.path.dirname(__file__))
from server import ROOT, Tap  # noqa: E402

tap = Tap()
with open(f"{ROOT}/src/http/limits.h", encoding="utf-8") as f:
    code = re.sub(r"/\*.*?\*/", "", f.read(), flags=re.S)
with open(f"{ROOT}/docs/operations.md", encoding="utf-8") as f:
    doc = f.read()
limits = {}
for name, value in re.findall(r"\b(HTTP_[A-Z_]+) = ([0-9 <]+)", code):
    number, _, shift = value.partition("<<")
    limits[name] = int(number) << int(shift or 0)
told = {name: value for name, value in re.findall(r"^\| `(HTTP_[A-Z_]+)` \| ([0-9,]+)", doc, flags=re.M)}
for name, value in limits.items():
    tap.check(told.get(name) == f"{value:,}", f"{name} is {value:,}", f"told: {told.get(name)}")
tap.check(not set(told) - set(limits), "none is told that is not there", set(told) - set(limits))
tap.end()
