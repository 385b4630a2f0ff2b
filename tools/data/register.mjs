// register.mjs - writes scenarios/register.case: the clusters of data/clusters.csv as recognitions taken over.
//
// Nothing is added to what was published. What is not known (numbers of announcements, the day on which the fourth round
// was published, outcomes of most re-examinations) is said to be unknown in the file itself. The programme stays in its
// loading phase, in which no date that passes makes anything late.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dataDir, readCsv } from './lib.mjs';
import { rounds, sameCluster } from './rounds.mjs';

const dayAfter = (d) => new Date(Date.parse(d) + 86400000).toISOString().slice(0, 10);
const closesOf = (round) => /closes=(\S+)/.exec(round.notice)[1];

const quote = (s) => {
  if (/["\\\r\n]/.test(s)) throw new Error(`a name that would need escapes: ${s}`);
  return `"${s}"`;
};

function takeOver(row, id) {
  const words = [`take_over ${id}`, `name=${quote(row.cluster_name)}`];
  words.push(row.county ? `county=${row.county}` : `channel=${row.channel}`);
  words.push(`announcement=${quote(row.announcement)}`, `announced=${row.announced}`);
  if (row.valid_from) words.push(`valid_from=${row.valid_from}`, `valid_until=${row.valid_until}`);
  return words.join(' ');
}

const rows = readCsv(join(dataDir, 'clusters.csv'));
const outcomes = readCsv(join(dataDir, 'clusters_reexam_2025.csv'));

const lines = [
  '# 已认定集群的名录，由 tools/data/register.mjs 据 data/clusters.csv 生成；不要手改。',
  '# 真实数据，取自公开名单，名单不完整：约400个中的118个。未列入的集群不等于未获认定。',
  '# 公告文号未获得；第四批仅知公布于2025年11月，以月末计。第一批有效期按公布所载“2023年至2025年”。',
  '# 2025年复核：97个通过中仅收集到5个通过结果（有效期自原末日起延三年）和1个公示名单，其余结果未获得。',
  '# 工作项目保持“数据迁入中”：此阶段任何日期届满都不产生逾期，结果未获得的如实显示为未获得。',
  '# Real clusters from public lists, incomplete (118 of about 400). Made by tools/data/register.mjs. What is not known',
  '# is said to be unknown: nothing here is late, failed or revoked for want of data.',
  '# 批次的通知发布日未获得，以报送截止日当天计；年度填报截止日按当年通知与公告：2022年4月30日，2024年公告起3月31日。',
  '',
  'rulebook national-2022',
  '',
  '# 批次',
];
lines.splice(lines.indexOf('rulebook national-2022') + 1, 0, `today ${closesOf(rounds[2022])}`, 'as ministry');
for (const [year, round] of Object.entries(rounds)) {
  if (round.remark) lines.push(`# ${round.remark}`);
  lines.push(`today ${closesOf(round)}`, `open_round r${year} ${round.notice}`);
  lines.push(`today ${dayAfter(closesOf(round))}`, `close_round r${year}`);
  lines.push(`today ${round.announced}`, `publish_round r${year}`);
}
lines.push('', 'today 2025-12-01');
let seen = 0;
for (const year of Object.keys(rounds)) {
  const of = rows.filter((r) => r.round === year);
  lines.push('', `# ${year}年（第${rounds[year].n}批）,${of.length} 个`);
  of.forEach((row, i) => {
    const outcome = year === '2022' ? outcomes.find((o) => sameCluster(o, row)) : undefined;
    if (outcome) seen++;
    if (outcome && outcome.result !== 'passed') lines.push('# 下一个列入2025年复核公示名单（2025-09-23）,公布结果未获得，有效期按原末日');
    lines.push(takeOver(row, `${year}-${String(i + 1).padStart(2, '0')}`));
  });
}
if (seen !== outcomes.length) throw new Error(`${seen} of ${outcomes.length} outcomes found their cluster`);
lines.push('', `expect register total=${rows.length} recognised=${rows.length} candidate=0 revoked=0`, '');
const out = process.env.JIQUN_SCENARIOS_OUT || join(dataDir, '../scenarios');
writeFileSync(join(out, 'register.case'), lines.join('\n'));
console.log(`register.case: ${rows.length} clusters`);
