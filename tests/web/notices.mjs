// Steps at the Ministry's desk of lists and notices. CONFIG: {base, password, paths, counted, part, shots}; part: list (two
// cases wait to be put on the list), objections (one was objected to), announce (the notice has ended).
import { audit, check, config, desk, has, open, run, shot, signIn } from "./steps.mjs";

const [first, second] = config.paths;
const panel = (page, action) => page.locator(`[data-panel=${action}]`);

/** While the screen stands a colleague leads a case to it, and another of which it knows nothing is done elsewhere. */
async function colleague(page) {
  const other = await open();
  await signIn(other.page, "ministry");
  await other.page.goto(desk(`/review/${second}`));
  await other.page.locator("[data-action=central_check]").click();
  await other.page.fill("#arg-finding", "演示：现场核实");
  await other.page.getByRole("button", { name: "办理", exact: true }).click();
  await other.page.locator(".note[role=status]", { hasText: "已办理" }).waitFor();
  await other.page.locator("[data-action=re_review]").click();
  await other.page.getByRole("button", { name: "办理", exact: true }).click();
  await page.getByText("名单或异议刚有新的变化").waitFor();
  check(await panel(page, "list").locator("[data-choose]").count() === 1, "a case that a colleague leads here is told of, and nothing jumps");
  await page.getByRole("button", { name: "查看", exact: true }).click();
  await panel(page, "list").locator("[data-choose]").nth(1).waitFor();
  check(true, "and is there when it is asked for");
  await other.context.close();
}

async function list(page) {
  await signIn(page, "ministry");
  await page.getByRole("link", { name: "公示异议", exact: true }).click();
  await panel(page, "list").locator("[data-choose]").waitFor();
  await colleague(page);
  await panel(page, "list").locator("[data-choose]").nth(1).waitFor();
  check(await panel(page, "list").locator("h2").textContent() === "认定申报：待列入公示名单", "what waits is called by the words of the rulebook");
  await audit(page, "the list");
  await shot(page, "notices-list-zh");
  await page.locator("[data-do=list]").click();
  await has(page, "已将 2 个集群列入公示名单");
  const card = page.locator("[data-notice]");
  await card.waitFor();
  check(await card.count() === 1 && (await card.textContent()).includes(`公示期 ${config.counted[0]} 至 ${config.counted[4]}`), "they stand on one list, with its days", await card.textContent());
  check((await card.textContent()).includes("运行维护服务 I6540"), "an industry is shown by its name", await card.textContent());
  check(await page.locator("[data-workdays]").textContent().then((s) => config.counted.every((d) => s.includes(d))), "every working day that counts is shown");
  await panel(page, "recognise").locator("summary").click();
  check(/第.+条/.test(await page.locator(`[data-closed="${first}"]`).textContent()), "why they can not be recognised yet is said by article");
}

async function objections(page) {
  await signIn(page, "ministry");
  await page.goto(desk("/notices"));
  const objection = page.locator("[data-objection]");
  await objection.waitFor();
  const text = await objection.textContent();
  check(text.includes("龙头企业已经外迁") && text.includes("待核实") && !text.includes("演示人甲"), "an objection is there with what it says, without who says it", text);
  await audit(page, "notices with an objection");
  await shot(page, "notices-zh");
  await objection.locator("[data-action=dismiss]").click();
  await page.fill("#arg-reason", "经核实，该企业仅迁移仓库");
  await page.getByRole("button", { name: "办理", exact: true }).click();
  await page.locator("[data-objection] .state.dismissed").waitFor();
  check(true, "it is dismissed with a reason");
}

async function announce(page) {
  await signIn(page, "ministry");
  await page.goto(desk("/notices"));
  await has(page, "公示期已满");
  await panel(page, "recognise").locator(`[data-choose="${second}"]`).waitFor();
  await page.locator("[data-do=recognise]").click();
  check(await page.textContent("#arg-announcement-fault") === "必填", "the announcement is wanted");
  await page.fill("#arg-announcement", "演示公告第1号");
  await page.locator("[data-do=recognise]").click();
  await page.locator("[data-diff] tbody tr").nth(1).waitFor();
  const diff = await page.locator("[data-diff] tbody").textContent();
  check(diff.includes("培育对象") && diff.includes("已认定") && diff.includes("演示公告第1号") && diff.includes("2028"), "what has changed in the register is shown", diff);
  await page.locator(".note", { hasText: "现在没有公示中的名单" }).waitFor();
  check(true, "nothing is left on notice");
  await audit(page, "what has changed");
  await shot(page, "notices-announced-zh");
  await page.getByRole("button", { name: "English" }).click();
  await page.locator("h1", { hasText: "Lists, notices and objections" }).waitFor();
  await page.setViewportSize({ width: 390, height: 780 });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  check(wide <= 0, "the desk fits a telephone", wide);
  await Promise.all([page.waitForResponse((r) => r.url().includes("/theme/")), page.getByRole("button", { name: "Large type, high contrast" }).click()]);
  await audit(page, "notices (en, contrast, telephone)");
}

await run(async () => {
  const { context, page } = await open({ bypassCSP: true });
  await { list, objections, announce }[config.part](page);
  await context.close();
});
