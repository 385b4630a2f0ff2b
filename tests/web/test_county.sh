#!/bin/sh
# What a county does in the workbench, in a real browser: see county.py.
command -v node >/dev/null 2>&1 && command -v npm >/dev/null 2>&1 || exit 77
exec python3 "$JIQUN_ROOT/tests/web/county.py"
