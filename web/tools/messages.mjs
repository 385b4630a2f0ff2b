// Texts stand in src/messages and nowhere else. Fails when the two catalogues differ in their keys or in the places of a
// text ({name}), when a component holds words of its own, when a key is used that is not there, or one is there that
// nobody uses.
import { readFileSync, readdirSync, statSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "@vue/compiler-sfc";

const root = fileURLToPath(new URL("..", import.meta.url));
const faults = [];
const read = (name) => JSON.parse(readFileSync(path.join(root, "src/messages", name), "utf8"));

function flat(value, prefix = "") {
  return Object.entries(value).flatMap(([key, v]) =>
    typeof v === "string" ? [[prefix + key, v]] : flat(v, `${prefix}${key}.`));
}
const zh = new Map(flat(read("zh.json")));
const en = new Map(flat(read("en.json")));
const places = (s) => (s.match(/\{[^}]*\}/g) ?? []).sort().join(" ");
for (const key of zh.keys()) {
  if (!en.has(key)) faults.push(`en.json: ${key} is lacking`);
  else if (places(zh.get(key)) !== places(en.get(key))) faults.push(`${key}: the places differ`);
}
for (const key of en.keys()) if (!zh.has(key)) faults.push(`zh.json: ${key} is lacking`);

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
