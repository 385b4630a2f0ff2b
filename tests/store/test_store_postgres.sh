#!/bin/sh
# The tests that every driver of the store must pass (test_store.c), on PostgreSQL. Prints their TAP.
set -eu
root=${JIQUN_ROOT:-$(cd "$(dirname "$0")/../.." && pwd)}
tests=$(dirname "${JIQUN_BIN:-$root/build/jiqun}")/tests/store_test_store
[ -x "$tests" ] || exit 77 # built without cmocka
exec "$root/tests/store/with_postgres.sh" --fast "$tests"
