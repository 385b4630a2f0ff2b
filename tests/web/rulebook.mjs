// Steps at the rulebook desk: reading by article, a draft with the checker's messages at their lines, proofs, two texts
// side by side.
//
//   node rulebook.mjs NODE_MODULES CHROMIUM CONFIG       (see steps.mjs)
import { audit, check, config, desk, has, lookThrough, open, rows, run, shot, signIn } from "./steps.mjs";

async function reading(page) {
  await page.getByRole("link", { name: "规则文本", exact: true }).click();
  await page.waitForSelector(".rules li");
  const all = await page.locator(".rules li").count();
  const first = await page.locator("#article option").nth(1).getAttribute("value");
  await page.selectOption("#article", first);
  await page.waitForFunction((n) => { const k = document.querySelectorAll(".rules li").length; return k > 0 && k < n; }, all);
  const lines = await page.locator(".rules code").allTextContents();
  check(lines.length > 0 && lines.every((l) => l.includes(first)), "an article is read by the lines that cite it", [first, lines.length, all]);
}

const marked = (page) => page.evaluate(() => { const a = document.querySelector("textarea"); return [a.value.slice(a.selectionStart, a.selectionEnd), a.value.slice(0, a.selectionStart).split("\n").length]; });
/** The line that was gone to is marked beside the text, and in sight. */
const inSight = (page) => page.evaluate(() => {
  const box = document.querySelector(".gutter").getBoundingClientRect(), line = document.querySelector(".gutter .current").getBoundingClientRect();
  return line.top >= box.top && line.bottom <= box.bottom;
});

/** By words and by article to a line, with the text left as it is. */
async function finding(page, text) {
  const found = page.locator("[data-found]");
  await page.fill("#find", "Used <");
  await page.keyboard.press("Enter");
  await found.filter({ hasText: /第 1 处，共 \d+ 处：第 \d+ 行/ }).waitFor();
  const line = text.slice(0, text.indexOf("used <")).split("\n").length;
  check((await marked(page)).join() === `used <,${line}` && await inSight(page), "what is searched for is found, marked and in sight", await marked(page));
  await page.keyboard.press("Enter");
  await found.filter({ hasText: "第 2 处" }).waitFor();
  check((await marked(page))[1] > line && await page.inputValue("textarea") === text, "Enter goes on, and writes nothing");
  await page.fill("#find", "不在其中的文字");
  await found.filter({ hasText: "没有找到" }).waitFor();
  await page.selectOption("#to-article", "第十四条");
  await found.filter({ hasText: "第 1 处" }).waitFor();
  const [words, at] = await marked(page);
  check(words === "第十四条" && text.split("\n")[at - 1].includes("第十四条") && await inSight(page), "an article leads to the first line that cites it", [words, at]);
  const next = page.locator("[data-find=next]");
  const n = Number((await found.textContent()).match(/共 (\d+) 处/)[1]);
  await next.focus();
  for (let i = 1; i < n; i++) await page.keyboard.press("Enter");
  await found.filter({ hasText: `第 ${n} 处` }).waitFor();
  await page.keyboard.press("Enter");
  await found.filter({ hasText: "第 1 处" }).waitFor();
  check((await marked(page))[1] === at, "after the last comes the first", await marked(page));
  await audit(page, "finding in a draft");
  await shot(page, "rulebook-find-zh");
}

async function drafting(page) {
  await page.goto(desk("/rulebook/edit"));
  await page.waitForFunction(() => (document.querySelector("textarea")?.value.length ?? 0) > 10000);
  const text = await page.inputValue("textarea");
  await page.getByRole("button", { name: "检查并证明" }).click();
  await page.waitForSelector("p.proofs");
  await has(page, "可以接替现行的");
  check((await page.textContent("p.proofs")).includes("不成立 0 条，未能判定 0 条"), "the text in force is proved", await page.textContent("p.proofs"));
  const at = text.split("\n").findIndex((l) => l.includes("require output >= 40")) + 1;
  await finding(page, text);
  await page.fill("textarea", text.replace("require output >= 40", "require outputt >= 40"));
  await has(page, "检查之后文本又有改动");
  await page.getByRole("button", { name: "检查", exact: true }).click();
  await has(page, "文本不成立");
  const seen = page.locator("[role=status].bad");
  await page.waitForFunction((e) => e.getBoundingClientRect().bottom <= window.innerHeight, await seen.elementHandle());
  check(true, "what the check found is brought into sight");
  const said = await page.locator(".messages li").first().textContent();
  check(said.includes(`第 ${at} 行`), "a message names its line", [said, at]);
  check(Number(await page.locator(".gutter .marked").first().textContent()) === at, "the line is marked beside the text");
  await page.locator(".messages li button").first().click();
  const chosen = await page.evaluate(() => { const a = document.querySelector("textarea"); return a.value.slice(a.selectionStart, a.selectionEnd); });
  check(chosen.includes("outputt"), "a message leads to its line", chosen);
  await shot(page, "rulebook-edit-zh");
  await page.fill("textarea", text.replace("require output >= 40", "require output >= 50"));
  await page.getByRole("button", { name: "检查", exact: true }).click();
  await has(page, "文本成立");
  await page.reload();
  await page.waitForFunction(() => document.querySelector("textarea")?.value.includes("require output >= 50"));
  check(true, "the draft is still there after a reload");
  await page.getByRole("button", { name: "重新从现行文本开始" }).click();
  await page.waitForFunction(() => document.querySelector("textarea")?.value.includes("require output >= 40"));
  await page.getByRole("button", { name: "恢复刚才的草稿" }).click();
  await page.waitForFunction(() => document.querySelector("textarea")?.value.includes("require output >= 50"));
  check(true, "one press does not lose it");
}

async function whatif(page) {
  await page.goto(desk("/rulebook/edit"));
  await page.waitForFunction(() => document.querySelector("textarea")?.value.includes("require output >= 50"));
  await page.getByRole("button", { name: "试算全部集群" }).click();
  await page.waitForSelector(".whatif tbody tr");
  const told = await page.textContent(".whatif .told");
  const flips = await rows(page).count();
  check(told.includes(`已看集群 ${config.clusters} 个`) && told.includes(`结论有变的 ${flips} 个`) && flips > 0, "the draft is tried on all clusters", [told, flips]);
  const row = await page.locator(".whatif tbody tr").first().innerText();
  check(row.includes("不符合") && row.includes("1.4") && row.includes("50"), "each that flips has its reason", row);
  const drawn = await page.evaluate(() => ["thead th", "tbody td"].map((cell) => getComputedStyle(document.querySelector(`.whatif ${cell}`)).borderBottomStyle));
  check(drawn.every((line) => line === "solid"), "in a table as all others are", drawn);
  await audit(page, "dossiers that flip");
  await page.locator(".whatif table").scrollIntoViewIfNeeded();
  await shot(page, "rulebook-whatif-zh");
  await page.locator(".whatif tbody a").first().click();
  await page.waitForURL(/\/clusters\//);
  check(true, "and leads to its dossier");
}

async function comparing(page) {
  await page.goto(desk("/rulebook/compare"));
  await has(page, "改动 1 行，新增 0 行，删去 0 行");
  check((await page.textContent("td.gone")).includes(">= 40") && (await page.textContent("td.come")).includes(">= 50"), "what was changed stands side by side");
  await page.getByRole("button", { name: "显示全文" }).click();
  await page.waitForFunction(() => document.querySelectorAll("tbody tr.same").length > 100);
  check(true, "all lines can be seen");
}

async function county() {
  const { context, page } = await open();
  await signIn(page, "county");
  await page.goto(desk("/rulebook/edit"));
  await page.waitForFunction(() => (document.querySelector("textarea")?.value.length ?? 0) > 10000);
  await page.getByRole("button", { name: "检查", exact: true }).click();
  await has(page, "规则文本由工业和信息化部和省级主管部门起草");
  check(true, "a county drafts no rules, and is told so");
  await context.close();
}

const SCREENS = [["rulebook", "/rulebook", ".rules li"], ["rulebook-compare", "/rulebook/compare", "td.come"], ["rulebook-edit", "/rulebook/edit", "textarea"]];

const screens = (context, page, language, view) => lookThrough(context, page, SCREENS, language, view, ["rulebook-edit"]);

await run(async () => {
  const { context, page } = await open({ bypassCSP: true });
  await signIn(page, "ministry");
  await reading(page);
  await drafting(page);
  await whatif(page);
  await comparing(page);
  await county();
  for (const language of ["zh", "en"]) for (const view of ["plain", "contrast"]) await screens(context, page, language, view);
});
