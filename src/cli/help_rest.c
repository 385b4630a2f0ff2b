/* help_rest.c - the help texts, from format on; see help.c. */
#include "cli/cli.h"

const cli_help cli_help_rest[] = {
    {"format",
     {BASE_STR("整理法规文本的格式"), BASE_STR("format a rulebook")},
     {BASE_STR("用法  jiqun format 文件 [--check]\n"
               "\n"
               "按统一格式写到标准输出；--check 只核对是否已是统一格式。\n"
               "\n"
               "退出码  0 已写出或一致  1 不一致(--check)  2 用法或输入有误\n"
               "例      jiqun format national-2022\n"),
      BASE_STR("usage  jiqun format FILE [--check]\n"
               "\n"
               "Writes the text in the one form to standard output; --check only asks whether it is in that form.\n"
               "\n"
               "status   0 written, or in form  1 not in form (--check)  2 bad usage or input\n"
               "example  jiqun format national-2022\n")},
     cli_format},
    {"example",
     {BASE_STR("一份可用于评估的示例数据"), BASE_STR("sample facts to assess")},
     {BASE_STR("用法  jiqun example [--rulebook 法规]\n"
               "\n"
               "把法规文本中的示例数据写成 JSON。\n"
               "\n"
               "退出码  0 已写出  2 用法或输入有误\n"
               "例      jiqun example >示例.json\n"),
      BASE_STR("usage  jiqun example [--rulebook RULEBOOK]\n"
               "\n"
               "Writes the sample of a rulebook as facts in JSON.\n"
               "\n"
               "status   0 written  2 bad usage or input\n"
               "example  jiqun example >sample.json\n")},
     cli_example},
    {"audit",
     {BASE_STR("核验记录或导出的日志"), BASE_STR("prove a record or an exported log")},
     {BASE_STR("用法  jiqun audit (--data 文件夹 | --db 地址 [--data 文件夹] | --log 文件夹) [选项]\n"
               "\n"
               "自第一个事件起逐一核验：摘要、树、签名、日期次序；按当时所施行的文本重新作出每一项裁决，逐字节比对；由"
               "日志重新\n"
               "算出各派生表，逐行比对；核对附件。有不符的，指出第一处：在何处、现为何、应为何。\n"
               "  --log 文件夹   jiqun export log 导出的日志\n"
               "  --pub 文件     公钥，每行一个；缺省取记录或导出日志自带的\n"
               "  --errata 文件  已知有误的旧裁决，缺省 data/errata.csv\n"
               "  --format 格式  text 或 json（逐行：进度，最后是结果）\n"
               "\n"
               "退出码  0 无误  1 不符  2 用法有误，或无从核验\n"
               "例      jiqun audit --data 演示\n"),
      BASE_STR("usage  jiqun audit (--data FOLDER | --db ADDRESS [--data FOLDER] | --log FOLDER) [options]\n"
               "\n"
               "Checks from the first event on: digests, tree, signatures, order of days; makes every decision again "
               "under the\n"
               "text of its day and compares it byte by byte; works every derived table out anew and compares it row "
               "by row;\n"
               "checks attachments. Where something differs it says the first place: where, what is there, what "
               "should be.\n"
               "  --log FOLDER    a log written by jiqun export log\n"
               "  --pub FILE      public keys, one a line; default: those that lie beside the record or log\n"
               "  --errata FILE   old decisions that are known to be wrong; default data/errata.csv\n"
               "  --format FORM   text or json (a line each: how far it is, at the end what was found)\n"
               "\n"
               "status   0 proved  1 something differs  2 bad usage, or it can not be looked at\n"
               "example  jiqun audit --data demonstration\n")},
     cli_audit},
    {"export",
     {BASE_STR("导出日志"), BASE_STR("export the log")},
     {BASE_STR("用法  jiqun export log 文件夹 (--data 文件夹 | --db 地址) [--leaves-only]\n"
               "\n"
               "把日志写成文件，供他人核验或发布：检查点、叶与各层摘要（C2SP tlog-tiles "
               "的布局）、载荷、公钥和说明。只到最后\n"
               "签署的检查点为止；个人信息不在其中，只有摘要。先前导出过的文件夹，只写新增的部分。\n"
               "  --leaves-only   只写公开部分，不写载荷\n"
               "\n"
               "退出码  0 已导出  2 用法有误，或不能导出\n"
               "例      jiqun export log 日志 --data 演示\n"),
      BASE_STR("usage  jiqun export log FOLDER (--data FOLDER | --db ADDRESS) [--leaves-only]\n"
               "\n"
               "Writes the log as files, for others to check or to serve: checkpoints, leaves and hashes (in the "
               "layout of C2SP\n"
               "tlog-tiles), payloads, public keys and a text that explains them. It goes as far as the last signed "
               "checkpoint;\n"
               "personal data is not part of it, its digests are. A folder that was exported to before gets what is "
               "new.\n"
               "  --leaves-only   the public part only, without payloads\n"
               "\n"
               "status   0 exported  2 bad usage, or it can not be exported\n"
               "example  jiqun export log log --data demonstration\n")},
     cli_export},
    {"rebuild",
     {BASE_STR("由日志重建派生表"), BASE_STR("make the derived tables anew from the log")},
     {BASE_STR("用法  jiqun rebuild (--data 文件夹 | --db 地址)\n"
               "\n"
               "在一个事务中清空并由日志重新算出全部派生表（现状、集群、批次、计数、请求、树块、检索）；日志、草稿、个"
               "人信息等不动。\n"
               "先核对日志的摘要、次序与树；不符的，不作任何改动。\n"
               "\n"
               "退出码  0 已重建  1 日志不符，未改动  2 用法有误，或不能重建\n"
               "例      jiqun rebuild --data 演示\n"),
      BASE_STR("usage  jiqun rebuild (--data FOLDER | --db ADDRESS)\n"
               "\n"
               "Empties all derived tables (standings, dossiers, rounds, counts, requests, tiles, search) and makes "
               "them anew from\n"
               "the log, in one transaction; the log, drafts, personal data and the rest stay as they are. Digests, "
               "order and tree\n"
               "of the log are checked first; where they are wrong, nothing is changed.\n"
               "\n"
               "status   0 made anew  1 the log is not as it should be, nothing was changed  2 bad usage, or it can "
               "not be done\n"
               "example  jiqun rebuild --data demonstration\n")},
     cli_rebuild},
    {"key",
     {BASE_STR("个人信息密钥的更换与停用"), BASE_STR("replace and retire the key of personal data")},
     {BASE_STR("用法  jiqun key show|prepare|rotate|retire (--data 文件夹 | --db 地址)\n"
               "\n"
               "  show      各密钥的编号、状态，以及仍由它加密的内容与口令数\n"
               "  prepare   备好下一个密钥，写入 keys/personal.key 而不使用；多台机器时先行复制\n"
               "  rotate    启用备好的（没有则新的）密钥，并把原密钥加密的内容全部重新加密；中断后再次运行即继续\n"
               "  retire    逐项打开核实不再需要原密钥后，将其停用并从本机文件中删除\n"
               "\n"
               "服务运行时即可办理：口令照常有效，会话不中断；其他机器复制文件后自动使用新密钥，不必重新启动。\n"
               "更换前的备份仍需原密钥。\n"
               "\n"
               "退出码  0 成功  1 有打不开的加密内容  2 用法有误，或不能办理\n"
               "例      jiqun key rotate --data 演示 && jiqun key retire --data 演示\n"),
      BASE_STR(
          "usage  jiqun key show|prepare|rotate|retire (--data FOLDER | --db ADDRESS)\n"
          "\n"
          "  show      each key, how it stands, and how many texts and passwords hang on it\n"
          "  prepare   puts the next key into keys/personal.key without using it: to be copied to other machines "
          "first\n"
          "  rotate    the prepared key, or a new one, is in use from now on, and what the old one sealed is sealed "
          "anew;\n"
          "            broken off, it is gone on with when called again\n"
          "  retire    opens every text to see that nothing needs the old key, and takes it away\n"
          "\n"
          "While the service runs: passwords and sessions stay as they are, and other machines use the new key once "
          "their\n"
          "file has it, without being started again. Backups made before still need the old key.\n"
          "\n"
          "status   0 done  1 there are sealed texts that do not open  2 bad usage, or it can not be done\n"
          "example  jiqun key rotate --data demonstration && jiqun key retire --data demonstration\n")},
     cli_key},
    {"log",
     {BASE_STR("日志的名称、密钥与检查点"), BASE_STR("name, keys and checkpoints of the log")},
     {BASE_STR(
          "用法  jiqun log show|rotate (--data 文件夹 | --db 地址)\n"
          "      jiqun log restart --reason 理由 (--data 文件夹 | --db 地址)\n"
          "\n"
          "  show      名称、事件数、树根、最后的检查点、公钥\n"
          "  rotate    为同一日志生成新的密钥，此后由它签署\n"
          "  restart   "
          "数据库被换成较早的状态而缺失部分已不能恢复时：以新的名称和密钥继续，并以一个事件写明理由、引原检查点。\n"
          "            在此之前数据库只读，以免同一名称之下出现两份日志\n"
          "\n"
          "退出码  0 成功  1 数据库不包含已公布的检查点(show)  2 用法有误，或不能办理\n"
          "例      jiqun log show --data 演示\n"),
      BASE_STR("usage  jiqun log show|rotate (--data FOLDER | --db ADDRESS)\n"
               "       jiqun log restart --reason TEXT (--data FOLDER | --db ADDRESS)\n"
               "\n"
               "  show      name, number of events, root, last checkpoint, public keys\n"
               "  rotate    makes a further key of the same log, which signs from then on\n"
               "  restart   when the database was put back to an earlier state and the rest is lost for good: goes on "
               "under a new\n"
               "            name and key; an event says why and cites the old checkpoint. Until then the database is "
               "read-only,\n"
               "            so that there are never two logs of one name\n"
               "\n"
               "status   0 done  1 the database does not extend what was published (show)  2 bad usage, or it can not "
               "be done\n"
               "example  jiqun log show --data demonstration\n")},
     cli_log},
    {"person",
     {BASE_STR("删除个人信息"), BASE_STR("erase personal data")},
     {BASE_STR("用法  jiqun person erase 事件序号 --reason 理由 (--data 文件夹 | --db 地址)\n"
               "\n"
               "删除该事件的个人信息部分（姓名、联系方式）及其盐，并留存理由；公众提出的异议所附的文件一并删除。日志、"
               "摘要和各项裁决不变：个人信息从不参与裁决。\n"
               "\n"
               "退出码  0 已删除  2 用法有误，或不能删除\n"
               "例      jiqun person erase 25 --reason 本人申请 --data 演示\n"),
      BASE_STR("usage  jiqun person erase NUMBER --reason TEXT (--data FOLDER | --db ADDRESS)\n"
               "\n"
               "Erases the person part of an event (name, contact) with its salt, and keeps the reason; files that "
               "came with an objection\n"
               "of the public go with it. Log, digests and decisions are unchanged: personal data never enters a "
               "decision.\n"
               "\n"
               "status   0 erased  2 bad usage, or it can not be done\n"
               "example  jiqun person erase 25 --reason 'asked by the person' --data demonstration\n")},
     cli_person},
    {"user",
     {BASE_STR("账号"), BASE_STR("accounts")},
     {BASE_STR(
          "用法  jiqun user add 登录名 [--name 姓名] [--mail 邮箱] [--phone 电话] [密码选项] (--data 文件夹 | "
          "--db 地址)\n"
          "      jiqun user grant 登录名 --office system|security|audit\n"
          "      jiqun user grant 登录名 --level 层级 [--place 渠道、区划或专家姓名]\n"
          "      jiqun user password 登录名 [密码选项]\n"
          "      jiqun user revoke|disable|enable|totp-reset|erase 登录名 --reason 理由\n"
          "      jiqun user confirm 登录名\n"
          "      jiqun user link 登录名 --issuer 地址 --subject 用户标识      绑定外部登录服务的用户；unlink 解除\n"
          "      jiqun user list [--format text|json]\n"
          "\n"
          "首个账号只能在此建立，即为系统管理员；此后的账号须另行授权才起作用。系统、安全、审计三员互斥，也不兼办"
          "业务。\n"
          "在此所做的一切均记入访问记录（console）。密码从终端读入、不显示；从不写在命令行上。\n"
          "  --password-stdin   从标准输入读一行作密码\n"
          "  --once             由程序生成一次性密码并显示一次\n"
          "  --keep             密码由本人选定，首次登录不必更改\n"
          "  --level            现行规则中的层级：ministry、province、city、county、expert …\n"
          "\n"
          "退出码  0 已办  2 用法有误，或不能办\n"
          "例      jiqun user add admin --once --data 演示\n"),
      BASE_STR(
          "usage  jiqun user add LOGIN [--name N] [--mail M] [--phone P] [password] (--data FOLDER | --db ADDRESS)\n"
          "       jiqun user grant LOGIN --office system|security|audit\n"
          "       jiqun user grant LOGIN --level LEVEL [--place CHANNEL, DIVISION or expert's NAME]\n"
          "       jiqun user password LOGIN [password]\n"
          "       jiqun user revoke|disable|enable|totp-reset|erase LOGIN --reason TEXT\n"
          "       jiqun user confirm LOGIN\n"
          "       jiqun user link LOGIN --issuer URL --subject NAME    to a user of a provider; unlink ends it\n"
          "       jiqun user list [--format text|json]\n"
          "\n"
          "The first account is made here only, as system officer; later ones are inert until they are granted\n"
          "something. The offices system, security and audit exclude one another, and acting on cases. All that is\n"
          "done here stands on the access record (console). A password is read from the terminal, unseen, and is\n"
          "never an argument.\n"
          "  --password-stdin   the first line of standard input\n"
          "  --once             one is made for once, and shown once\n"
          "  --keep             its owner has chosen it: it need not be changed at the first sign-in\n"
          "  --level            a level of the rulebook in force: ministry, province, city, county, expert …\n"
          "\n"
          "status   0 done  2 bad usage, or it can not be done\n"
          "example  jiqun user add admin --once --data demonstration\n")},
     cli_user},
    {"proof",
     {BASE_STR("出具集群现状的证明"), BASE_STR("prove how a cluster stands, in a file")},
     {BASE_STR("用法  jiqun proof 集群 (--data 文件夹 | --db 地址) [--to 文件]\n"
               "\n"
               "写一个小文件：集群的名称、所在县、状态、公布日期、有效期，作出决定的各事件及其收录证明，已签署的检查点"
               "。任何人凭公钥\n"
               "即可离线核验（jiqun verify）。\n"
               "  --to 文件   缺省为 集群.proof\n"
               "\n"
               "退出码  0 已写出  2 用法有误，或不能出具\n"
               "例      jiqun proof c1 --data 演示\n"),
      BASE_STR(
          "usage  jiqun proof CLUSTER (--data FOLDER | --db ADDRESS) [--to FILE]\n"
          "\n"
          "Writes a small file: name, county, state, announcement and term of the cluster, the events that decided "
          "them with\n"
          "proofs that they are in the log, and the signed checkpoint. Anybody can check it offline with the "
          "public key\n"
          "(jiqun verify).\n"
          "  --to FILE   default: CLUSTER.proof\n"
          "\n"
          "status   0 written  2 bad usage, or it can not be made\n"
          "example  jiqun proof c1 --data demonstration\n")},
     cli_proof},
    {"document",
     {BASE_STR("印出文书（PDF）"), BASE_STR("print a document (PDF)")},
     {BASE_STR("用法  jiqun document 种类 对象 (--data 文件夹 | --db 地址) [选项]\n"
               "\n"
               "由记录生成可印制的文书：A4，按 GB/T 9704 的页边与字号。文号、印章由主管部门另行加具，本程序不代拟。\n"
               "  case 办件              一个办件：字段、申报内容、对照标准、办理过程\n"
               "  report 集群            发展评估报告：历年指标与图\n"
               "  certificate 集群       认定证明，可带二维码（--site）\n"
               "  recommendations 批次   推荐汇总表（--channel 限一个推荐渠道）\n"
               "  notice 批次            公示名单\n"
               "  announcement 批次      认定名单\n"
               "  --to 文件              缺省为 种类.pdf\n"
               "  --site 网址            二维码所指的网站，例如 https://example.org\n"
               "  --text                 只写文书的文本（JSON），不印制\n"
               "\n"
               "退出码  0 已写出  2 用法有误，或不能印出\n"
               "例      jiqun document certificate c1 --data 演示\n"),
      BASE_STR(
          "usage  jiqun document KIND TARGET (--data FOLDER | --db ADDRESS) [options]\n"
          "\n"
          "Makes a document of the record, ready to be printed: A4, margins and type sizes of GB/T 9704. Numbers and\n"
          "seals are the authority's to give.\n"
          "  case CASE               one case: fields, what was declared, standing, steps\n"
          "  report CLUSTER          evaluation report: figures by year, with bars\n"
          "  certificate CLUSTER     that it is recognised; with a QR code (--site)\n"
          "  recommendations ROUND   what was recommended (--channel: of one channel)\n"
          "  notice ROUND            the list on public notice\n"
          "  announcement ROUND      the clusters that were recognised\n"
          "  --to FILE               default: KIND.pdf\n"
          "  --site ADDRESS          the site the QR code leads to, as https://example.org\n"
          "  --text                  writes the text of the document (JSON) and prints nothing\n"
          "\n"
          "status   0 written  2 bad usage, or it can not be printed\n"
          "example  jiqun document certificate c1 --data demonstration\n")},
     cli_document},
    {"print",
     {BASE_STR("把文书的文本印成 PDF"), BASE_STR("turn the text of a document into PDF")},
     {BASE_STR("用法  jiqun print <文书.json >文书.pdf\n"
               "\n"
               "由标准输入读文书的文本（jiqun document --text），向标准输出写一个字节 P 与 PDF，或 E 与所出的错误。由 "
               "document\n"
               "与 serve 启动，使印制所用的程序库不进入它们的进程；内存与用时都有上限。\n"
               "\n"
               "退出码  0 已写出  1 不能印出  2 用法有误\n"
               "例      jiqun print <certificate.json | tail -c +2 >certificate.pdf\n"),
      BASE_STR(
          "usage  jiqun print <DOCUMENT.json >DOCUMENT.pdf\n"
          "\n"
          "Reads the text of a document (jiqun document --text) from standard input; writes one byte P and the PDF, or "
          "E\n"
          "and what is wrong. document and serve start it, so that the libraries that print stay out of their own\n"
          "process; memory and time have limits.\n"
          "\n"
          "status   0 written  1 it can not be printed  2 bad usage\n"
          "example  jiqun print <certificate.json | tail -c +2 >certificate.pdf\n")},
     cli_print},
    {"verify",
     {BASE_STR("离线核验集群证明"), BASE_STR("check such a file offline")},
     {BASE_STR("用法  jiqun verify 文件 --pub 公钥\n"
               "\n"
               "只凭公钥核验 jiqun proof "
               "所出的证明，不需要记录、网络或其他数据。公钥为文件（每行一个）或公钥本身；应从主管部门公布处\n"
               "取得。\n"
               "\n"
               "退出码  0 成立  1 不成立  2 用法有误，或不能读取\n"
               "例      jiqun verify c1.proof --pub log-01.pub\n"),
      BASE_STR(
          "usage  jiqun verify FILE --pub KEY\n"
          "\n"
          "Checks a file made by jiqun proof with the public key and nothing else: no record, no network, no data. "
          "KEY is a\n"
          "file (a key a line) or the key itself; get it where the authority publishes it.\n"
          "\n"
          "status   0 it holds  1 it does not  2 bad usage or unreadable\n"
          "example  jiqun verify c1.proof --pub log-01.pub\n")},
     cli_verify},
    {"match",
     {BASE_STR("以企业清单比对各集群的名册"), BASE_STR("match a list of enterprises against all rosters")},
     {BASE_STR("用法  jiqun match 清单 --data 文件夹 | --db 地址 [--place 区划] [--to 文件] [--format text|json]\n"
               "\n"
               "清单为 XLSX，或 UTF-8、GBK 编码的 CSV，有“统一社会信用代码”一列，或每行一个代码，至多 1000 万行。列出\n"
               "哪些集群的名册中有清单所列企业；不写入记录，不作任何认定。没有名册的集群无从比对，另行计数。\n"
               "  --place 区划     只比对其中的集群（33，330106）\n"
               "  --viewer 层级    以某层级的管辖范围比对（province:33）；不写则为全部\n"
               "  --to 文件        写入 .csv、.xlsx 或 .jsonl；不带后缀则三种都写\n"
               "\n"
               "退出码  0 已比对  2 用法或读写有误\n"
               "例      jiqun match 失信企业.csv --data 演示 --to 结果.xlsx\n"),
      BASE_STR(
          "usage  jiqun match LIST --data FOLDER | --db ADDRESS [--place CODE] [--to FILE] [--format text|json]\n"
          "\n"
          "The list is XLSX, or CSV in UTF-8 or GBK, with a column 统一社会信用代码 (Credit code) or one code a row, "
          "of\n"
          "10,000,000 rows at most. Tells which clusters have an enterprise of it on their rosters; writes nothing to "
          "the\n"
          "record and decides nothing. Clusters without a roster can not be matched and are counted apart.\n"
          "  --place CODE      clusters in it only (33, 330106)\n"
          "  --viewer LEVEL    what that level sees (province:33); else everything\n"
          "  --to FILE         writes .csv, .xlsx or .jsonl; without such an ending all three\n"
          "\n"
          "status   0 matched  2 bad usage, or reading or writing failed\n"
          "example  jiqun match list.csv --data demonstration --to result.xlsx\n")},
     cli_match},
    {"version",
     {BASE_STR("版本"), BASE_STR("version")},
     {BASE_STR("用法  jiqun version\n"
               "\n"
               "例      jiqun version\n"),
      BASE_STR("usage  jiqun version\n"
               "\n"
               "example  jiqun version\n")},
     cli_version},
};
const size_t cli_n_help_rest = sizeof cli_help_rest / sizeof *cli_help_rest;
