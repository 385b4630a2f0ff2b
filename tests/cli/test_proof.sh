#!/bin/sh
# jiqun proof and verify: how a cluster stands, told by a small file and a public key: recognised, renamed, revoked, taken
# over; nothing else is needed to check it, and whatever is changed in it, or is no proof, is refused.
# shellcheck disable=SC2154 # tmp, bin, out, err and status come from support.sh
set -u
# shellcheck source=/dev/null
. "$(dirname "$0")/support.sh"
# verify STATUS FILE KEY: in an empty folder, without environment
mkdir "$tmp/empty"
verify() {
    want=$1 last="jiqun verify $2"
    shift
    status=0
    (cd "$tmp/empty" && env -i PATH="$PATH" LC_ALL=C.UTF-8 "$bin" verify "$1" --pub "$2" --lang en) >"$tmp/out" 2>"$tmp/err" || status=$?
    [ "$status" -eq "$want" ]
    check $? "$last by $(basename "$2"): status $want" "status $status; $(cat "$tmp/out" "$tmp/err")"
}
play() { # LINES…: as the ministry
    printf '%s\n' 'rulebook national-2022' "$@" >"$tmp/step.case"
    run 0 play "$tmp/step.case" --data "$record"
}

# The life ends with a revocation; cut in two, the cluster is recognised in between.
sed '/^propose_revocation/,$d' scenarios/life.case >"$tmp/first.case"
sed -n '/^propose_revocation/,/^revoke c1\/rv reason=[^>]*$/p' scenarios/life.case >"$tmp/second"
for suite in sm3 sha256; do
    record=$tmp/$suite pub=$tmp/$suite/keys/log-01.pub
    run 0 init --data "$record" --no-prove --demo --day 2022-09-13 --suite $suite
    run 0 play "$tmp/first.case" --data "$record" --quiet
    run 0 proof c1 --data "$record" --to "$tmp/recognised.proof" --lang en
    says "recognised"
    [ "$(wc -c <"$tmp/recognised.proof")" -lt 16384 ]
    check $? "$suite: it is small" "$(wc -c <"$tmp/recognised.proof")"
    verify 0 "$tmp/recognised.proof" "$pub"
    for word in recognised 演示·云计算产业集群 330106 2023-10-18 2029-10-17 demonstration 第十四条 第十五条; do says "$word"; done
    ! grep -qaF '"facts"' "$tmp/recognised.proof" && ! grep -qaF 演示电话 "$tmp/recognised.proof"
    check $? "$suite: no figures and no persons in it" ""
    python3 -I -S tests/second/log.py certificate "$tmp/recognised.proof" "$pub" >"$tmp/out" 2>"$tmp/err"
    check $? "$suite: the second implementation accepts it" "$(cat "$tmp/err")"

    play 'today 2026-09-05' 'as ministry' 'rename c1 name="演示·新名产业集群（虚构）"'
    run 0 proof c1 --data "$record" --to "$tmp/renamed.proof"
    verify 0 "$tmp/renamed.proof" "$pub"
    says 演示·新名产业集群
    says_not 云计算
    verify 0 "$tmp/recognised.proof" "$pub" # what was so on its day

    { printf 'rulebook national-2022\ntoday 2026-09-07\nas province 33\n' && cat "$tmp/second"; } >"$tmp/second.case"
    run 0 play "$tmp/second.case" --data "$record" --quiet
    run 0 proof c1 --data "$record" --to "$tmp/revoked.proof"
    verify 0 "$tmp/revoked.proof" "$pub"
    says "revoked"
    says "2026-09-16"
    python3 -I -S tests/second/log.py certificate "$tmp/revoked.proof" "$pub" >"$tmp/out" 2>"$tmp/err"
    check $? "$suite: the second implementation accepts the revocation" "$(cat "$tmp/err")"

    # From both files nobody makes a third: the later state with the earlier events, under either signature.
    python3 - "$tmp" <<'END'
import json, sys
tmp = sys.argv[1]
def parts(name):
    text, _, signatures = open(f"{tmp}/{name}.proof", encoding="utf-8").read().partition("\n\n")
    first, line = text.split("\n", 1)
    return first, json.loads(line), signatures
def put(name, first, said, signatures):
    line = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    open(f"{tmp}/{name}.forged", "w", encoding="utf-8").write(f"{first}\n{line}\n\n{signatures}")
first, good, by_good = parts("recognised")
_, bad, by_bad = parts("revoked")
put("same", first, bad, by_bad)  # written again without a change: it must hold
put("state", first, {**bad, "certifies": good["certifies"]}, by_bad)
put("events", first, {**bad, "events": good["events"]}, by_bad)
put("fewer", first, {**bad, "events": bad["events"][:-1]}, by_bad)
put("signature", first, bad, by_good)
END
    verify 0 "$tmp/same.forged" "$pub"
    for name in state events fewer signature; do verify 1 "$tmp/$name.forged" "$pub"; done
done

# Keys: of another log, of another suite, none, several of which one is right, one given as text.
run 0 init --data "$tmp/other" --no-prove --demo --day 2022-09-13
verify 1 "$tmp/revoked.proof" "$tmp/other/keys/log-01.pub"
verify 1 "$tmp/revoked.proof" "$tmp/sm3/keys/log-01.pub"
cat "$tmp/other/keys/log-01.pub" "$tmp/sm3/keys/log-01.pub" "$tmp/sha256/keys/log-01.pub" >"$tmp/three"
verify 0 "$tmp/revoked.proof" "$tmp/three"
run 0 verify "$tmp/revoked.proof" --pub "$(cat "$tmp/sha256/keys/log-01.pub")"
: >"$tmp/nothing"
verify 2 "$tmp/revoked.proof" "$tmp/nothing"
verify 2 "$tmp/revoked.proof" "$tmp/revoked.proof"
verify 2 "$tmp/revoked.proof" "$tmp/not-there"
run 2 verify "$tmp/revoked.proof" --lang en
complains "--pub"
# A key of the same name that somebody else made.
name=$(cut -d+ -f1 "$tmp/sha256/keys/log-01.pub")
run 0 init --data "$tmp/twin" --no-prove --demo --day 2022-09-13 --suite sha256 --origin "$name"
verify 1 "$tmp/revoked.proof" "$tmp/twin/keys/log-01.pub"

# Files that are no proofs: refused, each in a sentence, and none stops the program otherwise.
pub=$tmp/sha256/keys/log-01.pub
head -c 200000 /dev/urandom >"$tmp/random"
head -c 20000000 /dev/zero >"$tmp/huge"
head -c 100000 /dev/zero | tr '\0' '\n' >"$tmp/newlines"
head -c 1500 "$tmp/revoked.proof" >"$tmp/half"
cat "$tmp/revoked.proof" "$tmp/revoked.proof" >"$tmp/twice"
for file in nothing random huge newlines half twice sha256/published; do
    verify "$(case $file in huge | random) echo 2 ;; *) echo 1 ;; esac)" "$tmp/$file" "$pub"
    [ "$(cat "$tmp/out" "$tmp/err" | wc -l)" -ge 1 ] && [ "$(cat "$tmp/out" "$tmp/err" | wc -c)" -lt 1000 ]
    check $? "$file: a short message" "$(cat "$tmp/out" "$tmp/err")"
done
verify 2 "$tmp/sha256" "$pub"

# What can not be proved.
run 2 proof nobody --data "$tmp/sha256" --lang en
complains "no cluster"
run 2 proof c1/a --data "$tmp/sha256" --lang en
complains "no cluster"
run 2 proof r23 --data "$tmp/sha256" --lang en
complains "no cluster"
run 2 proof c1 --data "$tmp/sha256" --to "$tmp/not/there" --lang en

# The real register, taken over: every cluster in it.
run 0 init --data "$tmp/register" --no-prove --demo --day 2022-09-13 --suite sha256
run 0 play scenarios/register.case --data "$tmp/register" --quiet
for cluster in 2022-01 2023-07 2024-30 2025-18; do
    run 0 proof $cluster --data "$tmp/register" --to "$tmp/$cluster.proof"
    verify 0 "$tmp/$cluster.proof" "$tmp/register/keys/log-01.pub"
    says recognised
done
done_testing
