#!/bin/sh
# What lies ahead, in a real browser: see ahead.py.
command -v node >/dev/null 2>&1 && command -v npm >/dev/null 2>&1 || exit 77
exec python3 "$JIQUN_ROOT/tests/web/ahead.py"
