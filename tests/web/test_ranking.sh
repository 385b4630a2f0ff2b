#!/bin/sh
# Ranking within the places in a real browser: see ranking.py.
command -v node >/dev/null 2>&1 && command -v npm >/dev/null 2>&1 || exit 77
exec python3 "$JIQUN_ROOT/tests/web/ranking.py"
