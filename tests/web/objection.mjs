// Somebody objects on the portal, with files, in a browser that runs no script of the page (there is none); then the
// Ministry reads them at its desk. CONFIG: {base, password, path, files: {paper, photo, page}, cluster, part, shots}.
import { readFileSync } from "node:fs";
import { audit, check, config, desk, has, open, run, shot, signIn } from "./steps.mjs";

const told = "演示：称该集群所称的龙头企业已经外迁，产值应当重新计算。".repeat(2);

async function fillIn(page, files) {
  await page.fill("#name", "演示人甲");
  await page.fill("#contact", "reader@example.org");
  await page.fill("#evidence", told);
  for (const [at, file] of files.entries()) await page.setInputFiles(`#file${at + 1}`, file);
}

async function objecting(language, viewport) {
  const { context, page } = await open({ bypassCSP: true, javaScriptEnabled: true, viewport });
  const words = language === "zh" ? { wrong: "第 2 个文件未接收", kept: "文件须重新选择" } : { wrong: "File 2 was not taken", kept: "choose the files again" };
  await page.goto(`${config.base}${language === "zh" ? "" : "/en"}/notices/${config.path}`);
  await page.getByLabel(language === "zh" ? "文件 1" : "File 1").waitFor();
  await audit(page, `the form (${language})`);
  await fillIn(page, [config.files.paper, config.files.page]);
  await page.locator("form.entry button").click();
  await page.getByText(words.wrong).first().waitFor();
  check(await page.evaluate(() => document.activeElement?.id) === "wrong", "what is wrong is where one stands when the page comes");
  await page.locator("#wrong a").click();
  check(await page.evaluate(() => document.activeElement?.id) === "file1", "and leads to its field");
  const error = await page.textContent("#files-error");
  check(error.includes(words.kept), "a wrong file is named, and that the files have to be chosen again", error);
  check(await page.inputValue("#evidence") === told && await page.inputValue("#name") === "演示人甲", "what was typed is still there");
  const described = await page.getAttribute("#file1", "aria-describedby");
  check(described.includes("files-error") && await page.getAttribute("#file1", "aria-invalid") === "true", "the fields say what is wrong with them", described);
  await audit(page, `the form with a wrong file (${language})`);
  await page.locator("fieldset").scrollIntoViewIfNeeded();
  await shot(page, `objection-${language}`);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  check(wide <= 0, `the form fits ${viewport.width} points`, wide);
  if (language === "zh") {
    await page.setInputFiles("#file1", config.files.paper);
    await page.setInputFiles("#file2", config.files.photo);
    await page.locator("form.entry button").focus();
    await page.keyboard.press("Enter");
    await page.locator("dl.facts", { hasText: "2 个" }).waitFor();
    await audit(page, "the receipt");
    await page.fill("#code", (await page.textContent(".warn")).match(/[0-9]{8}/)[0]);
    await page.keyboard.press("Enter");
    await page.locator(".warn").waitFor({ state: "detached" });
    check(true, "it is received with both, and confirmed");
  }
  await context.close();
}

// Who objected is shown when a reason was given, and hidden again.
async function whose(page, objection) {
  const part = objection.locator("[data-private]");
  await part.getByRole("button", { name: "查看姓名与联系方式" }).click();
  await part.getByRole("button", { name: "记录并查看" }).click();
  check(await part.locator("input").getAttribute("aria-invalid") === "true" && await part.locator("dd").count() === 0, "without a reason nobody learns who objected");
  await part.locator("input").fill("核实异议");
  await audit(page, "the reason for which it is asked who objected");
  await part.getByRole("button", { name: "记录并查看" }).click();
  await part.locator("dd").nth(1).waitFor();
  check((await part.locator("dd").allTextContents()).join(" ") === "演示人甲 reader@example.org", "with one, name and contact are shown", await part.textContent());
  await audit(page, "who objected");
  await shot(page, "objection-whose-zh");
  await part.getByRole("button", { name: "收起" }).click();
  check(await part.locator("dd").count() === 0, "and hidden again");
}

async function reading() {
  const { context, page } = await open({ bypassCSP: true });
  await signIn(page, "ministry");
  await page.goto(desk("/notices"));
  const objection = page.locator("[data-objection]");
  await objection.locator("li a").nth(1).waitFor();
  const links = await objection.locator("li").allTextContents();
  check(links.length === 2 && links.every((text, i) => text.includes(`证据 ${i + 1}`) && text.includes(`异议证据${i + 1}`)), "the Ministry finds the files beside what is objected", links);
  await audit(page, "an objection with files");
  await shot(page, "objection-files-zh");
  await whose(page, objection);
  const [download] = await Promise.all([page.waitForEvent("download"), objection.locator("li a").first().click()]);
  check(readFileSync(await download.path()).equals(readFileSync(config.files.paper)), "and takes them along as they were sent in");
  await context.close();
  const { context: other, page: province } = await open();
  await signIn(province, "zhejiang");
  await province.goto(desk("/notices"));
  await province.locator("[data-objection]").waitFor();
  await has(province, "龙头企业已经外迁");
  check(await province.locator("[data-objection] [data-private]").count() === 0, "nor is it offered who objected");
  check(await province.locator("[data-objection] li").count() === 0, "the province reads what is objected, and has no files");
  await other.close();
}

await run(async () => {
  await objecting("zh", { width: 1366, height: 768 });
  await objecting("en", { width: 390, height: 844 });
  await reading();
});
