#!/bin/sh
# Lists, notices and objections in a real browser: see notices.py.
command -v node >/dev/null 2>&1 && command -v npm >/dev/null 2>&1 || exit 77
exec python3 "$JIQUN_ROOT/tests/web/notices.py"
