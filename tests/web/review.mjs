// Steps at the review desk of a province: through the queue by key, judging where the evidence stands, one list of
// corrections, and what the answer to them has changed. CONFIG: {base, password, paths, proof, shots}; paths: one that is
// submitted comes first in the queue, then two that are accepted; proof, taxProof:
// files.
import { audit, check, config, desk, open, run, shot, signIn } from "./steps.mjs";

const [first, second, third] = config.paths;
const at = (page, path) => page.locator(`h2[data-case="${path}"]`).waitFor();
const done = (page) => page.locator(".note[role=status]", { hasText: "已办理" }).waitFor();
const go = (page) => page.getByRole("button", { name: "办理", exact: true }).click();

async function queue(page) {
  await signIn(page, "zhejiang");
  await page.getByRole("link", { name: "审核", exact: true }).click();
  await at(page, third);
  check(await page.locator(".queue li").count() === 3, "the cases that wait stand in a queue, the first is open");
  await page.keyboard.press("Alt+ArrowDown");
  await at(page, first);
  await page.keyboard.press("Alt+ArrowUp");
  await at(page, third);
  check(true, "keys lead to the next and the one before");
  const states = await page.locator("#state option").allTextContents();
  check(states.join() === "全部,待受理,已受理", "the filter has the states in which something waits, and no others", states);
  await page.selectOption("#state", "accepted");
  await page.waitForFunction(() => document.querySelectorAll(".queue li").length === 2);
  await page.locator(`.queue a[data-row="${first}"]`).click();
  await at(page, first);
  check(decodeURIComponent(page.url()).includes(`/desk/review/${first}?state=accepted`), "a case and the filters stand in the address", page.url());
}

/** Two that are offered beside each other: which is wanted for what, and whether first. */
async function wanted(page, path, words) {
  await at(page, path);
  const said = await page.locator('[data-awaited="check recommend"]').textContent();
  check(words.every((w) => said.includes(w)), "what a spot check is for is said beside it", said);
  check(await page.locator("[data-awaited]").count() === 1, "and of nothing else");
  await page.locator("[data-awaited]").scrollIntoViewIfNeeded();
  await shot(page, "review-wanted-zh");
}

async function table(page) {
  const row = page.locator('tbody[data-criterion="1.5"]');
  const text = await row.textContent();
  check(text.includes("38") && text.includes("46.5") && text.includes("应 >= 70 %"), "declared value, year before and standard stand beside each other", text);
  const before = await row.locator("td").nth(1).textContent();
  check(before.includes("集群总产值"), "of several figures the year before says whose it is", before);
  check(await page.locator('tbody[data-criterion="1.4"][data-verdict=met]').count() === 1, "with the verdict");
  const veto = await page.locator('tbody[data-criterion="0.1"][data-verdict=met]').innerText();
  check(veto.includes("以事件登记为准"), "beside the mark that the case is clean no veto is called one without evidence", veto);
  await shot(page, "review-zh");
  await page.locator("label", { hasText: "只看未符合的" }).locator("input").check();
  check(await page.locator('tbody[data-criterion="1.4"]').count() === 0, "what is met can be left out");
  await page.locator("label", { hasText: "只看未符合的" }).locator("input").uncheck();
}

async function returning(page) {
  await page.locator('[data-correct="4.2"]').check();
  await page.fill('[id="correct-4.2"]', "创新平台的证明材料未附");
  await page.fill("#correct-other", "请补盖公章");
  await page.reload();
  await page.locator(".corrections ol li").nth(1).waitFor();
  check(await page.locator(".corrections ol li").count() === 2, "corrections outlive a reload");
  await audit(page, "review with corrections");
  await page.locator("[data-action=return]").click();
  await page.waitForSelector("#arg-reason");
  check((await page.inputValue("#arg-reason")).includes("创新平台的证明材料未附"), "the list goes along with the return among the other actions, too");
  await page.getByRole("button", { name: "取消", exact: true }).click();
  await page.locator("[data-send-back]").click();
  await page.waitForSelector("#arg-reason");
  const reason = await page.inputValue("#arg-reason");
  check(reason === "1. 4.2 创新平台与合作：创新平台的证明材料未附\n2. 请补盖公章", "the return has all of them as one list", reason);
  await go(page);
  await done(page);
  await at(page, second);
  check(await page.evaluate((name) => sessionStorage.getItem(name), `desk.action.corrections ${first}`) === null, "what was told is not kept to be told again");
  check(await page.locator(".queue li").count() === 1, "what was decided leaves the queue, the next one stands there");
}

async function judging(page) {
  const selects = page.locator("tbody[data-criterion] select");
  const n = await selects.count();
  check(n >= 8, "judgements are made in the rows", n);
  await page.locator("[data-action=review]").click();
  const warned = await page.locator("[data-unjudged]").textContent();
  check(warned.includes("还有 8 项待评判") && warned.includes("4.2 创新平台与合作"), "what is not judged is named before nobody can judge it any more", warned);
  check(await page.locator("[role=dialog]").getByRole("button", { name: "不评判这些条目，仍要办理", exact: true }).count() === 1, "and the button says so");
  await audit(page, "a review without judgements");
  await page.getByRole("button", { name: "取消", exact: true }).click();
  for (let i = 0; i < n; i++) await selects.nth(i).selectOption("met");
  await page.locator("[role=status]", { hasText: `已评判 ${n} 项，共 ${n} 项` }).waitFor();
  await page.locator("[data-action=review]").click();
  check(await page.inputValue('[id="arg-1.1"]') === "met", "the form of the action has them");
  await go(page);
  await done(page);
  await page.locator('tbody[data-criterion="1.1"][data-verdict=met]').waitFor();
  check(true, "and they are on record");
  await wanted(page, second, ["“实地抽查”是“推荐”的前提（第十三条）", "请先办"]);
  await page.locator("[data-action=check]").click();
  await page.fill("#arg-finding", "演示：抽查两家企业，与报表一致");
  await go(page);
  await page.locator("[data-awaited]").waitFor({ state: "detached" });
  check(true, "once it was done nothing waits for it");
  await page.locator(".case details summary").first().click();
  check(/第.+条/.test(await page.locator(".case details").first().textContent()), "what can not be done says why, by article");
}

async function prove(page, row, file) {
  const [chooser] = await Promise.all([page.waitForEvent("filechooser"), row.locator("label.choose").click()]);
  await chooser.setFiles(file);
  await row.getByRole("link", { name: file.split("/").pop() }).waitFor();
}

/** One figure is another, one statement is longer, one lacks now, and there are files. */
async function mend(page) {
  await page.goto(desk(`/drafts/${first}`));
  const field = (key) => page.locator(`[id="item-${key}"]`);
  await field("land").fill("88.5");
  await field("innovation_platforms").fill("演示：省级创新平台两个，证明材料见附件");
  await field("high_tech").fill("");
  const row = page.locator("fieldset", { has: field("high_tech") });
  await row.locator("details.why summary").click();
  await row.locator("details.why textarea").fill("演示：主管部门尚未公布");
  await prove(page, page.locator("fieldset", { has: field("innovation_platforms") }), config.proof);
  // Of the conditions of the article the form asks no figure; what shows them has its place all the same.
  await page.locator("#section-0 summary").click();
  const tax = page.locator("fieldset", { has: page.locator('[data-criterion="0.3"]') });
  await prove(page, tax, config.taxProof);
  check(await tax.locator("input:not([type=file]), textarea").count() === 0, "where the form asks no value there is room for files only");
  await shot(page, "draft-proof-zh");
  await page.waitForSelector('[data-saved="saved"]');
}

/** What the county has changed stands at the desk, from the two submissions on record. */
async function mended(page) {
  const table = page.locator("[data-mended]");
  await table.waitFor();
  const text = await table.textContent();
  check(text.includes("西湖区于 2025-03-20 重新提交") && text.includes("改动 6 项"), "it says who submitted anew, when, and how much is different", text);
  const land = await table.locator('[data-change="land"]').innerText();
  check(land.includes("95 平方公里") && land.includes("88.5 平方公里"), "the old value stands beside the new one", land);
  const lacks = await table.locator('[data-change="high_tech"]').allInnerTexts();
  check(lacks.length === 2 && lacks.some((s) => s.includes("9 家") && s.includes("（空）")) && lacks.some((s) => s.includes("说明") && s.includes("主管部门尚未公布")), "what was taken away is told, and why it lacks", lacks);
  const link = table.getByRole("link", { name: "创新平台证明.pdf" });
  const answer = await page.request.get(new URL(await link.getAttribute("href"), config.base).href);
  check(answer.status() === 200, "a file that was added can be read there", answer.status());
  const shown = (id) => page.locator(`tbody[data-criterion="${id}"]`).getByRole("link").allTextContents();
  check((await shown("4.2")).join() === "创新平台证明.pdf" && (await shown("0.3")).join() === "无欠税证明.pdf" && (await shown("6")).length === 0, "each file stands at the criterion that it shows", [await shown("4.2"), await shown("0.3")]);
  check(await table.locator('[data-change="green"]').count() === 0, "what is as it was is not told");
}

/** The county answers what it was returned; the province sees what it had named. */
async function again() {
  const { context, page } = await open();
  await signIn(page, "county330106");
  await page.goto(desk(`/clusters/${first.split("/")[0]}`));
  const told = page.locator("ol.line li", { hasText: "请补盖公章" });
  await told.waitFor();
  check((await told.innerText()).includes("\n2. 请补盖公章"), "a list keeps its lines in the dossier", await told.innerText());
  await mend(page);
  await page.goto(desk(`/clusters/${first.split("/")[0]}`));
  await page.locator("[data-action=submit]").click();
  await go(page);
  await done(page);
  await context.close();
  const province = await open({ bypassCSP: true });
  await province.page.setViewportSize({ width: 390, height: 780 });
  await signIn(province.page, "zhejiang");
  await province.page.goto(desk(`/review/${first}`));
  await at(province.page, first);
  await province.page.locator(".warn", { hasText: "创新平台的证明材料未附" }).waitFor();
  check(true, "a case that was returned says what was named then");
  const wide = await province.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  check(wide <= 0, "the desk fits a telephone", wide);
  await mended(province.page);
  await audit(province.page, "review on a telephone");
  await shot(province.page, "review-zh-phone");
  await province.page.setViewportSize({ width: 1366, height: 768 });
  await shot(province.page, "review-mended-zh");
  await province.page.getByRole("button", { name: "English" }).click();
  await province.page.locator("[data-mended]", { hasText: "6 changed" }).waitFor();
  await audit(province.page, "review of a case that was mended (en)");
  await shot(province.page, "review-mended-en");
  await province.context.close();
}

async function other() {
  const { context, page } = await open({ bypassCSP: true });
  await context.addCookies([{ name: "theme", value: "contrast", url: config.base }]);
  await context.addInitScript('localStorage.setItem("desk.language", "en")');
  await signIn(page, "zhejiang");
  await page.goto(desk(`/review/${second}`));
  await at(page, second);
  await audit(page, "review (en, contrast)");
  await shot(page, "review-en-contrast");
  await context.close();
}

await run(async () => {
  const { context, page } = await open({ bypassCSP: true });
  await queue(page);
  await audit(page, "review");
  await wanted(page, first, ["“实地抽查”是“推荐”的前提（第十三条）", "在此之前办妥即可", "先后均可"]);
  await table(page);
  await returning(page);
  await judging(page);
  await context.close();
  await again();
  await other();
});
