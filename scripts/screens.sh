#!/bin/sh
# Takes pictures of the workbench into docs/screens: the steps of tests/web, over an invented country.
set -eu
cd "$(dirname "$0")/.."
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
trap 'exit 130' INT TERM
mkdir -p build/tests
for desk in desk review ranking; do
    JIQUN_ROOT=$PWD JIQUN_BIN=$PWD/build/jiqun JIQUN_TOOLS=$PWD/build/tests SHOTS=$folder "tests/web/test_$desk.sh" >"$folder/log" ||
        { grep -v '^ok' "$folder/log" >&2; exit 1; }
done
mkdir -p docs/screens
rm -f docs/screens/*.png
cp "$folder"/*.png docs/screens/
ls docs/screens
