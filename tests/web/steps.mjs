// What the scripts of steps share: a browser, signing in, accessibility, pictures. A line of JSON is written for each
// check: {good, what, detail}; desk.py makes TAP of it. A script waits for states of the page, never for a time.
//
//   node SCRIPT.mjs NODE_MODULES CHROMIUM CONFIG
//
// CONFIG: {base, password, shots} and what the script needs to know of the record.
import { createHmac } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { small } from "./png.mjs";

const [modules, chromium, text] = process.argv.slice(2);
export const config = JSON.parse(text);
const require = createRequire(path.join(path.resolve(modules), "x.js"));
const playwright = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const WAIT_MS = Number(process.env.STEP_MS ?? 60_000);

export const check = (good, what, detail = "") => console.log(JSON.stringify({ good: Boolean(good), what, detail }));
const browser = await playwright.chromium.launch({
  executablePath: chromium, args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
});
const complaints = [];

export async function open(options = {}) {
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(WAIT_MS);
  page.on("pageerror", (e) => complaints.push(e.message));
  page.on("console", (m) => {
    // Answers like 401 are part of the work; everything else that the browser complains of is a fault.
    if (m.type() === "error" && !m.text().startsWith("Failed to load resource")) complaints.push(m.text());
  });
  return { context, page };
}

export const desk = (address) => `${config.base}/desk${address}`;

export async function fillIn(page, login, password = config.password) {
  await page.fill("#login", login);
  await page.fill("#password", password);
  await page.keyboard.press("Enter");
}

export async function signIn(page, login) {
  await page.goto(desk("/"));
  await fillIn(page, login);
  await page.waitForSelector("header nav");
}

/** The first time: an office sets up its second factor before anything else. */
export async function enrol(page, login) {
  await page.goto(desk("/"));
  await fillIn(page, login);
  const secret = await page.textContent("code.secret");
  await page.fill("#code", totp(secret));
  await page.keyboard.press("Enter");
  await page.waitForSelector("ol.codes");
  await page.locator(".el-button--primary").click();
  await page.waitForSelector("header nav");
}

export const rows = (page) => page.locator("tbody tr");
export const has = (page, words) => page.getByText(words, { exact: false }).first().waitFor();

export function totp(secret) {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...secret.replace(/\s/g, "")].map((c) => alphabet.indexOf(c).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((b) => parseInt(b, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const digest = createHmac("sha1", key).update(counter).digest();
  const at = digest[digest.length - 1] & 15;
  return String((digest.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

/** What fades in or moves has come to rest; what turns for ever is not waited for. */
const still = (page) => page.evaluate(async () => {
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  for (let i = 0; i < 3; i++) await frame();
  await Promise.all(document.getAnimations().filter((a) => a.effect.getComputedTiming().endTime !== Infinity).map((a) => a.finished.catch(() => undefined)));
});

export async function audit(page, what) {
  await still(page);
  await page.evaluate(axe);
  const found = await page.evaluate(() => globalThis.axe.run(document, {
    runOnly: { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"] }, resultTypes: ["violations"],
  }));
  check(found.violations.length === 0, `${what} is accessible`, found.violations.map((v) => ({
    id: v.id, help: v.help, nodes: v.nodes.slice(0, 3).map((n) => [n.target.join(" "), n.failureSummary]),
  })));
}

export async function shot(page, name) {
  if (config.shots === "") return;
  await still(page);
  writeFileSync(path.join(config.shots, `${name}.png`), small(await page.screenshot()));
}

/** Screens, each [name, address, what it has when it is ready], in one language and view: accessible, and pictures of the
 * plain view but of those that are left out. */
export async function lookThrough(context, page, screens, language, view, unshown = []) {
  await context.addCookies([{ name: "theme", value: view, url: config.base }]);
  await context.addInitScript(`localStorage.setItem("desk.language", "${language}")`);
  for (const [name, address, ready] of screens) {
    await page.goto(desk(address));
    await page.waitForSelector(ready);
    await page.waitForLoadState("load");
    await audit(page, `${name} (${language}, ${view})`);
    if (view === "plain" && !unshown.includes(name)) await shot(page, `${name}-${language}`);
  }
}

// How much work a job is: what is pressed, typed and chosen through these is counted.
const effort = { clicks: 0, typed: 0, chosen: 0, keys: 0 };
export async function press(locator) {
  effort.clicks += 1;
  await locator.click();
}

/** Keys that a text takes; a Chinese character is taken for three (its sound, and the choice). */
const keysOf = (text) => [...text].reduce((n, c) => n + (c.codePointAt(0) > 0x2E7F ? 3 : 1), 0);

/** Types into a field, or chooses in a list. */
export async function enter(locator, value) {
  await locator.waitFor();
  if (await locator.evaluate((e) => e.tagName === "SELECT")) {
    effort.chosen += 1;
    await locator.selectOption(value);
    return;
  }
  effort.typed += 1;
  effort.keys += keysOf(value);
  await locator.fill(value);
}

/** Seconds of somebody who knows the screens and makes no mistake, by the keystroke-level model (Card, Moran and Newell,
 * CACM 23(7), 1980): to think 1.35, to point 1.1, to press and let go 0.2, hand to the keyboard or back 0.4, a key of
 * an average typist 0.28. What the program takes is not in it. */
function seconds({ clicks, typed, chosen, keys }) {
  const think = 1.35, reach = 1.1 + 0.2, hand = 0.4, key = 0.28;
  return clicks * (think + reach) + typed * (think + reach + 2 * hand) + chosen * (think + 2 * reach) + keys * key;
}

/** One job from the first screen after signing in; fails when it takes more than was thought right. */
export async function job(what, most, steps) {
  Object.assign(effort, { clicks: 0, typed: 0, chosen: 0, keys: 0 });
  await steps();
  const fields = effort.typed + effort.chosen;
  const good = effort.clicks <= most.clicks && fields <= most.fields;
  check(good, `${what}: ${effort.clicks} clicks, ${fields} fields, ${Math.round(seconds(effort))} s by the model`, most);
}

/** Takes the steps; whatever happens is told, and the browser is closed. */
export async function run(all) {
  try {
    await all();
    check(complaints.length === 0, "the browser complains of nothing", complaints);
  } catch (e) {
    check(false, "a step could not be taken", String(e.stack ?? e));
  } finally {
    await browser.close();
  }
}
