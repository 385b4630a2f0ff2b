#!/bin/sh
# The tests of replacing the key of personal data (test_rekey.c, test_rekey_file.c, test_seal.c, test_private.c), on PostgreSQL. Prints their TAP.
set -eu
root=${JIQUN_ROOT:-$(cd "$(dirname "$0")/../.." && pwd)}
tests=$(dirname "${JIQUN_BIN:-$root/build/jiqun}")/tests
[ -x "$tests/app_test_rekey" ] || exit 77 # built without cmocka
# shellcheck disable=SC2016 # the inner shell expands them
exec "$root/tests/store/with_postgres.sh" --fast sh -c '"$1/app_test_rekey" && "$1/app_test_rekey_file" && "$1/app_test_seal" && "$1/app_test_private"' sh "$tests"
