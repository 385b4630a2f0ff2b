/* audit_store.c - the log of a record, as an audit and a rebuild look at it: what it is called, who signs it, its
 * events, its head, and the checkpoint that stands outside. */
#include <errno.h>
#include <unistd.h>

#include "app/audit_i.h"
#include "base/file.h"

bool app_audit_said(app_audit_run *x, const char *zh, const char *en) {
    base_err_fmt(&x->diff->where, BASE_ERR_INPUT, "%s%.0s", "%.0s%s", zh, en);
    return false;
}

const char *app_audit_path(const app_audit_run *x, const char *name) {
    return base_arena_fmt(x->arena, "%s/%s", x->o->place.folder, name).p;
}

/* ---- what it is called ---- */

static bool read_meta(app_audit_source *r, enum log_suite *suite, base_str *origin, base_err *e) {
    base_str name, demonstration;
    app_audit_run *x = r->x;
    if (!store_meta_get(r->s, x->arena, BASE_STR("suite"), &name, e) ||
        !store_meta_get(r->s, x->arena, BASE_STR("origin"), origin, e) ||
        !store_meta_get(r->s, x->arena, BASE_STR("demonstration"), &demonstration, e)) {
        x->failed = true;
        return false;
    }
    bool flag = base_str_is(demonstration, "yes") || base_str_is(demonstration, "no");
    r->calendar = base_str_is(demonstration, "no");
    x->demonstration = !r->calendar;
    if (name.p != NULL && log_suite_parse(name, suite) && origin->n > 0 && flag) return true;
    app_differ(x->diff, "缺算法（suite）、名称（origin）或是否演示（demonstration），或所载不合",
               "suite, origin or demonstration is missing or makes no sense");
    return app_audit_said(x, "表 meta", "table meta");
}

static bool check_keys(app_audit_source *r, enum log_suite suite, base_str origin) {
    app_audit_run *x = r->x;
    const log_pub *now = x->keys.n > 0 ? x->keys.pub[x->keys.n - 1] : NULL;
    if (now == NULL) return true;
    bool named = false;
    for (size_t i = 0; i < x->keys.n; i++) named = named || base_str_eq(log_pub_origin(x->keys.pub[i]), origin);
    if (log_pub_suite(now) == suite && named) return true;
    base_str o = base_utf8_head(origin, 200);
    app_differ(x->diff, "没有一把公钥属于日志 %.*s 及其算法", "no public key is one of the log %.*s and its algorithms",
               (int)o.n, o.p);
    return app_audit_said(x, "公钥，或表 meta 的 origin、suite", "public keys, or origin and suite of table meta");
}

/* ---- the log ---- */

static bool take_mark(void *ctx, const store_checkpoint *row) {
    app_audit_add_mark(ctx, row->size, row->at, row->note);
    return true;
}

static bool take_event(void *ctx, const store_event *row) { return app_audit_event(ctx, row); }

static bool check_log(app_audit_source *r, base_err *e) {
    app_audit_run *x = r->x;
    if (!store_checkpoints(r->s, take_mark, x, e)) {
        x->failed = true;
        return false;
    }
    if (!app_audit_marks(x)) return false;
    if (!store_events(r->s, 0, UINT64_MAX, take_event, x, e)) {
        x->failed = true;
        return false;
    }
    return app_audit_events_end(x);
}

static bool check_head(app_audit_source *r) {
    app_audit_run *x = r->x;
    app_replay_figures f = app_replay_look(x->replay);
    const app_retree *tree = app_replay_tree(x->replay);
    log_hash root = app_retree_root(tree);
    size_t nodes = (size_t)log_frontier_nodes(&tree->frontier) * LOG_HASH;
    if (r->head.size != f.events) {
        app_differ_numbers(x->diff, r->head.size, f.events, "事件数不对", "another number of events");
        return app_audit_said(x, "表 head 的 size 栏", "table head, column size");
    }
    if (memcmp(r->head.root, root.b, LOG_HASH) != 0) {
        app_differ(x->diff, "不是各事件算得的树根", "it is not the root of the tree of the events");
        return app_audit_said(x, "表 head 的 root 栏", "table head, column root");
    }
    if (memcmp(r->head.frontier, tree->frontier.node, nodes) != 0) {
        app_differ(x->diff, "不是各事件算得的前沿", "it is not the frontier of the tree of the events");
        return app_audit_said(x, "表 head 的 frontier 栏", "table head, column frontier");
    }
    if (f.events > 0 && r->head.day != f.day) {
        app_differ(x->diff, "不是最后一个事件的日期", "it is not the day of the last event");
        return app_audit_said(x, "表 head 的 day 栏", "table head, column day");
    }
    if (f.events == 0 || r->head.at == f.at) return true;
    app_differ(x->diff, "不是最后一个事件的时间", "it is not the time of the last event");
    return app_audit_said(x, "表 head 的 at 栏", "table head, column at");
}

/* The checkpoint that stands outside the database. With several nodes each has its own, which may be older. */
static bool check_published(app_audit_source *r, base_err *e) {
    app_audit_run *x = r->x;
    log_checkpoint c;
    base_str note;
    if (x->o->place.folder == NULL) return true;
    const char *path = app_audit_path(x, "published");
    bool there = access(path, F_OK) == 0;
    if (there && !base_file_read(x->arena, path, LOG_NOTE_MAX, &note, e)) {
        x->failed = true;
        return false;
    }
    if (there && !app_audit_one_mark(x, note, "库外的检查点（published）", "the checkpoint outside (published)", &c))
        return false;
    uint64_t size = there ? c.size : 0, last = x->n_marks > 0 ? x->mark[x->n_marks - 1].size : 0;
    if (size > x->report->signed_size) x->report->signed_size = size;
    if (size >= last || store_is_postgres(r->s)) return true;
    app_differ_numbers(x->diff, size, last, "它早于库内最后的检查点", "it is older than the last one in the database");
    return app_audit_said(x, "库外的检查点（published）", "the checkpoint outside (published)");
}

/* ---- all of it ---- */

static bool begin_replay(app_audit_source *r, enum log_suite suite, base_str origin, bool decides, base_err *e) {
    app_audit_run *x = r->x;
    if (!log_suite_ready(suite)) {
        x->failed = true;
        return base_err_fmt(e, BASE_ERR_MISSING, "本机的 OpenSSL 没有本记录所用的算法（%s）",
                            "OpenSSL on this machine lacks the algorithms of this record (%s)", log_suite_name(suite));
    }
    app_replay_options o = {.suite = suite,
                            .origin = origin,
                            .errata = x->o->errata,
                            .decides = decides,
                            .links = true,
                            .payloads = true,
                            .calendar = r->calendar};
    x->replay = app_replay_new(&o);
    return true;
}

bool app_audit_source_log(app_audit_source *r, bool decides, base_err *e) {
    app_audit_run *x = r->x;
    enum log_suite suite;
    base_str origin;
    const char *keys = x->o->place.folder != NULL ? app_audit_path(x, "keys") : NULL;
    if (!app_audit_keys(x, keys, e)) {
        x->failed = true;
        return false;
    }
    if (!read_meta(r, &suite, &origin, e) || !check_keys(r, suite, origin)) return false;
    x->report->origin = origin;
    return begin_replay(r, suite, origin, decides, e) && check_log(r, e) && check_head(r) && check_published(r, e);
}
