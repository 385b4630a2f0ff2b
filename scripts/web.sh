#!/bin/sh
# Builds the workbench: web/ becomes build-web/dist, which the program takes in (scripts/embed_desk.py). Does nothing when
# nothing has changed since. Without npm it says so and leaves what is there; a program built then says so at /desk/.
#
#   scripts/web.sh        WEB=no: leave the workbench alone
set -eu
cd "$(dirname "$0")/.."
[ "${WEB:-yes}" != no ] || exit 0
if ! command -v npm >/dev/null 2>&1; then
    echo "web: npm is lacking, the program will have no workbench (scripts/deps.sh run)" >&2
    exit 0
fi

out=build-web
modules=web/node_modules
log=$out/log
inputs() { { find web/src -type f ! -path 'web/src/generated/*' -print0; find web -maxdepth 2 -type f ! -path 'web/node_modules/*' \
    ! -path 'web/src/*' -print0; printf 'docs/openapi.yaml\0'; printf '%s\0' docs/guide-*.md; } | sort -z | xargs -0 sha256sum; node --version; }
packages() { sha256sum web/package.json web/package-lock.json web/.npmrc; node --version; }

mkdir -p "$out"
now=$(inputs)
[ ! -f "$out/dist/index.html" ] || [ "$now" != "$(cat "$out/inputs" 2>/dev/null || true)" ] || exit 0

# What a step says is shown only if it fails.
step() {
    (cd web && "$@") >"$log" 2>&1 || { cat "$log" >&2; echo "web: failed: $*" >&2; exit 1; }
}
echo "web: building the workbench" >&2
if [ ! -d "$modules" ] || [ "$(packages)" != "$(cat "$modules/.from" 2>/dev/null || true)" ]; then
    step npm ci --no-audit --no-fund --loglevel=error
    packages >"$modules/.from"
fi
step npm run --silent types
step npm run --silent check
# Beside the old one until it is whole: a build of the program that runs meanwhile finds one or the other.
rm -rf "$out/dist.new"
step npm run --silent build
grep 'first load' "$log" >&2
rm -rf "$out/dist"
mv "$out/dist.new" "$out/dist"
printf '%s\n' "$now" >"$out/inputs"
