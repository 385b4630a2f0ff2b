# shellcheck shell=sh
# support.sh - what the scripts about the log share, beside what those of the command line have.
#
#   tool SUITE ORIGIN ENTRIES DIR   makes a log (tests/log/tool_log.c); what it complains about is in $tmp/err
#   flip FILE                       one bit in the middle of the file becomes another
# shellcheck source=/dev/null
. "$(dirname "$0")/../cli/support.sh"
# shellcheck disable=SC2154 # root and tmp come from there
tool() { "${JIQUN_TOOLS:-$root/build/tests}/log_tool_log" "$@" 2>"$tmp/err"; }
flip() {
    at=$(($(wc -c <"$1") / 2))
    byte=$(od -An -tu1 -j "$at" -N 1 "$1" | tr -d ' ')
    # shellcheck disable=SC2059 # the format is the byte
    printf "\\$(printf %o $((byte ^ 1)))" | dd of="$1" bs=1 seek="$at" conv=notrunc 2>/dev/null
}
