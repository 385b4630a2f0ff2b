#!/bin/sh
# Experts, their province and a city at their desks, in a real browser: see experts.py.
command -v node >/dev/null 2>&1 && command -v npm >/dev/null 2>&1 || exit 77
exec python3 "$JIQUN_ROOT/tests/web/experts.py"
