#!/bin/sh
# The tests of proposals (test_proposal.c), on PostgreSQL. Prints their TAP.
set -eu
root=${JIQUN_ROOT:-$(cd "$(dirname "$0")/../.." && pwd)}
tests=$(dirname "${JIQUN_BIN:-$root/build/jiqun}")/tests
[ -x "$tests/app_test_proposal" ] || exit 77 # built without cmocka
exec "$root/tests/store/with_postgres.sh" --fast "$tests/app_test_proposal"
