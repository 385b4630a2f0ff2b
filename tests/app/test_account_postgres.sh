#!/bin/sh
# The tests of accounts and sessions (test_account.c, test_signin.c, test_session.c, test_lapse.c), on PostgreSQL. Prints their TAP.
set -eu
root=${JIQUN_ROOT:-$(cd "$(dirname "$0")/../.." && pwd)}
tests=$(dirname "${JIQUN_BIN:-$root/build/jiqun}")/tests
[ -x "$tests/app_test_account" ] || exit 77 # built without cmocka
# shellcheck disable=SC2016 # the inner shell expands them
exec "$root/tests/store/with_postgres.sh" --fast sh -c '"$1/app_test_account" && "$1/app_test_signin" && "$1/app_test_session" && "$1/app_test_lapse"' sh "$tests"
