#!/bin/sh
# The tests of the way of a change (test_write.c), on PostgreSQL. Prints their TAP.
set -eu
root=${JIQUN_ROOT:-$(cd "$(dirname "$0")/../.." && pwd)}
tests=$(dirname "${JIQUN_BIN:-$root/build/jiqun}")/tests/app_test_write
[ -x "$tests" ] || exit 77 # built without cmocka
exec "$root/tests/store/with_postgres.sh" --fast "$tests"
