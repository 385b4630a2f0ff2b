#!/bin/sh
# The demonstration of ./run.    scripts/demo.sh [PROGRAM]
#
# Two records are kept in var/ and stay there: the register of real clusters as far as public lists were collected, and a
# demonstration country, invented. The next run goes on from them: what is there is audited, and the demonstration country
# lives a year further, as far as the table of working days reaches. Real and invented are never in one record.
# It ends with two servers, which run until Ctrl-C: the demonstration country, with accounts made for this machine, and
# beside it the register, for reading.
# Environment: JIQUN_LANG (zh or en), DEMO_DIR (var), DEMO_PORT (8080; the register's is the next one; 0: any two that are
# free; none: no server).
set -eu
cd "$(dirname "$0")/.."
jiqun=${1:-build/jiqun}
var=${DEMO_DIR:-var}
JIQUN_ROOT=${JIQUN_ROOT:-$PWD}
export JIQUN_ROOT

case ${JIQUN_LANG:-zh} in
en*) say() { printf '%s\n' "$2"; } ;;
*) say() { printf '%s\n' "$1"; } ;;
esac
part() {
    printf '\n'
    say "════ $1" "════ $2"
    printf '\n'
}

# A folder without its database was left by a run that was broken off while it made the keys: nothing is in it yet.
begin() { # FOLDER OPTION...
    folder=$1
    shift
    [ -e "$folder/jiqun.db" ] || rm -rf "$folder"
    "$jiqun" init --data "$folder" "$@"
}
began() { [ -e "$1/jiqun.db" ] && "$jiqun" stats --data "$1" >/dev/null 2>&1; }

part "一、法规文本" "1. The rulebook"
"$jiqun" check national-2022

real=$var/register
part "二、已认定集群的名录（真实数据，公开名单摘录；记录在 $real）" \
    "2. The register (real clusters, from public lists; recorded in $real)"
began "$real" || begin "$real"
"$jiqun" import register data/clusters.csv --data "$real"
printf '\n'
"$jiqun" register --data "$real"
printf '\n'
say "名单不完整：约400个中只收集到118个；未列入的集群不等于未获认定。第四批公布日仅知月份，以月末计。" \
    "The list is incomplete: 118 of about 400. A cluster that is not here may well be recognised. Of the fourth round only the month is known; its last day stands for it."
printf '\n'
"$jiqun" due --data "$real"
printf '\n'
say "有效期未公布具体日期的，按第十五条自公布日起推算三年。结果未获得的，本系统不作推断。" \
    "Where no last day was announced, three years are counted from the announcement (article 15). Nothing is concluded where an outcome is not known."

country=$var/demonstration
part "三、演示的全国（名称与数字均为虚构；记录在 $country）" \
    "3. A demonstration country (all of it invented; recorded in $country)"
years=1 clusters=20
if ! began "$country"; then
    begin "$country" --demo
    years=2 clusters=300
fi
if "$jiqun" simulate --data "$country" --clusters "$clusters" --years "$years" --seed "$clusters" >"$var/simulate.txt" 2>&1; then
    head -n 2 "$var/simulate.txt"
elif grep -q '工作日表\|table of working days' "$var/simulate.txt"; then
    say "演示已到工作日表的最后一年，不再继续。" "The table of working days ends here, and so does the demonstration."
else
    cat "$var/simulate.txt" >&2
    exit 1
fi
rm -f "$var/simulate.txt"
printf '\n'
"$jiqun" register --data "$country"
printf '\n'
say "核验：每个事件的摘要、签名与证明，每项裁决按当日文本重新裁决，每张派生表重新计算。" \
    "The audit: every digest, signature and proof; every decision made again under the text of its day; every derived table."
"$jiqun" audit --data "$country"

part "四、一个集群的经过（演示数据，名称与数字均为虚构）" "4. One life (demonstration data, all of it invented)"
"$jiqun" play --story scenarios/life.case

printf '\n'
say "再看：jiqun --help；jiqun play --why scenarios/life.case；jiqun due --data $country；jiqun proof 集群 --data $country" \
    "Next: jiqun --help; jiqun play --why scenarios/life.case; jiqun due --data $country; jiqun proof CLUSTER --data $country"

port=${DEMO_PORT:-8080}
[ "$port" != none ] || exit 0
part "五、服务（按 Ctrl-C 停止）" "5. The service (Ctrl-C ends it)"

# Passwords are drawn on this machine and kept beside the records, so that no two machines share one.
accounts=$var/accounts.txt
password() { od -An -N6 -tx1 /dev/urandom | tr -d ' \n'; }
account() { # LOGIN GRANT...
    login=$1
    shift
    secret="Yanshi-$(password)"
    printf '%s\n' "$secret" | "$jiqun" user add "$login" --password-stdin --keep --data "$country" >/dev/null
    [ $# -eq 0 ] || "$jiqun" user grant "$login" "$@" --data "$country" >/dev/null
    printf '  %-12s %-24s %s\n' "$login" "$secret" "$*" >>"$accounts.part"
}
if [ ! -e "$accounts" ]; then
    rm -f "$accounts.part"
    (umask 077 && : >"$accounts.part")
    account system
    account security --office security
    account audit --office audit
    account ministry --level ministry
    account ministry2 --level ministry # a rulebook takes two
    account zhejiang --level province --place 33
    account xihu --level county --place 330106
    mv "$accounts.part" "$accounts"
fi
say "演示账号（密码在本机生成，存于 $accounts；system、security、audit 登录后须先设置第二因素）：" \
    "Accounts of the demonstration (passwords drawn on this machine, kept in $accounts; system, security and audit set up a second factor first):"
cat "$accounts"
printf '\n'
say "演示的全国与真实名录分别由两个服务提供；真实名录只供查阅。" \
    "Two servers: the demonstration country, and the real register, for reading."

second=0
[ "$port" -eq 0 ] || second=$((port + 1))
"$jiqun" serve --data "$real" --read-only --port "$second" &
register=$!
"$jiqun" serve --data "$country" --port "$port" &
demonstration=$!
trap 'kill "$register" "$demonstration" 2>/dev/null || true' INT TERM
status=0
wait "$demonstration" || status=$?
# A signal ends the first wait; the servers answer what they are answering before they end.
kill "$register" "$demonstration" 2>/dev/null || true
wait "$demonstration" "$register" 2>/dev/null || true
[ "$status" -gt 128 ] || exit "$status"
