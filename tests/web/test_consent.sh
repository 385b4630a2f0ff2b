#!/bin/sh
# A rulebook put in force by two persons, in a real browser: see consent.py.
command -v node >/dev/null 2>&1 && command -v npm >/dev/null 2>&1 || exit 77
exec python3 "$JIQUN_ROOT/tests/web/consent.py"
