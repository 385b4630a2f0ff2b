#!/bin/sh
# The tests that kill writers, at length.
#
#   scripts/torture.sh [KILLS]     how often a writer is killed on each driver (3000)
set -eu
cd "$(dirname "$0")/.."
scripts/deps.sh run test
scripts/configure.sh build
ninja -C build --quiet
CRASH_KILLS=${1:-3000} TMPDIR=${TMPDIR:-/tmp} meson test -C build --no-rebuild -t 100 --print-errorlogs \
    crash_test_sqlite_sh crash_test_postgres_sh
