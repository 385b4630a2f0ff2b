#!/bin/sh
# Prepares a build folder, and prepares it again when files came or went since (meson alone would not notice).
#
#   scripts/configure.sh BUILD [meson options…]     compiler by CC
set -eu
cd "$(dirname "$0")/.."
[ $# -ge 1 ] || { echo "usage: scripts/configure.sh BUILD [meson options]" >&2; exit 2; }
build=$1
shift
list() {
    scripts/sources.sh src '*.c'
    scripts/sources.sh tests '*.c'
    scripts/sources.sh tests 'test_*.sh'
    scripts/sources.sh tests 'tool_*.c'
    scripts/sources.sh bench 'bench_*.c'
    printf '%s\n' "options: $*" "found: $(pkg-config --modversion yyjson cmocka 2>&1 | tr '\n' ' ')" \
        "compiler: ${CC:-cc}"
}
now=$(list "$@")
if [ -f "$build/build.ninja" ]; then
    [ "$now" = "$(cat "$build/.sources" 2>/dev/null || true)" ] && exit 0
    case "$(cat "$build/.sources" 2>/dev/null || true)" in
    *"compiler: ${CC:-cc}") set -- --reconfigure "$@" ;;
    *) set -- --wipe "$@" ;; # meson keeps the compiler of the first setup for good
    esac
elif [ -d "$build" ]; then
    rm -rf "$build" # an interrupted setup
fi
meson setup "$build" "$@" >"$build.log" 2>&1 || { cat "$build.log" >&2; rm -f "$build.log"; exit 1; }
mv "$build.log" "$build/setup.log"
printf '%s\n' "$now" >"$build/.sources"
