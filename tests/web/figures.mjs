// Steps at the figures of the whole country: charts with their tables and files, the tiles, what is late.
//
//   node figures.mjs NODE_MODULES CHROMIUM CONFIG       (see steps.mjs)
import { audit, check, config, desk, has, open, run, shot, signIn } from "./steps.mjs";

const sum = (page, id) => page.locator(`#${id}-table tbody td:last-child`).evaluateAll((all) => all.reduce((n, c) => n + Number(c.textContent), 0));

async function drawn(page) {
  await page.waitForFunction(() => {
    const all = [...document.querySelectorAll(".chart canvas")];
    return all.length >= 4 && all.every((c) => c.width > 0 && c.getContext("2d").getImageData(0, 0, c.width, c.height).data.some((v) => v !== 0));
  });
}

async function reading(page) {
  await page.getByRole("navigation").getByRole("link", { name: "统计", exact: true }).click();
  await page.waitForSelector("#region-table tbody tr", { state: "attached" });
  await drawn(page);
  check(true, "charts are drawn under the policy of the pages");
  const total = Number(await page.textContent(".total"));
  for (const id of ["region", "province", "industry"]) check(await sum(page, id) === total, `the table by ${id} adds up to the total`, [await sum(page, id), total]);
  const tiles = await page.locator(".tiles b").evaluateAll((all) => all.reduce((n, c) => n + (Number(c.textContent) || 0), 0));
  check(tiles === total, "so do the tiles", [tiles, total]);
  await page.selectOption("#state", "");
  await page.waitForFunction((n) => Number(document.querySelector(".total")?.textContent) > n, total);
  await page.locator("#region-table tbody tr").first().waitFor();
  const all = Number(await page.textContent(".total"));
  check(await sum(page, "region") === all && await page.locator("#region-table thead th").count() > 3, "by all states, a column each", [await sum(page, "region"), all]);
  await shot(page, "figures-states-zh");
  await page.selectOption("#state", "recognised");
  const [file] = await Promise.all([page.waitForEvent("download"), page.locator("section", { has: page.locator("#province-title") }).getByRole("link", { name: "XLSX" }).click()]);
  check(file.suggestedFilename() === "figures.xlsx", "a chart is taken away as a table");
  await page.locator(".tiles a", { hasText: "浙江" }).click();
  await page.waitForURL("**/clusters?**");
  check(page.url().includes("place=33") && page.url().includes("state=recognised"), "a tile leads to its list", page.url());
}

async function late(page) {
  await page.goto(desk("/figures"));
  await page.waitForSelector("#late-channel option:nth-child(2)", { state: "attached" });
  await has(page, config.late ? "已查到逾期" : "没有逾期事项");
  await page.selectOption("#late-channel", "65");
  await page.locator("section", { has: page.locator("#late-channel") }).locator("p[role=status]").first().waitFor();
  check(true, "what is late can be asked for by channel");
}

async function screens(language, view) {
  const { context, page } = await open({ bypassCSP: true });
  await context.addInitScript(`localStorage.setItem("desk.language", "${language}")`);
  await context.addCookies([{ name: "theme", value: view, url: config.base }]);
  await signIn(page, "ministry");
  await page.goto(desk("/figures"));
  await page.waitForSelector("#region-table tbody tr", { state: "attached" });
  await drawn(page);
  await audit(page, `figures (${language}, ${view})`);
  await shot(page, view === "plain" ? `figures-${language}` : `figures-${language}-contrast`);
  await page.locator("#region-title").scrollIntoViewIfNeeded();
  await shot(page, view === "plain" ? `figures-charts-${language}` : `figures-charts-${language}-contrast`);
  if (language === "zh" && view === "plain") {
    await page.setViewportSize({ width: 390, height: 780 });
    await page.reload();
    await drawn(page);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    check(wide <= 0, "figures fit a telephone", wide);
  }
  await context.close();
}

await run(async () => {
  const { page } = await open();
  await signIn(page, "ministry");
  await reading(page);
  await late(page);
  for (const language of ["zh", "en"]) for (const view of ["plain", "contrast"]) await screens(language, view);
});
