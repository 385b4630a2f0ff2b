#!/bin/sh
# Ten thousand event streams at one server (tests/load/streams.py).
#
#   scripts/streams.sh [STREAMS]      both ends need a descriptor each: see ulimit -n
set -eu
cd "$(dirname "$0")/.."
scripts/deps.sh run test
scripts/configure.sh build
ninja -C build --quiet
JIQUN_ROOT=$PWD JIQUN_BIN=$PWD/build/jiqun JIQUN_TOOLS=$PWD/build/tests LOAD_STREAMS=${1:-10000} \
    exec tests/load/test_streams.sh
