// Puts script and style into the page that checks proofs offline, so that it can be kept as one file. Its policy allows
// just these two by their digests and no connection to anywhere; it holds from a disk as from the server.
//
//   node tools/single.mjs [DIST]
import { createHash } from "node:crypto";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const here = (name) => fileURLToPath(new URL(`../${name}`, import.meta.url));
const built = here("../build-web/verify");
const dist = process.argv[2] ?? here("../build-web/dist.new");
const script = readFileSync(path.join(built, "verify.js"), "utf8").trim().replaceAll("</script", "<\\/script");
const style = readFileSync(path.join(built, "verify.css"), "utf8").trim();
const digest = (text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
const policy = `default-src 'none'; script-src ${digest(script)}; style-src ${digest(style)}; base-uri 'none'; form-action 'none'`;

let page = readFileSync(here("src/verify/verify.html"), "utf8");
for (const [place, text] of [["content=\"\"", `content="${policy}"`], ["<style></style>", `<style>${style}</style>`], ["<script></script>", `<script>${script}</script>`]]) {
  if (page.split(place).length !== 2) throw new Error(`verify.html has not one ${place}`);
  page = page.replace(place, () => text);
}
writeFileSync(path.join(dist, "verify.html"), page);
rmSync(built, { recursive: true });
console.log(`verify.html: ${page.length} bytes, one file`);
