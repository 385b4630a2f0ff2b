#!/bin/sh
# The demonstration of ./run.    scripts/demo.sh [PROGRAM]
#
# Two halves: the register of real clusters as far as public lists were collected, with what falls due on a day; then one
# invented life from registration to revocation, as a time line with the articles.
# Environment: JIQUN_LANG (zh or en), DEMO_TODAY (2026-03-01).
set -eu
cd "$(dirname "$0")/.."
jiqun=${1:-build/jiqun}
today=${DEMO_TODAY:-2026-03-01}
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

part "一、法规文本" "1. The rulebook"
"$jiqun" check national-2022

part "二、已认定集群的名录（真实数据，公开名单摘录）" "2. The register (real clusters, from public lists)"
"$jiqun" play --quiet scenarios/register.case
printf '\n'
"$jiqun" register scenarios/register.case
printf '\n'
say "名单不完整：约400个中只收集到118个；未列入的集群不等于未获认定。第四批公布日仅知月份，以月末计。" \
    "The list is incomplete: 118 of about 400. A cluster that is not here may well be recognised. Of the fourth round only the month is known; its last day stands for it."

part "三、到期事项" "3. What falls due"
"$jiqun" due --today "$today" scenarios/register.case
printf '\n'
say "有效期未公布具体日期的，按第十五条自公布日起推算三年。结果未获得的，本系统不作推断。" \
    "Where no last day was announced, three years are counted from the announcement (article 15). Nothing is concluded where an outcome is not known."

part "四、一个集群的经过（演示数据，名称与数字均为虚构）" "4. One life (demonstration data, all of it invented)"
"$jiqun" play --story scenarios/life.case

printf '\n'
say "再看：jiqun --help；jiqun play --why scenarios/life.case；jiqun example >示例.json && jiqun assess --rulebook national-2022 --facts 示例.json" \
    "Next: jiqun --help; jiqun play --why scenarios/life.case; jiqun example >sample.json && jiqun assess --rulebook national-2022 --facts sample.json"
