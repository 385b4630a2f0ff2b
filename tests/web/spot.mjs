// Steps of a spot check on a telephone. CONFIG: {base, password, shots, paths, files}; paths: two that are accepted, one that
// is only submitted; files: three photographs and something that is none.
import { audit, check, config, desk, fillIn, open, run, shot, signIn } from "./steps.mjs";

const [first, second, third] = config.paths;
const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
const choose = (page, ...names) => page.setInputFiles("[data-chooser]", names.map((name) => config.files[name]));
const photos = (page, state, n) => page.waitForFunction(([s, many]) => document.querySelectorAll(`[data-photo="${s}"]`).length === many, [state, n]);
const go = (page) => page.getByRole("button", { name: "登记抽查" }).click();
const fits = async (page, what) => {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  check(wide <= 0, `${what} fits a telephone`, wide);
};

async function begin(page) {
  await signIn(page, "zhejiang");
  await page.getByRole("link", { name: "实地抽查", exact: true }).click();
  await page.locator(`[data-row="${first}"]`).waitFor();
  check(await page.locator("[data-row]").count() === 3, "what waits and may be checked is listed");
  await fits(page, "the list");
  await shot(page, "spot-list-zh");
  await page.locator(`[data-row="${first}"]`).click();
  await page.locator("#finding").waitFor();
  check(await page.locator("[data-camera]").getAttribute("capture") === "environment", "a photograph is taken with the camera");
  await page.fill("#place", "演示园区三号厂房");
  await page.fill("#finding", "演示：抽查三家企业，用电量与产值相符");
  await choose(page, "one");
  await photos(page, "sent", 1);
  check(true, "a photograph is sent as soon as it is there");
  await fits(page, "the form");
}

async function refused(page) {
  await choose(page, "none");
  await photos(page, "refused", 1);
  const text = await page.locator('[data-photo="refused"]').textContent();
  check(text.includes("JPEG 或 PNG"), "what is no photograph is refused by the server, in words", text);
  await page.locator('[data-photo="refused"] button').click();
  await photos(page, "refused", 0);
}

async function away(page, context) {
  await context.setOffline(true);
  await choose(page, "two");
  await page.locator("[data-offline]").waitFor();
  check(await page.locator('[data-photo="waits"]').count() === 1, "without the net a photograph waits");
  await page.fill("#signed", "演示人甲");
  await go(page);
  await page.locator("[role=alert]", { hasText: "还有 1 张照片没有上传" }).waitFor();
  check(true, "and the check waits for it");
  await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight));
  await shot(page, "spot-offline-zh");
  await context.setOffline(false);
  await photos(page, "sent", 2);
  check(true, "it is sent by itself when the net is back");
}

async function reloaded(page) {
  await page.reload();
  await photos(page, "sent", 2);
  const words = [await page.inputValue("#place"), await page.inputValue("#finding"), await page.inputValue("#signed")];
  check(words.join("|") === "演示园区三号厂房|演示：抽查三家企业，用电量与产值相符|演示人甲", "words and photographs are there after a reload", words);
}

async function expired(page, context) {
  await context.clearCookies();
  await choose(page, "three");
  await page.locator("[role=dialog] #login").waitFor();
  check(await page.inputValue("#place") === "演示园区三号厂房", "a session that ends leaves the check as it stands");
  await fillIn(page, "zhejiang");
  await photos(page, "sent", 3);
  check(true, "and the photograph goes when somebody has signed in again");
}

async function recorded(page) {
  let lost = false;
  // The answer does not come back: the same request is sent again, and done once.
  await page.route("**/api/v1/actions/check", async (route) => {
    if (lost) return route.continue();
    lost = true;
    await route.fetch();
    return route.abort();
  });
  await go(page);
  await page.locator("form [role=alert]", { hasText: "连不上服务器" }).waitFor();
  await go(page);
  await page.locator("[data-done]").waitFor();
  check(true, "a check whose answer was lost is sent again");
  await shot(page, "spot-done-zh");
  await page.getByRole("link", { name: "返回抽查列表" }).click();
  await page.locator(`[data-row="${first}"]`).waitFor();
  check(await page.locator(`[data-row="${first}"] .state`).count() === 0, "nothing of it is left on the telephone");
}

const left = (page) => page.evaluate(() => new Promise((good) => {
  const asked = indexedDB.open("desk-spot", 1);
  asked.onsuccess = () => {
    const all = asked.result.transaction("photographs").objectStore("photographs").count();
    all.onsuccess = () => { asked.result.close(); good([all.result, Object.keys(localStorage).filter((k) => k.startsWith("desk.spot.")).length]); };
  };
}));

async function signedOut(page) {
  await page.goto(desk(`/spot/${second}`));
  await page.fill("#place", "演示：另一处");
  await choose(page, "one", "two");
  await photos(page, "sent", 2);
  check((await left(page)).join() === "2,1", "what is begun is kept on the telephone", await left(page));
  await page.getByRole("button", { name: "退出" }).click();
  await page.waitForSelector("#login");
  check((await left(page)).join() === "0,0", "and erased when its owner signs out", await left(page));
}

async function looks() {
  const { context, page } = await open({ ...PHONE, bypassCSP: true });
  await signIn(page, "zhejiang");
  await page.goto(desk(`/spot/${second}`));
  await choose(page, "one", "two");
  await photos(page, "sent", 2);
  await audit(page, "a spot check");
  await page.evaluate(() => window.scrollTo(0, 0));
  await shot(page, "spot-zh");
  await page.goto(desk(`/spot/${third}`));
  await page.locator(".warn .reasons").waitFor();
  check(await page.getByRole("button", { name: "登记抽查" }).isDisabled(), "a case that can not be checked says why");
  await context.close();
  const other = await open({ ...PHONE, bypassCSP: true });
  await other.context.addCookies([{ name: "theme", value: "contrast", url: config.base }]);
  await other.context.addInitScript('localStorage.setItem("desk.language", "en")');
  await signIn(other.page, "zhejiang");
  await other.page.goto(desk(`/spot/${second}`));
  await other.page.getByText("Take a photograph").waitFor();
  await choose(other.page, "three");
  await photos(other.page, "sent", 1);
  await other.page.getByRole("button", { name: "Record the check" }).click();
  check(await other.page.locator("[aria-invalid=true]").count() === 3, "what is lacking is said at its field");
  await audit(other.page, "a spot check (en, contrast)");
  await fits(other.page, "the large view");
  await shot(other.page, "spot-en-contrast");
  await other.page.goto(desk("/spot"));
  await other.page.locator(`[data-row="${second}"]`).waitFor();
  await audit(other.page, "the list (en, contrast)");
  await other.context.close();
}

await run(async () => {
  const { context, page } = await open(PHONE);
  await begin(page);
  await refused(page);
  await away(page, context);
  await reloaded(page);
  await expired(page, context);
  await recorded(page);
  await signedOut(page);
  await context.close();
  await looks();
});
