#!/bin/sh
# What a browser, a spreadsheet or a proxy is protected from: see habits.py.
exec python3 "$JIQUN_ROOT/tests/http/habits.py"
