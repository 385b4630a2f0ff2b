#!/bin/sh
# Makes the corpus of the present edition of the engine: tests/editions/N/logs.tar.xz, exported logs of lives as they were
# decided by it. Once an edition has its corpus, it is not made again: see README.md.
#
#   make.sh N      by the program of BUILD (build)
set -eu
cd "$(dirname "$0")/../.."
edition=$1 build=${BUILD:-build}
to=$PWD/tests/editions/$edition/logs.tar.xz
[ ! -e "$to" ] || { echo "$to is there already: an edition is decided once" >&2; exit 1; }
export JIQUN_BIN="$PWD/$build/jiqun" JIQUN_TOOLS="$PWD/$build/tests" JIQUN_ROOT="$PWD"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/logs" "$work/fresh"
quietly() { "$@" >"$work/out" 2>&1 || { cat "$work/out" >&2; echo "failed: $*" >&2; exit 1; }; }

fresh() { # RULEBOOK SUITE: a record in which nothing happened yet
    rm -rf "$work/record"
    [ -d "$work/fresh/$1-$2" ] || quietly "$JIQUN_BIN" init --data "$work/fresh/$1-$2" --no-prove --demo --day 2022-01-01 \
        --rulebook "$1" --suite "$2" --origin "editions.example/$1"
    cp -r "$work/fresh/$1-$2" "$work/record"
}
keep() { # NAME
    quietly "$JIQUN_BIN" export log "$work/logs/$1" --data "$work/record"
    rm "$work/logs/$1/README.md"
}
life() { # FILE SUITE
    rulebook=$(sed -n 's/^rulebook  *\([^ ]*\).*/\1/p' "$1" | head -n 1)
    fresh "${rulebook:-national-2022}" "$2"
    quietly "$JIQUN_BIN" play "$1" --data "$work/record" --quiet
    keep "$(basename "$1" .case)"
}

# Of the scenarios those that end a case in another way, or reach another part of the engine.
cases=$(cd tests/scenarios && ls amend-[ot]*.case cultivation-[pt]*.case disqualified.case first-round.case \
    objection-upheld*.case province-*.case quota-all*.case reexam-fail.case reexam-pass.case refuse*.case \
    relaxation-[gr]*.case report-life.case revoke-[ch]*.case revoke-ground-[1-5].case revoked-then*.case soft-land.case \
    succession-*.case supervision.case take-over-lives-on.case tiers*.case veto-grades.case withdraw-any*.case)

life scenarios/life.case sm3
life scenarios/register.case sha256
for file in $cases; do life "tests/scenarios/$file" sha256; done
for suite in sm3 sha256; do
    rm -rf "$work/record"
    quietly tests/tamper/record.sh "$work/record" $suite
    keep country-$suite
done
mkdir -p "$(dirname "$to")"
tar -C "$work" --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner -cf - logs | xz -9 >"$to"
ls -l "$to"
