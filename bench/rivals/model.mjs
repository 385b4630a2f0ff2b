// The task of the race, stated once: criteria over figures, and dossiers to judge. Each engine gets the same criteria
// in its own language; a criterion is met, not_met or no_evidence.
//
// A criterion is a list of comparisons (all must hold, or any with `any`), each a sum of coefficient * figure against a
// bound; `positive` names figures that must be above zero. That is what the national standard's numeric criteria are
// after algebra: a share is sme - 0.7 * output >= 0, growth over three values is 100 * last - 121 * first > 0.

const year = (n) => 2023 - n;

export function nationalCriteria() {
  const output = [3, 2, 1].map((b) => `output.${year(b)}`);
  return [
    { id: '1.3', all: [{ sum: [[-1, 'land']], op: '>=', bound: -100 }] },
    { id: '1.4', all: output.map((o) => ({ sum: [[1, o]], op: '>=', bound: 40 })) },
    { id: '1.5', positive: [output[2]], all: [{ sum: [[10, `sme_output.${year(1)}`], [-7, output[2]]], op: '>=', bound: 0 }] },
    { id: '1.6', positive: [output[2]], all: [{ sum: [[10, `leading_output.${year(1)}`], [-7, output[2]]], op: '>', bound: 0 }] },
    { id: '1.7', positive: [output[0]], also: [output[1]], all: [{ sum: [[100, output[2]], [-121, output[0]]], op: '>', bound: 0 }] },
    {
      id: '2.1',
      any: [
        { sum: [[1, 'champions'], [1, 'little_giants']], op: '>=', bound: 1 },
        { sum: [[1, 'specialised'], [1, 'innovative'], [1, 'high_tech']], op: '>=', bound: 10 },
      ],
    },
  ];
}

// `n` criteria of one shape, for the table of growth.
export function manyCriteria(n) {
  return Array.from({ length: n }, (_, i) => ({
    id: `1.${i + 1}`,
    all: [{ sum: [[1, `output.${year(1 + (i % 3))}`]], op: '>=', bound: 10 + (i % 60) }],
  }));
}

export function rulebookOf(criteria, name) {
  const lines = [
    `rulebook ${name} "比较用规则" "for comparison"`,
    '  cites "演示"',
    '  articles 1',
    '  force from 2022-01-01',
    '  level ministry',
    '  silent 第一条 "演示"',
    'level ministry "演示机关" "demonstration"  over everything  第一条',
    'fact output "产值" "output"  亿元 yearly',
    'standard 2022 "比较用标准" "for comparison"  附件',
    '  area 1 "比较" "comparison"',
  ];
  const when = { 2022: 1, 2021: 2, 2020: 3 };
  for (const c of criteria) {
    const [[, fact]] = c.all[0].sum;
    const back = when[fact.split('.')[1]];
    const text = back === 1 ? `output >= ${c.all[0].bound} 亿元 in the last year` : `output >= ${c.all[0].bound} 亿元 in each of the last ${back} years`;
    lines.push(`    criterion ${c.id} "产值" "output"  require ${text}`);
  }
  return `${lines.join('\n')}\n`;
}

// The criteria as `rulebookOf` words them: "each of the last N years" reads every year back to N.
export function sameAsRulebook(criteria) {
  return criteria.map((c) => {
    const [[, fact]] = c.all[0].sum;
    const first = Number(fact.split('.')[1]);
    const years = [];
    for (let y = first; y <= 2022; y += 1) years.push({ sum: [[1, `output.${y}`]], op: '>=', bound: c.all[0].bound });
    return { id: c.id, all: years };
  });
}

// A small generator with a seed, so that every run and every engine sees the same dossiers.
function random(seed) {
  let s = seed >>> 0;
  return () => {
    s = (Math.imul(s, 1664525) + 1013904223) >>> 0;
    return s / 4294967296;
  };
}

// Two things are kept out of the race, because the engines answer them otherwise than the law does: figures on a
// boundary to the last digit (they compute in floating point), and a missing year beside a year that misses.
const onBoundary = (d) => ['sme_output', 'leading_output'].some((f) => Math.abs(10 * d[`${f}.2022`] - 7 * d['output.2022']) < 0.01)
  || Math.abs(100 * d['output.2022'] - 121 * d['output.2020']) < 0.01;

export function dossiers(n, seed, gaps) {
  const r = random(seed);
  const figure = (low, high) => Math.round((low + r() * (high - low)) * 100) / 100;
  const list = [];
  for (let i = 0; i < n; i += 1) {
    const first = figure(30, 80);
    const last = figure(first, first * 1.5);
    const d = {
      'output.2020': first,
      'output.2021': figure(first, last),
      'output.2022': last,
      'sme_output.2022': figure(last * 0.6, last),
      'leading_output.2022': figure(last * 0.6, last),
      land: figure(20, 120),
      champions: Math.floor(r() * 2),
      little_giants: Math.floor(r() * 2),
      specialised: Math.floor(r() * 8),
      innovative: Math.floor(r() * 8),
      high_tech: Math.floor(r() * 8),
    };
    if (onBoundary(d)) d['sme_output.2022'] = d['leading_output.2022'] = last;
    if (gaps && r() < 0.05 && first >= 40) delete d['output.2021'];
    list.push({ id: `d${i}`, figures: d });
  }
  return list;
}

// The facts file of `jiqun assess`.
export function factsLine(d) {
  const facts = {};
  for (const [key, value] of Object.entries(d.figures)) {
    const [name, y] = key.split('.');
    if (y) (facts[name] ??= {})[y] = String(value);
    else facts[name] = String(value);
  }
  return JSON.stringify({ id: d.id, region: 'east', facts });
}

export const needs = (c) => [...new Set([...(c.all ?? c.any).flatMap((x) => x.sum.map(([, f]) => f)), ...(c.also ?? [])])];
export const flat = (key) => key.replace('.', '_');

// A reason as an application would write it behind any of the engines.
export function reason(c, verdict, figures) {
  const values = {};
  for (const f of needs(c)) if (figures[f] !== undefined) values[f] = String(figures[f]);
  const shown = Object.entries(values).map(([k, v]) => `${k} = ${v}`).join(', ');
  return { id: c.id, verdict, zh: `${shown}:${verdict}`, en: `${shown}: ${verdict}`, values };
}
