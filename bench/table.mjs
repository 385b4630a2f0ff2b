// node table.mjs FIGURES FULL SOME: the table of the record's figures. FIGURES has lines of name, middle, least and
// greatest, as the programs printed them; FULL is the number of dossiers of the largest record, SOME on how many of them
// acts fall. Nothing is computed here but ratios.
import { readFileSync } from 'node:fs';

const [file, full, some] = process.argv.slice(2);
const figures = new Map(readFileSync(file, 'utf8').trim().split('\n').filter(Boolean).map((line) => {
  const [name, middle, low, high] = line.split('\t');
  return [name, { middle: Number(middle), low: Number(low), high: Number(high) }];
}));
const number = (x) => (Math.abs(x) >= 1000 ? Math.round(x).toLocaleString('en') : Number(x.toPrecision(3)).toString());
const spread = ({ middle, low, high }) =>
  low === high ? number(middle) : `${number(middle)} (${number(low)}–${number(high)})`;
const of = (name) => figures.get(name);
const over = (a, b) => (of(a) && of(b) ? { middle: of(a).middle / of(b).middle } : undefined);

// figure, unit, goal as text, its test, measured, beside what, value of that, ratio
const rows = [];
function row(what, goal, met, measured, rival, beside, ratio) {
  if (!measured) return;
  const verdict = met === undefined ? '' : met ? 'met' : 'MISSED';
  rows.push([what, goal, spread(measured), rival, beside ? spread(beside) : '',
    ratio === undefined ? '' : number(ratio), verdict]);
}
const least = (name, n) => of(name) && of(name).middle >= n;
const most = (name, n) => of(name) && of(name).middle <= n;
const quotient = (a, b) => over(a, b)?.middle;

// Acts fall on dossiers that stay in memory (some), or on any of all, which nearly always have to be loaded first (any).
for (const [kind, which] of [['some', `${some} of them worked on`], ['any', 'any of them, loaded first']]) {
  const at = (group, what) => of(`write.${kind}.${group}.${what}`);
  const goal = (text, met) => (kind === 'some' ? [text, met] : ['', undefined]);
  row(`decisions one at a time, ${full} dossiers, ${which}, /s`, ...goal('≥ 0.8 of fdatasync', least('write.some.1.ratio', 0.8)),
    at(1, 'rate'), 'fdatasync of as many appended bytes, /s', at(1, 'sync'), at(1, 'ratio')?.middle);
  for (const group of [128, 256]) {
    row(`… in groups of ${group}, /s`, ...goal('≥ 20,000', least(`write.some.${group}.rate`, 20000)), at(group, 'rate'),
      'fdatasync of as many appended bytes, groups/s', at(group, 'sync'), at(group, 'ratio')?.middle);
    row(`… p99 of a group of ${group}, ms`, ...goal('< 20', most(`write.some.${group}.p99_ms`, 20)), at(group, 'p99_ms'), '');
    row('… one in a thousand groups, ms', '', undefined, at(group, 'p999_ms'), '');
    row('… processor time of a decision, µs', '', undefined, at(group, 'cpu_us'), '');
  }
}
row('the same one at a time on PostgreSQL, /s', '', undefined, of('pg.write.any.1.rate'), 'pgbench, one insert a commit, 1 client, /s',
  of('pgbench.1'), quotient('pg.write.any.1.rate', 'pgbench.1'));
row('the same in groups of 128 on PostgreSQL, /s', '', undefined, of('pg.write.any.128.rate'), 'pgbench, one insert a commit, 32 clients, /s',
  of('pgbench.32'), quotient('pg.write.any.128.rate', 'pgbench.32'));
row('append with proof served, /s', '≥ 20,000', least('queue.rate', 20000), of('queue.rate'), '');
row('… provable after the answer, p99, ms', '< 100', most('queue.provable_p99_ms', 100), of('queue.provable_p99_ms'), '');
row('… proofs made and checked beside, ms each', '', undefined, of('queue.proof_ms'), '');
row('audit, s for 1,000,000 events, one core', '< 10', most('audit.seconds_of_a_million', 10),
  of('audit.seconds_of_a_million'), 'SM3 over the same bytes, s', of('audit.hash_of_a_million'), of('audit.times_hashing')?.middle);
row('rebuild, s for 1,000,000 events, one core', '', undefined, of('rebuild.seconds_of_a_million'),
  'SM3 over the same bytes, s', of('audit.hash_of_a_million'), quotient('rebuild.seconds_of_a_million', 'audit.hash_of_a_million'));
for (const [what, key] of [['register, a province’s page', 'register'], ['register, any page', 'leaf_through'],
  ['search, what many names have', 'common'], ['search, a whole name', 'search'], ['dossier load', 'load']]) {
  for (const n of ['100000', full]) {
    const [small, large] = [`query.1000.${key}.us`, `query.${n}.${key}.us`];
    const ratio = quotient(large, small);
    row(`${what}, ${n} dossiers, µs`, '≤ 2 × of 1,000', ratio === undefined ? undefined : ratio <= 2, of(large),
      'at 1,000 dossiers, µs', of(small), ratio);
    if (n === full && full === '100000') break;
  }
}
for (const [name, value] of figures) {
  const pg = name.match(/^query\.(pg-\d+)\.(\w+)\.us$/);
  if (pg) row(`${pg[2]} on PostgreSQL, ${pg[1].slice(3)} dossiers, µs`, '', undefined, value, '');
}
row('steps in memory, decided and folded, /s', '', undefined, of('steps.ours'), 'bpmn-engine, /s', of('steps.bpmn_engine'),
  quotient('steps.ours', 'steps.bpmn_engine'));
row('opening a folder of 10,000 dossiers, ms', '< 50', most('open.ms', 50), of('open.ms'), '');
row('… resident memory, MB', '< 32', most('open.megabytes', 32), of('open.megabytes'), '');

const head = ['figure', 'goal', 'measured (spread)', 'rival or limit', 'it (spread)', 'ratio', ''];
const width = head.map((h, i) => Math.max(...[h, ...rows.map((r) => r[i])].map((c) => [...c].length)));
const put = (r) => `| ${r.map((c, i) => c + ' '.repeat(width[i] - [...c].length)).join(' | ')} |`;
console.log([put(head), `|${width.map((w) => '-'.repeat(w + 2)).join('|')}|`, ...rows.map(put)].join('\n'));
const refused = [...figures].filter(([n, v]) => n.endsWith('.refused') && v.middle > 0);
for (const [name, v] of refused) console.log(`${name}: ${v.middle} acts were refused`);
