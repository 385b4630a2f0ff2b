// Steps of a county: a roster that is checked, mended and taken over; files that show a statement.
//
//   node county.mjs NODE_MODULES CHROMIUM CONFIG       (see steps.mjs)
//
// CONFIG: {base, password, shots, draft, files: {bad, good, proof}}.
import { audit, check, config, desk, open, run, shot, signIn } from "./steps.mjs";

const field = (page, key) => page.locator(`[id="item-${key}"]`);
const saved = (page) => page.waitForSelector('[data-saved="saved"]');
const choose = async (page, where, file) => {
  const [chooser] = await Promise.all([page.waitForEvent("filechooser"), where.locator("label.choose").click()]);
  await chooser.setFiles(file);
};

async function roster(page) {
  await page.goto(desk(`/drafts/${config.draft}`));
  const panel = page.locator("#roster");
  await choose(page, panel, config.files.bad);
  await page.waitForSelector('#roster [data-faults="3"]');
  const told = await panel.locator("tbody tr").allTextContents();
  check(told[0].includes("A3") && told[0].includes("重复"), "what is wrong is told by cell", told);
  check(told.some((row) => row.includes("规模") && row.includes("应为小型")), "a size class is held against staff and revenue", told);
  check(await panel.getByRole("button", { name: "把算出的数字填入本表" }).count() === 0, "a roster with faults gives nothing to take over");
  check(await field(page, "sme_output.2024").inputValue() === "", "and nothing was written");
  await panel.scrollIntoViewIfNeeded();
  await audit(page, "roster with faults");
  await shot(page, "roster-faults-zh");
  await choose(page, panel, config.files.good);
  await page.waitForSelector('#roster [data-faults="0"]');
  const figure = await panel.locator('[data-figure="sme_output.2024"]').textContent();
  check(figure.includes("8.079") && figure.includes("可填入"), "without one it says what it comes to", figure);
  await panel.scrollIntoViewIfNeeded();
  await shot(page, "roster-zh");
  await panel.getByRole("button", { name: "把算出的数字填入本表" }).click();
  await page.waitForSelector('#roster [data-took="true"]');
  await page.waitForFunction(() => document.getElementById("item-sme_output.2024")?.value === "8.079");
  check(true, "and the figures stand in the form");
  await panel.getByRole("link", { name: "企业名册2024.xlsx" }).waitFor();
  check(true, "with the file that they come from");
  await audit(page, "roster taken over");
  await page.reload();
  await page.waitForFunction(() => document.getElementById("item-leading_output.2024")?.value === "6.4648");
  check(true, "they are there after a reload");
  await field(page, "sme_output.2024").fill("9");
  await saved(page);
  await field(page, "leading_output.2024").fill("7");
  await saved(page);
  await page.waitForFunction(() => document.querySelectorAll("#roster > p a[href*='/files/']").length === 0);
  check(true, "what is typed over has no source any more");
}

async function dropping(page) {
  const panel = page.locator("#roster .drop");
  const { readFileSync } = await import("node:fs");
  const bytes = readFileSync(config.files.good).toString("base64");
  const data = await page.evaluateHandle((text) => {
    const all = new DataTransfer();
    all.items.add(new File([Uint8Array.from(atob(text), (c) => c.charCodeAt(0))], "dropped.xlsx"));
    return all;
  }, bytes);
  await panel.dispatchEvent("drop", { dataTransfer: data });
  await page.locator("#roster .note", { hasText: "dropped.xlsx" }).waitFor();
  check(true, "a file that is dropped is taken, too");
}

async function evidence(page) {
  const row = page.locator("fieldset", { has: field(page, "pillar") });
  await row.locator('[data-criterion="1.1"][data-verdict="no_evidence"]').waitFor();
  await choose(page, row, config.files.proof);
  await row.locator('[data-criterion="1.1"][data-verdict="judge"]').waitFor();
  await saved(page);
  check((await field(page, "pillar").inputValue()).includes("主导产业说明.pdf"), "the statement names its file", await field(page, "pillar").inputValue());
  const link = row.getByRole("link", { name: "主导产业说明.pdf" });
  await link.waitFor();
  const answer = await page.request.get(new URL(await link.getAttribute("href"), config.base).href);
  check(answer.status() === 200 && (await answer.body()).subarray(0, 5).toString() === "%PDF-", "it is read back", answer.status());
  await row.scrollIntoViewIfNeeded();
  await audit(page, "evidence");
  await shot(page, "evidence-zh");
  await page.reload();
  await link.waitFor();
  check(true, "it is there after a reload");
  await row.getByRole("button", { name: "移除 主导产业说明.pdf" }).click();
  await link.waitFor({ state: "detached" });
  await saved(page);
  await page.reload();
  await field(page, "pillar").waitFor();
  check(await link.count() === 0, "and is taken away again");
}

/** What the form asks for by year without naming years: which year it is of is said first. */
async function years(page) {
  await page.goto(desk(`/drafts/${config.draft}`));
  const row = page.locator("fieldset", { has: page.locator('[id="item-target_output"]') });
  const which = row.getByLabel("填哪一年");
  await which.fill("明年");
  await page.keyboard.press("Enter");
  await row.locator(".error", { hasText: "四位数的年份" }).waitFor();
  await which.fill("2027");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.activeElement?.id === "item-target_output.2027");
  await page.keyboard.type("60.5");
  await saved(page);
  await page.reload();
  await field(page, "target_output.2027").waitFor();
  check(await field(page, "target_output.2027").inputValue() === "60.5", "a figure of a year that the form does not name is kept under that year");
  await which.fill("2027");
  await row.getByRole("button", { name: "填这一年" }).click();
  await row.locator(".error", { hasText: "2027" }).waitFor();
  check(await row.locator("input.native[inputmode=decimal]").count() === 1, "and a year stands there once");
  await row.scrollIntoViewIfNeeded();
  await audit(page, "a form that names no years");
  await shot(page, "years-zh");
}

/** What is said of one year moves no other year aside. */
async function longMessage(page) {
  const next = async () => (await field(page, "output.2023").boundingBox()).x;
  const before = await next();
  await field(page, "output.2022").fill("四十一亿元左右");
  await page.locator('[id="item-output.2022-fault"]').waitFor();
  const after = await next();
  check(before === after, "a message at one year leaves the next year where it is", [before, after, await page.locator('[id="item-output.2022-fault"]').innerText()]);
  await page.locator('[id="item-output.2022"]').scrollIntoViewIfNeeded();
  await shot(page, "year-fault-zh");
  await field(page, "output.2022").fill("41");
  await saved(page);
}

async function returned(page) {
  await page.goto(desk(`/drafts/${config.given}`));
  await page.locator("#returned", { hasText: "请更正集群面积，并补充说明" }).waitFor();
  check(true, "the form says what is to be mended");
  const title = await page.locator("h1").innerText();
  check(title === "申报书：演示·退回补正产业集群（虚构）", "its title names the cluster", title);
  await longMessage(page);
  await field(page, "land").fill("80");
  await page.waitForSelector('[data-changed="1"]');
  const row = page.locator("fieldset", { has: field(page, "land") });
  check((await row.textContent()).includes("提交时：95"), "and beside each item what it was", await row.textContent());
  await audit(page, "a form that was given back");
  await page.evaluate(() => window.scrollTo(0, 0));
  await shot(page, "returned-zh");
}

/** The form that was given back goes on its way from where it is filled in. */
async function submitted(page) {
  const submit = page.locator("[data-submit-form]");
  const fault = page.locator('[id="item-land-fault"]');
  await field(page, "land").fill("");
  await submit.click();
  await fault.waitFor();
  const told = await fault.textContent();
  check(told === "请填写，或在下面说明缺项原因（附件）", "beside the field that lacks stands what to do, by article", told);
  check(await page.locator("[data-refused]").textContent().then((s) => s.includes("有 1 项尚缺")), "and counted where it was to be submitted");
  await page.waitForFunction(() => document.activeElement?.id === "item-land");
  check(await page.locator("fieldset", { has: field(page, "land") }).locator("details.why textarea").isVisible(), "and so does the place where one says why it lacks");
  check(true, "the first field that lacks is gone to");
  check(await page.locator('[id="item-champions-fault"]').count() === 0, "and nothing is said where nothing lacks");
  await audit(page, "a form that can not be submitted");
  await shot(page, "submit-refused-zh");
  await page.getByRole("button", { name: "English" }).click();
  await page.locator("[data-refused]", { hasText: "Items that lack: 1" }).waitFor();
  check((await fault.textContent()).startsWith("Fill this in, or say below why it lacks"), "in English, too");
  await audit(page, "a form that can not be submitted, in English");
  await page.locator("header button[aria-pressed]").click();
  await audit(page, "the same in the view of contrast");
  await shot(page, "submit-refused-en");
  await page.locator("header button[aria-pressed]").click();
  await page.getByRole("button", { name: "中文" }).click();
  await field(page, "land").fill("80");
  await fault.waitFor({ state: "detached" });
  check(true, "once it is there the field says so no more");
  await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight));
  await shot(page, "submit-zh");
  await field(page, "land").fill("81"); // not yet saved when it is submitted
  await submit.focus();
  await page.keyboard.press("Enter");
  await page.locator(`[id="${config.given}"] summary .state`, { hasText: "待受理" }).waitFor();
  await page.locator("[role=status]", { hasText: "号" }).waitFor();
  check(page.url().includes(`/clusters/${config.given.split("/")[0]}`), "submitted by the keyboard, it leads to the dossier", page.url());
  const facts = await page.locator(`[id="${config.given}"]`).textContent();
  check(facts.includes("81"), "with what was typed last");
}

/** What the form of an action says of itself before anything is typed. */
async function registering(page) {
  await page.goto(desk("/clusters"));
  await page.locator("[data-action=register]").click();
  const dialog = page.getByRole("dialog");
  await dialog.locator("#arg-name").waitFor();
  const title = await dialog.locator(".el-dialog__title").innerText();
  check(title === "集群 · 登记", "the form says what is registered", title);
  check(/办理后由系统编号为 c\d+/u.test(await dialog.innerText()), "and that the code is the system's", await dialog.innerText());
  check(await dialog.locator("#arg-name").evaluate((e) => e.tagName) === "INPUT", "a name is asked for in one line");
  await audit(page, "the form of an action");
  await shot(page, "register-zh");
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
}

/** A day that nobody has typed yet is not one that an office has still to set. */
async function blankDay() {
  const { context, page } = await open();
  await context.addInitScript('localStorage.setItem("desk.language", "en")');
  await signIn(page, "ministry");
  await page.goto(desk("/rounds"));
  await page.locator("[data-action=open_round]").click();
  const dialog = page.getByRole("dialog");
  await dialog.locator("#arg-closes").waitFor();
  const told = await dialog.locator(".reasons").innerText();
  check(told.includes("last day to the Ministry not filled in") && !told.includes("not set"), "a day that was not typed is called so", told);
  await shot(page, "open-round-en");
  await context.close();
}

async function all() {
  const { page } = await open({ bypassCSP: true });
  await signIn(page, "county");
  await roster(page);
  await dropping(page);
  await evidence(page);
  await years(page);
  await returned(page);
  await submitted(page);
  await registering(page);
  await blankDay();
}

await run(all);
