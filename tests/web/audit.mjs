// Steps of the office of audit: a run of the audit, the access record, the log of all clusters.
//
//   node audit.mjs NODE_MODULES CHROMIUM CONFIG       (see steps.mjs)
//
// CONFIG: {base, password, shots, cluster, name}; name: that of the cluster.
import { readFileSync } from "node:fs";
import { check, config, desk, enrol, has, lookThrough, open, rows, run } from "./steps.mjs";

async function signInOffice(login) {
  const { context, page } = await open({ bypassCSP: true });
  await enrol(page, login);
  return { context, page };
}

async function running(page) {
  await has(page, "从第一条记录起核验全部记录");
  check((await page.locator("header nav li").count()) <= 7, "the auditor has few ways");
  await page.getByRole("navigation").getByRole("link", { name: "核验", exact: true }).click();
  await has(page, "本系统启动以来尚未进行核验");
  await page.getByRole("button", { name: "开始核验" }).click();
  await has(page, "核验无误");
  await has(page, "逐字节相同");
  check(true, "a run of the audit proves the record");
  check((await page.textContent("main")).includes("shenji 于"), "and says who started it");
  await page.reload();
  await has(page, "核验无误");
  check(true, "its report is there after a reload");
}

async function access(page) {
  await page.getByRole("navigation").getByRole("link", { name: "访问记录" }).click();
  await rows(page).first().waitFor();
  await page.selectOption("#did", "audit");
  await page.waitForFunction(() => document.querySelectorAll("tbody tr").length === 1);
  check((await rows(page).first().textContent()).includes("启动核验"), "that the audit was started is on record");
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "CSV", exact: true }).click()]);
  check(file.suggestedFilename() === "access.csv", "what is found can be had as a table");
  await page.selectOption("#did", "");
  await page.fill("#who", "nobody-there");
  await has(page, "没有符合条件的记录");
  check(true, "what is not there is said, and what to do");
  await page.getByRole("button", { name: "清除筛选" }).click();
  await rows(page).nth(1).waitFor();
}

async function log(page) {
  await page.getByRole("navigation").getByRole("link", { name: "办理日志" }).click();
  await rows(page).first().waitFor();
  await page.fill("#path", config.cluster);
  await page.waitForFunction((c) => {
    const found = [...document.querySelectorAll("tbody td.code")];
    return found.length > 0 && found.every((td) => td.textContent.trim().split("/")[0] === c);
  }, config.cluster);
  const all = await rows(page).count();
  const named = await page.locator("tbody tr a").allTextContents();
  check(named.length === all && named.every((name) => name.trim() === config.name), "a case is called by its cluster's name", named.slice(0, 3));
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "CSV", exact: true }).click()]);
  const lines = readFileSync(await file.path(), "utf8").trim().split("\r\n");
  check(file.suggestedFilename() === "log.csv" && lines.filter((l) => l.includes(`,${config.cluster}`)).length === lines.length - 2 && lines.length - 2 >= all, "what is found can be had as a table, all of it", lines.slice(0, 3));
  await page.fill("#q", "认定");
  await page.waitForFunction((n) => { const k = document.querySelectorAll("tbody tr").length; return k > 0 && k < n; }, all);
  check(true, "the log is searched by cluster and words");
  await page.goBack();
  await page.goto(desk(`/log?until=2000-01-01`));
  await has(page, "没有符合条件的记录");
  check((await page.inputValue("#until")) === "2000-01-01", "filters stand in the address");
  await page.goto(desk(`/log?path=${config.cluster}`));
  await rows(page).first().getByRole("link").click();
  await page.waitForSelector("ol.line li");
  check(page.url().includes(`/clusters/${config.cluster}`), "a row leads to its dossier");
}

const SCREENS = [["audit-run", "/audit", "dl.facts"], ["audit-access", "/access", "tbody tr"], ["audit-log", `/log?path=${config.cluster}`, "tbody tr"]];

const screens = (context, page, language, view) => lookThrough(context, page, SCREENS, language, view);

await run(async () => {
  const { context, page } = await signInOffice("shenji");
  await running(page);
  await access(page);
  await log(page);
  for (const language of ["zh", "en"]) for (const view of ["plain", "contrast"]) await screens(context, page, language, view);
});
