/* audit_mark.c - checkpoints: who signed them, what they say, and whether the tree was what they say when it had that
 * size. A checkpoint with another tree is a difference, unless a later restart cites it as lost. */
#include <stdio.h>
#include <stdlib.h>

#include "app/audit_i.h"
#include "base/file.h"

enum { PROGRESS_EVERY = 8192 };

/* ---- keys ---- */

static bool read_pub_file(app_audit_run *x, base_err *e) {
    base_str text;
    return base_file_read(x->arena, x->o->pub, APP_PUB_FILE_MAX, &text, e) &&
           app_pubs_parse(text, base_str_of(x->o->pub), &x->keys, e);
}

bool app_audit_keys(app_audit_run *x, const char *folder, base_err *e) {
    x->report->own_keys = x->o->pub == NULL && folder != NULL;
    x->report->signatures = x->o->pub != NULL || folder != NULL;
    if (x->o->pub != NULL) return read_pub_file(x, e);
    return folder == NULL || app_pubs_read(x->arena, folder, &x->keys, e);
}

/* ---- marks ---- */

void app_audit_add_mark(app_audit_run *x, uint64_t size, int64_t at, base_str note) {
    x->mark = base_arena_grow(x->arena, x->mark, x->n_marks, &x->cap_marks, sizeof *x->mark);
    x->mark[x->n_marks++] = (app_audit_mark){.size = size, .at = at, .note = base_arena_str(x->arena, note)};
}

static bool at_mark(app_audit_run *x, uint64_t size, const char *zh, const char *en) {
    base_err_fmt(&x->diff->where, BASE_ERR_INPUT, "检查点（%llu 个事件）%s%.0s", "checkpoint of %llu events%.0s%s",
                 (unsigned long long)size, zh, en);
    return false;
}

/* Without keys only what it says is read. */
static bool text_of(base_str note, base_str *text) {
    for (size_t i = 0; i + 1 < note.n; i++) {
        if (note.p[i] != '\n' || note.p[i + 1] != '\n') continue;
        *text = (base_str){note.p, i + 1};
        return true;
    }
    return false;
}

bool app_audit_open_note(app_audit_run *x, base_str note, log_checkpoint *c) {
    base_err why = {0};
    base_str text;
    bool good;
    if (x->keys.n > 0)
        good = log_checkpoint_open(note, (const log_pub *const *)x->keys.pub, x->keys.n, c, NULL, &why);
    else
        good = text_of(note, &text) ? log_checkpoint_parse(text, c, &why)
                                    : base_err_fmt(&why, BASE_ERR_INPUT, "不是签名文本", "this is no signed note");
    return good || app_differ(x->diff, "%s%.0s", "%.0s%s", why.zh, why.en);
}

static int by_size(const void *a, const void *b) {
    const app_audit_mark *p = a, *q = b;
    return (p->size > q->size) - (p->size < q->size);
}

/* Every checkpoint says whether it is of a demonstration, and the record may not say otherwise. */
static bool check_kind(app_audit_run *x, const log_checkpoint *c) {
    if (app_checkpoint_is_demonstration(c) == x->demonstration) return true;
    return x->demonstration ? app_differ(x->diff, "记录注明是演示，检查点却是按真实记录签署的",
                                         "the record is called a demonstration, and this was signed as of a real one")
                            : app_differ(x->diff, "检查点注明是演示，记录却不是",
                                         "this was signed as of a demonstration, and the record is called a real one");
}

static bool check_row(app_audit_run *x, const app_audit_mark *m) {
    base_date day;
    int64_t at;
    if (!check_kind(x, &m->c)) return at_mark(x, m->size, "", "");
    if (m->c.size != m->size) {
        app_differ_numbers(x->diff, m->size, m->c.size, "所记的事件数与签名的不同",
                           "its row says another number of events than is signed");
        return at_mark(x, m->size, " size 栏", ", column size");
    }
    if (m->at == 0 || !app_checkpoint_dates(&m->c, &day, &at) || at == m->at) return true;
    app_differ(x->diff, "所记的时间与签名的不同", "its row says another time than is signed");
    return at_mark(x, m->size, " at 栏", ", column at");
}

bool app_audit_marks(app_audit_run *x) {
    if (x->n_marks > 1) qsort(x->mark, x->n_marks, sizeof *x->mark, by_size);
    for (size_t i = 0; i < x->n_marks; i++) {
        app_audit_mark *m = &x->mark[i];
        if (!app_audit_open_note(x, m->note, &m->c)) return at_mark(x, m->size, " note 栏", ", column note");
        if (!check_row(x, m)) return false;
        x->report->origin = m->c.origin;
        x->report->signed_size = m->size;
        x->report->checkpoints++;
    }
    return true;
}

/* ---- the tree ---- */

static bool same_root(app_audit_run *x, const log_hash *root, const log_checkpoint *c) {
    char hex[2][LOG_HASH_HEX];
    if (log_hash_eq(root, &c->root)) return true;
    log_hash_hex(root, hex[0]);
    log_hash_hex(&c->root, hex[1]);
    return app_differ_texts(x->diff, (base_str){hex[0], LOG_HASH_HEX}, (base_str){hex[1], LOG_HASH_HEX},
                            "前 %llu 个事件算得的树根与签名的不同：其中有事件被改动、删去或调换",
                            "the first %llu events do not make the tree that was signed: some of them were changed, "
                            "taken out or put elsewhere",
                            (unsigned long long)c->size);
}

static bool check_day(app_audit_run *x, const log_checkpoint *c) {
    base_date day;
    int64_t at;
    app_replay_figures f = app_replay_look(x->replay);
    if (!app_checkpoint_dates(c, &day, &at)) return true;
    bool in_time = !x->report->payloads || at >= f.at;
    if (day == f.day && in_time) return true;
    return app_differ(x->diff, "所载的日期或时间与其最后一个事件不合", "its day or time does not fit its last event");
}

/* One with another tree is remembered until it is known whether it was given up as lost. */
static bool reached(app_audit_run *x, app_audit_mark *m) {
    log_hash root = app_retree_root(app_replay_tree(x->replay));
    m->unlike = !log_hash_eq(&root, &m->c.root);
    return m->unlike || check_day(x, &m->c) || at_mark(x, m->size, "", "");
}

bool app_audit_event(app_audit_run *x, const store_event *row) {
    if (!app_replay_event(x->replay, row, &x->error)) {
        *x->diff = *app_replay_difference(x->replay);
        x->failed = !x->diff->any;
        return false;
    }
    uint64_t size = row->seq + 1;
    for (; x->next_mark < x->n_marks && x->mark[x->next_mark].size <= size; x->next_mark++) {
        if (x->mark[x->next_mark].size == size && !reached(x, &x->mark[x->next_mark])) return false;
    }
    if (x->o->progress != NULL && size % PROGRESS_EVERY == 0) x->o->progress(x->o->ctx, size);
    return true;
}

static bool is_cited(const app_audit_run *x, base_str note) {
    size_t n;
    const app_replay_restart *restart = app_replay_restarts(x->replay, &n);
    for (size_t i = 0; i < n; i++) {
        if (base_str_eq(restart[i].text->text[0].text, note)) return true;
    }
    return false;
}

/* What a restart cites must have been signed, and be cited as it is. */
static bool check_restart(app_audit_run *x, const app_replay_restart *r) {
    log_checkpoint c = {.size = 0};
    const core_named_text *t = r->text->text;
    char size[24] = "";
    bool good = app_audit_open_note(x, t[0].text, &c);
    int n = good ? snprintf(size, sizeof size, "%llu", (unsigned long long)c.size) : 0;
    if (good && base_str_eq(c.origin, t[1].text) && base_str_eq((base_str){size, (size_t)n}, t[2].text)) return true;
    app_differ(x->diff, "重新开始所引的检查点与所写的名称、事件数不合",
               "the checkpoint that a restart cites has another name or size than the restart says");
    base_err_fmt(&x->diff->where, BASE_ERR_INPUT, "事件 %llu（restart）", "event %llu (restart)",
                 (unsigned long long)r->seq);
    return false;
}

static bool check_restarts(app_audit_run *x) {
    size_t n;
    const app_replay_restart *restart = app_replay_restarts(x->replay, &n);
    for (size_t i = 0; i < n; i++) {
        if (!check_restart(x, &restart[i])) return false;
    }
    return true;
}

/* The first checkpoint with another tree that no restart cites. */
static bool check_unlike(app_audit_run *x) {
    log_hash root;
    app_retree *tree = app_replay_tree(x->replay);
    log_tile_reader tiles = app_retree_reader(tree);
    for (size_t i = 0; i < x->next_mark; i++) {
        const app_audit_mark *m = &x->mark[i];
        if (!m->unlike) continue;
        if (is_cited(x, m->note)) {
            x->report->lost++;
            continue;
        }
        *x->diff = (app_difference){0}; /* it comes first, whatever follows from it */
        if (log_root_of(tree->hasher, &tiles, m->size, &root, &x->error)) same_root(x, &root, &m->c);
        return at_mark(x, m->size, "", "");
    }
    return true;
}

/* Checkpoints beyond the last event. */
static bool check_cut(app_audit_run *x) {
    uint64_t size = app_retree_size(app_replay_tree(x->replay));
    for (size_t i = x->next_mark; i < x->n_marks; i++) {
        const app_audit_mark *m = &x->mark[i];
        if (is_cited(x, m->note)) {
            x->report->lost++;
            continue;
        }
        app_differ_numbers(x->diff, size, m->size, "记录中的事件少于已签的检查点：末尾的事件被删去",
                           "there are fewer events than were signed: some were taken off the end");
        return at_mark(x, m->size, "", "");
    }
    return true;
}

bool app_audit_events_end(app_audit_run *x) {
    if (x->failed || !check_unlike(x) || x->diff->any) return false;
    if (!app_replay_end(x->replay)) {
        *x->diff = *app_replay_difference(x->replay);
        return false;
    }
    return check_restarts(x) && check_cut(x);
}

bool app_audit_one_mark(app_audit_run *x, base_str note, const char *zh, const char *en, log_checkpoint *c) {
    log_hash root;
    base_err why = {0};
    app_retree *tree = app_replay_tree(x->replay);
    log_tile_reader tiles = app_retree_reader(tree);
    bool good = app_audit_open_note(x, note, c) && check_kind(x, c);
    if (good && c->size > app_retree_size(tree)) {
        good = app_differ_numbers(x->diff, app_retree_size(tree), c->size, "记录中的事件少于此检查点：末尾的事件被删去",
                                  "there are fewer events than this checkpoint has: some were taken off the end");
    } else if (good) {
        good = log_root_of(tree->hasher, &tiles, c->size, &root, &why) && same_root(x, &root, c);
    }
    if (!good) base_err_fmt(&x->diff->where, BASE_ERR_INPUT, "%s%.0s", "%.0s%s", zh, en);
    return good;
}
