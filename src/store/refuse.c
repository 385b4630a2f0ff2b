/* refuse.c - what both drivers refuse, in the same words. */
#include "store/store_i.h"

bool store_err_newer(base_err *e, int64_t have) {
    return base_err_fmt(
        e, BASE_ERR_INPUT, "数据库的结构版本为 %lld，本程序只认识到 %d：请改用更新版本的程序，或恢复升级之前的备份",
        "the database has schema %lld, and this program knows schemas up to %d: use a newer program, or "
        "restore a backup from before the upgrade",
        (long long)have, (int)STORE_SCHEMA);
}

bool store_err_older(base_err *e, int64_t have) {
    return base_err_fmt(
        e, BASE_ERR_INPUT, "数据库的结构版本为 %lld，须先升级到 %d：请用可写方式打开一次（先做备份）",
        "the database has schema %lld and has to be brought to %d first: open it once for writing (make "
        "a backup before)",
        (long long)have, (int)STORE_SCHEMA);
}

bool store_err_no_schema(base_err *e) {
    return base_err_fmt(e, BASE_ERR_MISSING, "数据库是空的，尚未初始化：请先运行 jiqun init",
                        "the database is empty: make it first (jiqun init)");
}

bool store_err_foreign(base_err *e) {
    return base_err_fmt(e, BASE_ERR_INPUT, "这不是本程序的数据库：其中已有别的内容，未作任何改动",
                        "this is not a database of this program: it holds something else; nothing was changed");
}

bool store_err_wait(base_err *e, int ms) {
    return base_err_fmt(e, BASE_ERR_LIMIT, "数据库正由另一个写入者使用，等候 %d 毫秒后仍未轮到：请稍后再试",
                        "another writer holds the database, and did not end within %d ms: try again", ms);
}
