/* help.c - the help texts, Chinese and English. Each ends with an example that can be copied. */
#include "cli/cli.h"

static const cli_help before[] = {
    {"init",
     {BASE_STR("建立记录"), BASE_STR("begin a record")},
     {BASE_STR("用法  jiqun init --data 文件夹 [--db 地址] [选项]\n"
               "\n"
               "建立记录：检查并证明法规文本，生成密钥，把法规文本与区划、工作日、划型、行业数据作为最初的事件写入。\n"
               "  --data 文件夹      密钥、附件、已公布的检查点；不用 --db 时也存放数据库（SQLite）\n"
               "  --db 地址          postgresql://…，或 env:变量名（地址在环境变量中）；此时 --data 缺省为\n"
               "                     ~/.local/state/jiqun/库名\n"
               "  --rulebook 法规    标识或文件，缺省 national-2022\n"
               "  --suite 算法       sm3（缺省：SM3 与 SM2）或 sha256（SHA-256 与 Ed25519）\n"
               "  --origin 名称      日志的名称，此后不变，例如 jiqun.example/county-330106；缺省取一个不重复的名称\n"
               "  --demo             演示记录：可以指定日期，处处注明演示\n"
               "  --day 日期         演示的起始日，缺省为法规施行之日\n"
               "  --no-prove         不证明\n"
               "\n"
               "退出码  0 已建立  1 有性质未能证明  2 用法或输入有误\n"
               "例      jiqun init --data 演示 --demo\n"),
      BASE_STR(
          "usage  jiqun init --data FOLDER [--db ADDRESS] [options]\n"
          "\n"
          "Begins a record: checks and proves the rulebook, makes keys, and writes the rulebook with divisions, "
          "working\n"
          "days, size classes and industries as its first events.\n"
          "  --data FOLDER    keys, attachments, the checkpoint last published; and the database unless --db is "
          "given\n"
          "  --db ADDRESS     postgresql://… or env:NAME, the variable that holds it; then --data is\n"
          "                   ~/.local/state/jiqun/NAME of the database unless given\n"
          "  --rulebook R     id or file; default national-2022\n"
          "  --suite S        sm3 (default: SM3 and SM2) or sha256 (SHA-256 and Ed25519)\n"
          "  --origin NAME    of the log, for good: jiqun.example/county-330106; default: one that nobody else has\n"
          "  --demo           a demonstration: days may be given, and everything says that it is one\n"
          "  --day DATE       its first day; default: the first day on which the rulebook is in force\n"
          "  --no-prove       leaves the proofs out\n"
          "\n"
          "status   0 begun  1 some property is not proved  2 bad usage or input\n"
          "example  jiqun init --data demonstration --demo\n")},
     cli_init},
    {"import",
     {BASE_STR("迁入既有的认定"), BASE_STR("take over recognitions of before")},
     {BASE_STR(
          "用法  jiqun import register 文件.csv --data 文件夹 [--dry-run] [--skip-bad]\n"
          "\n"
          "由 CSV "
          "名单迁入系统启用前的认定（须在“数据迁入中”）。先核对全部各行，有一行有误即不迁入；重复导入不会重复。\n"
          "  列             cluster_name、announcement、announced，county 或 channel；另可有 round、id、industry、\n"
          "                 subfield、valid_from、valid_until（空则自公布日起三年）\n"
          "  --dry-run      只核对\n"
          "  --skip-bad     跳过有误的行\n"
          "\n"
          "退出码  0 全部迁入  1 有误  2 用法或输入有误\n"
          "例      jiqun import register data/clusters.csv --data 演示 --dry-run\n"),
      BASE_STR(
          "usage  jiqun import register FILE.csv --data FOLDER [--dry-run] [--skip-bad]\n"
          "\n"
          "Takes recognitions of before the system over from a list (while the programme is loading). All rows are\n"
          "looked at first, and none is taken over when one is wrong; the same file again doubles nothing.\n"
          "  columns        cluster_name, announcement, announced, county or channel; also round, id, industry,\n"
          "                 subfield, valid_from, valid_until (empty: three years from the announcement)\n"
          "  --dry-run      only looks\n"
          "  --skip-bad     leaves out rows that are wrong\n"
          "\n"
          "status   0 all taken over  1 some rows are wrong  2 bad usage or input\n"
          "example  jiqun import register data/clusters.csv --data demonstration --dry-run\n")},
     cli_import},
    {"check",
     {BASE_STR("检查法规文本"), BASE_STR("check rulebooks")},
     {BASE_STR("用法  jiqun check 文件… [--after 旧版]\n"
               "\n"
               "逐个读取、检查法规文本，指出错误所在的文件、行、列和改法。\n"
               "  --after 旧版   另查新版能否接替旧版（不得删改已有的状态与字段）\n"
               "\n"
               "退出码  0 无误  1 有错误  2 用法或读取有误\n"
               "例      jiqun check national-2022\n"),
      BASE_STR("usage  jiqun check FILE… [--after OLD]\n"
               "\n"
               "Reads and checks rulebooks; says where a fault is and what to do.\n"
               "  --after OLD   also: may it follow OLD (states and fields in use must stay)\n"
               "\n"
               "status   0 no fault  1 faults  2 bad usage or unreadable\n"
               "example  jiqun check national-2022\n")},
     cli_check},
    {"prove",
     {BASE_STR("证明法规文本所列的性质"), BASE_STR("prove the properties a rulebook states")},
     {BASE_STR("用法  jiqun prove 文件\n"
               "\n"
               "逐条证明法规文本中的 prove；不成立的，给出最短的经过，可用 jiqun play 重演。\n"
               "\n"
               "退出码  0 全部成立  1 有不成立或未能确定的  2 用法或输入有误\n"
               "例      jiqun prove national-2022\n"),
      BASE_STR("usage  jiqun prove FILE\n"
               "\n"
               "Proves each `prove` line; of one that fails it prints the shortest history, which jiqun play replays.\n"
               "\n"
               "status   0 all hold  1 some fail or are not settled  2 bad usage or input\n"
               "example  jiqun prove national-2022\n")},
     cli_prove},
    {"play",
     {BASE_STR("逐步执行情景文件"), BASE_STR("play scenario files")},
     {BASE_STR("用法  jiqun play 文件… [--data 文件夹 | --db 地址] [--why] [--quiet] [--story]\n"
               "\n"
               "逐步执行情景文件（*.case），与文件写明的结果核对。\n"
               "  --data 文件夹   办入该记录，接着其最后一日；每一步写入磁盘后才进行下一步。--db 用于 PostgreSQL\n"
               "  --why     列出拒绝的全部理由及已满足的条件\n"
               "  --quiet   只列不符之处与合计\n"
               "  --story   按日期叙述经过及所依条款\n"
               "\n"
               "退出码  0 全部相符  1 有不符  2 用法或输入有误\n"
               "例      jiqun play scenarios/life.case --story\n"),
      BASE_STR("usage  jiqun play FILE… [--data FOLDER | --db ADDRESS] [--why] [--quiet] [--story]\n"
               "\n"
               "Plays scenario files (*.case) step by step and holds each answer against what the file expects.\n"
               "  --data FOLDER   into that record, going on from its last day; each step is on disk before the "
               "next.\n"
               "                  --db for PostgreSQL\n"
               "  --why     all reasons of a refusal, and the needs that were met\n"
               "  --quiet   only what differs, and a summary\n"
               "  --story   as a time line with articles\n"
               "\n"
               "status   0 all as expected  1 something differs  2 bad usage or input\n"
               "example  jiqun play scenarios/life.case --story\n")},
     cli_play},
    {"assess",
     {BASE_STR("按标准评估数据"), BASE_STR("assess facts against a standard")},
     {BASE_STR(
          "用法  jiqun assess --rulebook 法规 --facts 数据 [选项]\n"
          "\n"
          "逐份评估，列出每项指标的结论、数值与算式。数据为 JSON（一个、一组或每行一个）或宽表 CSV；- 为标准输入。\n"
          "  --year 年        申报年度；缺省为数据最新年度的次年\n"
          "  --standard 版本  缺省为法规文本中最后一个标准\n"
          "  --format 格式    text（缺省）、json（每行一份）、csv\n"
          "\n"
          "退出码  0 已评估（结论不论）  2 用法或输入有误\n"
          "例      jiqun example >示例.json; jiqun assess --rulebook national-2022 --facts 示例.json\n"),
      BASE_STR("usage  jiqun assess --rulebook RULEBOOK --facts FACTS [options]\n"
               "\n"
               "Assesses dossier by dossier: verdict, values and arithmetic of each criterion. Facts are JSON (one, an "
               "array,\n"
               "or one a line) or wide CSV; - is standard input.\n"
               "  --year Y        application year; default: the year after the newest figures\n"
               "  --standard V    default: the last standard of the rulebook\n"
               "  --format F      text (default), json (one a line), csv\n"
               "\n"
               "status   0 assessed (whatever the verdict)  2 bad usage or input\n"
               "example  jiqun example >sample.json; jiqun assess --rulebook national-2022 --facts sample.json\n")},
     cli_assess},
    {"whatif",
     {BASE_STR("比较两份法规文本下的结论"), BASE_STR("compare verdicts under two rulebooks")},
     {BASE_STR("用法  jiqun whatif --from 法规1 --to 法规2 --facts 数据 [--year 年] [--format text|json|csv]\n"
               "      jiqun whatif [--from 法规1] --to 法规2 --data 文件夹 [--format text|json|csv]\n"
               "\n"
               "列出结论有变的每一份：由何变何，因哪项指标；并给出合计。\n"
               "  --data 文件夹   以该记录中每份档案最近一次提交的数据判断，--from 缺省为现行文本；只看数据，\n"
               "                不计审核人的判断与放宽，也不计底线情形。--db 用于 PostgreSQL\n"
               "\n"
               "退出码  0 已比较  2 用法或输入有误\n"
               "例      jiqun whatif --from national-2022 --to yunnan --facts 数据.csv --year 2023\n"),
      BASE_STR("usage  jiqun whatif --from RULEBOOK1 --to RULEBOOK2 --facts FACTS [--year Y] [--format text|json|csv]\n"
               "       jiqun whatif [--from RULEBOOK1] --to RULEBOOK2 --data DIR [--format text|json|csv]\n"
               "\n"
               "Lists every dossier whose verdict changes, from what to what and by which criterion, and the totals.\n"
               "  --data DIR   by the figures that each dossier on record submitted last; --from is then the text in\n"
               "               force unless given. Figures only: not what reviewers found or relaxed, nor vetoes. --db "
               "for PostgreSQL\n"
               "\n"
               "status   0 compared  2 bad usage or input\n"
               "example  jiqun whatif --from national-2022 --to yunnan --facts facts.csv --year 2023\n")},
     cli_whatif},
    {"due",
     {BASE_STR("某日到期、逾期与待定的事项"), BASE_STR("what falls due, is overdue or pending on a day")},
     {BASE_STR("用法  jiqun due --today 日期 文件.case [--days 天数] [--all] [--format text|json|csv]\n"
               "      jiqun due --data 文件夹 [--today 日期] [档案…] [同上]\n"
               "\n"
               "先执行情景文件，再列出该日逾期、今后若干天内到期、已届满待定、结果未获得和待办的事项。\n"
               "  --data 文件夹   列出该记录的；日期缺省为当日（演示记录为其最后一日）。--db 用于 PostgreSQL\n"
               "  --days 天数   向后看多少天，缺省 400\n"
               "  --all         同类同日的事项也逐一列出\n"
               "\n"
               "退出码  0 已列出  1 情景文件与其核对不符  2 用法或输入有误\n"
               "例      jiqun due --today 2026-03-01 scenarios/register.case\n"),
      BASE_STR("usage  jiqun due --today DATE FILE.case [--days N] [--all] [--format text|json|csv]\n"
               "       jiqun due --data FOLDER [--today DATE] [DOSSIER…] [the same]\n"
               "\n"
               "Plays the scenario, then lists what is overdue on that day, falls due within N days, has ended, is not "
               "known,\n"
               "or waits for somebody.\n"
               "  --data FOLDER   of that record; the day is today unless given (of a demonstration its last one).\n"
               "                  --db for PostgreSQL\n"
               "  --days N   how far to look ahead; default 400\n"
               "  --all      list also alike items of one day one by one\n"
               "\n"
               "status   0 listed  1 the scenario is not answered as it expects  2 bad usage or input\n"
               "example  jiqun due --today 2026-03-01 scenarios/register.case\n")},
     cli_due},
    {"clock",
     {BASE_STR("每日工作：应当提醒谁办什么"), BASE_STR("the daily work: who is to be reminded of what")},
     {BASE_STR("用法  jiqun clock --data 文件夹 | --db 地址 [--today 日期] [--remind 日程] [--addresses 文件.csv]\n"
               "                  [--link 网址] [--format text|json]\n"
               "\n"
               "按法规推算当日到期、逾期、届满和期限已过的事项，提醒应当办理的人：程序内通知，有邮箱的另发一封邮件\n"
               "（放入待发箱，由 jiqun mail 发出）。同一提醒只发一次；漏了的日子补上最近一级；多个节点只做一次。\n"
               "  --today 日期       仅限演示记录；缺省为当日（演示记录为其最后一日）\n"
               "  --remind 日程      改定提醒日程并记在记录中，例如 30,10,3,0,+7：提前几天，逾期后每几天\n"
               "  --addresses 文件   没有账号的单位的邮箱：表头 level,place,address\n"
               "\n"
               "退出码  0 已做  1 别的节点正在做  2 用法或读写有误\n"
               "例      jiqun clock --data 演示\n"),
      BASE_STR(
          "usage  jiqun clock --data FOLDER | --db ADDRESS [--today DATE] [--remind STEPS] [--addresses FILE.csv]\n"
          "                   [--link URL] [--format text|json]\n"
          "\n"
          "Derives what is due, overdue, ended or may go on that day, and reminds those who have to act: by a notice\n"
          "in the program, and where there is an address by one mail (into the outbox; jiqun mail sends it). A\n"
          "reminder is told once; of days that were missed the latest step is told; several nodes do it once.\n"
          "  --today DATE      of a demonstration only; default today (of a demonstration its last day)\n"
          "  --remind STEPS    sets and keeps when to remind, for example 30,10,3,0,+7: days before, and every so\n"
          "                    many days while overdue\n"
          "  --addresses FILE  of offices without an account: header level,place,address\n"
          "\n"
          "status   0 done  1 another node is at it  2 bad usage, or the record failed\n"
          "example  jiqun clock --data demonstration\n")},
     cli_clock},
    {"mail",
     {BASE_STR("发出待发的邮件"), BASE_STR("sends the mails that wait")},
     {BASE_STR(
          "用法  jiqun mail --data 文件夹 | --db 地址 --smtp 网址 --from 邮箱 [--from-name 名称] [--smtp-starttls]\n"
          "                 [--smtp-ca 文件] [--smtp-user 用户 --smtp-password-file 文件] [--format text|json]\n"
          "      jiqun mail --data 文件夹 --list\n"
          "      jiqun mail --data 文件夹 --again 编号\n"
          "\n"
          "把待发箱中到时的邮件交给邮件服务器，至多 200 封；服务器暂时不收的以后再试，拒收的记下原因。\n"
          "  --smtp 网址       smtp://主机[:端口] 或 smtps://主机[:端口]；有用户名时一定加密\n"
          "  --smtp-starttls   必须加密，否则不发\n"
          "  --list            列出放弃了的邮件    --again 编号   其中一封重新待发\n"
          "\n"
          "退出码  0 已发，或没有到时的  1 服务器不能用，或有邮件被拒收  2 用法或读写有误\n"
          "例      jiqun mail --data 记录 --smtp smtp://mail.example.org --from jiqun@example.org --smtp-starttls\n"),
      BASE_STR(
          "usage  jiqun mail --data FOLDER | --db ADDRESS --smtp URL --from ADDRESS [--from-name NAME]\n"
          "                  [--smtp-starttls] [--smtp-ca FILE] [--smtp-user USER --smtp-password-file FILE]\n"
          "                  [--format text|json]\n"
          "       jiqun mail --data FOLDER --list\n"
          "       jiqun mail --data FOLDER --again NUMBER\n"
          "\n"
          "Hands the mails of the outbox that are due to a mail server, at most 200. What the server does not take "
          "now\n"
          "is tried again later; what it refuses is given up, with the reason.\n"
          "  --smtp URL        smtp://HOST[:PORT] or smtps://HOST[:PORT]; encrypted always when there is a user\n"
          "  --smtp-starttls   encrypted or not at all\n"
          "  --list            lists what was given up    --again NUMBER   puts one of them back\n"
          "\n"
          "status   0 sent, or nothing is due  1 the server can not be used, or mails were refused\n"
          "         2 bad usage, or the record failed\n"
          "example  jiqun mail --data record --smtp smtp://mail.example.org --from jiqun@example.org "
          "--smtp-starttls\n")},
     cli_mail},
    {"register",
     {BASE_STR("集群名录"), BASE_STR("the register of clusters")},
     {BASE_STR("用法  jiqun register 文件.case [--format text|json|csv]\n"
               "      jiqun register --data 文件夹 [筛选] [--after 编号] [--limit 个数] [--format text|json|csv]\n"
               "\n"
               "先执行情景文件，再给出名录：text 为按公布日期与推荐渠道的汇总表，json、csv 为逐个清单。\n"
               "  --data 文件夹   列出该记录的。--db 用于 PostgreSQL\n"
               "  --state 状态  --county 区划代码（前缀）  --channel 推荐渠道  --round 批次  --industry 行业（前缀）\n"
               "  --year 公布年份  --text 名称中的字词（空格分开，须全部出现）\n"
               "\n"
               "退出码  0 已列出  1 情景文件与其核对不符  2 用法或输入有误\n"
               "例      jiqun register scenarios/register.case\n"),
      BASE_STR("usage  jiqun register FILE.case [--format text|json|csv]\n"
               "       jiqun register --data FOLDER [filters] [--after N] [--limit N] [--format text|json|csv]\n"
               "\n"
               "Plays the scenario, then gives the register: text is a table by day of announcement and channel, json "
               "and csv\n"
               "list the clusters.\n"
               "  --data FOLDER   of that record; --db for PostgreSQL\n"
               "  --state S  --county CODE (or its beginning)  --channel CODE  --round NAME  --industry CODE (or its "
               "beginning)\n"
               "  --year Y of the announcement  --text WORDS, all of which the name has, a blank between\n"
               "\n"
               "status   0 listed  1 the scenario is not answered as it expects  2 bad usage or input\n"
               "example  jiqun register scenarios/register.case\n")},
     cli_register},
    {"serve",
     {BASE_STR("启动服务：门户网页与接口"), BASE_STR("serve the pages and the API")},
     {BASE_STR("用法  jiqun serve --data 文件夹 | --db 地址 [选项]\n"
               "\n"
               "对一份记录提供门户网页与接口，直至收到 SIGTERM 或按 Ctrl-C；正在答复的请求先答完。\n"
               "  --address IP      监听的地址，默认 127.0.0.1；--port 端口，默认 8080，0 为任一空闲端口\n"
               "  --read-only       只供查阅，不办理任何事项\n"
               "  --today 日期      仅限演示用的记录\n"
               "  --threads N       线程数，默认与处理器数相同\n"
               "  --memory 兆字节   每个线程最多把多少档案留在内存中，默认 192\n"
               "  --certificate 文件 --key 文件   用 TLS（PEM）\n"
               "  --proxy 地址,…    反向代理的地址；只信任由其转来的 X-Forwarded-For 与 X-Forwarded-Proto\n"
               "  --journal 文件    每个请求记一行 JSON（不含个人信息），- 为标准错误；SIGHUP 后重新打开\n"
               "  --monitor 地址,…  本机之外可读取 /metrics 的地址\n"
               "  --smtp 地址 --from 发件人 [--smtp-user --smtp-password-file --smtp-starttls …]   寄送提醒；见 jiqun "
               "mail --help\n"
               "  --site 网址       邮件中写明的本站网址\n"
               "  --header-seconds N --body-seconds N --idle-seconds N   客户端发来请求头、请求体及空闲的时限\n"
               "  --file-max 兆字节   一个附件的上限，默认 200；--keep-unnamed 天数   无人引用的附件保留多久，默认 30\n"
               "  --clamd 套接字    附件保存前先由 clamd 查毒；clamd 没有应答时不接收附件\n"
               "  --oidc-issuer 地址 --oidc-client 名称   通过外部登录服务（OpenID "
               "Connect）登录：其地址与本系统在其中登记的名称\n"
               "  --oidc-secret-file 文件   该名称的密钥，一行；--oidc-ca 文件   信任的证书（PEM），默认用系统的\n"
               "  --operator 名称 --operator-en 名称 --filing 文字   页脚的主办单位与备案信息，默认为空\n"
               "  --contact 文字   办事指南与无障碍说明中的联系方式，默认为空\n"
               "\n"
               "退出码  0 正常停止  2 用法有误或不能启动\n"
               "例      jiqun serve --data 演示 --port 8080\n"),
      BASE_STR(
          "usage  jiqun serve --data FOLDER | --db ADDRESS [options]\n"
          "\n"
          "Serves the portal and the API over a record until SIGTERM or Ctrl-C; what is being answered is "
          "answered first.\n"
          "  --address IP      to listen on, 127.0.0.1 by default; --port N, 8080 by default, 0: any that is free\n"
          "  --read-only       for reading; nothing can be changed\n"
          "  --today DATE      of a demonstration only\n"
          "  --threads N       one a processor by default\n"
          "  --memory MB       of dossiers that each thread keeps at hand, 192 by default\n"
          "  --certificate FILE --key FILE   TLS (PEM)\n"
          "  --proxy IP,…      reverse proxies whose X-Forwarded-For and X-Forwarded-Proto are believed\n"
          "  --journal FILE    a line of JSON for each request, without personal data; -: standard error; opened anew "
          "at "
          "SIGHUP\n"
          "  --monitor IP,…    addresses beside this machine's own that may read /metrics\n"
          "  --smtp ADDRESS --from SENDER [--smtp-user --smtp-password-file --smtp-starttls …]   sends reminders; see "
          "jiqun mail --help\n"
          "  --site URL        of this site, as mails name it\n"
          "  --header-seconds N --body-seconds N --idle-seconds N   how long a client may take for its headers, its "
          "body, and between\n"
          "  --file-max MB     of one attachment, 200 by default; --keep-unnamed DAYS   of one that nothing names, 30\n"
          "  --clamd SOCKET    attachments are scanned by clamd before they are kept, and not taken while it is away\n"
          "  --oidc-issuer URL --oidc-client ID   sign in through a provider (OpenID Connect): its address, and the\n"
          "                    name under which this service is registered there\n"
          "  --oidc-secret-file FILE   the secret of that name, one line; --oidc-ca FILE   certificates to trust "
          "(PEM)\n"
          "  --operator NAME --operator-en NAME --filing TEXT   for the foot of the pages, empty by default\n"
          "  --contact TEXT   how to reach whoever runs it: in the guide and the page on accessibility; empty by "
          "default\n"
          "\n"
          "status   0 ended in order  2 bad usage, or it can not start\n"
          "example  jiqun serve --data demonstration --port 8080\n")},
     cli_serve},
    {"roster",
     {BASE_STR("核对企业名册"), BASE_STR("check a roster of enterprises")},
     {BASE_STR("用法  jiqun roster 文件 [--rulebook 法规] [--format text|json]  或  --template 文件.xlsx\n\n"
               "核对企业名册（XLSX，或 UTF-8、GBK 编码的 CSV），无误时列出由其计算的指标；不写入任何内容。\n"
               "列与算法见 data/roster_columns.csv、data/roster_figures.csv。\n\n"
               "退出码  0 无误  1 有错误  2 用法或读取有误\n例      jiqun roster 名册.xlsx\n"),
      BASE_STR(
          "usage  jiqun roster FILE [--rulebook RULEBOOK] [--format text|json]  or  --template FILE.xlsx\n\n"
          "Checks a roster of enterprises (XLSX, or CSV in UTF-8 or GBK); without a fault it lists the figures\n"
          "that come of it. Writes nothing. Defined in data/roster_columns.csv, data/roster_figures.csv.\n\n"
          "status   0 no fault  1 faults  2 bad usage, or it can not be read\nexample  jiqun roster roster.xlsx\n")},
     cli_roster},
    {"stats",
     {BASE_STR("记录中有多少内容"), BASE_STR("what a record holds")},
     {BASE_STR("用法  jiqun stats --data 文件夹 | --db 地址 [--format text|json]\n"
               "\n"
               "事件、档案、草稿、附件的数目，最后一日，树根，以及签署到何处。\n"
               "\n"
               "退出码  0 已列出  2 用法或读取有误\n"
               "例      jiqun stats --data 演示\n"),
      BASE_STR(
          "usage  jiqun stats --data FOLDER | --db ADDRESS [--format text|json]\n"
          "\n"
          "Numbers of events, dossiers, drafts and attachments, the last day, the root, and how far it is signed.\n"
          "\n"
          "status   0 listed  2 bad usage or unreadable\n"
          "example  jiqun stats --data demonstration\n")},
     cli_stats},
    {"backup",
     {BASE_STR("备份记录"), BASE_STR("back a record up")},
     {BASE_STR("用法  jiqun backup 新文件夹 --data 文件夹 | --db 地址 [--with-keys]\n"
               "\n"
               "办理照常进行时备份：先数据库，再其所列附件，连同检查点与公钥；PostgreSQL 的记录也写成 SQLite 文件。\n"
               "备份完整才得其名；中断的备份没有清单（MANIFEST），不能用于恢复。\n"
               "  --with-keys   连同私钥（得到者可以冒签；宜与数据分开备份）\n"
               "\n"
               "退出码  0 已备份  2 用法或读写有误\n"
               "例      jiqun backup 备份-20260301 --data 演示\n"),
      BASE_STR(
          "usage  jiqun backup NEW-FOLDER --data FOLDER | --db ADDRESS [--with-keys]\n"
          "\n"
          "While work goes on: the database, then the attachments it names, the checkpoint and the public keys. A "
          "record in\n"
          "PostgreSQL is written as a SQLite file, too. A backup gets its name when it is whole; one that was broken "
          "off has\n"
          "no MANIFEST and is not taken for one.\n"
          "  --with-keys   private keys, too (whoever gets them could sign; better back them up apart)\n"
          "\n"
          "status   0 backed up  2 bad usage, or reading or writing failed\n"
          "example  jiqun backup backup-20260301 --data demonstration\n")},
     cli_backup},
    {"restore",
     {BASE_STR("由备份恢复"), BASE_STR("restore a backup")},
     {BASE_STR("用法  jiqun restore 备份 --data 新文件夹 [--db 地址] [--no-audit]\n"
               "\n"
               "恢复到新的文件夹（或空的 PostgreSQL 数据库）：逐个文件与清单核对，全部事件重新核验，无误才就位。\n"
               "  --db 地址    恢复到 PostgreSQL；文件夹存放密钥与附件\n"
               "  --no-audit   只与清单核对\n"
               "\n"
               "退出码  0 已恢复  1 核验不符  2 用法或读写有误，或备份已损坏\n"
               "例      jiqun restore 备份-20260301 --data 恢复\n"),
      BASE_STR(
          "usage  jiqun restore BACKUP --data NEW-FOLDER [--db ADDRESS] [--no-audit]\n"
          "\n"
          "Into a new folder (or an empty PostgreSQL database): every file is held against the manifest, every event\n"
          "audited again; only then does it get its place.\n"
          "  --db ADDRESS   into PostgreSQL; the folder is for keys and attachments\n"
          "  --no-audit     only against the manifest\n"
          "\n"
          "status   0 restored  1 the audit finds a difference  2 bad usage, unreadable, or a damaged backup\n"
          "example  jiqun restore backup-20260301 --data restored\n")},
     cli_restore},
    {"coverage",
     {BASE_STR("各项要求由何处落实、由何处证明"), BASE_STR("which place enforces a requirement, and what proves it")},
     {BASE_STR("用法  jiqun coverage [--rulebook 法规] [--format text|json|csv]\n"
               "\n"
               "读取 data/requirements.csv 与 tests/coverage.csv，核实所指的每一处确实存在，列表说明。\n"
               "\n"
               "退出码  0 齐全  1 有缺项或所指不存在  2 用法或输入有误\n"
               "例      jiqun coverage\n"),
      BASE_STR(
          "usage  jiqun coverage [--rulebook RULEBOOK] [--format text|json|csv]\n"
          "\n"
          "Reads data/requirements.csv and tests/coverage.csv, checks that everything they name exists, and lists it.\n"
          "\n"
          "status   0 complete  1 something lacks or dangles  2 bad usage or input\n"
          "example  jiqun coverage\n")},
     cli_coverage},
    {"simulate",
     {BASE_STR("在演示记录中模拟全国的办理"), BASE_STR("simulate a country's life in a demonstration")},
     {BASE_STR(
          "用法  jiqun simulate --data 文件夹 [--db 地址] [选项]\n"
          "\n"
          "在演示记录（jiqun init "
          "--demo）中按日期模拟集群的登记、申报、推荐、公示、异议、认定、年报、变动、事故、监督、\n"
          "复核与撤销。集群均为虚构，名称注明“演示”；同一种子得到同样的经过。自记录的最后一日起，受工作日表年份所限。\n"
          "  --clusters 个数    缺省 1000，最多 5000000\n"
          "  --provinces 个数   省、自治区、直辖市，1 至 31 或 all（缺省）\n"
          "  --years 年数       整年数，缺省 4\n"
          "  --seed 种子        缺省 1\n"
          "  --quota 名额       每省每批的推荐名额，缺省依历年通知\n"
          "  --shape 样式       life（缺省，全过程）或 register（只登记和入库，数量大而事件少）\n"
          "  --group 项数       每次提交的项数，缺省 256\n"
          "  --format 格式      text（缺省）、json、csv\n"
          "\n"
          "按 Ctrl-C 在当前一组提交后结束。再次运行，在其后另加一批集群。\n"
          "\n"
          "退出码  0 完成  1 被中断  2 用法或输入有误\n"
          "例      jiqun init --data 演示 --demo && jiqun simulate --data 演示 --clusters 2000\n"),
      BASE_STR(
          "usage  jiqun simulate --data FOLDER [--db ADDRESS] [options]\n"
          "\n"
          "Simulates, day by day, in a demonstration (jiqun init --demo): registration, applications, "
          "recommendation,\n"
          "notices, objections, recognition, reports, changes, incidents, supervision, re-examination, revocation. "
          "The\n"
          "clusters do not exist and their names say so; one seed gives one life. It begins on the last day on "
          "record and\n"
          "goes as far as there are tables of working days.\n"
          "  --clusters N    default 1000, at most 5000000\n"
          "  --provinces N   1 to 31, or all (default)\n"
          "  --years Y       whole years; default 4\n"
          "  --seed S        default 1\n"
          "  --quota N       places of a province in each round; default: as in the notices\n"
          "  --shape S       life (default), or register: registered and pooled only, many rows with few events\n"
          "  --group N       commands of one commit; default 256\n"
          "  --format F      text (default), json, csv\n"
          "\n"
          "Ctrl-C ends it after the group under way. Run again, it adds further clusters after that.\n"
          "\n"
          "status   0 done  1 interrupted  2 bad usage or input\n"
          "example  jiqun init --data demo --demo && jiqun simulate --data demo --clusters 2000\n")},
     cli_simulate},
};
enum { BEFORE = sizeof before / sizeof *before };

size_t cli_n_helps(void) { return BEFORE + cli_n_help_rest; }

const cli_help *cli_help_at(size_t i) { return i < BEFORE ? &before[i] : &cli_help_rest[i - BEFORE]; }

const rules_text cli_help_head = {BASE_STR("jiqun — 中小企业特色产业集群认定的规则、评估与办理\n"
                                           "\n"
                                           "用法  jiqun 命令 …\n"
                                           "\n"),
                                  BASE_STR("jiqun - rules, assessment and procedure of recognising SME clusters\n"
                                           "\n"
                                           "usage  jiqun COMMAND …\n"
                                           "\n")};
const rules_text cli_help_tail = {
    BASE_STR("\n"
             "各命令都有\n"
             "  --help           用法与例子\n"
             "  --lang zh|en     语言；也可用环境变量 JIQUN_LANG\n"
             "  --root 目录      法规文本与数据所在目录；也可用环境变量 JIQUN_ROOT\n"
             "  --color 何时     auto（缺省，仅在终端）、always、never\n"
             "\n"
             "法规可写文件路径，也可写标识（如 national-2022）。\n"
             "退出码  0 成功  1 结论为否  2 用法或输入有误\n"
             "例      jiqun play scenarios/life.case --story\n"),
    BASE_STR("\n"
             "every command has\n"
             "  --help           usage and an example\n"
             "  --lang zh|en     language; or the environment variable JIQUN_LANG\n"
             "  --root FOLDER    where rulebooks and data are; or the environment variable JIQUN_ROOT\n"
             "  --color WHEN     auto (default: only on a terminal), always, never\n"
             "\n"
             "A rulebook is named by its path or its id (national-2022).\n"
             "status   0 success  1 a negative result  2 bad usage or input\n"
             "example  jiqun play scenarios/life.case --story\n")};
