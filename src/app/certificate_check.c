/* certificate_check.c - a certificate is checked: with the public key, and nothing else. */
#include "app/certificate_i.h"

typedef struct {
    base_arena *arena;
    const log_pub *const *pub;
    size_t n;
    app_certificate_text text;
    app_certificate made; /* what follows from the events */
    base_str note;        /* the checkpoint that all proofs end in */
    log_hasher *hasher;
    base_err *e;
} checking;

static bool wrong(checking *k, size_t i, const char *zh, const char *en) {
    return base_err_fmt(k->e, BASE_ERR_INPUT, "第 %zu 个事件：%s%.0s", "event no. %zu: %.0s%s", i + 1, zh, en);
}

static bool check_digest(checking *k, const app_certificate_event *x, const core_leaf *leaf) {
    char hex[LOG_HASH_HEX];
    log_hash h = log_digest(k->hasher, (base_str){(const char *)x->salt, LOG_SALT}, x->payload);
    log_hash_hex(&h, hex);
    return base_str_eq((base_str){hex, sizeof hex}, leaf->payload);
}

static bool check_proof(checking *k, size_t i, const app_certificate_event *x, const core_leaf *leaf) {
    log_proof p;
    log_checkpoint c;
    if (!log_proof_parse(k->arena, x->proof, &p, k->e)) return false;
    if (p.extra.n > 0 || p.index != leaf->seq)
        return wrong(k, i, "收录证明不是该事件的", "the inclusion proof is of another event");
    if (i > 0 && !base_str_eq(p.checkpoint, k->note))
        return wrong(k, i, "收录证明以另一检查点为准", "the inclusion proof ends in another checkpoint");
    log_hash h = log_leaf_hash(k->hasher, x->leaf);
    if (!log_proof_verify(k->hasher, &p, &h, k->pub, k->n, &c, NULL, k->e)) return false;
    k->note = p.checkpoint;
    k->made.checkpoint = c;
    return true;
}

static bool check_event(checking *k, size_t i) {
    const app_certificate_event *x = &k->text.event[i];
    app_certificate *c = &k->made;
    core_leaf leaf;
    uint32_t bits;
    if (!core_leaf_read(k->arena, x->leaf, &leaf, k->e)) return false;
    if (!base_str_eq(leaf.stream, k->text.said.cluster))
        return wrong(k, i, "不是该集群的事件", "it is not of this cluster");
    if (i > 0 && leaf.seq <= c->event[i - 1].seq) return wrong(k, i, "次序不对", "it is out of order");
    if (!check_digest(k, x, &leaf))
        return wrong(k, i, "载荷或盐与叶所载的摘要不符", "payload or salt do not fit the digest in the leaf");
    if (!check_proof(k, i, x, &leaf)) return false;
    if (!app_certified_apply(k->arena, c->cluster, &leaf, x->payload, c, &bits) || bits == 0)
        return wrong(k, i, "与所证明的事项无关", "it says nothing of what is certified");
    c->event[c->n_events++] =
        (app_certified_event){leaf.seq, leaf.action, leaf.article, leaf.level, leaf.who, leaf.day};
    return true;
}

/* Every fact certified is what the events say. */
static bool same_facts(checking *k) {
    app_certified_field said[APP_CERTIFIED_FIELDS], made[APP_CERTIFIED_FIELDS];
    app_certified_fields(&k->text.said, said);
    app_certified_fields(&k->made, made);
    bool same = base_str_eq(k->text.said.state, k->made.state);
    for (size_t i = 0; same && i < APP_CERTIFIED_FIELDS; i++) same = base_str_eq(*said[i].field, *made[i].field);
    return same || base_err_fmt(k->e, BASE_ERR_INPUT, "所证明的内容不是由所列事件得出的",
                                "what is certified does not follow from the events that are given");
}

/* Whoever keeps the log signed it: a key of the name that the checkpoint has. */
static bool check_signer(checking *k, uint64_t by) {
    for (size_t i = 0; i < k->n; i++) {
        if ((by >> i & 1) != 0 && base_str_eq(log_pub_origin(k->pub[i]), k->made.checkpoint.origin)) return true;
    }
    return base_err_fmt(k->e, BASE_ERR_INPUT, "签署证明的不是该日志的密钥", "it was not signed by a key of the log");
}

static bool check(checking *k, base_str file) {
    base_str text;
    uint64_t by = 0;
    if (!log_note_open(file, k->pub, k->n, &text, &by, k->e) || !app_certificate_read(k->arena, text, &k->text, k->e))
        return false;
    if (k->text.n == 0) return base_err_fmt(k->e, BASE_ERR_INPUT, "证明未列事件", "the proof gives no events");
    if (!log_suite_ready(k->text.suite))
        return base_err_fmt(k->e, BASE_ERR_MISSING, "本机的 OpenSSL 没有所用的算法（%s）",
                            "OpenSSL on this machine lacks the algorithms (%s)", log_suite_name(k->text.suite));
    k->hasher = log_hasher_new(k->text.suite);
    k->made.cluster = k->text.said.cluster;
    for (size_t i = 0; i < k->text.n; i++) {
        if (!check_event(k, i)) return false;
    }
    if (!app_checkpoint_dates(&k->made.checkpoint, &k->made.day, &k->made.at) ||
        app_checkpoint_is_demonstration(&k->made.checkpoint) != k->text.said.demonstration)
        return base_err_fmt(k->e, BASE_ERR_INPUT, "检查点未载日期，或是否演示与所证明的不符",
                            "the checkpoint does not say its date, or says otherwise whether it is of a demonstration");
    return same_facts(k) && check_signer(k, by);
}

bool app_certificate_check(base_arena *arena, base_str file, const log_pub *const *pub, size_t n, app_certificate *out,
                           base_err *e) {
    checking *k = base_arena_alloc(arena, sizeof *k);
    k->arena = arena;
    k->pub = pub;
    k->n = n;
    k->e = e;
    bool good = check(k, file);
    log_hasher_free(k->hasher);
    if (!good) return false;
    *out = k->made;
    out->state_zh = k->text.said.state_zh;
    out->state_en = k->text.said.state_en;
    out->demonstration = k->text.said.demonstration;
    return true;
}
