/* certificate_make.c - a certificate is made: of a cluster's events, newest first, those that decided how it stands. */
#include "app/certificate_i.h"

typedef struct {
    app *a;
    base_arena *arena;
    app_certificate_text text;
    uint64_t seq[APP_CERTIFIED_EVENTS]; /* newest first */
    uint32_t wanted;                    /* fields not yet found, as in app_certified_apply */
    bool too_many;
    base_err *e;
} making;

enum { SCRATCH_MAX = 1 << 30 };

/* Only the newest event that sets a field decided it; older ones are passed over. */
static bool take_event(void *ctx, const store_event *row) {
    making *m = ctx;
    core_leaf leaf;
    uint32_t bits = 0;
    base_err ignored = {0};
    base_arena *scratch = base_arena_new(SCRATCH_MAX);
    bool good = core_leaf_read(scratch, row->leaf, &leaf, &ignored) &&
                app_certified_apply(scratch, m->text.said.cluster, &leaf, row->payload, NULL, &bits);
    base_arena_free(scratch);
    if (!good || (bits & m->wanted) == 0) return true;
    if (m->text.n == APP_CERTIFIED_EVENTS || row->salt.n != LOG_SALT) {
        m->too_many = true;
        return false;
    }
    app_certificate_event *x = &m->text.event[m->text.n];
    m->seq[m->text.n++] = row->seq;
    x->leaf = base_arena_str(m->arena, row->leaf);
    x->payload = base_arena_str(m->arena, row->payload);
    memcpy(x->salt, row->salt.p, LOG_SALT);
    m->wanted &= ~bits;
    return m->wanted != 0;
}

static void in_order(making *m) {
    for (size_t i = 0, j = m->text.n; i + 1 < j; i++) {
        j--;
        app_certificate_event x = m->text.event[i];
        uint64_t seq = m->seq[i];
        m->text.event[i] = m->text.event[j];
        m->seq[i] = m->seq[j];
        m->text.event[j] = x;
        m->seq[j] = seq;
    }
}

static bool find_events(making *m, const core_case *root) {
    m->wanted = (UINT32_C(1) << (APP_CERTIFIED_FIELDS + 1)) - 1;
    if (!store_stream_events(m->a->store, root->touched_seq - 1, take_event, m, m->e)) return false;
    if (m->too_many)
        return base_err_fmt(m->e, BASE_ERR_LIMIT, "由过多的事件决定，不能出具证明", "too many events decided it");
    in_order(m);
    return true;
}

/* What is certified is what the events say, and that must be what the record says. */
static bool say(making *m, const core_case *root) {
    app_certificate *c = &m->text.said;
    for (size_t i = 0; i < m->text.n; i++) {
        core_leaf leaf;
        uint32_t bits;
        const app_certificate_event *x = &m->text.event[i];
        if (!core_leaf_read(m->arena, x->leaf, &leaf, m->e)) return false;
        app_certified_apply(m->arena, c->cluster, &leaf, x->payload, c, &bits);
        c->event[c->n_events++] =
            (app_certified_event){m->seq[i], leaf.action, leaf.article, leaf.level, leaf.who, leaf.day};
    }
    const rules_state *state = core_state(root);
    if (!base_str_eq(c->state, state->name))
        return base_err_fmt(m->e, BASE_ERR_INPUT, "决定其状态的事件载有不公开的数据，不能出具证明",
                            "the event that decided its state holds figures that are not public; it can not be proved "
                            "in a file");
    c->state_zh = state->label.zh;
    c->state_en = state->label.en;
    c->demonstration = m->a->demonstration;
    return true;
}

static bool put_proof(making *m, size_t i, const log_checkpoint *c, base_str note) {
    log_hash path[LOG_PROOF_MAX];
    size_t n = 0;
    base_buf b;
    log_tile_reader tiles = app_tiles(m->a);
    if (!log_inclusion(m->a->hasher, &tiles, m->seq[i], c->size, path, &n, m->e)) return false;
    base_buf_init(&b, LOG_PROOF_FILE_MAX);
    bool good = log_proof_put(&b, m->a->suite, m->seq[i], path, n, (base_str){NULL, 0}, note);
    m->text.event[i].proof = base_arena_str(m->arena, base_buf_str(&b));
    base_buf_free(&b);
    return good || base_err_fmt(m->e, BASE_ERR_LIMIT, "证明过大", "the proof is too large");
}

/* The last checkpoint has everything that this app has seen. */
static bool prove(making *m) {
    store_checkpoint row;
    size_t n;
    bool found = false;
    app_certificate *c = &m->text.said;
    const log_pub *const *pub = app_pubs(m->a, &n);
    if (!app_publish(m->a, m->e) || !store_checkpoint_last(m->a->store, m->arena, &row, &found, m->e)) return false;
    if (!found || !log_checkpoint_open(row.note, pub, n, &c->checkpoint, NULL, m->e) ||
        c->checkpoint.size < m->a->head.size || app_checkpoint_is_demonstration(&c->checkpoint) != c->demonstration ||
        !app_checkpoint_dates(&c->checkpoint, &c->day, &c->at)) {
        return base_err_fmt(m->e, BASE_ERR_INPUT, "最后的检查点与记录不符；请运行 jiqun audit",
                            "the last checkpoint is not one of this record; run jiqun audit");
    }
    for (size_t i = 0; i < m->text.n; i++) {
        if (!put_proof(m, i, &c->checkpoint, row.note)) return false;
    }
    return true;
}

static bool sign(making *m, base_str *file) {
    base_buf text, note;
    base_buf_init(&text, APP_CERTIFICATE_MAX);
    base_buf_init(&note, APP_CERTIFICATE_MAX);
    bool good = app_certificate_put(&text, &m->text) ||
                base_err_fmt(m->e, BASE_ERR_LIMIT, "证明过大", "the proof is too large");
    good = good && log_note_sign(&note, base_buf_str(&text), m->a->key, m->e);
    if (good) *file = base_arena_str(m->arena, base_buf_str(&note));
    base_buf_free(&note);
    base_buf_free(&text);
    return good;
}

static bool no_cluster(base_str cluster, base_err *e) {
    return base_err_fmt(e, BASE_ERR_MISSING, "没有集群“%.*s”", "there is no cluster “%.*s”",
                        (int)base_utf8_head(cluster, 120).n, cluster.p);
}

bool app_certify(app *a, base_str cluster, base_arena *arena, base_str *file, app_certificate *said, base_err *e) {
    making *m = base_arena_alloc(arena, sizeof *m);
    m->a = a;
    m->arena = arena;
    m->e = e;
    m->text.suite = a->suite;
    if (a->key == NULL)
        return base_err_fmt(e, BASE_ERR_INPUT, "记录以只读方式打开，不能签署", "the record is open for reading only");
    if (!app_refresh(a, e)) return false;
    e->kind = BASE_ERR_NONE;
    const core_case *root = memchr(cluster.p, '/', cluster.n) == NULL ? app_load(a, cluster, e) : NULL;
    if (root == NULL) return e->kind == BASE_ERR_NONE ? no_cluster(cluster, e) : false;
    if (root->kind != root->book->cluster) return no_cluster(cluster, e);
    m->text.said.cluster = base_arena_str(arena, cluster);
    if (!find_events(m, root) || !say(m, root) || !prove(m) || !sign(m, file)) return false;
    *said = m->text.said;
    return true;
}
