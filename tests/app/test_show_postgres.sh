#!/bin/sh
# What is shown of a record (test_show_list.c), on PostgreSQL. Prints its TAP.
set -eu
root=${JIQUN_ROOT:-$(cd "$(dirname "$0")/../.." && pwd)}
tests=$(dirname "${JIQUN_BIN:-$root/build/jiqun}")/tests/app_test_show_list
[ -x "$tests" ] || exit 77 # built without cmocka
exec "$root/tests/store/with_postgres.sh" --fast "$tests"
