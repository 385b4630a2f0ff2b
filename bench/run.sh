#!/bin/sh
# make bench: every published figure, beside the engines others use and beside what the machine can do, in one run.
#
#   bench/run.sh [SECONDS]      SECONDS: how long each engine is timed at a time (1); five times each
#   bench/record.sh [--quick]   the part about the record alone
#
# All engines judge the same dossiers on the same criteria and must give the same answers, or the run fails. Ours judges
# all 23 criteria of the national standard, the others the six that are arithmetic.
set -eu
cd "$(dirname "$0")/.."
seconds=${1:-1}
scripts/deps.sh run bench
scripts/configure.sh build
ninja -C build --quiet jiqun bench/bench_assess
(cd bench/rivals && npm install --no-save --silent --no-audit --no-fund)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
export JIQUN_ROOT="$PWD"

title() { printf '\n== %s\n\n' "$1"; }
race() { # FOLDER RULEBOOK
    build/jiqun assess --rulebook "$2" --facts "$1/facts.jsonl" --year 2023 --format csv >"$1/answers.csv"
    build/bench/bench_assess "$2" "$1/facts.jsonl" >"$1/ours.txt" 2>/dev/null
    node bench/rivals/race.mjs "$1" "$seconds" >"$1/rivals.jsonl"
}

title "$(nproc) processors, $(uname -m), node $(node --version); national standard"
node bench/rivals/prepare.mjs "$work/national" national 20000
race "$work/national" rulebooks/national-2022.rules
cat "$work/national/ours.txt"
title "the same answers, beside rule engines from npm"
node bench/rivals/table.mjs "$work/national/ours.txt" "$work/national/rivals.jsonl"

for count in 10 100 1000 10000; do
    title "$count criteria"
    node bench/rivals/prepare.mjs "$work/$count" "$count" 200
    race "$work/$count" "$work/$count/many.rules"
    node bench/rivals/table.mjs "$work/$count/ours.txt" "$work/$count/rivals.jsonl"
done

title "read, checked, proved"
build/jiqun prove rulebooks/national-2022.rules | tail -n 1

title "the record"
bench/record.sh
