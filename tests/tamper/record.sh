#!/bin/sh
# Makes a record that has something of everything: a few hundred events of a simulated life, more than a full tile of the
# tree, several checkpoints and two keys, person parts of which one is erased, an attachment that an event names, drafts,
# refusals; everything signed.
#
#   record.sh FOLDER SUITE [DB]
set -eu
folder=$1 suite=$2 db=${3:-}
root=$(cd "$(dirname "$0")/../.." && pwd)
bin=${JIQUN_BIN:-$root/build/jiqun} tools=${JIQUN_TOOLS:-$root/build/tests}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
quietly() { "$@" >"$work/out" 2>&1 || { cat "$work/out" >&2; echo "failed: $*" >&2; exit 1; }; }
# shellcheck disable=SC2086 # an option and its value, or nothing
jiqun() {
    command=$1
    shift
    quietly "$bin" "$command" "$@" --data "$folder" ${db:+--db "$db"}
}
jiqun init --no-prove --demo --day 2023-01-01 --suite "$suite"
jiqun simulate --clusters 60 --provinces 2 --years 2 --seed 7
jiqun log rotate
printf 'Evidence, as it was handed in.\n' >"$work/evidence.txt"
quietly "$tools/app_tool_attach" "$folder" "$work/evidence.txt" "$db"
attachment=$(cat "$work/out")
cat >"$work/after.case" <<END
rulebook national-2022
today 2025-01-06
as province 21
propose_revocation c0000003/rv ground=二 evidence="$attachment"
as county 210602
apply c0000003/again -> refused
END
jiqun play "$work/after.case"
jiqun export log "$work/log"
seq=$(python3 - "$work/log/tile/entries/000" <<'END'
import json, sys
data, at = open(sys.argv[1], "rb").read(), 0
while at < len(data):
    n = int.from_bytes(data[at:at + 2], "big")
    leaf = json.loads(data[at + 2:at + 2 + n])
    if "person" in leaf:
        print(leaf["seq"])
        break
    at += 2 + n
END
)
jiqun person erase "$seq" --reason "asked for by the person"
