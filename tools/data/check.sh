#!/bin/sh
# Makes the data again, beside the tree, and compares byte for byte with what is committed in data/. Needs npm and the
# package registry, so it is not part of the tests.
set -eu
cd "$(dirname "$0")"
npm ci
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
for program in divisions workdays industries clusters; do
    JIQUN_DATA_OUT=$out node "$program.mjs"
done
status=0
for file in "$out"/*; do
    cmp "$file" "../../data/$(basename "$file")" || status=1
done
[ $status -eq 0 ] && echo "data/ is what the programs make"
exit $status
