// Steps of experts and of the province that asked them, and of a city. CONFIG: {base, password, shots, desk}; desk: expert,
// over the story of experts in tests/http/levels.py, or city, over that of cities.
import { audit, check, config, desk, open, run, shot, signIn } from "./steps.mjs";

const go = (page) => page.getByRole("button", { name: "办理", exact: true }).click();
const texts = (page, where) => page.locator(where).evaluateAll((all) => all.map((e) => e.dataset.row ?? e.dataset.cluster));

async function judge(page) {
  await signIn(page, "zhuanjia");
  check(await page.getByRole("link", { name: "审核", exact: true }).count() === 0, "an expert has no desk of review");
  await page.locator(".plain-list a", { hasText: "密名甲集群" }).first().click();
  await page.locator('[data-case="c1/a/e1"]').waitFor();
  check(true, "what waits for him stands in his home, and leads to his desk");
  await page.getByRole("link", { name: "专家评审", exact: true }).click();
  await page.locator('[data-case="c1/a/e1"]').waitFor();
  check((await texts(page, "[data-row]")).join() === "c1/a/e1", "his list is what names him", await texts(page, "[data-row]"));
  await page.locator("[data-cluster]").first().waitFor();
  check((await texts(page, "[data-cluster]")).join() === "c1", "and so are his clusters", await texts(page, "[data-cluster]"));
  const text = await page.locator("main").textContent();
  check(text.includes("支柱产业") && text.includes("集群面积"), "the application is there to be read, with figures and standard");
  check(await page.locator(".verdict").count() > 10, "with its verdicts");
  check(!text.includes("bieren"), "no other expert is");
  const link = page.getByRole("link", { name: "演示材料.pdf" });
  const answer = await page.request.get(new URL(await link.getAttribute("href"), config.base).href);
  check(answer.status() === 200, "its files can be opened", answer.status());
  check(await page.locator("[data-action]").count() === 2, "he can give an opinion or recuse himself, and nothing else", await page.locator("[data-action]").count());
  await audit(page, "the desk of an expert");
  await shot(page, "expert-zh");
  await page.locator("[data-action=opine]").click();
  await page.fill("#arg-place", "1");
  await page.fill("#arg-comment", "演示：产业链完整");
  await go(page);
  await page.locator("[data-said]", { hasText: "已办理：评审" }).waitFor();
  await page.locator(".note", { hasText: "现在没有等待您评审的申报" }).waitFor();
  check((await texts(page, "[data-cluster]")).join() === "c1", "what he has judged stays to be read");
}

async function recuse(page, context) {
  await context.addCookies([{ name: "theme", value: "contrast", url: config.base }]);
  await page.addInitScript('localStorage.setItem("desk.language", "en")');
  await signIn(page, "bieren");
  await page.goto(desk("/opinions/c1/a/e2"));
  await page.locator('[data-case="c1/a/e2"]').waitFor();
  check(!(await page.locator("main").textContent()).includes("产业链完整"), "another's opinion is not shown, given or not");
  await page.locator("[data-action=recuse]").click();
  await page.fill("#arg-reason", "演示：曾在该集群的企业任职");
  await page.getByRole("dialog").locator("button[type=submit]").click();
  await page.locator('[data-case="zqthird/a/e1"]').waitFor();
  check(true, "after a recusal the next one stands there");
  await page.goto(desk("/opinions/c1/a/e1"));
  await page.locator(".note", { hasText: "not assigned to you" }).waitFor();
  check(true, "the address of another's says that it is not his");
  await page.goto(desk("/opinions/zqthird/a/e1"));
  await page.locator('[data-case="zqthird/a/e1"]').waitFor();
  await audit(page, "the desk of an expert (en, contrast)");
  await shot(page, "expert-en-contrast");
  await page.setViewportSize({ width: 390, height: 844 });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  check(wide <= 0, "and it fits a telephone", wide);
  await page.locator("header").getByRole("link", { name: "Guide", exact: true }).click();
  await page.getByRole("heading", { name: "评审专家使用说明" }).waitFor();
  check(true, "with a guide of its own");
}

async function province(page) {
  await signIn(page, "tianjin");
  await page.goto(desk("/review/c1/a"));
  await page.locator('[data-opinion="c1/a/e1"]').waitFor();
  const text = await page.locator("[data-opinion]").allTextContents();
  check(text.some((row) => row.includes("zhuanjia") && row.includes("产业链完整") && row.includes("已评审")), "the province sees who has answered", text);
  check(text.some((row) => row.includes("bieren") && row.includes("已回避") && row.includes("任职")), "and who has withdrawn, and why", text);
  check((await page.locator("[data-counts]").textContent()).trim() === "已评审 1 · 已回避 1", "with how many", await page.locator("[data-counts]").textContent());
  await page.locator("[data-counts]").scrollIntoViewIfNeeded();
  await audit(page, "the table of opinions");
  await shot(page, "review-experts-zh");
  await page.locator("[data-action=assign_expert]").click();
  await page.fill("#arg-assigned", "qita");
  await go(page);
  await page.locator("[data-opinion]", { hasText: "qita" }).waitFor();
  check((await page.locator("[data-counts]").textContent()).includes("待评审 1"), "another is asked from there");
}

async function city(page) {
  await signIn(page, "zhengzhou");
  await page.locator("section", { hasText: "等待我办理" }).locator("li").nth(1).waitFor();
  check(await page.locator("section", { hasText: "等待我办理" }).locator("li").count() === 2, "what waits for the city stands in its home");
  await shot(page, "home-city-zh");
  await page.getByRole("link", { name: "审核", exact: true }).click();
  await page.locator('h2[data-case="zone/a"]').waitFor();
  check((await texts(page, ".queue [data-row]")).join() === "zone/a,ztwo/a", "and in its queue", await texts(page, ".queue [data-row]"));
  await audit(page, "the review desk of a city");
  await page.locator("[data-action=city_review]").click();
  await page.fill("#arg-statement", "演示：已到现场核实");
  await go(page);
  await page.locator('h2[data-case="ztwo/a"]').waitFor();
  check(await page.locator(".queue li").count() === 1, "what it has recommended leaves the queue");
  await page.locator('[data-correct="1.1"]').check();
  await page.fill('[id="correct-1.1"]', "演示：补充主导产业的证明");
  await shot(page, "review-city-zh");
  await page.locator("[data-send-back]").click();
  check((await page.inputValue("#arg-reason")).includes("补充主导产业的证明"), "it tells what is to be corrected in one list");
  await go(page);
  await page.locator(".queue .note", { hasText: "没有等待您办理的办件" }).waitFor();
  check(true, "and the application goes back to its county");
}

await run(async () => {
  const all = config.desk === "city" ? [city] : [judge, recuse, province];
  for (const steps of all) {
    const { context, page } = await open({ bypassCSP: true });
    await steps(page, context);
    await context.close();
  }
});
