/* text.h - every sentence that the program says, Chinese and English side by side.
 *
 * {0} to {9} are places for arguments. Texts of errors that come from the floors below bring both languages with them;
 * help texts stand in help.h. */
#ifndef JIQUN_CLI_TEXT_H
#define JIQUN_CLI_TEXT_H

#define CLI_TEXTS(X)                                                                                                   \
    /* usage */                                                                                                        \
    X(NO_COMMAND, "请写明命令；jiqun --help 列出全部命令", "name a command; jiqun --help lists them")                  \
    X(UNKNOWN_COMMAND, "没有命令“{0}”{1}", "there is no command “{0}”{1}")                                             \
    X(UNKNOWN_OPTION, "没有选项“{0}”{1}", "there is no option “{0}”{1}")                                               \
    X(DID_YOU_MEAN, "；是否指 {0}？", "; did you mean {0}?")                                                           \
    X(OPTION_WANTS_VALUE, "选项 {0} 后应有值", "option {0} wants a value")                                             \
    X(OPTION_TAKES_NONE, "选项 {0} 不带值", "option {0} takes no value")                                               \
    X(MISSING_OPTION, "缺少选项 {0}", "option {0} is required")                                                        \
    X(MISSING_FILE, "请写明文件", "name a file")                                                                       \
    X(TOO_MANY_WORDS, "多余的参数“{0}”", "one argument too many: “{0}”")                                               \
    X(BAD_VALUE, "选项 {0} 的值“{1}”不对：应为 {2}", "the value “{1}” of option {0} does not fit: expected {2}")       \
    X(WANTS_NUMBER, "{0} 至 {1} 的整数", "a whole number from {0} to {1}")                                             \
    X(WANTS_ONE_OF, "{0} 之一", "one of {0}")                                                                          \
    X(WANTS_DATE, "日期，写作 2026-03-01", "a date, written 2026-03-01")                                               \
    X(ERROR, "错误", "error")                                                                                          \
    X(NO_ROOT, "找不到法规文本与数据所在目录（rulebooks、data）；用 --root 或环境变量 JIQUN_ROOT 指明",                \
      "the folder with rulebooks and data is not found; name it with --root or the environment variable JIQUN_ROOT")   \
    X(CAN_NOT_WRITE, "写出失败：{0}", "writing failed: {0}")                                                           \
    X(MORE_DIAGS, "另有 {0} 处未列出", "{0} more are left out")                                                        \
    /* check, prove, format */                                                                                         \
    X(CHECKED, "{0}：无误。{1} 类事项，{2} 项操作，{3} 条指标，{4} 条须证明的性质。",                                  \
      "{0}: no fault. {1} kinds of case, {2} actions, {3} criteria, {4} properties to prove.")                         \
    X(CHECK_FAILED, "{0}：{1} 处错误。", "{0}: {1} errors.")                                                           \
    X(CHECKED_AFTER, "{0}：可以接替 {1}。", "{0}: may follow {1}.")                                                    \
    X(NOT_AFTER, "{0}：不能接替 {1}。", "{0}: can not follow {1}.")                                                    \
    X(NOT_FORMATTED, "{0}：格式不一致。", "{0}: is formatted otherwise.")                                              \
    /* play */                                                                                                         \
    X(OK, "准许", "ok")                                                                                                \
    X(REFUSED, "拒绝", "refused")                                                                                      \
    X(DIFFERS, "不符", "DIFFERS")                                                                                      \
    X(HOLDS, "属实", "holds")                                                                                          \
    X(DONE, "完成", "done")                                                                                            \
    X(PLAY_TOTALS, "{0}：{1} 步，{2} 项操作（准许 {3}，拒绝 {4}），{5} 项核对，{6} 处不符。",                          \
      "{0}: {1} steps, {2} actions ({3} ok, {4} refused), {5} expectations, {6} differ.")                              \
    X(PLAY_BAD, "{0}：无法继续。", "{0}: can not go on.")                                                              \
    /* assess, what-if */                                                                                              \
    X(YEAR_FROM_DATA, "申报年度 {0}（所给数据最新年度的次年；--year 可另行指定）。",                                   \
      "application year {0} (the year after the newest figures; --year sets another).")                                \
    X(YEAR_FROM_SAMPLE, "申报年度 {0}（取自法规文本的示例；--year 可另行指定）。",                                     \
      "application year {0} (that of the rulebook's sample; --year sets another).")                                    \
    X(NO_STANDARD, "{0} 没有认定标准{1}", "{0} has no standard {1}")                                                   \
    X(NO_YEAR, "无法确定申报年度；请用 --year 指明", "the application year is not known; set it with --year")          \
    X(NO_ROWS, "{0}：没有一份数据", "{0}: holds no dossier")                                                           \
    X(ASSESSED, "共 {0} 份：符合 {1}，不符合 {2}，缺证据 {3}，待定 {4}。",                                             \
      "{0} dossiers: {1} met, {2} not met, {3} no "                                                                    \
      "evidence, {4} open.")                                                                                           \
    X(PROGRESS_ROWS, "已读 {0} 份", "{0} dossiers")                                                                    \
    X(FLIP_TOTALS, "共 {0} 份，结论有变的 {1} 份。", "{0} dossiers, {1} verdicts change.")                             \
    X(FLIP_BY, "因指标 {0} {1}", "by criterion {0} {1}")                                                               \
    X(V_MET, "符合", "met")                                                                                            \
    X(V_NOT_MET, "不符合", "not met")                                                                                  \
    X(V_NO_EVIDENCE, "缺证据", "no evidence")                                                                          \
    X(V_OPEN, "待定", "open")                                                                                          \
    X(NO_SAMPLE, "{0} 没有示例数据", "{0} has no sample")                                                              \
    /* due */                                                                                                          \
    X(DUE_HEAD, "截至 {0}：今后 {1} 天内到期、逾期与待定的事项",                                                       \
      "as of {0}: what falls due within {1} days, what is "                                                            \
      "overdue or pending")                                                                                            \
    X(DUE_OVERDUE, "逾期", "overdue")                                                                                  \
    X(DUE_SOON, "即将到期", "falls due")                                                                               \
    X(DUE_ENDED, "已届满待定", "validity ended, result pending")                                                       \
    X(DUE_NOT_KNOWN, "结果未获得（不是逾期，也不是未通过）", "outcome not known to us (neither late nor failed)")      \
    X(DUE_WAITING, "待办", "waiting for somebody")                                                                     \
    X(DUE_LEFT, "还有 {0} 天", "{0} days left")                                                                        \
    X(DUE_TODAY, "今天", "today")                                                                                      \
    X(DUE_AGO, "已过 {0} 天", "{0} days ago")                                                                          \
    X(DUE_AND_MORE, "等 {0} 个", "{0} in all")                                                                         \
    X(DUE_YEAR, "{0} 年度", "on {0}")                                                                                  \
    X(DUE_WAITS_FOR, "由 {0} 办理", "for {0}")                                                                         \
    X(DUE_DAY_BACK, "日期 {0} 早于剧本的最后一日 {1}", "{0} is before the last day of the scenario, {1}")              \
    X(PLAY_FIRST, "剧本与其自身的核对不符；先用 jiqun play {0} 查看",                                                  \
      "the scenario is not answered as it expects; see "                                                               \
      "jiqun play {0}")                                                                                                \
    /* register */                                                                                                     \
    X(REG_TOTAL, "名录共 {0} 个集群", "the register holds {0} clusters")                                               \
    X(REG_CHANNEL, "推荐渠道", "channel")                                                                              \
    X(REG_SUM, "合计", "total")                                                                                        \
    X(REG_ANNOUNCED, "按公布日期与推荐渠道", "by day of announcement and channel")                                     \
    X(REG_NO_DATE, "未认定", "not recognised")                                                                         \
    X(REG_NO_CLUSTER, "法规文本没有集群", "the rulebook has no clusters")                                              \
    /* coverage */                                                                                                     \
    X(COV_NO_ROW, "{0} 没有一行说明由何处落实", "{0} has no row that says what enforces it")                           \
    X(COV_EMPTY, "{0} 缺少 {1}", "{0} lacks {1}")                                                                      \
    X(COV_DANGLING, "{0}：“{1}”指向不存在的内容：{2}", "{0}: “{1}” points at nothing: {2}")                            \
    X(COV_UNKNOWN_ID, "第 {0} 行：没有要求 {1}", "line {0}: there is no requirement {1}")                              \
    X(COV_FORM, "应写作 rulebook:…、code:文件:函数、data:文件、scenario:文件、test:文件:名称 或 prove:…",              \
      "expected rulebook:…, code:FILE:FUNCTION, data:FILE, scenario:FILE, test:FILE:NAME or prove:…")                  \
    X(COV_NOT_IN_BOOK, "法规文本中没有", "not in the rulebook")                                                        \
    X(COV_NO_FILE, "没有该文件", "no such file")                                                                       \
    X(COV_NOT_IN_FILE, "文件中没有“{0}”", "the file has no “{0}”")                                                     \
    X(COV_TOTALS, "{0} 项要求，{1} 处由法规文本或程序落实，{2} 处有证明或测试，{3} 处问题。",                          \
      "{0} requirements, {1} places that enforce them, {2} proofs or tests, {3} faults.")                              \
    X(COV_BAD_FILE, "表头应为 {0}", "the header should be {0}")

#endif
