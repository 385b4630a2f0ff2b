// Makes the compressed copies of the built files, and measures what a browser loads before the first screen stands:
// the entry, what it imports, and the screen of signing in or the home screen, whichever is more. Over the limit the
// build fails.
//
//   node tools/pack.mjs [DIST]
import { readFileSync, readdirSync, statSync, writeFileSync, rmSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import zlib from "node:zlib";

const LIMIT = 260_000;
const FIRST = ["src/signin/SignIn.vue", "src/home/HomeScreen.vue"];
const dist = process.argv[2] ?? fileURLToPath(new URL("../../build-web/dist.new", import.meta.url));

const walk = (folder) => readdirSync(folder).flatMap((name) => {
  const file = path.join(folder, name);
  return statSync(file).isDirectory() ? walk(file) : [file];
});

for (const file of walk(dist)) {
  if (!/(\.(js|css|svg)|verify\.html)$/.test(file)) continue;
  const bytes = readFileSync(file);
  writeFileSync(`${file}.gz`, zlib.gzipSync(bytes, { level: 9 }));
  writeFileSync(`${file}.br`, zlib.brotliCompressSync(bytes, {
    params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 11, [zlib.constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
  }));
}

const manifestFile = path.join(dist, "manifest.json");
const manifest = JSON.parse(readFileSync(manifestFile, "utf8"));
rmSync(manifestFile);

function gather(key, into) {
  const chunk = manifest[key];
  if (chunk === undefined) throw new Error(`the manifest has no ${key}`);
  if (into.has(chunk.file)) return into;
  into.add(chunk.file);
  for (const css of chunk.css ?? []) into.add(css);
  for (const next of chunk.imports ?? []) gather(next, into);
  return into;
}

const packed = (files) => [...files].reduce((sum, name) => sum + statSync(path.join(dist, `${name}.gz`)).size, 0);
const entry = Object.keys(manifest).find((key) => manifest[key].isEntry);
let failed = false;
for (const screen of FIRST) {
  const size = packed(gather(screen, gather(entry, new Set())));
  const over = size > LIMIT;
  failed ||= over;
  console.log(`${screen}: first load ${size} bytes gzip, at most ${LIMIT}${over ? ": TOO MUCH" : ""}`);
}
process.exit(failed ? 1 : 0);
