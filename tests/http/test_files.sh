#!/bin/sh
# Attachments over HTTP: see files.py.
exec python3 "$JIQUN_ROOT/tests/http/files.py"
