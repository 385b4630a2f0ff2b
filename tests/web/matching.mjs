// Steps of a province: a list of enterprises is chosen and matched; what is found leads to the report of an incident.
//
//   node matching.mjs NODE_MODULES CHROMIUM CONFIG       (see steps.mjs)
//
// CONFIG: {base, password, shots, files: {list, none, other}}.
import { audit, check, config, desk, open, run, shot, signIn } from "./steps.mjs";

const choose = async (page, file) => {
  const [chooser] = await Promise.all([page.waitForEvent("filechooser"), page.locator("label.choose").click()]);
  await chooser.setFiles(file);
};
const groups = (page) => page.locator("section[data-cluster]");

async function matched(page) {
  await page.getByRole("link", { name: "名单比对" }).click();
  await page.getByRole("heading", { name: "企业名单比对" }).waitFor();
  await page.locator("label.choose").waitFor();
  await audit(page, "before a list was matched");
  await shot(page, "matching-before-zh");
  await choose(page, config.files.list);
  await page.waitForSelector('[data-state="done"]');
  await groups(page).nth(1).waitFor();
  check(await groups(page).count() === 2, "two clusters have enterprises of the list", await groups(page).count());
  const first = await groups(page).nth(0).textContent(), second = await groups(page).nth(1).textContent();
  check(first.includes("演示企业2有限公司") && first.includes("3 家") && first.includes("（已报送）"), "with the name that the roster has, and the form", first);
  check(second.includes("5（共 2 行）") && second.includes("（草稿）"), "a code that is there twice, in a draft", second);
  check(/保留至 .*（30 天）/.test(await page.locator("[data-until]").textContent()), "how long it is kept is said", await page.locator("[data-until]").textContent());
  check((await page.locator("[data-blind]").textContent()).includes("3 个集群中有 1 个没有可读的名册"), "clusters without a roster are no clean ones");
  await page.locator("summary", { hasText: "1 行代码有误" }).click();
  check((await page.locator("details li").first().textContent()).includes("第 8 行"), "a wrong code is told with its row");
  await audit(page, "what was found");
  await shot(page, "matching-zh");
  await page.locator('section[data-cluster="kb"]').scrollIntoViewIfNeeded();
  await shot(page, "matching-clusters-zh");
  for (const [name, begin] of [["CSV", "\u{feff}集群编号"], ["Excel", "PK"]]) {
    const link = page.getByRole("link", { name, exact: true });
    const answer = await page.request.get(new URL(await link.getAttribute("href"), config.base).href);
    check(answer.status() === 200 && (await answer.body()).toString().startsWith(begin), `all of it as ${name}`, answer.status());
  }
}

async function reported(page) {
  await page.locator('section[data-cluster="ka"]').getByRole("link", { name: "去登记事件：演示企业2有限公司" }).click();
  await page.getByRole("dialog", { name: "登记事件" }).waitFor();
  const named = await page.inputValue("#arg-enterprise");
  check(/^演示企业2有限公司 9133[0-9A-Z]{14}$/.test(named), "its form has the enterprise by name and code", named);
  await audit(page, "an incident of what was found");
  await shot(page, "matching-report-zh");
  check(page.url().includes("/clusters/ka"), "from there to the dossier, where an incident is reported", page.url());
  await page.keyboard.press("Escape");
  await page.goBack();
  await page.waitForSelector('[data-state="done"]');
  await groups(page).nth(1).waitFor();
  check(true, "what was found is there when one comes back");
}

async function others(page) {
  await choose(page, config.files.none);
  await page.waitForSelector('[data-state="failed"]');
  check((await page.getByRole("alert").textContent()).includes("没有找到信用代码"), "a list without codes says what is wanted");
  await audit(page, "a list that can not be matched");
  await page.fill("#match-place", "33");
  await choose(page, config.files.other);
  await page.waitForSelector('[data-state="done"]');
  await page.getByText("各名册中没有清单所列企业").waitFor();
  check((await page.locator("[data-state]").textContent()).includes("地区 33"), "a list of which nothing is found, in one place");
  await page.getByRole("button", { name: "English" }).click();
  await page.getByRole("heading", { name: "Match a list of enterprises" }).waitFor();
  await audit(page, "in English");
  await shot(page, "matching-none-en");
  await page.getByRole("button", { name: "中文" }).click();
}

async function contrast(page) {
  await page.locator("header button[aria-pressed]").click();
  await audit(page, "matching in the view of contrast");
  await page.locator("header button[aria-pressed]").click();
}

async function all() {
  const { page } = await open({ bypassCSP: true });
  await signIn(page, "zhejiang");
  await matched(page);
  await contrast(page);
  await reported(page);
  await others(page);
  const { page: county } = await open({ bypassCSP: true });
  await signIn(county, "county");
  check(await county.getByRole("link", { name: "名单比对" }).count() === 0, "a county has no way there");
  await county.goto(desk("/matching"));
  await county.getByText("名单比对由全国和省级主管部门办理").waitFor();
  check(true, "and is told whose matter it is");
}

await run(all);
