// The page that checks proofs, opened from a disk and without a network.
//
//   node verify.mjs NODE_MODULES CHROMIUM CONFIG       (see steps.mjs)
//
// CONFIG: {page, files: [{path, keys, holds, what}], shots}. What holds and what does not was said by another program.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { audit, check, config, open, run, shot } from "./steps.mjs";

async function look(page, file) {
  // A selection of the same name is no change to the browser.
  await page.setInputFiles("#proof", []);
  await page.setInputFiles("#proof", file.path);
  await page.fill("#keys", readFileSync(file.keys, "utf8"));
  await page.evaluate(() => document.getElementById("result").replaceChildren());
  await page.locator("button.go").click();
  await page.waitForSelector("#result p");
  return (await page.locator("#result p.good").count()) === 1;
}

async function words(page, file) {
  await look(page, file);
  const text = await page.textContent("#result");
  check(text.includes("证明成立") && text.includes("演示系统所出") && text.includes(file.name), "what holds is shown, and that it is invented", text);
  await audit(page, "verify (zh)");
  await shot(page, "verify-zh");
  await page.click("#language");
  check((await page.textContent("#result")).includes("The proof holds"), "the result changes its language, too");
  await audit(page, "verify (en)");
  await shot(page, "verify-en");
  await page.click("#language");
}

async function bad(page) {
  await page.reload();
  await page.locator("button.go").click();
  check((await page.textContent("#result")).includes("请选择证明文件"), "nothing chosen: what to do is said");
  await page.setInputFiles("#proof", config.files[0].path);
  await page.fill("#keys", "no+key");
  await page.locator("button.go").click();
  await page.waitForFunction(() => document.getElementById("result").textContent.includes("公钥不完整"));
  check(true, "a key that is none is named as what is wrong");
  await page.setInputFiles("#keyFile", config.files[0].keys);
  await page.waitForFunction((id) => document.getElementById("keys").value.startsWith(id), readFileSync(config.files[0].keys, "utf8").slice(0, 12));
  check(true, "keys are read from a file");
}

async function all() {
  // The policy of the page itself is in force but for axe, which is ours.
  const strict = await open({ locale: "zh-CN" });
  const asked = [];
  strict.page.on("request", (r) => { if (!/^(file|data|blob):/.test(r.url())) asked.push(r.url()); });
  await strict.context.setOffline(true);
  await strict.page.goto(pathToFileURL(config.page).href);
  for (const file of config.files.filter((f) => f.what)) check(await look(strict.page, file) === file.holds, file.what, await strict.page.textContent("#result"));
  const differ = [];
  for (const file of config.files.filter((f) => !f.what)) {
    const holds = await look(strict.page, file);
    if (holds !== file.holds) differ.push([file.path, holds]);
  }
  check(differ.length === 0, `${config.files.filter((f) => !f.what).length} changed files are judged as by the program`, differ);
  await bad(strict.page);
  check(asked.length === 0, "nothing is asked of any server", asked);
  const { context, page } = await open({ locale: "zh-CN", bypassCSP: true });
  await context.setOffline(true);
  await page.goto(pathToFileURL(config.page).href);
  await words(page, config.files[0]);
  const width = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  check(width <= 0, "it fits its window", width);
  if (config.base) {
    const served = await open({ locale: "zh-CN" });
    await served.page.goto(`${config.base}/verify/offline`);
    check(await look(served.page, config.files[0]) === true, "the server's policy lets the page work where it is, too");
  }
}

await run(all);
