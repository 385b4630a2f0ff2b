// Steps in the workbench as everybody takes them: signing in, lists, one dossier, a draft, language and view.
//
//   node desk.mjs NODE_MODULES CHROMIUM CONFIG       (see steps.mjs)
//
// CONFIG: {base, password, cluster, name, part, draft, shots}.
import { audit, check, config, desk, fillIn, has, open, rows, run, shot, signIn, totp } from "./steps.mjs";

/* ---- signing in ---- */

async function signingIn() {
  const { context, page } = await open();
  await page.goto(desk(`/clusters/${config.cluster}`));
  await page.waitForSelector("#login");
  check(page.url().includes("/desk/signin"), "whoever is not signed in is asked to", page.url());
  check((await page.textContent(".demonstration-note")).includes("演示系统"), "every screen says that what it shows is invented");
  await fillIn(page, "zhejiang", "wrong-password-1A");
  await page.waitForSelector("[role=alert]");
  check((await page.textContent("[role=alert]")).includes("账号或密码不对"), "a wrong password is said in words");
  check(!(await page.textContent("[role=alert]")).includes("请先登录"), "and not as if one had not tried to sign in");
  check(await page.inputValue("#login") === "zhejiang", "what was typed is still there");
  const kind = () => page.getAttribute("#password", "type");
  const masked = await kind();
  await page.getByLabel("显示密码").check();
  check(masked === "password" && await kind() === "text", "a password can be looked at", [masked, await kind()]);
  await fillIn(page, "zhejiang");
  await page.waitForSelector("h1");
  await has(page, config.name);
  check(page.url().endsWith(`/desk/clusters/${config.cluster}`), "then the address that was asked for is shown", page.url());
  await page.reload();
  await has(page, config.name);
  check(true, "it is still there after a reload");
  await page.getByRole("button", { name: "退出" }).click();
  await page.waitForSelector("#login");
  check((await context.cookies()).every((c) => c.name !== "jiqun" || c.value === ""), "signed out, the cookie is gone");
  await context.close();
}

async function secondFactor() {
  const { context, page } = await open({ bypassCSP: true });
  await page.goto(desk("/"));
  await fillIn(page, "xitong");
  const secret = await page.textContent("code.secret");
  check(await page.locator("svg.qr path").count() === 1, "an office has to set up a second factor; there is a QR code");
  await audit(page, "enrol");
  await page.fill("#code", "000000");
  await page.keyboard.press("Enter");
  await page.waitForSelector("[role=alert]");
  check(true, "a wrong code is said in words");
  await page.fill("#code", totp(secret));
  await page.keyboard.press("Enter");
  await page.waitForSelector("ol.codes");
  const codes = await page.locator("ol.codes li").allTextContents();
  check(codes.length === 10, "recovery codes are shown", codes);
  await page.locator(".el-button--primary").click();
  await page.waitForSelector("header nav");
  await page.locator("h1", { hasText: "首页" }).waitFor();
  check(true, "then the work begins");
  await page.getByRole("button", { name: "退出" }).click();
  await page.waitForSelector("#login");
  await fillIn(page, "xitong");
  await page.waitForSelector("#code");
  await audit(page, "code");
  await page.getByRole("button", { name: "改用恢复码" }).click();
  await page.fill("#code", codes[0]);
  await page.keyboard.press("Enter");
  await page.waitForSelector("header nav");
  check(true, "the next time a recovery code is taken");
  await context.close();
}

/* ---- on paper ---- */

/** As it would be printed on A4 within the margins that the page asks for: nothing is cut at the side. */
async function printed(page) {
  await signIn(page, "ministry");
  await page.goto(desk("/"));
  const margin = await page.evaluate(() => [...document.styleSheets].flatMap((s) => [...s.cssRules]).filter((r) => r instanceof CSSPageRule).map((r) => r.style.margin));
  check(margin.join() === "15mm 12mm", "what is printed has a margin of its own", margin);
  await page.emulateMedia({ media: "print" });
  await page.setViewportSize({ width: Math.floor((210 - 24) / 25.4 * 96), height: 1009 });
  for (const [name, address, ready] of [["dossier", `/clusters/${config.cluster}`, ".line li"], ["clusters", "/clusters", "tbody tr"], ["figures", "/figures", "main table"]]) {
    await page.goto(desk(address));
    await page.waitForSelector(ready, { state: "attached" });
    await page.evaluate(() => { for (const d of document.querySelectorAll("details")) d.open = true; });
    const cut = await page.evaluate(() => [document.documentElement, ...document.querySelectorAll("main *")]
      .filter((e) => e.scrollWidth > e.clientWidth + 1 && (e === document.documentElement || getComputedStyle(e).overflowX !== "visible") && e.getClientRects().length > 0 && !e.closest(".unseen, .noprint"))
      .map((e) => `${e.tagName}.${e.className} ${e.scrollWidth} ${e.clientWidth}`));
    const over = await page.evaluate(() => [...document.querySelectorAll("main th, main td")].filter((e) => e.getBoundingClientRect().right > window.innerWidth + 1 && !e.closest(".unseen, .noprint")).map((e) => e.textContent.trim()));
    check(cut.length === 0 && over.length === 0, `${name}: no table is cut on paper`, [cut, over.slice(0, 5)]);
    if (name === "dossier") await shot(page, "dossier-print-zh");
  }
  await page.emulateMedia({ media: null });
}

/* ---- lists ---- */

async function finding(page) {
  await signIn(page, "zhejiang");
  await page.getByRole("link", { name: "集群", exact: true }).click();
  await page.waitForSelector("tbody tr");
  await page.fill("#q", config.part);
  await page.waitForURL((url) => url.searchParams.get("q") === config.part);
  await page.locator('table[aria-busy="false"]').waitFor();
  await page.locator("tbody a", { hasText: config.name }).waitFor();
  check((await rows(page).allTextContents()).every((row) => row.includes(config.part)), "a part of its name finds a cluster", await rows(page).allTextContents());
  const csv = await page.getByRole("link", { name: "CSV" }).getAttribute("href");
  check(decodeURIComponent(csv).includes(`q=${config.part}`), "the file is that of the query", csv);
  await page.reload();
  await page.locator("tbody a", { hasText: config.name }).waitFor();
  check(await page.inputValue("#q") === config.part, "filters stand in the address");
  await page.getByRole("link", { name: "批次", exact: true }).click();
  await page.waitForURL("**/rounds");
  await page.getByRole("link", { name: "集群", exact: true }).click();
  await page.locator("tbody a", { hasText: config.name }).waitFor();
  check(await page.inputValue("#q") === config.part, "and are kept");
  await page.locator(".picker summary").click();
  await page.locator(".picker label", { hasText: "细分领域" }).click();
  await page.locator("thead th", { hasText: "细分领域" }).waitFor();
  await page.reload();
  await page.locator("thead th", { hasText: "细分领域" }).waitFor();
  check(true, "columns that were chosen stay");
  await page.fill("#q", "没有这样的名称");
  await page.locator(".note", { hasText: "没有符合条件的集群" }).waitFor();
  check(await rows(page).count() === 0, "an empty list says what to do");
  await page.getByRole("button", { name: "清除筛选" }).click();
  await page.waitForSelector("tbody tr");
  const links = page.locator("tbody a[data-row]");
  await links.first().focus();
  await page.keyboard.press("ArrowDown");
  const second = await links.nth(1).textContent();
  check(await page.evaluate(() => document.activeElement.textContent) === second, "arrow keys go through the rows");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/clusters/c*");
  await page.locator("h1", { hasText: second }).waitFor();
  check(true, "Enter opens one");
}

async function paging(page) {
  await signIn(page, "ministry");
  await page.goto(desk("/clusters"));
  await page.waitForSelector("tbody tr");
  const first = await rows(page).count();
  await page.getByRole("button", { name: "再显示一页" }).click();
  await page.waitForFunction((n) => document.querySelectorAll("tbody tr").length > n, first);
  const names = await page.locator("tbody a[data-row]").evaluateAll((all) => all.map((a) => a.getAttribute("href")));
  check(new Set(names).size === names.length, "the next page adds other rows", names.length);
}

/** A query that has changed: the rows before stand until the new ones are there, whatever comes of it. */
async function renewing(page) {
  await page.goto(desk("/clusters"));
  await page.waitForSelector("tbody tr");
  const industries = await page.locator("tbody tr td:nth-child(5)").allTextContents();
  check(industries.length > 0 && industries.every((s) => /^[\u4e00-\u9fff、（）]+ [A-Z]\d+$/.test(s.trim())), "an industry is shown by its name, with its code", industries);
  await shot(page, "list-industries-zh");
  const before = await rows(page).count();
  const table = page.locator("main table").first();
  const { y } = await table.boundingBox();
  let answer = () => undefined;
  const held = new Promise((resolve) => { answer = resolve; });
  await page.route("**/api/v1/clusters?*", async (route) => (await held) === "fails" ? route.abort() : route.continue());
  await page.fill("#q", config.part);
  await page.locator('table[aria-busy="true"]').waitFor();
  await page.locator("[data-stale]", { hasText: "正在重新读取" }).waitFor();
  check(await rows(page).count() === before && (await table.boundingBox()).y === y, "while a list is read anew its rows stand where they stood", await rows(page).count());
  await audit(page, "a list that is being read anew");
  await shot(page, "list-renewing-zh");
  answer("goes on");
  await page.locator('table[aria-busy="false"]').waitFor();
  await page.waitForFunction((part) => [...document.querySelectorAll("tbody tr")].every((row) => row.textContent.includes(part)), config.part);
  check(await page.locator("[data-stale]").count() === 0, "then the new ones are there");
  await page.unroute("**/api/v1/clusters?*");
  await page.route("**/api/v1/clusters?*", (route) => route.abort());
  const found = await rows(page).count();
  await page.fill("#q", "演示");
  await page.locator("[data-stale]", { hasText: "未能重新读取" }).waitFor();
  check(await rows(page).count() === found, "without the net the list is called what it is");
  await audit(page, "a list that could not be read anew");
  await page.unroute("**/api/v1/clusters?*");
  await page.getByRole("button", { name: "重试", exact: true }).click();
  await page.locator("[data-stale]").waitFor({ state: "detached" });
  check(true, "and read when it is back");
  await page.getByRole("button", { name: "清除筛选" }).click();
}

/* ---- a dossier ---- */

async function acting(page, context) {
  await page.goto(desk(`/clusters/${config.cluster}`));
  await page.locator("[data-action=open_supervision]").click();
  await page.waitForSelector("#arg-subject");
  await page.getByRole("button", { name: "办理", exact: true }).click();
  check(await page.textContent("#arg-subject-fault") === "必填", "what is wanted is said at the field");
  await page.fill("#arg-subject", "演示：请说明年度目标的进展");
  await audit(page, "action");
  await shot(page, "action-zh");
  await page.getByRole("button", { name: "办理", exact: true }).click();
  await page.locator(".note[role=status]", { hasText: "已办理" }).waitFor();
  const step = await page.locator("ol.line li").first().textContent();
  check(step.includes("演示：请说明年度目标的进展"), "what was done stands at the top of the time line", step);

  await page.locator("[data-action=report_incident]").click();
  await page.selectOption("#arg-kind", { index: 1 });
  await page.fill("#arg-date", "2025-12-31");
  await page.getByRole("button", { name: "办理", exact: true }).click();
  await page.waitForSelector("#arg-date-fault");
  const refusal = await page.textContent("#arg-date-fault");
  check(/第.+条/.test(refusal) && refusal.includes("2025-12-31"), "a refusal stands at its field, with article and day", refusal);
  check(await page.locator("[role=dialog] .reasons li").count() === 0, "and is not told again below", await page.textContent("[role=dialog]"));
  await page.fill("#arg-date", "2025-03-01");
  await page.reload();
  await page.locator("[data-action=report_incident]").click();
  check(await page.inputValue("#arg-date") === "2025-03-01", "what was typed outlives a reload");
  await page.getByRole("button", { name: "取消" }).click();

  await page.locator("[data-action=record_support]").click();
  await page.fill("#arg-by", "演示：某委员会");
  const cookies = await context.cookies();
  await context.clearCookies();
  await page.selectOption("#arg-kind", { index: 1 });
  await page.fill("#arg-date", "2025-03-01");
  await page.getByRole("button", { name: "办理", exact: true }).click();
  await page.waitForSelector("#login");
  check(cookies.length > 0, "a session that has ended is asked for over the screen");
  await fillIn(page, "zhejiang");
  await page.locator(".note[role=status]", { hasText: "已办理" }).waitFor();
  check((await page.locator("ol.line li").first().textContent()).includes("演示：某委员会"), "and what was typed was done");
}

async function reasons(page) {
  await signIn(page, "county");
  await page.goto(desk(`/clusters/${config.cluster}`));
  await page.locator(".panel details summary").first().click();
  const closed = await page.locator(".closed li").first().textContent();
  check(/第.+条/.test(closed), "what can not be done says why, by article", closed);
  await page.getByRole("button", { name: "English" }).click();
  await page.locator(".panel h2", { hasText: "What I can do now" }).waitFor();
  const told = await page.locator("main").textContent();
  check(/art\. \d+/.test(told) && !/第[^ ]+条/.test(told), "in English by its number", told);
  const titles = await page.locator(".panel button[data-action]").allTextContents();
  check(titles.length > 0 && titles.every((title) => title.trim().includes(" ")), "a button that is a lone verb names the kind of case", titles);
  await shot(page, "dossier-buttons-en");
  await page.getByRole("button", { name: "中文" }).click();
  await page.goto(desk("/nowhere"));
  await has(page, "没有这一页");
  check(true, "an address that is none leads back");
}

async function opening() {
  const { context, page } = await open();
  await signIn(page, "county");
  await page.goto(desk("/clusters"));
  await page.locator("[data-action=register]").click();
  await page.getByRole("button", { name: "办理", exact: true }).click();
  await page.waitForFunction(() => document.activeElement?.id === "arg-name");
  check(true, "what is lacking is gone to");
  await page.fill("#arg-name", "演示·现登记的产业集群（虚构）");
  await page.fill("#arg-industry", "没有这样的行业");
  await page.locator("#arg-industry-name", { hasText: "不是" }).waitFor();
  check(true, "an industry that the classification does not have is said to be none");
  await page.fill("#arg-industry", "");
  await page.getByRole("button", { name: "办理", exact: true }).click();
  await page.locator("h1", { hasText: "演示·现登记的产业集群" }).waitFor();
  check(page.url().includes("/desk/clusters/c"), "a county registers a cluster and is led to its dossier", page.url());
  await context.close();
  const other = await open();
  await signIn(other.page, "ministry");
  await other.page.getByRole("link", { name: "r2025" }).click();
  await other.page.waitForURL("**/rounds#r2025");
  await other.page.locator("[data-action=open_round]").waitFor();
  await other.page.locator('[id="r2025"] [data-action=close_round], [id="r2025"] details').first().waitFor();
  check(true, "a round is among the rounds, with what can be done with it");
  await refusedRound(other.page);
  await other.context.close();
}

/** The program was renewed while a page of the old one is open: its other screens are there no more. */
async function renewed() {
  const { context, page } = await open();
  await signIn(page, "zhejiang");
  let asked = 0;
  await page.route(/\/assets\/RoundList-.*\.js$/, (route) => (asked++ === 0 ? route.fulfill({ status: 404 }) : route.continue()));
  await page.getByRole("link", { name: "批次", exact: true }).click();
  await page.locator("h1", { hasText: "批次" }).waitFor();
  check(asked > 1, "a screen of an older program is loaded anew", asked);
  await context.close();
}

/** A form that is longer than the window: what was refused is said at its field, in sight, and once. */
async function refusedRound(page) {
  await page.locator("[data-action=open_round]").click();
  const dialog = page.locator("[role=dialog]");
  await dialog.getByText("系统编号为 r2025-2").waitFor();
  check(true, "a second round of the year is called by the year, too");
  await page.fill("#arg-closes", "2025-12-31");
  await page.fill("#arg-report_due", "4-30");
  await dialog.getByRole("button", { name: "办理", exact: true }).click();
  await page.waitForFunction(() => document.activeElement?.id === "arg-report_due");
  const told = await dialog.textContent();
  check(told.split("不是月-日").length === 2 && !told.includes("args."), "it is said in words and once", told);
}

async function news() {
  const a = await open(), b = await open();
  await signIn(a.page, "zhejiang");
  await signIn(b.page, "ministry");
  await a.page.goto(desk(`/clusters/${config.cluster}`));
  await a.page.waitForSelector("[data-action=open_supervision], [data-action=record_support]");
  // The stream has begun when the server has answered it.
  await a.page.waitForFunction(() => performance.getEntriesByType("resource").length > 0);
  await b.page.goto(desk(`/clusters/${config.cluster}`));
  await b.page.locator("[data-action=record_support]").click();
  await b.page.selectOption("#arg-kind", { index: 1 });
  await b.page.fill("#arg-by", "演示：部里");
  await b.page.fill("#arg-date", "2025-03-01");
  await b.page.getByRole("button", { name: "办理", exact: true }).click();
  await a.page.locator(".warn[role=status]", { hasText: "新的变化" }).waitFor();
  await a.page.getByRole("button", { name: "查看" }).click();
  await a.page.locator("ol.line li", { hasText: "演示：部里" }).waitFor();
  check(true, "what somebody else does is told at once");
  await a.context.close();
  await b.context.close();
}

/* ---- a form ---- */

const saved = (page, state = "saved") => page.locator(`[data-saved=${state}]`).waitFor();
const verdict = (page, criterion, wanted) => page.locator(`[data-criterion="${criterion}"][data-verdict=${wanted}]`).first().waitFor();
const field = (page, key) => page.locator(`[id="item-${key}"]`);

async function filling() {
  const { context, page } = await open({ bypassCSP: true });
  await signIn(page, "county");
  await page.goto(desk(`/drafts/${config.draft}`));
  await verdict(page, "1.4", "no_evidence");
  for (const [key, value] of [["output.2022", "41"], ["output.2023", "46.5"], ["output.2024", "52"]]) await field(page, key).fill(value);
  await verdict(page, "1.4", "met");
  check(true, "a form is saved by itself, and the verdict stands beside the figure");
  await audit(page, "draft");
  await shot(page, "draft-zh");
  await page.getByRole("button", { name: "English" }).click();
  await page.locator("h1", { hasText: "application form" }).waitFor();
  await shot(page, "draft-en");
  await page.getByRole("button", { name: "中文" }).click();
  await field(page, "output.2022").fill("39,5");
  await field(page, "land").fill("95");
  await page.waitForSelector('[id="item-output.2022-fault"]');
  await saved(page, "faulty");
  await verdict(page, "1.3", "met");
  check(true, "what can not be read is said at its field and keeps nothing else from being saved");
  await field(page, "output.2022").fill("39.5");
  await verdict(page, "1.4", "not_met");
  await field(page, "land").fill("");
  await saved(page);
  await page.reload();
  await verdict(page, "1.3", "no_evidence");
  check(await field(page, "output.2022").inputValue() === "39.5" && await field(page, "land").inputValue() === "", "what was taken away is gone");

  await context.setOffline(true);
  await field(page, "pillar").fill("演示：断网时写下的内容");
  await saved(page, "offline");
  check(true, "without a net it says so");
  await context.setOffline(false);
  await saved(page);
  check(true, "and sends what was typed when it is back");

  const other = await open();
  await signIn(other.page, "county");
  await other.page.goto(desk(`/drafts/${config.draft}`));
  await field(other.page, "champions").waitFor();
  await context.setOffline(true);
  await field(page, "champions").fill("1");
  await saved(page, "offline");
  await field(other.page, "champions").fill("2");
  await field(other.page, "land").fill("88");
  await saved(other.page);
  await context.setOffline(false);
  await saved(page, "conflict");
  check(await field(page, "land").inputValue() === "88", "what somebody else has filled in is taken over");
  await audit(page, "conflict");
  await page.reload();
  await saved(page, "conflict");
  check(true, "a conflict outlives a reload");
  await page.getByRole("button", { name: "用我的" }).click();
  await saved(page);
  await other.page.reload();
  await other.page.waitForFunction(() => document.getElementById("item-champions")?.value === "1");
  check(true, "and is settled by whoever sees it");
  await other.context.close();
  await context.close();
}

/* ---- language, view, accessibility ---- */

async function switches(page) {
  await page.goto(desk("/clusters"));
  await page.waitForSelector("tbody tr");
  await page.fill("#industry", "C");
  await page.getByRole("button", { name: "English" }).click();
  await page.locator("h1", { hasText: "Clusters" }).waitFor();
  check(await page.getAttribute("html", "lang") === "en" && await page.inputValue("#industry") === "C", "the language changes in place");
  await Promise.all([page.waitForResponse((r) => r.url().includes("/theme/")), page.getByRole("button", { name: "Large type, high contrast" }).click()]);
  await page.reload();
  await page.waitForSelector("html.contrast");
  check(await page.locator("h1", { hasText: "Clusters" }).count() === 1, "language and view outlive a reload");
  await Promise.all([page.waitForResponse((r) => r.url().includes("/theme/")), page.getByRole("button", { name: "Plain view" }).click()]);
  await page.getByRole("button", { name: "中文" }).click();
  await page.fill("#industry", "");
}

/** Whoever signs in finds the guide of the own role, at the screen one comes from. */
async function guides() {
  for (const [login, title, heading, screen] of [["zhejiang", "省级", "受理与初审", "/review"], ["ministry", "工业和信息化部", "复审", "/review"], ["county", "县级主管部门", "看一份档案", `/clusters/${config.cluster}`]]) {
    const { context, page } = await open();
    await signIn(page, login);
    await page.goto(desk(screen));
    await page.waitForSelector("main h1");
    await page.locator("header").getByRole("link", { name: "使用说明" }).click();
    await page.waitForSelector("article.guide h1");
    const text = await page.textContent("article.guide h1");
    const near = await page.evaluate((words) => {
      const at = [...document.querySelectorAll("article.guide h2")].find((h) => h.textContent === words);
      return at === undefined ? null : at.getBoundingClientRect().top;
    }, heading);
    check(text.includes(title) && near !== null && near >= 0 && near < 400, `${login} finds the guide at its place`, [text, near]);
    await context.close();
  }
}

/** While a new password is typed the server says what it lacks. */
async function newPassword() {
  const { context, page } = await open({ bypassCSP: true });
  await signIn(page, "zhejiang");
  await page.goto(desk("/account"));
  await page.fill("#fresh", "abcdefg");
  const meter = page.locator(".meter");
  await meter.filter({ hasText: "7 个字符，须 14 个" }).waitFor();
  check(await meter.getAttribute("data-good") === "false" && await meter.locator(".missing").count() === 1, "length, and what is missing, is said while one types", await meter.textContent());
  await audit(page, "a new password");
  await shot(page, "new-password-zh");
  await page.fill("#fresh", "Quite-other-9-words");
  await page.locator(".meter[data-good=true]").waitFor();
  check(await meter.locator(".missing").count() === 0, "and that nothing is any more", await meter.textContent());
  await page.fill("#fresh", "");
  await meter.waitFor({ state: "detached" });
  check(true, "of nothing nothing is said");
  await context.close();
}

const SCREENS = [
  ["help", "/help/county", "article.guide h2"],
  ["home", "/", "h2"],
  ["clusters", "/clusters", "tbody tr"],
  ["dossier", `/clusters/${config.cluster}`, "ol.line li"],
  ["cases", "/cases?round=r2024", "#round option:nth-child(2)"],
  ["rounds", "/rounds", "dl.facts"],
  ["account", "/account", "#old"],
];

async function screens(language, view) {
  // The policy of the pages forbids scripts in them; axe is one that we bring.
  const { context, page } = await open({ bypassCSP: true });
  await context.addInitScript(`localStorage.setItem("desk.language", "${language}")`);
  // Of the other view one picture is enough for a reader.
  const picture = (name) => (view === "plain" ? shot(page, `${name}-${language}`) : name === "dossier" && shot(page, `dossier-${language}-contrast`));
  if (view === "contrast") await context.addCookies([{ name: "theme", value: "contrast", url: config.base }]);
  await page.goto(desk("/"));
  await page.waitForSelector("#login");
  await audit(page, `signin (${language}, ${view})`);
  await picture("signin");
  await fillIn(page, "ministry");
  await page.waitForSelector("header nav");
  for (const [name, address, ready] of SCREENS) {
    await page.goto(desk(address));
    await page.waitForSelector(ready, { state: "attached" });
    await page.waitForLoadState("load");
    await audit(page, `${name} (${language}, ${view})`);
    await picture(name);
  }
  await context.close();
}

async function telephone() {
  const { context, page } = await open({ viewport: { width: 390, height: 780 } });
  await signIn(page, "zhejiang");
  for (const address of ["/", "/clusters", `/clusters/${config.cluster}`]) {
    await page.goto(desk(address));
    await page.waitForSelector("main h1");
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    check(wide <= 0, `${address} fits a telephone`, wide);
  }
  await shot(page, "dossier-telephone");
  await context.close();
}

async function all() {
  await signingIn();
  await secondFactor();
  const { context, page } = await open({ bypassCSP: true });
  await finding(page);
  await renewing(page);
  await acting(page, context);
  await switches(page);
  await paging((await open()).page);
  await printed((await open()).page);
  await reasons((await open()).page);
  await news();
  await opening();
  await renewed();
  await filling();
  await guides();
  await newPassword();
  await telephone();
  for (const language of ["zh", "en"]) for (const view of ["plain", "contrast"]) await screens(language, view);
}

await run(all);
