#!/bin/sh
# The tests that kill writers, break their disks, and take their servers away, at length.
#
#   scripts/torture.sh [KILLS]     how often a writer is killed on each driver (3000); the others go by it: every call of
#                                  a writer fails once, KILLS / 10 rounds for each contest, KILLS / 150 dead primaries
set -eu
cd "$(dirname "$0")/.."
kills=${1:-3000}
scripts/deps.sh run test
scripts/configure.sh build
ninja -C build --quiet
CRASH_KILLS=$kills FAULT_EVERY=1 NODES_ROUNDS=$((kills / 10 + 1)) FAILOVERS=$((kills / 150 + 1)) TMPDIR=${TMPDIR:-/tmp} \
    meson test -C build --no-rebuild -t 100 --print-errorlogs crash_test_sqlite_sh crash_test_postgres_sh \
    crash_test_nodes_sqlite_sh crash_test_nodes_postgres_sh crash_test_failover_sh fault_test_writer_sh
