// What somebody who does it for the first time was stopped by: what waits stood out of sight, a list was not read anew, who
// may prolong a recognition was not told, a form asked for what could not be given.
//
//   node walk.mjs NODE_MODULES CHROMIUM CONFIG       (see steps.mjs)
//
// CONFIG: {base, password, shots, cluster, name: of a cluster that may be re-examined, gone: name of a revoked one, adopted:
// {name, digest} of a proposed rulebook}.
import { audit, check, config, desk, enrol, has, lookThrough, open, rows, run, shot, signIn } from "./steps.mjs";

const headings = (page) => page.locator("main h2").allTextContents();
const way = (page, name) => page.getByRole("navigation", { name: "主要栏目" }).getByRole("link", { name, exact: true });

/** By the API, as whoever is signed in on the page. */
async function post(page, address, body) {
  const status = await page.evaluate(async ([to, what]) => {
    const { csrf } = await (await fetch("/api/v1/session")).json();
    return (await fetch(to, { method: "POST", headers: { "Content-Type": "application/json", "X-CSRF-Token": csrf }, body: JSON.stringify(what) })).status;
  }, [address, body]);
  if (status !== 200) throw new Error(`${address}: ${status}`);
}
const act = (page, action, target, args) => post(page, `/api/v1/actions/${action}`, { target, args });

async function desks() {
  const all = {};
  for (const login of ["ministry", "ministry2", "county", "province"]) {
    const { page } = await open({ bypassCSP: true });
    await signIn(page, login);
    all[login] = page;
  }
  return all;
}

async function noRound({ county }) {
  await county.goto(desk(`/clusters/${config.cluster}?do=apply_reexamination`));
  await county.locator("[data-no-round]").waitFor();
  check(await county.locator("#arg-round").count() === 0, "where there is no round, none is asked for, and it is said what to wait for");
  await shot(county, "walk-no-round-zh");
}

async function renewal({ ministry, county }) {
  await act(ministry, "open_round", "r2026", { closes: "2026-07-31", county_closes: "2026-06-30", quota: "5", quota_separate: "2", reexamination: "yes", notice_passed: "yes" });
  await county.goto(desk("/"));
  const list = county.locator("[data-renewals]");
  await list.getByRole("link", { name: config.name }).waitFor();
  check((await list.textContent()).includes("有效期至 2026-"), "a county is told which recognition may be prolonged, and how long it lasts");
  await audit(county, "a county's home");
  await shot(county, "walk-renewal-zh");
  await list.getByRole("link", { name: "开始复核申请" }).click();
  await county.getByRole("dialog").locator("#arg-round").selectOption("r2026");
  check(true, "and begins from there");
  await county.goto(desk(`/clusters/${config.cluster}/chances`));
  const section = county.locator("[data-round]").first();
  await section.locator('[data-said="open"]').waitFor();
  check(await section.getAttribute("data-round") === "r2026" && (await section.locator("h2").textContent()).includes("复核") && await section.locator("[data-criterion]").count() === 0, "“can I apply?” answers for the re-examination first", await section.textContent());
  check((await county.locator("[data-round]").nth(1).textContent()).includes("尚未认定"), "and then for a new application");
  await audit(county, "can I apply, of a recognised cluster");
  await shot(county, "chance-renewal-zh");
  await section.locator('[data-begin="apply_reexamination"]').click();
  check(await county.getByRole("dialog").locator("#arg-round").inputValue() === "r2026", "and leads on to it, with the round");
}

async function home({ ministry, county }) {
  await ministry.goto(desk("/"));
  await has(ministry, "等待我办理");
  const order = await headings(ministry);
  const at = (word) => order.findIndex((h) => h.includes(word));
  check(at("辖区内他级逾期") > at("等待我办理"), "what waits for one stands before what others are late with", order);
  const back = ministry.locator("section", { has: ministry.getByRole("heading", { name: "被退回的规则文本" }) });
  check((await back.textContent()).includes("演示：标准提高过多"), "what was declined comes back to who proposed it, with the reason");
  await shot(ministry, "walk-home-zh");
  await act(county, "report_incident", `${config.cluster}/walk1`, { kind: "tax", date: "2026-05-01", enterprise: "演示企业丁" });
  const news = ministry.locator("section", { has: ministry.getByRole("heading", { name: "最新动态" }) });
  await news.getByRole("link", { name: config.name }).waitFor();
  check(!(await news.textContent()).includes("walk1"), "news call a cluster by its name");
}

async function adopted({ ministry, ministry2 }) {
  await post(ministry2, `/api/v1/proposals/${config.adopted.name}/consent`, { digest: config.adopted.digest });
  const news = ministry.locator("section", { has: ministry.getByRole("heading", { name: "最新动态" }) });
  await news.getByText("施行了新的文本").waitFor();
  check(!(await news.textContent()).includes("programme"), "and a new text in words");
  await news.getByRole("link", { name: "规则文本" }).click();
  await ministry.waitForFunction(() => document.querySelector("#article")?.options.length > 10);
  const versions = await ministry.locator("#version option").allTextContents();
  check(versions.some((v) => v.includes(config.adopted.name) && v.includes("自 2099-01-01 施行")), "a version that is not in force yet says from when", versions);
  const articles = (await ministry.locator("#article option").allTextContents()).slice(1).map((a) => a.split(" ")[0]);
  const wanted = ["第一条", "第二条", "第十条", "第十一条", "第十七条", "第十七条(一)", "第十七条(五)", "第十九条"];
  const places = wanted.map((a) => articles.indexOf(a));
  check(places.every((p, i) => p >= 0 && (i === 0 || p > places[i - 1])), "articles stand in the order of the regulation", articles);
  await ministry.goto(desk("/rulebook/edit"));
  await ministry.waitForFunction(() => (document.querySelector("textarea")?.value.length ?? 0) > 10000);
  await ministry.getByRole("button", { name: "检查", exact: true }).click();
  await ministry.locator("p[role=status]").getByRole("link", { name: "提请施行" }).waitFor();
  check(true, "a text that holds leads on to proposing it");
}

async function again({ province, county }) {
  await way(province, "年度报告").click();
  await has(province, "现在没有等待本级处理的年度培育情况");
  await act(county, "file", `${config.cluster}/report2025`, { progress: "演示：完成", experience: "演示：经验", problems: "演示：问题", measures: "演示：措施" });
  await way(province, "年度报告").click();
  await province.getByRole("button", { name: "报送（1 件）" }).waitFor();
  check(true, "a press on the way to the screen that is open reads it anew");
  await way(province, "期限日历").click();
  await province.locator("td.today .mark").waitFor();
  check((await province.textContent("td.today .mark")).trim() === "今日", "the calendar calls today today, not a deadline");
}

async function offices() {
  const { page } = await open({ bypassCSP: true });
  await enrol(page, "security");
  await page.locator("[data-waiting=inert]").getByRole("link", { name: "waiting" }).waitFor();
  check((await page.textContent("h1")).trim() === "首页", "an office's first page is called what the menu calls it");
  await audit(page, "the security officer's home");
  await shot(page, "walk-office-zh");
  await page.locator("[data-waiting=inert]").getByRole("link", { name: "waiting" }).click();
  await page.locator('[data-act="grant"]').click();
  await page.selectOption("#level-granted", "county");
  await page.getByRole("dialog").locator("button[type=submit]").click();
  await has(page, "请选择地区");
  check(!(await page.getByRole("dialog").textContent()).includes("无此权限"), "a grant without a place asks for the place");
  const { page: auditor } = await open({ bypassCSP: true });
  await enrol(auditor, "audit");
  await way(auditor, "访问记录").click();
  await rows(auditor).first().waitFor();
  const text = await auditor.textContent("tbody");
  check(text.includes("密码") && text.includes("已设置") && !text.includes("password"), "the access record says in words how", text.slice(0, 400));
}

async function portal() {
  const { page } = await open({ bypassCSP: true });
  await page.goto(config.base);
  await page.fill("#q", config.gone);
  await page.keyboard.press("Enter");
  const note = page.locator("p.note", { hasText: "其他状态中有符合条件的集群" });
  await note.waitFor();
  await audit(page, "a register that finds nothing in the usual state");
  await note.getByRole("link", { name: "已撤销" }).click();
  await page.getByRole("link", { name: config.gone }).waitFor();
  check(true, "who looks for a revoked cluster finds it, and that it is revoked");
}

async function english() {
  const { context, page } = await open({ bypassCSP: true });
  await signIn(page, "county");
  await lookThrough(context, page, [["walk-home", "/", "main h1"]], "en", "contrast");
  await page.locator("[data-renewals]", { hasText: "re-examination can be applied for now" }).waitFor();
  check(true, "in English, too");
  await context.close();
}

run(async () => {
  const all = await desks();
  await noRound(all);
  await renewal(all);
  await home(all);
  await adopted(all);
  await again(all);
  await offices();
  await portal();
  await english();
});
