// Steps at the ranking desk of a province: an order by key and by hand, the places in sight, one submission. CONFIG:
// {base, password, paths, shots}: three reviewed applications, of which two can be recommended.
import { audit, check, config, desk, has, open, run, shot, signIn } from "./steps.mjs";

const [first, second, third] = config.paths;
const order = (page) => page.locator("[data-candidate]").evaluateAll((all) => all.map((li) => li.getAttribute("data-candidate")));
const is = (page, wanted) => page.waitForFunction((w) => [...document.querySelectorAll("[data-candidate]")].map((li) => li.getAttribute("data-candidate")).join() === w, wanted.join());

async function ordering(page) {
  await signIn(page, "zhejiang");
  await page.getByRole("link", { name: "排序推荐", exact: true }).click();
  await is(page, config.paths);
  const quota = page.locator("[data-quota]");
  check((await quota.textContent()).includes("名额 2，已推荐 0，余 2"), "the places stand above the order", await quota.textContent());
  check((await quota.textContent()).includes("超出名额 1 个") && await page.locator("[data-line]").count() === 1, "what is over them is said and drawn");
  await audit(page, "ranking");
  await shot(page, "ranking-zh");
  await page.locator(`[data-handle="${third}"]`).focus();
  await page.keyboard.press("ArrowUp");
  await is(page, [first, third, second]);
  await page.keyboard.press("ArrowUp");
  await is(page, [third, first, second]);
  check(await page.evaluate((p) => document.activeElement?.getAttribute("data-handle") === p, third), "keys move a row, which stays in hand");
  await page.locator(`[data-handle="${second}"]`).dragTo(page.locator(`[data-candidate="${third}"]`));
  await is(page, [second, third, first]);
  check(true, "it can be dragged");
  await page.reload();
  await is(page, [second, third, first]);
  check(true, "the order outlives a reload");
}

const handle = (page, path) => page.locator(`[data-handle="${path}"]`);
const kept = (page, state) => page.locator(`[data-order="${state}"]`).waitFor();
const lookedAt = (page) => page.evaluate(() => window.dispatchEvent(new Event("focus")));

/** Two people of one province make one order; the net goes and comes. Ends as ordering() did. */
async function together(page, context) {
  const other = await open({ bypassCSP: true });
  await signIn(other.page, "zhejiang2");
  await other.page.goto(desk("/ranking"));
  await is(other.page, [second, third, first]);
  check((await other.page.locator("[data-by]").textContent()).includes("zhejiang"), "a colleague finds the same order, and who made it");
  await other.page.locator(`[data-choose="${first}"]`).uncheck();
  await kept(other.page, "saved");
  await lookedAt(page);
  await page.locator(`[data-choose="${first}"]:not(:checked)`).waitFor();
  check(true, "what one leaves out the other sees");

  await context.setOffline(true);
  await handle(page, third).focus();
  await page.keyboard.press("ArrowUp");
  await is(page, [third, second, first]);
  await kept(page, "offline");
  check(true, "without a net the order is kept in the browser, and called so");
  await other.page.locator(`[data-choose="${first}"]`).check();
  await kept(other.page, "saved");
  await context.setOffline(false);
  await kept(page, "saved");
  await page.locator(`[data-choose="${first}"]:checked`).waitFor();
  await lookedAt(other.page);
  await is(other.page, [third, second, first]);
  check(true, "when it is back both changes stand");

  await context.setOffline(true);
  await handle(page, first).focus();
  await page.keyboard.press("ArrowUp");
  await is(page, [third, first, second]);
  await kept(page, "offline");
  await handle(other.page, third).focus();
  await other.page.keyboard.press("ArrowDown");
  await kept(other.page, "saved");
  await context.setOffline(false);
  await kept(page, "conflict");
  check(await page.locator("[data-conflict] ol").count() === 2, "where both have moved something both orders are shown");
  await audit(page, "two orders to choose from");
  await shot(page, "ranking-conflict-zh");
  await page.getByRole("button", { name: "English" }).click();
  await has(page, "Choose which is to stand");
  await audit(page, "two orders to choose from (en)");
  await page.getByRole("button", { name: "中文" }).click();
  await page.reload();
  await kept(page, "conflict");
  check(true, "neither is lost by a reload");
  await page.locator("[data-take=theirs]").click();
  await is(page, [second, third, first]);
  await kept(page, "saved");
  check(true, "and one of them is chosen");
  await other.context.close();
}

async function submitting(page) {
  await page.locator("[data-prepare]").click();
  await page.locator("[data-submit]").click();
  await page.waitForSelector("[role=alert]");
  check(/名额/.test(await page.textContent("[role=alert]")), "more than the places is refused, with the reason", await page.textContent("[role=alert]"));
  const none = page.locator(".ask [data-none]");
  await none.waitFor();
  const seen = await none.evaluate((e) => e.getBoundingClientRect().top >= 0 && e.getBoundingClientRect().bottom <= window.innerHeight);
  check(seen && (await none.textContent()).includes("一个也没有推荐"), "beside what was pressed, and that none of them went out", await none.textContent());
  check((await order(page)).length === 3, "and nothing was recommended");
  await page.locator(`[data-choose="${second}"]`).uncheck();
  await page.locator("[data-quota]", { hasText: "本次拟推荐 2" }).waitFor();
  check(await page.locator("[data-line]").count() === 0, "what is left out does not count");
  const href = await page.locator(".ask [data-xlsx]").getAttribute("href");
  check(decodeURIComponent(href).endsWith(`cases=${third},${first}`), "the workbook is that of the order", href);
  await audit(page, "ranking with its summary");
  await page.locator("[data-submit]").click();
  await is(page, [second]);
  await has(page, "已推荐 2 个集群");
  const sent = await page.locator("table .code").allTextContents();
  check(sent.join() === [third, first].join(), "the summary has those that were recommended, in order", sent);
  check((await page.locator("[data-quota]").textContent()).includes("余 0"), "the places are used");
  check(await page.locator(`[data-candidate="${second}"] .reasons`).textContent().then((s) => s.includes("名额")), "the rest says why it can not be recommended");
  await shot(page, "ranking-sent-zh");
}

async function progress() {
  const { context, page } = await open({ bypassCSP: true });
  await signIn(page, "ministry");
  await page.goto(desk("/rounds"));
  await page.getByRole("link", { name: "各省进度" }).first().click();
  await page.waitForSelector("[data-channel]");
  await page.locator("label", { hasText: "只看有在办件的" }).locator("input").check();
  await page.waitForFunction(() => document.querySelectorAll("[data-channel]").length === 1);
  const row = await page.locator('[data-channel="33"] td').allTextContents();
  check(row.slice(0, 3).join() === "2,2,0" && row.includes("1") && row.at(-1) === "2025-03-20", "the Ministry sees how far each province has come", row);
  await audit(page, "progress by province");
  await shot(page, "progress-zh");
  await context.close();
}

async function others() {
  const { context, page } = await open({ bypassCSP: true, viewport: { width: 390, height: 780 } });
  await context.addCookies([{ name: "theme", value: "contrast", url: config.base }]);
  await context.addInitScript('localStorage.setItem("desk.language", "en")');
  await signIn(page, "zhejiang");
  await page.goto(desk("/ranking"));
  await page.waitForSelector("[data-candidate]");
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  check(wide <= 0, "the desk fits a telephone", wide);
  await audit(page, "ranking (en, contrast, telephone)");
  await context.close();
}

await run(async () => {
  const { context, page } = await open({ bypassCSP: true });
  await ordering(page);
  await together(page, context);
  await submitting(page);
  await context.close();
  await progress();
  await others();
});
