#!/bin/sh
# Accessibility of every page: see axe.py.
exec python3 "$JIQUN_ROOT/tests/http/axe.py"
