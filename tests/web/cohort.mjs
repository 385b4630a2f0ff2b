// Steps at the Ministry's desk: a cohort of re-examinations. CONFIG: {base, password, paths, shots}.
import { audit, check, config, desk, open, run, shot, signIn } from "./steps.mjs";

await run(async () => {
  const { context, page } = await open({ bypassCSP: true });
  await signIn(page, "ministry");
  await page.goto(desk("/notices"));
  const panel = page.locator("[data-panel=pass]");
  await panel.locator("[data-choose]").nth(1).waitFor();
  check(await panel.locator("[data-choose]").count() === config.paths.length, "the re-examinations of a round stand as one cohort");
  await audit(page, "the cohort");
  await shot(page, "cohort-zh");
  await page.locator("[data-do=pass]").click();
  await page.locator("[data-diff] tbody tr").nth(1).waitFor();
  const diff = await page.locator("[data-diff] tbody").textContent();
  check(diff.split("2028-09-30").length === 3, "they pass at once, and the new term is shown", diff);
  await context.close();
});
