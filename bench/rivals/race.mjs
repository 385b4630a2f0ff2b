// node race.mjs FOLDER [SECONDS [RUNS]]: times each engine on the dossiers and criteria that prepare.mjs wrote to
// FOLDER, checks its answers against those of jiqun (answers.csv there), and writes a line of JSON an engine and mode.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { engines } from './engines.mjs';
import { reason } from './model.mjs';

const folder = process.argv[2];
const seconds = Number(process.argv[3] ?? '1');
const repeats = Number(process.argv[4] ?? '5');
const { criteria, list } = JSON.parse(readFileSync(join(folder, 'task.json'), 'utf8'));

function expected() {
  const [head, ...rows] = readFileSync(join(folder, 'answers.csv'), 'utf8').trim().split(/\r?\n/);
  const names = head.split(',');
  return new Map(rows.map((row) => {
    const cells = row.split(',');
    return [cells[0], Object.fromEntries(names.map((n, i) => [n, cells[i]]))];
  }));
}

// "explain" is our word for a soft miss; the engines know only the miss.
const plain = (v) => (v === 'explain' ? 'not_met' : v);

async function differences({ judge, whole }, work, answers) {
  let wrong = 0;
  for (const d of work) {
    const got = await judge(d.input);
    const want = answers.get(d.id);
    const same = criteria.every((c) => got[c.id] === plain(want[c.id]));
    const all = criteria.every((c) => plain(want[c.id]) === 'met');
    if (!same || (await whole(d.input)) !== all) wrong += 1;
  }
  return wrong;
}

// What each mode does for one dossier, from figures to the output.
const modes = {
  'yes/no': (engine) => (d) => engine.whole(d.input),
  reasons: (engine) => async (d) => {
    const verdicts = await engine.judge(d.input);
    return JSON.stringify(criteria.map((c) => reason(c, verdicts[c.id], d.figures)));
  },
};

async function rate(one, work, flight) {
  const start = performance.now();
  const end = start + seconds * 1000;
  let n = 0;
  while (performance.now() < end) {
    if (flight === 1) await one(work[n % work.length]);
    else await Promise.all(Array.from({ length: flight }, (_, i) => one(work[(n + i) % work.length])));
    n += flight;
  }
  return (n * 1000) / (performance.now() - start);
}

const answers = expected();
for (const [name, prepare] of Object.entries(engines)) {
  const engine = prepare(criteria);
  const work = list.map((d) => ({ ...d, input: engine.input(d.figures) }));
  const wrong = await differences(engine, work, answers);
  for (const [mode, of] of Object.entries(modes)) {
    for (const flight of criteria.length > 100 ? [1] : [1, 1000]) { // a thousand of the largest would not fit in memory
      const runs = [];
      for (let i = 0; i < repeats; i += 1) runs.push(Math.round(await rate(of(engine), work, flight)));
      runs.sort((a, b) => a - b);
      console.log(JSON.stringify({ engine: name, criteria: criteria.length, mode, flight, differences: wrong, perSecond: runs }));
    }
  }
}
