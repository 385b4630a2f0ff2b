// Texts stand in src/messages and nowhere else. Fails when the two catalogues differ in their keys or in the places of a
// text ({name}), when a component holds words of its own, when a key is used that is not there, or one is there that
// nobody uses.
import { readFileSync, readdirSync, statSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "@vue/compiler-sfc";

const root = fileURLToPath(new URL("..", import.meta.url));
const faults = [];

function flat(value, prefix = "") {
  return Object.entries(value).flatMap(([key, v]) =>
    typeof v === "string" ? [[prefix + key, v]] : flat(v, `${prefix}${key}.`));
}
function texts(language) {
  const folder = path.join(root, "src/messages", language);
  const all = new Map();
  for (const name of readdirSync(folder)) {
    const part = JSON.parse(readFileSync(path.join(folder, name), "utf8"));
    for (const top of Object.keys(part)) {
      if ([...all.keys()].some((key) => key.split(".")[0] === top)) faults.push(`${language}/${name}: ${top} stands in another file too`);
    }
    for (const [key, text] of flat(part)) all.set(key, text);
  }
  return all;
}
const zh = texts("zh");
const en = texts("en");
const places = (s) => (s.match(/\{[^}]*\}/g) ?? []).sort().join(" ");
for (const key of zh.keys()) {
  if (!en.has(key)) faults.push(`en: ${key} is lacking`);
  else if (places(zh.get(key)) !== places(en.get(key))) faults.push(`${key}: the places differ`);
}
for (const key of en.keys()) if (!zh.has(key)) faults.push(`zh: ${key} is lacking`);

const walk = (folder) => readdirSync(folder).flatMap((name) => {
  const file = path.join(folder, name);
  return statSync(file).isDirectory() ? walk(file) : [file];
});

// Names of formats (CSV, XLSX) are the same everywhere.
const words = (s) => /\p{L}{2,}/u.test(s.replace(/\b(CSV|XLSX)\b/g, ""));
const SPOKEN = new Set(["title", "label", "alt", "placeholder", "aria-label", "content"]);

function look(node, file) {
  if (node.type === 2 && words(node.content)) {
    faults.push(`${file}:${node.loc.start.line}: words in the component: ${node.content.trim().slice(0, 40)}`);
  }
  for (const p of node.props ?? []) {
    if (p.type === 6 && SPOKEN.has(p.name) && words(p.value?.content ?? "")) {
      faults.push(`${file}:${p.loc.start.line}: words in ${p.name}: ${p.value.content.slice(0, 40)}`);
    }
  }
  for (const child of node.children ?? []) look(child, file);
}

const used = new Set();
const open = [];
for (const file of walk(path.join(root, "src"))) {
  if (!/\.(vue|ts)$/.test(file) || file.includes("/generated/")) continue;
  const text = readFileSync(file, "utf8");
  const name = path.relative(root, file);
  if (file.endsWith(".vue")) look(parse(text, { filename: name }).descriptor.template?.ast ?? {}, name);
  text.split("\n").forEach((line, i) => {
    if (/[\u3400-\u9fff]/u.test(line)) faults.push(`${name}:${i + 1}: Chinese words in code`);
  });
  for (const m of text.matchAll(/\bt\(\s*["']([^"']+)["']/g)) {
    used.add(m[1]);
    if (!zh.has(m[1])) faults.push(`${name}: there is no text ${m[1]}`);
  }
  for (const m of text.matchAll(/["']([a-z]+(?:\.[a-z_0-9]+)+)["']/gi)) used.add(m[1]);
  for (const m of text.matchAll(/\bt\(\s*`([^`$]+)\$\{/g)) open.push(m[1]);
}
for (const key of zh.keys()) {
  if (!used.has(key) && !open.some((p) => key.startsWith(p))) faults.push(`${key}: nobody uses it`);
}
for (const fault of faults) console.error(fault);
console.log(`${zh.size} texts in two languages, ${faults.length} faults`);
process.exit(faults.length > 0 ? 1 : 0);
