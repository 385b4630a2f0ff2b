// workdays.mjs - makes data/workdays.csv: the State Council's yearly tables of holidays and make-up working days.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { writeCsv, byCode, expect } from './lib.mjs';

const require = createRequire(import.meta.url);
const dist = dirname(require.resolve('chinese-days'));
const { holidays, workdays } = JSON.parse(readFileSync(join(dist, 'chinese-days.json'), 'utf8'));

// "New Year's Day,元旦,1" -> 元旦
const chinese = (value) => value.split(',')[1];
const weekend = (date) => [0, 6].includes(new Date(date + 'T00:00:00Z').getUTCDay());

const days = [
  ...Object.entries(holidays).map(([date, v]) => [date, 'holiday', chinese(v)]),
  ...Object.entries(workdays).map(([date, v]) => [date, 'workday', chinese(v)]),
].sort((a, b) => byCode(a[0], b[0]));

expect('days named twice', new Set(days.map((d) => d[0])).size, days.length);
for (const [date, kind] of days)
  if (kind === 'workday' && !weekend(date)) throw new Error(`${date}: a make-up day that is no weekend`);
const years = [...new Set(days.map((d) => d[0].slice(0, 4)))].sort(byCode);
expect('years', years.join(' '), Array.from({ length: 23 }, (_, i) => String(2004 + i)).join(' '));

const rows = years.flatMap((year) => [[year, 'year', ''], ...days.filter((d) => d[0].startsWith(year))]);
writeCsv(
  'workdays.csv',
  [
    '国务院办公厅公布的节假日与调休安排。Holidays and make-up working days of the yearly notices, 2004 to 2026.',
    'source: npm chinese-days 1.5.7 (MIT). program: tools/data/workdays.mjs. Editable: add the next year when it is published.',
    'kind: year = the table of this year is known; holiday = rests; workday = a weekend day that works.',
    'A day that is not listed follows the plain week. Holidays on weekends are kept for reading.',
    `counts: ${years.length} years, ${Object.keys(holidays).length} holidays, ${Object.keys(workdays).length} make-up days.`,
    'gaps: one transcription; compared with no second one. Holidays of part of the people (妇女节, 青年节 …) are not in it.',
  ],
  ['date', 'kind', 'name'],
  rows,
);
