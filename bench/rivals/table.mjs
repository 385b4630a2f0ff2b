// node table.mjs OURS RIVALS: both sides of the race as one table. OURS is what bench_assess printed, RIVALS the lines
// of race.mjs. Ratios are of medians of the same run.
import { readFileSync } from 'node:fs';

const [oursFile, rivalsFile] = process.argv.slice(2);
const ours = {};
for (const line of readFileSync(oursFile, 'utf8').split('\n')) {
  const m = line.match(/^(one dossier, all criteria|one dossier, all reasons as JSON)\s+(\d+)\s+(\d+)\s+(\d+)/);
  if (m) ours[m[1].endsWith('JSON') ? 'reasons' : 'yes/no'] = m.slice(2, 5).map(Number);
}
const rivals = readFileSync(rivalsFile, 'utf8').trim().split('\n').map((l) => JSON.parse(l));
const middle = (list) => list[Math.floor(list.length / 2)];
const shown = (n) => n.toLocaleString('en-US');
const row = (...cells) => console.log(cells.map((c, i) => (i < 2 ? String(c).padEnd(i ? 10 : 20) : String(c).padStart(13))).join(''));

row('', 'output', 'at a time', 'least/s', 'median/s', 'greatest/s', 'jiqun is', 'answers');
for (const mode of ['yes/no', 'reasons']) {
  row('jiqun', mode, 1, ...ours[mode].map(shown), '', '');
  for (const r of rivals.filter((x) => x.mode === mode)) {
    const ratio = middle(ours[mode]) / middle(r.perSecond);
    row(r.engine, mode, r.flight, shown(r.perSecond[0]), shown(middle(r.perSecond)), shown(r.perSecond.at(-1)),
      `${ratio.toFixed(ratio < 10 ? 1 : 0)} x`, r.differences ? `${r.differences} differ` : 'the same');
  }
}
if (rivals.some((r) => r.differences > 0)) process.exitCode = 1;
