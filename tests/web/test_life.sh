#!/bin/sh
# The whole life of one cluster through the screens, in a real browser: see life.py.
command -v node >/dev/null 2>&1 && command -v npm >/dev/null 2>&1 || exit 77
exec python3 "$JIQUN_ROOT/tests/web/life.py"
