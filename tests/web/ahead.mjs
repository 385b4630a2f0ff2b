// Steps through what lies ahead. CONFIG: {base, password, returned, shots}: a round is open; m1 to m3 have submitted and
// m3 was given back; low is far from the standard; fresh has submitted nothing; out is not in the pool.
import { audit, check, config, desk, has, open, run, shot, signIn } from "./steps.mjs";

async function home(page) {
  await signIn(page, "county330402");
  const given = page.locator("[data-returned] a");
  await given.first().waitFor();
  check(await given.count() === 1, "what was given back stands on the home page");
  await page.locator("[data-chances] a").first().waitFor();
  await audit(page, "home with what was given back");
  await shot(page, "ahead-home-zh");
  await given.first().click();
  await page.waitForURL((url) => url.hash.includes(config.returned));
  check(true, "and leads to the case");
}

async function chance() {
  const { context, page } = await open({ bypassCSP: true });
  await signIn(page, "county330109");
  await page.locator("[data-chances] a", { hasText: "未填报" }).click();
  const round = page.locator('[data-round="r2025"]');
  await round.locator('[data-said="open"]').waitFor();
  check(await page.locator('[data-sources="0"]').count() === 1, "without figures the screen says so");
  check(await round.locator('tr[data-verdict="met"]').count() === 0, "and nothing passes");
  check(await round.locator('li[data-holds="yes"]').count() >= 5 && await round.locator('li[data-holds="no"]').count() === 0, "each need is told");
  await audit(page, "can I apply");
  await shot(page, "chance-zh");
  await page.goto(desk("/clusters/low"));
  await page.getByRole("link", { name: "能否申报" }).click();
  await round.locator('[data-said="closed"]').waitFor();
  const gap = round.locator('[data-criterion="1.5"] [data-gap]');
  check(await gap.getAttribute("data-gap") === "-6.4" && (await gap.textContent()).includes("−6.4 亿元"), "the gap is exact", await gap.textContent());
  const first = await round.locator("tr[data-verdict]").first().getAttribute("data-verdict");
  check(first === "not_met", "what is not met stands first", first);
  await audit(page, "can I apply, with gaps");
  await shot(page, "chance-gaps-zh");
  await page.goto(desk("/clusters/fresh/chances"));
  await page.locator("[data-begin]").click();
  await page.getByRole("dialog").getByRole("button", { name: "办理", exact: false }).first().click();
  await page.waitForURL((url) => decodeURIComponent(url.pathname).includes("/drafts/fresh/"));
  check(true, "the button leads on to the form");
  await context.close();
}

async function pool() {
  const { context, page } = await open({ bypassCSP: true });
  await signIn(page, "zhejiang");
  await page.getByRole("link", { name: "培育库", exact: true }).click();
  await page.locator("[data-row]").first().waitFor();
  check(await page.locator("[data-row]").first().getAttribute("data-row") === "low", "the widest gap stands first");
  await audit(page, "the pool");
  await shot(page, "pool-zh");
  await page.goto(desk("/pool?pool=out"));
  await page.locator('[data-open="out"]').focus();
  await page.keyboard.press("Enter");
  await page.locator('[data-acts="out"] [data-action="enter_pool"]').click();
  await page.getByRole("dialog").getByRole("button", { name: "办理", exact: false }).first().click();
  await page.waitForFunction(() => document.querySelector('[data-row="out"]') === null);
  check(true, "a candidate enters the pool from the list");
  await page.goto(desk("/pool"));
  await page.locator('[data-row="low"]').waitFor();
  check(await page.locator('[data-row="out"]').count() === 1, "and stands in it");
  const file = await page.request.get(`${config.base}/api/v1/pool?format=csv`);
  check((await file.text()).includes("out,"), "and in the table");
  await context.close();
  const county = await open({ bypassCSP: true });
  await signIn(county.page, "county330109");
  await county.page.goto(desk("/pool"));
  await county.page.locator("[data-row]").first().waitFor();
  check(await county.page.locator("[data-open]").count() === 0, "a county reads it only");
  await county.context.close();
}

// As it answers where there are too many candidates: tests/http/pool.py makes them.
async function tooMany() {
  const { context, page } = await open({ bypassCSP: true });
  await signIn(page, "ministry");
  await page.route(/\/api\/v1\/pool(\?|$)/, async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, json: { ...await answer.json(), ordered: false } });
  });
  await page.goto(desk("/pool"));
  await page.locator("[data-per-page]").waitFor();
  const told = await page.locator("[data-per-page]").textContent();
  check(told.includes("5,000") && told.includes("每页之内") && told.includes("缩小范围"), "where the order is one of the page only, the screen says so above it, and what to do", told);
  check(!(await page.locator("main").textContent()).includes("全部按差距排列"), "and does not say the contrary");
  await audit(page, "the pool in the order of the register");
  await shot(page, "pool-per-page-zh");
  await context.close();
}

async function calendar() {
  const { context, page } = await open({ bypassCSP: true });
  await signIn(page, "ministry");
  await page.getByRole("link", { name: "期限日历", exact: true }).click();
  await page.locator("[data-month]", { hasText: "2025-03" }).waitFor();
  for (const month of ["2025-04", "2025-05", "2025-06", "2025-07"]) {
    await page.locator("[data-after]").click();
    await page.locator("[data-month]", { hasText: month }).waitFor();
  }
  const day = page.locator('[data-day="2025-07-31"]');
  await day.waitFor();
  check(/2025-07-31\s+\d+ 项/.test(await day.textContent()), "the last day of the round stands in its month", await day.textContent());
  await audit(page, "the calendar");
  await shot(page, "calendar-zh");
  await day.focus();
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.activeElement?.id === "day-2025-07-31");
  check(true, "a day leads to its list");
  await day.focus();
  await page.keyboard.press("PageUp");
  await page.locator("[data-month]", { hasText: "2025-06" }).waitFor();
  check(true, "keys change the month");
  await page.reload();
  await page.locator("[data-month]", { hasText: "2025-06" }).waitFor();
  await has(page, "这个月没有期限");
  check(true, "the month stands in the address, and an empty one says what to do");
  await context.close();
}

async function english() {
  const { context, page } = await open({ bypassCSP: true, viewport: { width: 390, height: 844 } });
  await context.addCookies([{ name: "theme", value: "contrast", url: config.base }]);
  await context.addInitScript('localStorage.setItem("desk.language", "en")');
  await signIn(page, "zhejiang");
  for (const [address, ready] of [["/clusters/low/chances", "[data-said]"], ["/pool", "[data-row]"], ["/calendar?month=2025-07", '[data-day="2025-07-31"]']]) {
    await page.goto(desk(address));
    await page.locator(ready).first().waitFor();
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    check(wide <= 0, `${address} fits a telephone`, wide);
    await audit(page, `${address} (en, contrast, telephone)`);
    await shot(page, `ahead${address.replace(/\W+/g, "-")}-en`);
  }
  await context.close();
}

await run(async () => {
  const { context, page } = await open({ bypassCSP: true });
  await home(page);
  await context.close();
  await chance();
  await pool();
  await tooMany();
  await calendar();
  await english();
});
