// industries.mjs - makes data/industries.csv (GB/T 4754-2017) as far as two transcriptions agree.
//
// The package gives the rows; industries-differences.csv, kept by hand, says where two other transcriptions, read for
// comparison only, say something else and which of the three is followed. Rows on which no two agree are left out.
import { createRequire } from 'node:module';
import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import { writeCsv, readCsv, toolDir, byCode, expect } from './lib.mjs';

const require = createRequire(import.meta.url);
const packageDir = dirname(require.resolve('element-china-category-data/package.json'));
const tree = require(join(packageDir, 'src/data.js'));

// Full-width brackets as printed; no blanks.
const clean = (name) => name.replace(/\s/g, '').replaceAll('(', '（').replaceAll(')', '）');

function packageRows() {
  const names = new Map();
  const letters = new Map();
  for (const [parent, children] of Object.entries(tree))
    for (const [code, name] of Object.entries(children)) {
      names.set(code, clean(name));
      if (code.length === 2) letters.set(code, parent);
    }
  // A three-digit group without subdivision is printed with one class that ends in 0 and has the same name; the
  // package lists only the group.
  const divided = new Set([...names.keys()].filter((c) => c.length === 4).map((c) => c.slice(0, 3)));
  for (const code of [...names.keys()])
    if (code.length === 3 && code !== '923' && !divided.has(code)) names.set(code + '0', names.get(code));
  return { names, letters };
}

const { names, letters } = packageRows();
const differences = readCsv(join(toolDir, 'industries-differences.csv'));
for (const d of differences) {
  expect(`package's name of ${d.code}`, names.get(d.code) ?? '', d.package);
  if (d.use === 'other') names.set(d.code, d.name);
  else if (d.use === 'leave_out') names.delete(d.code);
}

// What the comparison covered: when a new version of the package says anything else, it has to be compared again.
const differing = new Set(differences.map((d) => d.code));
const agreed = [...names].filter(([c]) => !differing.has(c)).sort((a, b) => byCode(a[0], b[0]));
const digest = createHash('sha256').update(agreed.map(([c, n]) => `${c} ${n}\n`).join('')).digest('hex');
expect('rows compared and found equal', digest, 'f808c891b8475febc965d9ece62f6e65be41286e8af682d587f7e4c159d24ad2');

const LEVEL = ['', 'letter', 'division', 'group', 'class'];
const parentOf = (c) => (c.length === 1 ? '' : c.length === 2 ? letters.get(c) : c.slice(0, -1));
const letterOf = (c) => (c.length === 1 ? c : letters.get(c.slice(0, 2)));
// Section by section, the letter first.
const sortKey = (c) => letterOf(c) + (c.length === 1 ? '' : c);
const rows = [...names]
  .map(([code, name]) => [code, name, LEVEL[code.length], parentOf(code)])
  .sort((a, b) => byCode(sortKey(a[0]), sortKey(b[0])));
for (const [code, , , parent] of rows) if (parent && !names.has(parent)) throw new Error(`${code}: no ${parent}`);
const count = (n) => rows.filter((r) => r[0].length === n).length;
expect('letters', count(1), 20);
expect('two digits', count(2), 97);

writeCsv(
  'industries.csv',
  [
    '国民经济行业分类（GB/T 4754-2017）。Industrial classification for national economic activities.',
    'source: npm element-china-category-data 1.0.4 (MIT), compared with two other public transcriptions; every row on which',
    '  they differ, and what was done, is in tools/data/industries-differences.csv. program: tools/data/industries.mjs',
    'level: letter (门类), division (大类), group (中类), class (小类). The parent of a code is its prefix; of a division, its letter.',
    `counts: ${count(1)} letters, ${count(2)} divisions, ${count(3)} groups, ${count(4)} classes.`,
    'gaps: the standard with amendment 1 has 473 groups and 1,382 classes. Missing here: 923, 9231, 9232, 9233, which the',
    '  amendment changed and for which only one transcription was had. Ten names were confirmed only in part, because the other',
    '  transcriptions are cut at the end of a printed line. Explanations of the classes are not included.',
  ],
  ['code', 'name', 'level', 'parent'],
  rows,
);
