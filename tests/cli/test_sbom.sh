#!/bin/sh
# The list of components of a build: see sbom.py.
[ -f "$(dirname "$JIQUN_BIN")/jiqun.cdx.json" ] || exit 77 # a program that was not built here
exec python3 "$JIQUN_ROOT/tests/cli/sbom.py"
