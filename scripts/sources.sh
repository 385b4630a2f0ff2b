#!/bin/sh
# Lists files of one kind for meson, one a line, sorted, relative to the root of the tree.
#
#   scripts/sources.sh FOLDER PATTERN     for example: scripts/sources.sh src/base '*.c'
#
# A floor is its folder: a file that lies there is part of it, and nobody keeps a second list by hand. A folder that does
# not exist, or holds nothing of the kind, gives no line and is no error. scripts/configure.sh notices a changed list.
set -eu
export LC_ALL=C
cd "$(dirname "$0")/.."
[ $# -eq 2 ] || { echo "usage: scripts/sources.sh FOLDER PATTERN" >&2; exit 2; }
[ -d "$1" ] || exit 0
find "$1" -type f -name "$2" | sort
