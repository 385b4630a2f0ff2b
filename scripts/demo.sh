#!/bin/sh
# The demonstration of ./run.    scripts/demo.sh PROGRAM
set -eu
cd "$(dirname "$0")/.."
exec "${1:-build/jiqun}" --help
