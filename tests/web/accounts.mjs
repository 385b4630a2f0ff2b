// Steps of the offices of system and security: an account from its making to its erasure, each by who may.
//
//   node accounts.mjs NODE_MODULES CHROMIUM CONFIG       (see steps.mjs)
import { audit, check, desk, enrol, fillIn, has, lookThrough, open, rows, run, shot } from "./steps.mjs";

async function office(login, language = "zh") {
  const { context, page } = await open({ bypassCSP: true });
  await context.addInitScript(`localStorage.setItem("desk.language", "${language}")`);
  await enrol(page, login);
  return page;
}

const act = async (page, name) => {
  await page.locator(`[data-act="${name}"]`).click();
  await page.waitForSelector(".el-dialog form");
};
const send = async (page) => {
  await page.locator(".el-dialog .el-button[type=submit]").click();
  await page.waitForSelector(".el-dialog", { state: "detached" });
  await page.locator("p.note[role=status]").waitFor();
};
const state = (page) => page.textContent("h1 .state");
const acts = (page) => page.locator("[data-act]").evaluateAll((all) => all.map((b) => b.dataset.act));

async function making(page) {
  await has(page, "新建账号，维护个人信息");
  await page.getByRole("navigation").getByRole("link", { name: "账号", exact: true }).click();
  await rows(page).first().waitFor();
  check((await page.locator("header nav li").count()) <= 7, "an office has few ways");
  await page.getByRole("button", { name: "新建账号" }).click();
  await page.locator(".el-dialog .el-button[type=submit]").click();
  await has(page, "必填");
  await page.fill("#new-login", "Lin An");
  await page.locator(".el-dialog .el-button[type=submit]").click();
  await page.waitForSelector(".el-dialog [role=alert]");
  check(true, "a name that can not be one is said in words");
  await page.fill("#new-login", "lin-an");
  await page.fill("#new-name", "示例人");
  await page.fill("#new-phone", "13800000000");
  const first = await page.inputValue("#new-password");
  await page.locator(".el-dialog .el-button[type=submit]").click();
  await has(page, "已建立账号 lin-an");
  check((await page.textContent(".el-dialog code")) === first && first.length >= 12, "the first password is shown once");
  await page.locator(".el-dialog .el-button--primary").click();
  await page.waitForSelector("h1 .state");
  check((await state(page)) === "未授权", "it is inert");
  check((await page.textContent("main")).includes("138****0000") && !(await page.textContent("main")).includes("13800000000"), "personal data is masked");
  const open = await acts(page);
  check(!open.includes("grant") && open.includes("disable"), "who makes does not grant", open);
  check((await page.textContent(".closed")).includes("安全管理员"), "and is told why");
  return first;
}

async function granting(page) {
  await page.goto(desk("/accounts?state=inert"));
  await rows(page).filter({ hasText: "lin-an" }).getByRole("link").click();
  await act(page, "grant");
  await page.locator(".el-dialog .el-button[type=submit]").click();
  await has(page, "请选择层级或管理员");
  await page.selectOption("#level-granted", "county");
  await page.fill("#place", "西湖区");
  await page.waitForFunction(() => document.querySelector("#who")?.options.length > 1);
  const choices = await page.locator("#who option").allTextContents();
  check(choices.some((c) => c.includes("浙江省 杭州市 西湖区")) && choices.length > 2, "counties of one name are told apart", choices);
  await page.selectOption("#who", "330106");
  await shot(page, "accounts-grant-zh");
  await send(page);
  check((await state(page)) === "在用", "granted, it is in use");
  await has(page, "西湖区 330106");
  await page.goto(desk("/accounts"));
  await page.fill("#q", "西湖");
  await page.waitForFunction(() => document.querySelectorAll("tbody tr").length === 1);
  check((await rows(page).first().textContent()).includes("lin-an"), "it is found by its place");
  await page.fill("#q", "");
}

async function revealing(page) {
  await page.goto(desk("/accounts/lin-an"));
  await page.waitForSelector("h1 .state");
  await act(page, "reveal");
  await page.locator(".el-dialog .el-button[type=submit]").click();
  await has(page, "必填");
  await page.fill("#f-reason", "核对联系方式");
  await send(page);
  await has(page, "13800000000");
  check((await page.textContent("main")).includes("示例人"), "with a reason it is shown");
  await page.reload();
  await has(page, "138****0000");
  check(true, "after that it is masked again");
}

async function ending(system, security, owner) {
  await security.goto(desk("/accounts/lin-an"));
  await has(security, "已登录的设备");
  await security.getByRole("button", { name: "令其退出" }).click();
  await has(security, "现在没有登录");
  await owner.reload();
  await owner.waitForSelector("#login");
  check(true, "who is signed out has to sign in again");
  await act(security, "disable");
  await security.fill("#f-reason", "调离");
  await send(security);
  check((await state(security)) === "已停用", "disabled");
  await act(security, "enable");
  await security.fill("#f-reason", "调回");
  await send(security);
  check((await state(security)) === "在用", "enabled again");
  await system.goto(desk("/accounts/lin-an"));
  await system.waitForSelector("h1 .state");
  await act(system, "password");
  await send(system);
  check((await system.textContent("p.note code")).length >= 12 && (await state(system)) === "待确认", "a password that was set waits to be confirmed");
  await security.reload();
  await security.waitForSelector("[data-act=confirm]");
  await act(security, "confirm");
  await security.fill("#f-reason", "已与本人核对");
  await send(security);
  check((await state(security)) === "在用", "confirmed");
  await act(security, "link");
  await security.fill("#f-issuer", "https://provider.example");
  await security.fill("#f-subject", "7");
  await send(security);
  check((await state(security)) === "待确认" && !(await acts(security)).includes("confirm"), "who links does not confirm");
  await act(security, "unlink");
  await send(security);
  await system.reload();
  await system.waitForSelector("[data-act=erase]");
  await act(system, "erase");
  await system.fill("#f-reason", "本人申请");
  await system.fill("#typed", "other");
  await system.locator(".el-dialog .el-button[type=submit]").click();
  await has(system, "与账号名不一致");
  await shot(system, "accounts-erase-zh");
  await system.fill("#typed", "lin-an");
  await send(system);
  check((await state(system)) === "已停用" && !(await system.textContent("main")).includes("138"), "erased: its data is gone");
}

async function settings(system, security) {
  await system.goto(desk("/account-settings"));
  await system.waitForSelector("fieldset[disabled]");
  await has(system, "安全管理员");
  await security.goto(desk("/account-settings"));
  await security.waitForSelector("#days");
  await security.fill("#days", "365");
  await security.getByRole("button", { name: "保存" }).click();
  await has(security, "已保存");
  await security.reload();
  await security.waitForSelector("#days");
  check((await security.inputValue("#days")) === "365", "the rules are kept");
}

const SCREENS = [["office", "/", ".places"], ["accounts", "/accounts", "tbody tr"], ["account-of", "/accounts/zhejiang", "h1 .state"], ["account-settings", "/account-settings", "#days"]];

async function screens(page, language, view) {
  await lookThrough(page.context(), page, SCREENS, language, view, ["account-settings"]);
  const [, address, ready] = SCREENS[2];
  await page.setViewportSize({ width: 390, height: 780 });
  await page.goto(desk(address));
  await page.waitForSelector(ready);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  check(wide <= 0, `an account fits a telephone (${language}, ${view})`, wide);
  await page.setViewportSize({ width: 1366, height: 768 });
  await act(page, "grant");
  await page.locator(".el-dialog").getByRole("radio").first().waitFor();
  await audit(page, `granting (${language}, ${view})`);
}

await run(async () => {
  const system = await office("xitong");
  const security = await office("anquan");
  const first = await making(system);
  await granting(security);
  await revealing(system);
  const { page: owner } = await open();
  await owner.goto(desk("/"));
  await fillIn(owner, "lin-an", first);
  await owner.waitForSelector("#old");
  check(true, "its owner changes the password first");
  await ending(system, security, owner);
  await settings(system, security);
  for (const language of ["zh", "en"]) for (const view of ["plain", "contrast"]) await screens(security, language, view);
});
