#!/bin/sh
# The tests of the daily work and of the outbox (test_clock.c, test_outbox.c), on PostgreSQL. Prints their TAP.
set -eu
root=${JIQUN_ROOT:-$(cd "$(dirname "$0")/../.." && pwd)}
tests=$(dirname "${JIQUN_BIN:-$root/build/jiqun}")/tests
[ -x "$tests/app_test_clock" ] || exit 77 # built without cmocka
# shellcheck disable=SC2016 # expanded by the other shell
exec "$root/tests/store/with_postgres.sh" --fast sh -c '"$1/app_test_clock" && "$1/app_test_outbox"' sh "$tests"
