// Looks at pages with axe-core in Chromium: WCAG 2.1, levels A and AA. Reads lines "URL<tab>VIEW" from standard input,
// writes a line of JSON for each: {"url", "view", "violations": [...]}.
//
//   node axe.mjs NODE_MODULES CHROMIUM
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

const [modules, chromium] = process.argv.slice(2);
const require = createRequire(path.join(path.resolve(modules), "x.js"));
const playwright = require("playwright-core");
const source = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const tasks = readFileSync(0, "utf8").split("\n").filter(Boolean).map((line) => line.split("\t"));
const browser = await playwright.chromium.launch({
  executablePath: chromium, args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
});
for (const view of ["plain", "contrast"]) {
  // The policy of the pages forbids scripts in them; axe is one that we bring.
  const context = await browser.newContext({ bypassCSP: true, viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  for (const [url, wanted] of tasks) {
    if (wanted !== view) continue;
    if (view === "contrast") await context.addCookies([{ name: "theme", value: "contrast", url: new URL(url).origin }]);
    const answer = await page.goto(url, { waitUntil: "load" });
    await page.evaluate(source);
    const found = await page.evaluate(() => globalThis.axe.run(document, {
      runOnly: { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"] },
      resultTypes: ["violations"],
    }));
    const violations = found.violations.map((v) => ({
      id: v.id, help: v.help, nodes: v.nodes.slice(0, 3).map((n) => [n.target.join(" "), n.failureSummary]),
    }));
    console.log(JSON.stringify({ url, view, status: answer.status(), violations }));
  }
  await context.close();
}
await browser.close();
