/* certificate_text.c - certificates as text, and what the payload of an event says of a cluster. Nothing of a rulebook
 * is needed for that: a payload names the fields it sets and, among the places it takes, the state it moves to. */
#include <stdio.h>

#include "app/certificate_i.h"

/* ---- writing ---- */

static void key(base_buf *b, const char *name) {
    char last = b->p[b->n - 1];
    base_buf_fmt(b, "%s\"%s\":", last == '{' ? "" : ",", name);
}

static void key_text(base_buf *b, const char *name, base_str value) {
    if (value.n == 0) return;
    key(b, name);
    core_put_text(b, value);
}

static void put_hex(base_buf *b, const uint8_t *p, size_t n) {
    base_buf_putc(b, '"');
    for (size_t i = 0; i < n; i++) base_buf_fmt(b, "%02x", p[i]);
    base_buf_putc(b, '"');
}

static void put_said(base_buf *b, const app_certificate *c) {
    base_buf_putc(b, '{');
    key_text(b, "announced", c->announced);
    key_text(b, "announcement", c->announcement);
    key_text(b, "channel", c->channel);
    key_text(b, "cluster", c->cluster);
    key_text(b, "county", c->county);
    if (c->demonstration) {
        key(b, "demonstration");
        base_buf_puts(b, BASE_STR("true"));
    }
    key_text(b, "name", c->name);
    key_text(b, "state", c->state);
    key_text(b, "state_en", c->state_en);
    key_text(b, "state_zh", c->state_zh);
    key_text(b, "valid_from", c->valid_from);
    key_text(b, "valid_until", c->valid_until);
    base_buf_putc(b, '}');
}

bool app_certificate_put(base_buf *b, const app_certificate_text *t) {
    base_buf_puts(b, BASE_STR(APP_CERTIFICATE_LINE "{"));
    key(b, "certifies");
    put_said(b, &t->said);
    key(b, "events");
    base_buf_putc(b, '[');
    for (size_t i = 0; i < t->n; i++) {
        if (i > 0) base_buf_putc(b, ',');
        base_buf_putc(b, '{');
        key_text(b, "leaf", t->event[i].leaf);
        key_text(b, "payload", t->event[i].payload);
        key_text(b, "proof", t->event[i].proof);
        key(b, "salt");
        put_hex(b, t->event[i].salt, LOG_SALT);
        base_buf_putc(b, '}');
    }
    base_buf_putc(b, ']');
    key_text(b, "suite", base_str_of(log_suite_name(t->suite)));
    return base_buf_puts(b, BASE_STR("}\n"));
}

/* ---- reading ---- */

static bool bad(base_err *e) {
    return base_err_fmt(e, BASE_ERR_INPUT, "不是本程序所出的证明，或内容被改动",
                        "this is no proof made by this program, or it was changed");
}

static bool read_said(yyjson_val *v, app_certificate *c, base_err *e) {
    core_members m;
    base_err why = {0};
    if (!core_members_of(v, &m)) return bad(e);
    bool good = core_member_optional(&m, BASE_STR("announced"), &c->announced, &why) &&
                core_member_optional(&m, BASE_STR("announcement"), &c->announcement, &why) &&
                core_member_optional(&m, BASE_STR("channel"), &c->channel, &why) &&
                core_member_text(&m, BASE_STR("cluster"), &c->cluster, &why) &&
                core_member_optional(&m, BASE_STR("county"), &c->county, &why);
    yyjson_val *demonstration = good ? core_member(&m, BASE_STR("demonstration")) : NULL;
    c->demonstration = yyjson_is_true(demonstration);
    good = good && (demonstration == NULL || c->demonstration) &&
           core_member_optional(&m, BASE_STR("name"), &c->name, &why) &&
           core_member_text(&m, BASE_STR("state"), &c->state, &why) &&
           core_member_optional(&m, BASE_STR("state_en"), &c->state_en, &why) &&
           core_member_optional(&m, BASE_STR("state_zh"), &c->state_zh, &why) &&
           core_member_optional(&m, BASE_STR("valid_from"), &c->valid_from, &why) &&
           core_member_optional(&m, BASE_STR("valid_until"), &c->valid_until, &why) &&
           core_members_end(&m, "certifies", &why);
    return good || bad(e);
}

static bool read_event(yyjson_val *v, app_certificate_event *x) {
    core_members m;
    base_err why = {0};
    base_str salt;
    return core_members_of(v, &m) && core_member_text(&m, BASE_STR("leaf"), &x->leaf, &why) &&
           core_member_text(&m, BASE_STR("payload"), &x->payload, &why) &&
           core_member_text(&m, BASE_STR("proof"), &x->proof, &why) &&
           core_member_text(&m, BASE_STR("salt"), &salt, &why) && core_members_end(&m, "events", &why) &&
           log_parse_hex(salt, x->salt, LOG_SALT);
}

static bool read_all(yyjson_val *root, app_certificate_text *t, base_err *e) {
    core_members m;
    base_err why = {0};
    base_str suite;
    size_t i, n;
    yyjson_val *item;
    if (!core_members_of(root, &m) || !read_said(core_member(&m, BASE_STR("certifies")), &t->said, e)) return bad(e);
    yyjson_val *events = core_member(&m, BASE_STR("events"));
    if (!yyjson_is_arr(events) || yyjson_arr_size(events) > APP_CERTIFIED_EVENTS) return bad(e);
    yyjson_arr_foreach(events, i, n, item) {
        if (!read_event(item, &t->event[t->n++])) return bad(e);
    }
    return (core_member_text(&m, BASE_STR("suite"), &suite, &why) && core_members_end(&m, "suite", &why) &&
            log_suite_parse(suite, &t->suite)) ||
           bad(e);
}

/* One text has one meaning: what would be written otherwise is refused. */
static bool same_again(base_str text, const app_certificate_text *t) {
    base_buf b;
    base_buf_init(&b, APP_CERTIFICATE_MAX);
    bool same = app_certificate_put(&b, t) && base_str_eq(base_buf_str(&b), text);
    base_buf_free(&b);
    return same;
}

bool app_certificate_read(base_arena *arena, base_str text, app_certificate_text *t, base_err *e) {
    const base_str first = BASE_STR(APP_CERTIFICATE_LINE);
    *t = (app_certificate_text){.n = 0};
    if (!base_str_starts(text, first) || text.p[text.n - 1] != '\n') return bad(e);
    yyjson_doc *doc = core_json_parse(arena, (base_str){text.p + first.n, text.n - first.n - 1}, APP_CERTIFICATE_MAX);
    bool good = doc != NULL && read_all(yyjson_doc_get_root(doc), t, e);
    yyjson_doc_free(doc);
    if (doc == NULL || (good && !same_again(text, t))) return bad(e);
    return good;
}

/* ---- what an event says ---- */

void app_certified_fields(app_certificate *c, app_certified_field out[APP_CERTIFIED_FIELDS]) {
    const app_certified_field all[APP_CERTIFIED_FIELDS] = {{&c->name, "name"},
                                                           {&c->county, "county"},
                                                           {&c->channel, "channel"},
                                                           {&c->announced, "announced"},
                                                           {&c->valid_from, "valid_from"},
                                                           {&c->valid_until, "valid_until"},
                                                           {&c->announcement, "announcement"}};
    memcpy(out, all, sizeof all);
}

/* Paths are empty for the event's own case. */
static bool is_of_cluster(base_str path, base_str cluster, const core_leaf *leaf) {
    return base_str_eq(path.n > 0 ? path : leaf->path, cluster);
}

static void apply_set(base_arena *arena, base_str cluster, const core_leaf *leaf, yyjson_val *item, app_certificate *c,
                      uint32_t *bits) {
    app_certificate none = {.n_events = 0};
    app_certified_field field[APP_CERTIFIED_FIELDS];
    base_str path = core_json_view(yyjson_arr_get_first(item)), name = core_json_view(yyjson_arr_get(item, 1));
    if (!is_of_cluster(path, cluster, leaf)) return;
    app_certified_fields(c != NULL ? c : &none, field);
    for (uint32_t i = 0; i < APP_CERTIFIED_FIELDS; i++) {
        if (!base_str_is(name, field[i].name)) continue;
        base_str value = core_json_view(yyjson_arr_get(item, 2));
        *field[i].field = value.n > 0 ? base_arena_str(arena, value) : (base_str){NULL, 0};
        *bits |= UINT32_C(1) << i;
    }
}

/* ["+", path, "", "", state]: a place in the register is taken under that state. */
static void apply_count(base_arena *arena, base_str cluster, const core_leaf *leaf, yyjson_val *item,
                        app_certificate *c, uint32_t *bits) {
    base_str path = core_json_view(yyjson_arr_get(item, 1)), owner = core_json_view(yyjson_arr_get(item, 2)),
             state = core_json_view(yyjson_arr_get(item, 4));
    bool taken = base_str_is(core_json_view(yyjson_arr_get_first(item)), "+");
    if (!taken || owner.p == NULL || owner.n > 0 || !is_of_cluster(path, cluster, leaf)) return;
    if (c != NULL) c->state = base_arena_str(arena, state);
    *bits |= UINT32_C(1) << APP_CERTIFIED_FIELDS;
}

bool app_certified_apply(base_arena *arena, base_str cluster, const core_leaf *leaf, base_str payload,
                         app_certificate *c, uint32_t *bits) {
    size_t i, n;
    yyjson_val *item;
    *bits = 0;
    yyjson_doc *doc = core_json_parse(arena, payload, CORE_PAYLOAD_MAX);
    yyjson_val *root = yyjson_doc_get_root(doc);
    bool good = yyjson_is_obj(root) && yyjson_obj_get(root, "facts") == NULL;
    yyjson_val *sets = good ? yyjson_obj_get(root, "sets") : NULL,
               *counts = good ? yyjson_obj_get(root, "counts") : NULL;
    yyjson_arr_foreach(sets, i, n, item) { apply_set(arena, cluster, leaf, item, c, bits); }
    yyjson_arr_foreach(counts, i, n, item) { apply_count(arena, cluster, leaf, item, c, bits); }
    yyjson_doc_free(doc);
    return good;
}
