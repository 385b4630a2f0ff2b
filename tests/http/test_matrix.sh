#!/bin/sh
# Every route by every role, every dossier by every place: see matrix.py.
exec python3 "$JIQUN_ROOT/tests/http/matrix.py"
