// lib.mjs - what the programs that make data/*.csv share: reading and writing CSV, and where the files are.
//
// Every program is a pure function of packages pinned in package-lock.json and of files kept in the tree, and writes no
// time of day, so that a second run gives the same bytes (check.sh proves it).
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { dirname, join } from 'node:path';

const here = dirname(fileURLToPath(import.meta.url));
// JIQUN_DATA_OUT lets check.sh write beside the tree; hand-kept input is always read from the tree.
export const outDir = process.env.JIQUN_DATA_OUT || join(here, '../../data');
export const dataDir = join(here, '../../data');
export const toolDir = here;

export const quote = (s) => (/[",\r\n]/.test(s) ? '"' + s.replaceAll('"', '""') + '"' : s);

export function writeCsv(file, comments, header, rows) {
  const lines = [...comments.map((c) => '# ' + c), header.join(',')];
  for (const row of rows) {
    if (row.length !== header.length) throw new Error(`${file}: a row of ${row.length} fields: ${row}`);
    lines.push(row.map((v) => quote(String(v ?? ''))).join(','));
  }
  writeFileSync(join(outDir, file), lines.join('\n') + '\n');
  console.log(`${file}: ${rows.length} rows`);
}

// Records as objects; '#' lines before the header are dropped. Fields of our own files hold no line breaks.
export function readCsv(path) {
  const lines = readFileSync(path, 'utf8').split('\n').filter((l) => l !== '');
  while (lines[0].startsWith('#')) lines.shift();
  const [header, ...rows] = lines.map(splitLine);
  return rows.map((r) => Object.fromEntries(header.map((h, i) => [h, r[i] ?? ''])));
}

function splitLine(line) {
  const out = [];
  const field = /(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g;
  for (const m of line.matchAll(field)) out.push(m[1] !== undefined ? m[1].replaceAll('""', '"') : m[2]);
  return out;
}

// Lists are compared and sorted by code, bytewise: no locale takes part.
export const byCode = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

export function expect(what, got, want) {
  if (got !== want) throw new Error(`${what}: ${got}, expected ${want}`);
}
