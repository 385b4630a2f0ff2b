// The browser's side of screens.py.
//
//   node screens.mjs NODE_MODULES CHROMIUM CONFIG
import { createRequire } from "node:module";
import path from "node:path";

const [modules, chromium, text] = process.argv.slice(2);
const config = JSON.parse(text);
const playwright = createRequire(path.join(path.resolve(modules), "x.js"))("playwright-core");
const SLOWER = 4;
const SCREENS = [
  ["home", "/", "main h2"], ["clusters", "/clusters", "tbody tr"], ["dossier", `/clusters/${config.cluster}`, "ol.line li"], ["cases", "/cases", "main h1"],
  ["review", "/review", "main h1"], ["notices", "/notices", "main h1"], ["rounds", "/rounds", "main h1"], ["figures", "/figures", "main h2"],
  ["rulebook", "/rulebook", ".rules li"], ["rulebook, drafting", "/rulebook/edit", "textarea"], ["guide", "/help/ministry", "article.guide h2"], ["account", "/account", "#old"],
];

const browser = await playwright.chromium.launch({ executablePath: chromium, args: ["--no-sandbox", "--disable-dev-shm-usage"] });
const context = await browser.newContext({ viewport: { width: 1366, height: 768 } });
const page = await context.newPage();
const cdp = await context.newCDPSession(page);
await cdp.send("Performance.enable", { timeDomain: "threadTicks" });

const worked = async () => (await cdp.send("Performance.getMetrics")).metrics.find((m) => m.name === "TaskDuration").value * 1000;
const quiet = () => page.waitForLoadState("load").then(() => page.waitForTimeout(700));

async function signIn() {
  await page.goto(`${config.base}/desk/`);
  await page.fill("#login", "bu");
  await page.fill("#password", config.password);
  await page.keyboard.press("Enter");
  await page.waitForSelector("header nav");
}

const there = (ready) => page.waitForSelector(ready, { state: "attached" });

/** From another screen, as whoever works goes about. */
async function inside(address, ready) {
  const before = await worked();
  await page.evaluate((to) => {
    history.pushState({ ...history.state }, "", to);
    dispatchEvent(new PopStateEvent("popstate", { state: history.state }));
  }, `/desk${address}`);
  await there(ready);
  await quiet();
  return await worked() - before;
}

/** The start of the workbench, at a screen that has nothing to ask for; then the screen itself. */
async function screen(address, ready) {
  await page.goto("about:blank");
  const before = await worked();
  await page.goto(`${config.base}/desk/nowhere`);
  await there("main h1");
  await quiet();
  const start = await worked() - before;
  return [start, await inside(address, ready)];
}

async function scrolled() {
  await page.goto(`${config.base}/desk/clusters`);
  await page.waitForSelector("tbody tr");
  const rows = page.locator("tbody tr");
  while (await rows.count() < 500) {
    const n = await rows.count();
    await page.getByRole("button", { name: "再显示一页" }).click();
    await page.waitForFunction((was) => document.querySelectorAll("tbody tr").length > was, n);
  }
  const said = await page.evaluate(async () => {
    const gaps = [];
    let last = performance.now();
    const end = last + 3000;
    window.scrollTo(0, 0);
    await new Promise((done) => {
      const step = (now) => {
        gaps.push(now - last);
        last = now;
        window.scrollBy(0, 25);
        if (now < end) requestAnimationFrame(step);
        else done();
      };
      requestAnimationFrame(step);
    });
    const spent = gaps.slice(1);
    return { frames: (1000 * spent.length) / spent.reduce((a, b) => a + b, 0), gap: Math.max(...spent) };
  });
  return { ...said, rows: await rows.count() };
}

await signIn();
const found = { starts: [], screens: {}, frames: [], gaps: [], rows: 0 };
await cdp.send("Emulation.setCPUThrottlingRate", { rate: SLOWER });
for (let i = 0; i < config.rounds; i++) {
  for (const [name, address, ready] of SCREENS) {
    const [start, own] = await screen(address, ready);
    found.starts.push(start);
    (found.screens[name] ??= []).push(own);
  }
}
await cdp.send("Emulation.setCPUThrottlingRate", { rate: 1 });
for (let i = 0; i < config.rounds; i++) {
  const s = await scrolled();
  found.frames.push(s.frames);
  found.gaps.push(s.gap);
  found.rows = s.rows;
}
console.log(JSON.stringify(found));
await browser.close();
