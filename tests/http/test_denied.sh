#!/bin/sh
# What is refused is on the access record: see denied.py.
exec python3 "$JIQUN_ROOT/tests/http/denied.py"
