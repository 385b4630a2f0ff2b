// clusters.mjs - fills the derived columns of data/clusters.csv and data/clusters_reexam_2025.csv in place.
//
// The first columns are kept by hand: they are what public announcements print. channel follows from the recommending
// unit. county is filled only where the printed name begins with the name of exactly one county-level unit of that
// channel, after an optional province and an optional city that must be that county's own; anything else stays empty.
// The last columns of clusters.csv are what a recognition that is taken over needs, from rounds.mjs and the outcomes.
import { join } from 'node:path';
import { dataDir, outDir, readCsv, writeCsv } from './lib.mjs';
import { recognition, sameCluster } from './rounds.mjs';

const divisions = readCsv(join(outDir, 'divisions.csv')).filter((d) => d.status === 'current');
const byId = new Map(divisions.map((d) => [d.code, d]));
const channels = readCsv(join(outDir, 'channels.csv'));

// The name without its class; a stem of one character names nothing.
function stemOf(name) {
  const stem = name.replace(/(自治县|县|市|区)$/, '');
  return stem.length >= 2 && stem !== name ? stem : '';
}

// All ways in which a list may print one county, with how much each says.
function forms(county, channel) {
  const province = byId.get(county.code.slice(0, 2) + '0000').name;
  const city = byId.get(county.parent);
  const before = new Map([['', '']]);
  for (const p of new Set([province, channel.name])) before.set(p, 'province');
  if (city.level === 'city')
    for (const c of [city.name, stemOf(city.name)].filter(Boolean))
      for (const p of ['', province]) before.set(p + c, 'city');
  const out = [];
  for (const [prefix, kind] of before) {
    out.push({ text: prefix + county.name, full: true, kind });
    if (stemOf(county.name)) out.push({ text: prefix + stemOf(county.name), full: false, kind });
  }
  return out;
}

function best(county, channel, printed) {
  const found = forms(county, channel).filter((f) => printed.startsWith(f.text));
  found.sort((a, b) => Number(b.full) - Number(a.full) || b.text.length - a.text.length);
  return found[0];
}

// A full name is preferred to a stem, and two candidates of the preferred kind are no match.
function countyOf(printed, channel) {
  let found = divisions
    .filter((d) => d.level === 'county' && d.channel === channel.channel)
    .map((d) => ({ county: d, form: best(d, channel, printed) }))
    .filter((m) => m.form);
  if (found.some((m) => m.form.full)) found = found.filter((m) => m.form.full);
  const cities = found.filter((m) => m.form.kind === 'city');
  if (cities.length === 1) found = cities;
  if (found.length !== 1) return ['', found.length ? 'ambiguous' : 'no county-level unit named'];
  const { county, form } = found[0];
  const how = (form.full ? 'full name' : 'short name') + (form.kind === 'city' ? ' after its city' : '');
  return [county.code, how];
}

function derive(unit, printed, note) {
  const channel = channels.find((c) => c.name === unit);
  if (!channel) throw new Error(`${unit}: no channel of that name`);
  return [note, channel.channel, ...countyOf(printed, channel)];
}

function fill(file, note, comments, kept, unitColumn, more = () => ({})) {
  const rows = readCsv(join(dataDir, file)).map((r) => {
    const [, channel, county, basis] = derive(r[unitColumn], r.cluster_name, note);
    const row = { ...Object.fromEntries(kept.map((k) => [k, r[k]])), note, channel, county, county_basis: basis };
    return { ...row, ...more(row) };
  });
  writeCsv(file, comments, Object.keys(rows[0]), rows.map((r) => Object.values(r)));
  for (const r of rows) if (!r.county) console.log('  no county:', r.cluster_name, '|', r.county_basis);
  return rows;
}

const derived = [
  'channel, county, county_basis: derived by tools/data/clusters.mjs from divisions.csv and channels.csv; the other columns are',
  '  kept by hand. county: a present-day code, only where the printed name begins with the name of exactly one county-level',
  '  unit of the channel; full name = printed with its class (县, 市, 区), short name = without. Empty = not determined here:',
  '  towns of prefectures without counties, and names that fit none or several.',
];

const outcomes = fill(
  'clusters_reexam_2025.csv',
  '名单不完整（已知6个）list incomplete',
  [
    '2025年复核结果中已收集的部分。Outcomes of the 2025 re-examination as collected.',
    'source: public announcements and notices as collected. 名单不完整：97个通过的集群中只收集到6个。',
    'The list is incomplete: 6 outcomes, while 97 passes were reported. Nothing follows for a cluster that is not here.',
    'result as recorded: one row rests on the public notice only. names as printed.',
    ...derived,
  ],
  ['reexam_year', 'batch_year', 'province', 'cluster_name', 'result'],
  'province',
);
fill(
  'clusters.csv',
  '名单不完整（约400个中的118个）list incomplete',
  [
    '中小企业特色产业集群（公开名单中已收集的部分）。Recognised clusters, as far as collected.',
    'source: public announcements as collected, rounds 2022 to 2025; edition: the collection used with the first release.',
    '名单不完整：约400个中的118个。The list is incomplete: 118 of about 400. A cluster that is not here may well be recognised.',
    'names as printed, some in short form; recommending unit as printed.',
    ...derived,
    'announcement, announced, valid_from, valid_until: from rounds.mjs and clusters_reexam_2025.csv. Numbers of announcements are',
    '  not known; of the fourth round only the month is, and its last day stands for it. Where no term was announced it is empty',
    '  (第十五条 then counts three years).',
  ],
  ['round', 'recommending_unit', 'cluster_name'],
  'recommending_unit',
  (row) => {
    const passed = (o) => o.batch_year === row.round && o.result === 'passed' && sameCluster(o, row);
    return recognition(row.round, outcomes.some(passed));
  },
);
