// node prepare.mjs FOLDER national|COUNT DOSSIERS: writes facts.jsonl, task.json and, for COUNT criteria, a rulebook.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dossiers, factsLine, manyCriteria, nationalCriteria, rulebookOf, sameAsRulebook } from './model.mjs';

const [folder, what, count] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const list = dossiers(Number(count), 20220913, what === 'national');
let criteria = nationalCriteria();
if (what !== 'national') {
  const many = manyCriteria(Number(what));
  writeFileSync(join(folder, 'many.rules'), rulebookOf(many, 'many'));
  criteria = sameAsRulebook(many);
  for (const d of list) d.figures = Object.fromEntries(Object.entries(d.figures).filter(([k]) => k.startsWith('output.')));
}
writeFileSync(join(folder, 'facts.jsonl'), `${list.map(factsLine).join('\n')}\n`);
writeFileSync(join(folder, 'task.json'), JSON.stringify({ criteria, list }));
