#!/bin/sh
# Attachments behind a scanner for viruses, the real clamd: see scanner.py.
[ -x /usr/sbin/clamd ] || command -v clamd >/dev/null 2>&1 || exit 77
exec python3 "$JIQUN_ROOT/tests/http/scanner.py"
