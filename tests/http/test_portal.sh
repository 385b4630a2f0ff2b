#!/bin/sh
# Every page of the portal in both languages and views, open data, proofs: see portal.py.
exec python3 "$JIQUN_ROOT/tests/http/portal.py"
