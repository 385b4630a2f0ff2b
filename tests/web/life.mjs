// The life of one cluster as the people of each level see it: every step is a click or something typed. CONFIG: {base,
// password, part, shots}; part: what is done on one day (life.py).
import { audit, check, config, desk, enter, has, job, open, press, run, shot, signIn } from "./steps.mjs";

const NAME = "演示·云计算产业集群（虚构）";

async function as(login, steps) {
  const { context, page } = await open({ bypassCSP: true });
  await signIn(page, login);
  await steps(page);
  await context.close();
}

const way = (page, name) => press(page.locator("header nav").getByRole("link", { name, exact: true }));
const button = (page, action) => page.locator(`[data-action=${action}]`).first();

/** The form of an action is gone when it is done; else it says why not. */
const answered = (page) => page.waitForFunction(() => {
  const form = document.querySelector("[role=dialog]");
  return form === null || (form.querySelector(".is-loading") === null && form.querySelector("[role=alert], .error") !== null);
});

/** Fills in the form of an action and sends it; a refusal ends the steps with what it says. */
async function send(page, fields = {}) {
  const dialog = page.locator("[role=dialog]");
  await dialog.waitFor();
  for (const [name, value] of Object.entries(fields)) await enter(dialog.locator(`[id="arg-${name}"]`), value);
  await press(dialog.getByRole("button", { name: "办理", exact: true }));
  await answered(page);
  if (await dialog.count() > 0) throw new Error(await dialog.textContent());
}
async function act(page, action, fields = {}) {
  await press(button(page, action));
  await send(page, fields);
}
/** A file beside what is said in the form. */
async function attach(page, file) {
  const files = page.locator("[role=dialog] [data-files]");
  await files.locator("input[type=file]").setInputFiles(file);
  await files.getByText(file.split("/").pop(), { exact: false }).first().waitFor();
  await files.locator("li").waitFor();
}
/** From the desk, where it waits, into its dossier. */
const dossier = async (page) => {
  await press(page.locator("main a:not(aside a)", { hasText: NAME }).first()); // beside the lists stands the way to "can I apply?"
  await page.locator("h1", { hasText: NAME }).waitFor();
};
const listed = async (page) => {
  await way(page, "集群");
  await page.locator("h1", { hasText: /^集群$/ }).waitFor(); // the first screen may name it, too, and is left only now
  await dossier(page);
};
const state = (page, words) => page.locator(".stands .state", { hasText: words }).waitFor();
const closes = async (page, action, article) => {
  await page.locator(".panel details summary").first().click();
  const told = await page.locator(".closed li", { has: page.locator("strong", { hasText: new RegExp(`^${action}$`) }) }).first().textContent();
  check(told.includes(article), `${action} is closed by ${article}`, told);
};

/* ---- cultivation and application ---- */

async function candidate() {
  await as("county", (page) => job("登记集群", { clicks: 3, fields: 2 }, async () => {
    await way(page, "集群");
    await press(button(page, "register"));
    await enter(page.locator("#arg-industry"), "运行维护服务");
    await page.waitForFunction(() => document.getElementById("arg-industry")?.value === "I6540");
    await send(page, { name: NAME });
    await page.locator("h1", { hasText: NAME }).waitFor();
    const top = await page.locator("dl.facts.top, .top").first().textContent();
    check(top.includes("运行维护服务 I6540"), "an industry is shown by its name and its code", top);
    check((await page.locator("ol.line li").first().textContent()).includes("运行维护服务 I6540"), "in the time line, too");
  }));
  await as("zhejiang", async (page) => {
    await job("纳入培育库", { clicks: 4, fields: 0 }, async () => {
      await listed(page);
      await act(page, "enter_pool");
    });
    await job("认定为省级集群", { clicks: 2, fields: 0 }, () => act(page, "recognise_provincial"));
    await button(page, "withdraw_provincial").waitFor();
  });
}

async function round() {
  await as("ministry", (page) => job("发布申报通知", { clicks: 3, fields: 5 }, async () => {
    await way(page, "批次");
    await act(page, "open_round", { closes: "2023-07-31", county_closes: "2023-06-30", quota: "6", quota_separate: "2", report_due: "04-30" });
    await page.locator('[id="r2023"]').waitFor();
  }));
}

const FIGURES = {
  "output.2020": "41", "output.2021": "46.5", "output.2022": "52", "sme_output.2022": "38", "leading_output.2022": "40", land: "95",
  champions: "0", little_giants: "2", specialised: "12", innovative: "20", high_tech: "9",
};
const TEXTS = ["pillar", "leader", "layout", "innovation_platforms", "infrastructure", "green", "opening", "governance"];

async function apply() {
  await as("county", async (page) => {
    await job("申报：填写并提交", { clicks: 6, fields: 20 }, async () => {
      await listed(page);
      await act(page, "apply", { round: "r2023" });
      await press(page.locator(".panel a.el-button--primary").first());
      for (const [key, value] of Object.entries(FIGURES)) await enter(page.locator(`[id="item-${key}"]`), value);
      for (const key of TEXTS) await enter(page.locator(`[id="item-${key}"]`), "演示：说明文字");
      await press(page.locator("[data-submit-form]"));
      await page.waitForURL(/\/desk\/clusters\//);
    });
    await page.locator("summary .state", { hasText: "待受理" }).waitFor();
    check(await button(page, "accept").count() === 0, "a county does not accept its own application");
  });
}

/* ---- province and ministry ---- */

const judged = ["1.1", "1.2", "3", "4.2", "5.2", "6", "7", "8"];

async function province() {
  await as("zhejiang", async (page) => {
    await job("受理", { clicks: 3, fields: 0 }, async () => {
      await way(page, "审核");
      await act(page, "accept");
    });
    await job("实地抽查与初审", { clicks: 4, fields: 9 }, async () => {
      await act(page, "check", { finding: "抽查三家企业，产值与报表一致" });
      for (const id of judged) await enter(page.locator(`tbody[data-criterion="${id}"] select`), "met");
      await act(page, "review");
    });
    await job("推荐", { clicks: 3, fields: 0 }, async () => {
      await way(page, "排序推荐");
      await press(page.locator("[data-prepare]"));
      await press(page.locator("[data-submit]"));
      await has(page, "已推荐 1 个集群");
    });
  });
}

async function notice() {
  await as("ministry", async (page) => {
    await job("复审", { clicks: 3, fields: 0 }, async () => {
      await way(page, "审核");
      await act(page, "re_review");
    });
    await job("列入公示名单", { clicks: 2, fields: 0 }, async () => {
      await way(page, "公示异议");
      await press(page.locator("[data-do=list]"));
      await page.locator("[data-notice]").waitFor();
    });
    const card = await page.locator("[data-notice]").textContent();
    check(card.includes("2023-10-10"), "the notice ends after five working days, the holidays left out", card);
  });
}

async function object() {
  const { context, page } = await open();
  await page.goto(`${config.base}/`);
  await job("公众提出异议", { clicks: 4, fields: 4 }, async () => {
    await press(page.locator('nav a[href="/notices"]').first());
    await press(page.locator("main").getByRole("link", { name: NAME }).first());
    await enter(page.locator("#name"), "演示人甲");
    await enter(page.locator("#contact"), "reader@example.org");
    await enter(page.locator("#evidence"), "演示：称该集群一家企业已经外迁，产值应当重新计算，请予核实。");
    await press(page.locator("main form button").first());
    // Of a demonstration nobody reads the mail: the page says the code.
    const [code] = /[0-9]{8}/.exec(await page.locator("main .warn", { hasText: /[0-9]{8}/ }).textContent());
    await enter(page.locator("#code"), code);
    await press(page.locator("form.entry button").first());
    await page.locator("#code").waitFor({ state: "detached" });
  });
  await has(page, "待核实");
  check(true, "the objection is on record");
  await context.close();
}

async function announce() {
  await as("ministry", async (page) => {
    await job("核实异议", { clicks: 3, fields: 1 }, async () => {
      await way(page, "公示异议");
      await act(page, "dismiss", { reason: "经核实，该企业仅迁移仓库" });
      await page.locator("[data-objection] .state.dismissed").waitFor();
    });
    await job("认定并公告", { clicks: 1, fields: 1 }, async () => {
      await enter(page.locator("#arg-announcement"), "演示公告第1号");
      await press(page.locator("[data-do=recognise]"));
      await page.locator("[data-diff] tbody tr").first().waitFor();
    });
    check((await page.locator("[data-diff]").textContent()).includes("2026-10-17"), "it is recognised for three years");
  });
}

/* ---- while it is recognised ---- */

async function report() {
  await as("county", (page) => job("填报年度培育情况", { clicks: 3, fields: 4 }, async () => {
    await dossier(page);
    await act(page, "file", { progress: "产值58亿元", experience: "共享算力", problems: "人才不足", measures: "与高校共建实训基地" });
  }));
  await as("zhejiang", (page) => job("报送年度培育情况", { clicks: 2, fields: 0 }, async () => {
    await way(page, "年度报告");
    await page.locator("[data-panel=forward] [data-complete]").waitFor();
    await audit(page, "annual reports to be forwarded");
    await shot(page, "reports-zh");
    await press(page.locator("[data-do=forward]"));
    await has(page, "已办理 1 份年度培育情况");
  }));
  await as("ministry", (page) => job("接收年度培育情况", { clicks: 2, fields: 0 }, async () => {
    await way(page, "年度报告");
    await press(page.locator("[data-do=accept]"));
    await has(page, "已办理 1 份年度培育情况");
  }));
}

async function change() {
  await as("county", (page) => job("报备变动", { clicks: 4, fields: 3 }, async () => {
    await listed(page);
    await act(page, "file_change", { kind: "operator", date: "2024-05-10", to: "由演示运营公司接任" });
    await page.locator("[data-compare]", { hasText: "由演示运营公司接任" }).waitFor();
  }));
  await as("zhejiang", (page) => job("确认变动", { clicks: 3, fields: 0 }, async () => {
    await dossier(page);
    const compared = await page.locator("[data-compare]").textContent();
    check(compared.includes("运营管理机构") && compared.includes("档案中没有此前的记载"), "a change stands beside what was before", compared);
    await shot(page, "change-zh");
    const step = await page.locator("ol.line li").first().textContent();
    check(step.includes("运营管理机构") && !step.includes("operator"), "the time line tells a choice in words", step);
    await act(page, "confirm_change");
    await page.getByRole("button", { name: "English" }).click();
    await page.locator("[data-compare]", { hasText: "operating body" }).waitFor();
    check(true, "in English a kind of change has its English name");
    await page.getByRole("button", { name: "中文" }).click();
  }));
}

/** A change of leading industry: the register has the new one once it is confirmed. */
async function industry() {
  await as("county", async (page) => {
    await listed(page);
    await button(page, "file_change").click();
    const dialog = page.locator("[role=dialog]");
    await dialog.locator("#arg-kind").selectOption("leading_industry");
    await dialog.locator("#arg-date").fill("2024-07-10");
    await dialog.locator("#arg-to").fill("演示：转向传感器");
    await dialog.getByRole("button", { name: "办理", exact: true }).click();
    await dialog.locator("#arg-industry-fault", { hasText: "须写明变动后的主导产业" }).waitFor();
    const said = (await dialog.textContent()).split("须写明变动后的主导产业").length - 1;
    check(said === 1 && await dialog.locator("#arg-kind-fault").count() === 0, "a need that is about two fields is told once, at the one to be filled in", await dialog.textContent());
    await send(page, { industry: "C4019" });
    await page.locator("[data-compare]", { hasText: "转向传感器" }).waitFor();
    check((await page.locator(".top").first().textContent()).includes("I6540"), "a change of industry that is only filed leaves the register as it was");
  });
  await as("zhejiang", async (page) => {
    await dossier(page);
    await act(page, "confirm_change");
    await page.locator(".top", { hasText: "C4019" }).first().waitFor();
    const compared = await page.locator("[data-compare]").first().textContent();
    check(compared.includes("I6540"), "once it is confirmed the dossier has the new industry, and the change what was before", compared);
    await shot(page, "industry-changed-zh");
  });
}

async function reexamine() {
  await as("zhejiang", async (page) => {
    await way(page, "年度报告");
    const late = await page.locator("[data-due=overdue]", { hasText: "2024" }).first().textContent();
    check(late.includes("2025-04-30") && late.includes(NAME), "a report that is overdue is named with its day", late);
    await page.locator("[data-due=soon]", { hasText: "2025" }).first().waitFor();
    const reminded = page.locator("[data-due=overdue]", { hasText: "2024" }).first().locator("[data-reminded]");
    // The work of this day may have been under way when the screen was read.
    for (let n = 0; n < 40 && !(await reminded.textContent()).includes("2026-03-20"); n++) {
      await page.reload();
      await reminded.waitFor();
    }
    const told = await reminded.textContent();
    check(told.includes("2026-03-20 提醒西湖区 县级主管部门（系统内通知、没有邮箱地址）"), "and who was reminded of it, on which day and by which way", told);
    await shot(page, "reports-due-zh");
    await listed(page);
    const inDossier = await page.locator(".due [data-reminded]").first().textContent();
    check(inDossier.includes("2026-03-20 提醒西湖区"), "in the dossier, too", inDossier);
    await page.goBack();
    await page.goBack();
    await page.locator("[data-due=overdue]").first().waitFor();
    await page.getByRole("button", { name: "English" }).click();
    await page.locator("h1", { hasText: "Annual reports" }).waitFor();
    await audit(page, "annual reports (en)");
  });
  await as("ministry", (page) => job("发布复核通知", { clicks: 3, fields: 5 }, async () => {
    await way(page, "批次");
    await act(page, "open_round", { closes: "2026-06-30", county_closes: "2026-05-31", quota: "8", quota_separate: "2", reexamination: "yes" });
    await page.locator('[id="r2026"]').waitFor();
  }));
  await as("county", (page) => job("复核申请：填写并提交", { clicks: 6, fields: 3 }, async () => {
    await listed(page);
    await act(page, "apply_reexamination", { round: "r2026" });
    await press(page.locator(".panel a.el-button--primary").first());
    await enter(page.locator('[id="item-goals"]'), "met");
    await enter(page.locator('[id="item-plan"]'), "演示：第二个三年规划");
    await press(page.locator("[data-submit-form]"));
    await page.waitForURL(/\/desk\/clusters\//);
  }));
  await as("zhejiang", (page) => job("复核初核", { clicks: 3, fields: 2 }, async () => {
    await way(page, "审核");
    await act(page, "review", { goals: "met", passed_on: "yes" });
  }));
}

async function passing() {
  await as("ministry", async (page) => {
    await job("复核通过", { clicks: 3, fields: 0 }, async () => {
      await way(page, "审核");
      await act(page, "pass");
    });
    await page.goto(desk("/clusters"));
    await page.locator("tbody tr", { hasText: "2029-10-17" }).waitFor();
    check(true, "it stays recognised for three more years");
  });
}

/* ---- supervision and revocation ---- */

async function incident() {
  await as("county", (page) => job("登记事件", { clicks: 4, fields: 5 }, async () => {
    await listed(page);
    await act(page, "report_incident", { kind: "accident", grade: "较大", date: "2026-08-19", enterprise: "演示企业乙", account: "演示：一号车间起火，无人员伤亡" });
  }));
  await as("zhejiang", async (page) => {
    await job("核实事件", { clicks: 3, fields: 0 }, async () => {
      await dossier(page);
      const first = page.locator(".panel [data-action]").first();
      await first.waitFor();
      check((await first.getAttribute("data-target")).includes("/"), "what waits stands before what begins something new", await first.getAttribute("data-target"));
      const top = await first.evaluate((e) => e.getBoundingClientRect().top);
      check(top >= 0 && top < 768, "and in sight, wherever in the dossier one was led", top);
      await act(page, "confirm_incident");
    });
    const said = page.locator(".note[role=status]", { hasText: "已办理：核实为属实" });
    await said.waitFor();
    check(await said.evaluate((e) => e.getBoundingClientRect().top >= 0 && e.getBoundingClientRect().bottom <= window.innerHeight), "that it is done is in sight, too");
    await job("发起监督", { clicks: 2, fields: 1 }, () => act(page, "open_supervision", { subject: "演示：请说明停产整改的进展" }));
  });
  await as("county", (page) => job("答复监督", { clicks: 3, fields: 1 }, async () => {
    await dossier(page);
    await act(page, "answer", { text: "演示：已停产整改" });
  }));
  await as("zhejiang", (page) => job("办结监督", { clicks: 4, fields: 0 }, async () => {
    await listed(page);
    await act(page, "close_supervision");
  }));
}

async function propose() {
  await as("zhejiang", (page) => job("提出撤销", { clicks: 4, fields: 2 }, async () => {
    await listed(page);
    await press(button(page, "propose_revocation"));
    await page.locator("#arg-ground option", { hasText: "事故与失信等情形" }).waitFor({ state: "attached" });
    const grounds = await page.locator("#arg-ground option").allTextContents();
    check(grounds.some((g) => g.includes("事故与失信等情形") && g.includes("第十七条(五)")), "a ground is chosen by its text and its article", grounds);
    await page.selectOption("#arg-ground", "一");
    await page.fill("#arg-evidence", "演示");
    await page.locator("[role=dialog]").getByRole("button", { name: "办理", exact: true }).click();
    const fault = await page.locator("#arg-ground-fault").textContent();
    check(fault.includes("第十七条(一)"), "a ground that does not stand is refused beside its field, by its article", fault);
    check(await page.locator("#arg-evidence-fault").count() === 0, "and not beside another one");
    check((await page.locator("[role=dialog] form").textContent()).split("第十七条(一)").length === 1 + 2, "nor again below: once in the list of grounds, once there", await page.locator("[role=dialog] form").textContent());
    check(fault.includes("（不符合要求）"), "and it says which part of it fails", fault);
    await shot(page, "refused-ground-zh");
    await attach(page, config.files.ground);
    await send(page, { ground: "五", evidence: "演示事故调查报告" });
  }));
  await as("ministry", async (page) => {
    await dossier(page);
    await closes(page, "撤销", "第十七条");
    const stages = page.locator("[data-stage]");
    await stages.nth(2).waitFor({ state: "attached" });
    const are = await stages.evaluateAll((all) => all.map((stage) => stage.getAttribute("data-stage")));
    check(are.join() === "done,now,ahead", "a revocation shows its course: proposed, to be heard, to be decided", are);
    const told = (await stages.allTextContents()).join(" ");
    check(told.includes("第十七条(五)") && told.includes("演示事故调查报告") && told.includes("已陈述或陈述期满"), "with article, evidence and what is still wanted", told);
    await page.locator("details.case:has([data-stage]) > summary").click();
    await page.locator("[data-stage=now]").scrollIntoViewIfNeeded();
    await audit(page, "a revocation");
    await shot(page, "revocation-zh");
  });
  await as("county", async (page) => {
    const period = page.locator("main section", { has: page.locator("li", { hasText: "待听取意见" }) });
    await period.waitFor();
    const due = await period.textContent();
    check(due.includes("三十日内到期") && !due.includes("他级"), "the period in which a county may speak is not called another level's", due);
    check(due.includes("您可以“提交陈述申辩”，截至 2026-09-14（含当日）"), "it reads that it may file a statement, and until which day", due);
    check(due.includes("本系统理解") && !due.includes("reading"), "what rests on no article says so in words", due);
    await job("提交陈述申辩", { clicks: 4, fields: 1 }, async () => {
      await listed(page);
      check(await page.locator("[data-stage=now] [data-action=file_statement]").count() === 1, "its statement is asked for where the hearing is, too");
      await press(button(page, "file_statement"));
      const before = page.locator("[role=dialog] [data-recap]");
      await before.getByText("演示事故调查报告", { exact: true }).waitFor();
      check((await before.getByRole("link").getAttribute("download")) !== null && (await before.textContent()).includes("演示-事故报告.pdf"), "what is held against it stands before who answers it, with its file");
      await attach(page, config.files.statement);
      await shot(page, "statement-files-zh");
      await send(page, { own_statement: "演示：已停产整改，请求从轻" });
      await page.locator("[data-stage=now] [data-note=file_statement]", { hasText: "请求从轻" }).waitFor({ state: "attached" });
    });
    check((await page.locator("[data-stage=done]").textContent()).includes("演示事故调查报告"), "and the ground with its evidence stays where it was");
    if (!await page.locator("[data-stage=now]").isVisible()) await page.locator("details.case:has([data-stage]) > summary").click();
    await page.locator("[data-stage=now]").scrollIntoViewIfNeeded();
    await audit(page, "a revocation with the county's statement");
    await shot(page, "revocation-county-zh");
  });
  await as("ministry", (page) => job("听取意见", { clicks: 3, fields: 0 }, async () => {
    await dossier(page);
    await page.locator("[data-stage=now] [data-note]", { hasText: "请求从轻" }).waitFor({ state: "attached" });
    check(!(await page.locator("[data-stage=now]").textContent()).includes("陈述期满"), "once it was filed nothing is wanted any more");
    await press(button(page, "hear"));
    const recap = page.locator("[role=dialog] [data-recap]");
    await recap.getByText("演示：已停产整改，请求从轻").waitFor();
    const files = await recap.getByRole("link").allTextContents();
    check(files.join() === "演示-事故报告.pdf,演示-整改说明.pdf", "the county's statement and its file stand before who hears it, beside the evidence", files);
    const read = await page.evaluate(async (href) => (await fetch(href)).status, await recap.getByRole("link").last().getAttribute("href"));
    check(read === 200, "and the file can be read there", read);
    await audit(page, "the form of a hearing");
    await shot(page, "hearing-zh");
    await send(page);
    await page.locator("[data-stage=done] [data-note]", { hasText: "请求从轻" }).waitFor({ state: "attached" });
  }));
}

async function decide() {
  await as("ministry", async (page) => {
    await job("决定撤销", { clicks: 3, fields: 1 }, async () => {
      await dossier(page);
      await act(page, "revoke", { reason: "认定期间发生较大安全事故" });
    });
    await state(page, "已撤销");
    const stands = await page.locator(".stands").textContent();
    check(stands.includes("2026-09-16“撤销”（第十七条(五)），有效期同日终止") && !stands.includes("，有效期至"), "the dossier says that its term ended, by which article and when", stands);
    check(!(await page.locator("dl.facts.top, .top").first().textContent()).includes("有效期末日"), "and does not go on saying until when it is valid");
    check((await page.locator("dl.facts.top, .top").first().textContent()).includes("东部"), "a region is called by its name");
    await shot(page, "life-revoked-zh");
  });
  const { context, page } = await open();
  await page.goto(`${config.base}/register`);
  await page.selectOption("#f-state", "revoked");
  await page.locator("form:has(#f-state) button").first().click();
  const row = page.locator("tbody tr", { hasText: NAME });
  check((await row.textContent()).includes("撤销"), "the register says that it is revoked", await row.textContent());
  await row.getByRole("link").first().click();
  await page.locator("h1", { hasText: NAME }).waitFor();
  const told = await page.locator("main").textContent();
  check(told.includes("演示公告第1号") && told.includes("撤销"), "and its page how it came to that", told);
  await context.close();
}

const parts = { candidate, round, apply, province, notice, object, announce, report, change, industry, reexamine, pass: passing, incident, propose, decide };
await run(parts[config.part]);
