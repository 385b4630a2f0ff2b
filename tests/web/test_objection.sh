#!/bin/sh
# An objection with files in a real browser: see objection.py.
command -v node >/dev/null 2>&1 && command -v npm >/dev/null 2>&1 || exit 77
exec python3 "$JIQUN_ROOT/tests/web/objection.py"
