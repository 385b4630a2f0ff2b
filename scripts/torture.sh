#!/bin/sh
# The tests that kill writers, break their disks, and take their servers away, at length.
#
#   scripts/torture.sh [KILLS]     how often a writer is killed on each driver (3000); the others go by it: every call of
#                                  a writer fails once, KILLS / 10 rounds for each contest, KILLS / 150 dead primaries.
#                                  Then an office at work for KILLS / 5 seconds (600) while its server, and then one of
#                                  two, is killed; KILLS / 3 thousand requests (a million); ten thousand event streams
set -eu
cd "$(dirname "$0")/.."
kills=${1:-3000}
scripts/deps.sh run test
scripts/configure.sh build
ninja -C build --quiet
CRASH_KILLS=$kills FAULT_EVERY=1 NODES_ROUNDS=$((kills / 10 + 1)) FAILOVERS=$((kills / 150 + 1)) TMPDIR=${TMPDIR:-/tmp} \
    meson test -C build --no-rebuild -t 100 --print-errorlogs crash_test_sqlite_sh crash_test_postgres_sh \
    crash_test_nodes_sqlite_sh crash_test_nodes_postgres_sh crash_test_failover_sh fault_test_writer_sh
LOAD_SECONDS=$((kills / 5)) LOAD_KILLS=6 LOAD_REQUESTS=$((kills * 1000 / 3 + 50000)) LOAD_STREAMS=10000 \
    TMPDIR=${TMPDIR:-/tmp} meson test -C build --no-rebuild -t 100 --num-processes 1 --print-errorlogs \
    load_test_faults_sh load_test_nodes_postgres_sh load_test_growth_sh load_test_streams_sh
