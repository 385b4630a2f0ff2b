// Steps by which a rulebook is put in force by two persons: proposed from a draft, seen at home by the second one, read,
// tried, declined with a reason, mended, proposed anew, consented to.
//
//   node consent.mjs NODE_MODULES CHROMIUM CONFIG       (see steps.mjs; alone: the ministry has one account)
import { audit, check, config, desk, has, open, rows, run, shot, signIn } from "./steps.mjs";

const NAME = "national-2099";
const list = desk("/rulebook/proposals");
const heading = (page) => page.locator("main h2").first();

async function draft(page, bar) {
  await page.goto(desk("/rulebook/edit"));
  await page.waitForFunction(() => (document.querySelector("textarea")?.value.length ?? 0) > 10000);
  const text = await page.inputValue("textarea");
  await page.fill("textarea", text.replace(/require output >= \d+ /, `require output >= ${bar} `));
}

async function propose(page, bar, picture = "") {
  await draft(page, bar);
  await page.getByRole("navigation", { name: "规则文本" }).getByRole("link", { name: "提请施行" }).click();
  await has(page, "改动 1 行，新增 0 行，删去 0 行");
  const go = page.getByRole("button", { name: "提请施行" });
  await go.click();
  await page.locator(".error").filter({ hasText: "必填" }).first().waitFor();
  await page.fill("#proposal-name", NAME);
  await page.fill("#proposal-from", "2099-01-01");
  if (picture !== "") await shot(page, picture);
  await go.click();
  await page.waitForURL(new RegExp(`/rulebook/proposals/${NAME}$`));
  await has(page, "待另一人同意");
}

async function alone() {
  const { context, page } = await open();
  await signIn(page, "zhang");
  await page.goto(list);
  await has(page, "没有其他可以同意的账号");
  await has(page, "还没有提请");
  await has(page, "没有可提请的文本");
  check(true, "who is alone is told that there is nobody to consent, and what to do");
  await shot(page, "rulebook-proposals-alone-zh");
  await context.close();
}

async function own(page) {
  await propose(page, 50, "rulebook-propose-zh");
  check((await heading(page).textContent()).includes(NAME), "what is proposed has a page of its own");
  const closed = await page.locator(".closed").textContent();
  check(closed.includes("须由另一人办理") && await page.getByRole("button", { name: "同意施行" }).count() === 0, "the proposer can not consent, and reads why", closed);
  check(await page.getByRole("button", { name: "撤回" }).isVisible(), "he can withdraw");
}

async function declined(page) {
  await has(page, "待您同意施行的规则文本");
  await shot(page, "home-consent-zh");
  await page.getByRole("link", { name: NAME }).click();
  await has(page, "改动 1 行");
  check((await page.textContent("td.gone")).includes(">= 40") && (await page.textContent("td.come")).includes(">= 50"), "the second person reads what is changed");
  await page.getByRole("button", { name: "试算全部集群" }).click();
  await page.waitForSelector(".whatif tbody tr");
  check(await rows(page).count() > 0, "and tries it on all clusters");
  await page.getByRole("button", { name: "退回" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "退回" }).click();
  await page.locator(".error").filter({ hasText: "必填" }).first().waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "hidden" });
  await page.getByRole("button", { name: "退回" }).click();
  await page.fill("#proposal-reason", "演示：标准提高过多");
  await page.keyboard.press("Enter");
  await has(page, "已退回，理由已告知提请人");
  check(await page.getByRole("button", { name: "同意施行" }).count() === 0, "what was declined is not open any more");
}

async function mended(page) {
  await page.goto(list);
  await page.getByRole("link", { name: NAME }).click();
  await has(page, "演示：标准提高过多");
  check(true, "the proposer reads the reason");
  await page.getByRole("button", { name: "以此文本为草稿继续修改" }).click();
  await page.waitForFunction(() => document.querySelector("textarea")?.value.includes("require output >= 50"));
  await propose(page, 45);
}

async function consented(page) {
  await page.goto(desk(`/rulebook/proposals/${NAME}`));
  await has(page, "改动 1 行");
  await shot(page, "rulebook-proposal-zh");
  await page.getByRole("button", { name: "同意施行" }).click();
  const dialog = page.getByRole("dialog");
  const digest = await page.locator("dl code").textContent();
  check((await dialog.locator("code").textContent()) === digest && digest.length === 64, "consent names the digest of what was read", digest);
  await dialog.getByRole("button", { name: "同意施行" }).click();
  await has(page, "请先读过文本");
  await dialog.getByRole("checkbox").check();
  await shot(page, "rulebook-consent-zh");
  await dialog.getByRole("button", { name: "同意施行" }).click();
  await has(page, "已同意：该文本自 2099-01-01 起施行");
  await has(page, "同意人");
  await page.getByRole("link", { name: "阅读" }).first().click();
  await page.selectOption("#version", NAME);
  await has(page, "经两人同意施行");
  check(true, "it is on record, put in force by two");
  await page.goto(desk("/"));
  await page.waitForSelector("main h2, main .note");
  check(await page.getByText("待您同意施行的规则文本").count() === 0, "and waits for nobody");
}

async function outside() {
  for (const login of ["zhejiang", "county"]) {
    const { context, page } = await open();
    await signIn(page, login);
    await page.goto(list);
    await has(page, "法规文本与基础数据由");
    check(await page.locator(".proposals").count() === 0 && await page.locator("#proposal-name").count() === 0, `${login} is told whose it is, and sees nothing of it`);
    await context.close();
  }
}

async function screens(context, page, language, view) {
  await context.addCookies([{ name: "theme", value: view, url: config.base }]);
  await context.addInitScript(`localStorage.setItem("desk.language", "${language}")`);
  for (const [name, address, ready] of [["rulebook-proposals", "/rulebook/proposals", ".proposals li"], ["rulebook-proposal", `/rulebook/proposals/${NAME}`, "td.come"], ["home-consent", "/", "main h2"]]) {
    await page.goto(desk(address));
    await page.waitForSelector(ready);
    await page.waitForLoadState("load");
    await audit(page, `${name} (${language}, ${view})`);
    if (view === "plain" && language === "en") await shot(page, `${name}-en`);
  }
  await page.goto(desk(`/rulebook/proposals/${NAME}`));
  await page.locator("main .bar button").first().click();
  await page.getByRole("dialog").waitFor();
  await audit(page, `the dialog of consent (${language}, ${view})`);
}

await run(async () => {
  if (config.alone) return alone();
  const first = await open(), second = await open({ bypassCSP: true });
  await signIn(first.page, "zhang");
  await own(first.page);
  await signIn(second.page, "li");
  await declined(second.page);
  await mended(first.page);
  await outside();
  for (const language of ["zh", "en"]) for (const view of ["plain", "contrast"]) await screens(second.context, second.page, language, view);
  const third = await open();
  await signIn(third.page, "li");
  await consented(third.page);
});
