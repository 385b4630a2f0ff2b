#!/bin/sh
# A spot check on a telephone, in a real browser: see spot.py.
command -v node >/dev/null 2>&1 && command -v npm >/dev/null 2>&1 || exit 77
exec python3 "$JIQUN_ROOT/tests/web/spot.py"
