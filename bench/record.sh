#!/bin/sh
# Every figure of the record: written, proved, audited, read, opened; each beside what it is measured against, in the
# same run. At the end a table of goal and measured value.
#
#   bench/record.sh [--quick] [--only PART]…     PART: write postgres queue audit query steps open start pages actions office export experts clock match screens
#
# The records it works on are made by `jiqun simulate` at the first run (1,000,000 dossiers: some minutes) and kept in
# build/bench-data; whatever writes gets a copy. --quick: 100,000 dossiers instead of 1,000,000.
set -eu
cd "$(dirname "$0")/.."
full=1000000 some=10000 years_clusters=215000 acts=140000 singles=2100 pg_dossiers=100000 pg_acts=28000 parts=
while [ $# -gt 0 ]; do
    case "$1" in
    --quick) full=100000 years_clusters=21500 acts=42000 singles=700 pg_dossiers=10000 pg_acts=7000 ;;
    --only) parts="$parts ${2:?--only PART}" && shift ;;
    *) sed -n "2,9s/^# \\{0,1\\}//p" "$0" >&2 && exit 2 ;;
    esac
    shift
done
scripts/deps.sh run bench
scripts/configure.sh build
ninja -C build --quiet jiqun bench/bench_write bench/bench_queue bench/bench_audit bench/bench_query \
    bench/bench_event bench/bench_command bench/bench_load bench/bench_match
work=$(mktemp -d -p build bench-work.XXXXXX)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
export JIQUN_ROOT="$PWD" JIQUN_LANG=en
out="$work/figures.tsv"
: >"$out"

wanted() { [ -z "$parts" ] || case " $parts " in *" $1 "*) true ;; *) false ;; esac; }
say() { printf '%s  %s\n' "$(date +%H:%M:%S)" "$1" >&2; }
# kept NAME SIMULATE-OPTIONS…: makes the record once, prints its folder. One that this program can not read is made anew.
kept() {
    folder="build/bench-data/$1"
    shift
    if ! build/jiqun stats --data "$folder" >/dev/null 2>&1; then
        say "making $folder"
        rm -rf "$folder" "$folder.part"
        mkdir -p build/bench-data
        build/jiqun init --data "$folder.part" --demo --no-prove --suite sm3 --origin bench.example/log >/dev/null
        build/jiqun simulate --data "$folder.part" "$@" >/dev/null
        mv "$folder.part" "$folder"
    fi
    printf '%s\n' "$folder"
}
# recognised N: a record of N clusters that the public sees, taken over; prints its folder.
recognised() {
    folder="build/bench-data/recognised-$1"
    if ! build/jiqun stats --data "$folder" >/dev/null 2>&1; then
        say "making $folder"
        rm -rf "$folder" "$folder.part"
        mkdir -p build/bench-data
        bench/recognised.py "$1" >"$work/recognised.csv"
        build/jiqun init --data "$folder.part" --demo --no-prove --suite sm3 --origin bench.example/log --day 2026-01-05 >/dev/null
        build/jiqun import register "$work/recognised.csv" --data "$folder.part" >/dev/null
        mv "$folder.part" "$folder"
    fi
    printf '%s\n' "$folder"
}
register() { kept "register-$1" --shape register --clusters "$1"; }
copy() {
    rm -rf "$work/copy"
    cp -r --reflink=auto "$1" "$work/copy"
    sync -f "$work"
}

if wanted write; then
    from=$(register "$full")
    say "decisions one at a time, on SQLite"
    copy "$from"
    build/bench/bench_write -n "$some" "$work/copy" "$singles" 1 >>"$out"
    build/bench/bench_write "$work/copy" "$singles" 1 >>"$out"
    say "decisions in groups, on SQLite"
    copy "$from"
    build/bench/bench_write -n "$some" "$work/copy" "$acts" 128,256 >>"$out"
    copy "$from"
    build/bench/bench_write "$work/copy" "$acts" 128,256 >>"$out"
fi

if wanted queue; then
    from=$(register "$full")
    say "append with proof served"
    copy "$from"
    build/bench/bench_queue "$work/copy" "$acts" 1024 "$some" >>"$out"
fi

if wanted audit; then
    from=$(kept "life-$years_clusters" --years 3 --clusters "$years_clusters")
    say "audit and rebuild"
    copy "$from"
    build/bench/bench_audit "$work/copy" >>"$out"
fi
rm -rf "$work/copy"

if wanted query; then
    for n in 1000 100000 "$full"; do
        from=$(register "$n")
        say "questions to $n dossiers"
        build/bench/bench_query "$n" "$from" >>"$out"
    done
fi

if wanted postgres; then
    say "decisions on PostgreSQL, beside pgbench"
    tests/store/with_postgres.sh bench/postgres.sh "$work/pg" "$pg_acts" "$pg_dossiers" >>"$out"
fi

if wanted steps; then
    say "steps a second, beside bpmn-engine"
    (cd bench/rivals && npm install --no-save --silent --no-audit --no-fund)
    node bench/rivals/steps.mjs >>"$out"
    build/bench/bench_event scenarios/life.case |
        awk '$1 == "all" { rate = 1e6 / ($3 + $5); printf "steps.ours\t%.0f\t%.0f\t%.0f\n", rate, rate, rate }' >>"$out"
fi

if wanted open; then
    from=$(register 10000)
    say "opening a folder with 10000 dossiers"
    build/bench/bench_command open 20 build/jiqun stats --data "$from" >>"$out"
fi

node bench/table.mjs "$out" "$full" "$some"

if wanted start; then
    from=$(kept life-10000 --years 3 --clusters 10000)
    say "how soon a server answers, and what it holds"
    echo
    bench/start.py "$from"
fi

if wanted pages; then
    small=$(recognised 1000) large=$(recognised "$full")
    say "pages over HTTP, beside nginx"
    echo
    bench/pages.py "$small" "$large"
fi

if wanted actions; then
    from=$(register "$some")
    say "durable actions over HTTP"
    echo
    bench/actions.py "$from"
fi

if wanted office; then
    from=$(register "$full")
    say "the mix of an office over HTTP"
    echo
    bench/office.py "$from"
fi

if wanted clock; then
    from=$(recognised "$full")
    say "the daily work"
    echo
    TMPDIR=$PWD/$work bench/clock.py "$from"
fi

if wanted export; then
    from=$(register 100000)
    ninja -C build --quiet bench/rival_sheet
    say "the whole list as CSV and as a workbook, beside sqlite3, libxlsxwriter and openpyxl"
    echo
    bench/export.py "$from"
fi

if wanted experts; then
    say "an expert's lists, with thousands of applications assigned"
    echo
    bench/experts.py
fi

if wanted match; then
    say "a list of enterprises against all rosters, beside awk, grep, sort and sqlite3"
    echo
    bench/match.py 1000 "$((full / 1000))" "$((full * 10))"
fi

if wanted screens; then
    from=$(register "$full")
    scripts/deps.sh test
    say "screens of the workbench"
    echo
    bench/screens.py "$from"
fi
