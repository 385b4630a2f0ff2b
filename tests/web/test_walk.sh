#!/bin/sh
# What somebody new was stopped by, in a real browser: see walk.py.
command -v node >/dev/null 2>&1 && command -v npm >/dev/null 2>&1 || exit 77
exec python3 "$JIQUN_ROOT/tests/web/walk.py"
