/* replay.c - see replay.h: reading, order, folding. Deciding again is in replay_decide.c. */
#include "app/replay_i.h"

#include <stdlib.h>

#define WORLD_MAX ((size_t)1 << 40)

enum { EVENT_FIRST = 256 << 10, EVENT_MAX = 1 << 30 };

app_replay *app_replay_new(const app_replay_options *o) {
    base_arena *arena = base_arena_new(WORLD_MAX);
    app_replay *r = base_arena_alloc(arena, sizeof *r);
    r->o = *o;
    r->arena = arena;
    r->world_arena = base_arena_new(WORLD_MAX);
    r->event_arena = base_arena_new_sized(EVENT_MAX, EVENT_FIRST);
    r->world = core_world_open(r->world_arena, 0);
    r->hasher = log_hasher_new(o->suite);
    r->figures.day = BASE_DATE_NONE;
    app_retree_init(&r->tree, r->hasher);
    app_rerows_init(&r->rows, r->world, r->arena);
    base_map_init(&r->attachments, r->arena);
    base_buf_init(&r->buf, CORE_PAYLOAD_MAX + CORE_LEAF_MAX);
    return r;
}

void app_replay_free(app_replay *r) {
    if (r == NULL) return;
    base_buf_free(&r->buf);
    app_rerows_free(&r->rows);
    app_retree_free(&r->tree);
    log_hasher_free(r->hasher);
    core_world_close(r->world);
    base_arena_free(r->event_arena);
    base_arena_free(r->world_arena);
    base_arena_free(r->arena);
}

app_difference *app_replay_difference(app_replay *r) { return &r->diff; }
app_retree *app_replay_tree(app_replay *r) { return &r->tree; }
const app_rerows *app_replay_rows(const app_replay *r) { return &r->rows; }
const core_world *app_replay_world(const app_replay *r) { return r->world; }
app_replay_figures app_replay_look(const app_replay *r) { return r->figures; }

const base_map *app_replay_attachments(const app_replay *r) { return &r->attachments; }

const app_replay_person *app_replay_persons(const app_replay *r, size_t *n) {
    *n = r->n_persons;
    return r->person;
}

const app_replay_erratum *app_replay_errata(const app_replay *r, size_t *n) {
    *n = r->n_errata;
    return r->erratum;
}

const app_replay_restart *app_replay_restarts(const app_replay *r, size_t *n) {
    *n = r->n_restarts;
    return r->restart;
}

/* ---- saying where ---- */

bool app_replay_at(app_replay *r, const app_replay_part *p, const char *zh, const char *en) {
    const core_leaf *l = &p->leaf;
    base_str path = base_utf8_head(l->path, 120), action = base_utf8_head(l->action, 60);
    int y = 0, m = 0, d = 0;
    if (l->day != BASE_DATE_NONE) base_date_split(l->day, &y, &m, &d);
    base_err_fmt(&r->diff.where, BASE_ERR_INPUT, "事件 %llu（%.*s，%.*s，%04d-%02d-%02d）%s%.0s",
                 "event %llu (%.*s, %.*s, %04d-%02d-%02d)%.0s%s", (unsigned long long)p->stamp.seq, (int)path.n, path.p,
                 (int)action.n, action.p, y, m, d, zh, en);
    return false;
}

/* Of an event whose leaf can not be read. */
static bool at_number(app_replay *r, uint64_t seq, const char *zh, const char *en) {
    base_err_fmt(&r->diff.where, BASE_ERR_INPUT, "事件 %llu %s%.0s", "event %llu%.0s%s", (unsigned long long)seq, zh,
                 en);
    return false;
}

/* What a reader of bytes said. */
static bool unreadable(app_replay *r, const base_err *why) {
    return app_differ(&r->diff, "%s%.0s", "%.0s%s", why->zh, why->en);
}

/* ---- the leaf ---- */

static bool known_edition(const app_replay_part *p, base_err *e) {
    if (p->leaf.edition <= CORE_EDITION) return true;
    return base_err_fmt(e, BASE_ERR_INPUT, "事件 %llu 由第 %u 版引擎裁决，本程序只知到第 %d 版；请用较新的 jiqun 核验",
                        "event %llu was decided by edition %u of the engine, and this program knows editions up to %d; "
                        "audit with a newer jiqun",
                        (unsigned long long)p->stamp.seq, p->leaf.edition, CORE_EDITION);
}

static bool read_leaf(app_replay *r, app_replay_part *p, const store_event *row, base_err *e) {
    base_err why = {0};
    p->stamp.seq = row->seq;
    if (!core_leaf_read(r->event_arena, row->leaf, &p->leaf, &why)) {
        unreadable(r, &why);
        return at_number(r, row->seq, "叶（leaf）", ", leaf");
    }
    if (p->leaf.seq != row->seq) {
        app_differ_numbers(&r->diff, p->leaf.seq, row->seq, "叶中的序号不对", "the leaf has another number");
        return app_replay_at(r, p, "叶的 seq", ", seq of the leaf");
    }
    if (p->leaf.edition == 0) {
        app_differ(&r->diff, "引擎版次不得为 0", "the engine's edition can not be 0");
        return app_replay_at(r, p, "叶的 edition", ", edition of the leaf");
    }
    return known_edition(p, e);
}

static bool check_digest(app_replay *r, const app_replay_part *p, const store_event *row) {
    char hex[LOG_HASH_HEX];
    log_hash h = log_digest(r->hasher, row->salt, row->payload);
    log_hash_hex(&h, hex);
    base_str made = {hex, sizeof hex};
    if (row->salt.n == LOG_SALT && base_str_eq(made, p->leaf.payload)) return true;
    app_differ_texts(&r->diff, made, p->leaf.payload, "载荷（payload）或其盐（salt）被改动：摘要与叶所载不同",
                     "payload or salt was changed: their digest is not the one that the leaf names");
    return app_replay_at(r, p, "载荷（payload、salt）", ", payload and salt");
}

static bool note_person(app_replay *r, const app_replay_part *p) {
    log_hash digest;
    if (p->leaf.person.n == 0) return true;
    if (!log_hash_parse_hex(p->leaf.person, &digest)) {
        app_differ(&r->diff, "个人信息部分的摘要不是 64 位十六进制数", "the digest of the person part is no digest");
        return app_replay_at(r, p, "叶的 person", ", person of the leaf");
    }
    r->person = base_arena_grow(r->arena, r->person, r->n_persons, &r->cap_persons, sizeof *r->person);
    r->person[r->n_persons++] = (app_replay_person){p->stamp.seq, digest};
    r->figures.persons++;
    return true;
}

/* ---- the payload ---- */

static bool read_payload(app_replay *r, app_replay_part *p, const store_event *row) {
    base_err why = {0};
    bool adopts = base_str_is(p->leaf.action, "adopt") && p->leaf.kind.n == 0;
    base_arena *arena = adopts ? r->world_arena : r->event_arena; /* texts stay in force */
    if (core_event_read(arena, r->world, &p->leaf, row->payload, &p->event, &p->stamp, &why)) return true;
    unreadable(r, &why);
    return app_replay_at(r, p, "载荷（payload）", ", payload");
}

/* The first event of a command says how many there are; the others follow it at once and say the same. */
static bool check_part(app_replay *r, const app_replay_part *p) {
    const core_stamp *first = &r->part[0].stamp;
    bool good = p->stamp.part == r->n_parts;
    if (good && r->n_parts > 0) {
        good = p->stamp.parts == first->parts && p->stamp.at == first->at &&
               base_str_eq(p->stamp.request, first->request) && p->event.adopts == NULL;
    }
    if (good) return true;
    app_differ(&r->diff, "同一请求的各事件不连续或不一致", "the events of one request do not follow one another");
    return app_replay_at(r, p, "载荷的 of、request、at", ", of, request, at of the payload");
}

static base_date day_of(int64_t at) {
    int64_t ms = at + INT64_C(28800000);
    return (base_date)(ms >= 0 ? ms / 86400000 : -((86399999 - ms) / 86400000));
}

static bool check_order(app_replay *r, const app_replay_part *p) {
    base_date last = r->figures.day, day = p->leaf.day;
    if (r->figures.events > 0 && day < last) {
        app_differ(&r->diff, "日期早于前一事件", "the day is before that of the event before");
        return app_replay_at(r, p, "叶的 day", ", day of the leaf");
    }
    if (r->o.payloads && r->figures.events > 0 && p->stamp.at < r->figures.at) {
        app_differ(&r->diff, "时间早于前一事件", "the time is before that of the event before");
        return app_replay_at(r, p, "载荷的 at", ", at of the payload");
    }
    if (!r->o.payloads || !r->o.calendar) return true;
    base_date then = day_of(p->stamp.at), due = r->figures.events > 0 && last > then ? last : then;
    if (day == due) return true;
    app_differ(&r->diff, "日期与写入时间（at）不合：正式记录的日期即当日",
               "the day is not that of the time of writing");
    return app_replay_at(r, p, "叶的 day", ", day of the leaf");
}

/* ---- what it follows from ---- */

static bool check_links(app_replay *r, const app_replay_part *p, const store_event *row) {
    if (!r->o.links) return true;
    const core_case *root = core_stream_here(r->world, p->leaf.path);
    bool text = p->event.adopts != NULL;
    uint64_t stream = row->seq, prev = 0;
    if (root != NULL) {
        stream = root->opened_seq > 0 ? root->opened_seq - 1 : 0;
        prev = root->touched_seq;
    } else if (text) {
        stream = 0;
        prev = r->rows.texts_last;
    }
    if (row->stream != stream) {
        app_differ_numbers(&r->diff, row->stream, stream, "所属事项的编号不对", "it names another stream");
        return app_replay_at(r, p, "stream 栏", ", column stream");
    }
    if (row->prev == prev) return true;
    app_differ_numbers(&r->diff, row->prev, prev, "所接的前一事件不对", "it names another event before it");
    return app_replay_at(r, p, "prev 栏", ", column prev");
}

static bool check_text(app_replay *r, const app_replay_part *p) {
    const core_adoption *a = p->event.adopts;
    char hex[LOG_HASH_HEX];
    log_hash h = log_digest(r->hasher, a->text[0].text, (base_str){NULL, 0});
    log_hash_hex(&h, hex);
    base_str made = {hex, sizeof hex};
    if (base_str_eq(made, a->digest) && base_str_eq(made, p->leaf.rulebook)) return true;
    base_str other = base_str_eq(made, a->digest) ? p->leaf.rulebook : a->digest;
    app_differ_texts(&r->diff, other, made, "文本的摘要不对", "the digest of the text is another");
    return app_replay_at(r, p, "载荷的 adopts.digest、叶的 rulebook", ", adopts.digest and rulebook");
}

/* Nothing is folded that the world can not bear. */
static bool check_fit(app_replay *r, const app_replay_part *p) {
    base_err why = {0};
    if (core_event_fits(r->world, &p->event, &why)) return true;
    unreadable(r, &why);
    return app_replay_at(r, p, "", "");
}

static void note_attachment(app_replay *r, base_str value, uint64_t seq) {
    base_str digest = app_attachment_of(value);
    if (digest.n == 0) return;
    base_map_slot *slot = base_map_put(&r->attachments, digest);
    if (slot->value.num == 0) slot->value.num = (int64_t)seq + 1;
}

static void note_attachments(app_replay *r, const app_replay_part *p) {
    const core_event *e = &p->event;
    for (size_t i = 0; i < e->n_args; i++) note_attachment(r, e->arg[i].value, p->stamp.seq);
    if (e->facts == NULL) return;
    for (size_t i = 0; i < e->facts->n_fields; i++) note_attachment(r, e->facts->field[i].value, p->stamp.seq);
    for (size_t i = 0; i < e->facts->facts.n; i++) note_attachment(r, e->facts->facts.item[i].text, p->stamp.seq);
}

static bool fold_part(app_replay *r, app_replay_part *p) {
    if (!check_fit(r, p)) return false;
    note_attachments(r, p);
    app_rerows_before(&r->rows, &p->event);
    const core_case *c = core_fold(r->world, &p->event);
    app_rerows_after(&r->rows, &p->event, c, p->stamp.seq);
    const core_adoption *a = p->event.adopts;
    if (a == NULL) return true;
    r->figures.adoptions++;
    if (a->matter != CORE_ADOPT_RESTART) return true;
    r->restart = base_arena_grow(r->arena, r->restart, r->n_restarts, &r->cap_restarts, sizeof *r->restart);
    r->restart[r->n_restarts++] = (app_replay_restart){p->stamp.seq, a};
    return true;
}

static bool carry_out(app_replay *r) {
    app_rerows_before_day(&r->rows, r->part[0].event.day);
    core_world_set_day(r->world, r->part[0].event.day);
    if (r->o.decides && !app_replay_decide(r)) return false;
    for (size_t i = 0; i < r->n_parts; i++) {
        if (!fold_part(r, &r->part[i])) return false;
    }
    app_rerows_command(&r->rows, r->part[0].stamp.request, r->part[0].stamp.seq, r->n_parts);
    r->figures.decisions++;
    r->n_parts = 0;
    return true;
}

/* ---- one event ---- */

static bool take_payload(app_replay *r, app_replay_part *p, const store_event *row) {
    if (!check_digest(r, p, row) || !note_person(r, p) || !read_payload(r, p, row) || !check_part(r, p) ||
        !check_order(r, p) || !check_links(r, p, row) || (p->event.adopts != NULL && !check_text(r, p))) {
        return false;
    }
    bool whole = p->stamp.parts == 1;
    p->leaf_bytes = whole ? row->leaf : base_arena_str(r->event_arena, row->leaf);
    p->payload = whole ? row->payload : base_arena_str(r->event_arena, row->payload);
    r->n_parts++;
    return r->n_parts < p->stamp.parts || carry_out(r);
}

bool app_replay_event(app_replay *r, const store_event *row, base_err *e) {
    if (row->seq != r->figures.events) {
        app_differ_numbers(&r->diff, row->seq, r->figures.events, "事件序号不连续", "numbers of events have a gap");
        return at_number(r, r->figures.events, "", "");
    }
    if (r->n_parts == 0) base_arena_reset(r->event_arena);
    app_replay_part *p = &r->part[r->n_parts];
    *p = (app_replay_part){0};
    app_retree_append(&r->tree, row->leaf);
    if (!read_leaf(r, p, row, e)) return false;
    if (r->o.payloads ? !take_payload(r, p, row) : !note_person(r, p) || !check_order(r, p)) return false;
    r->figures.events++;
    r->figures.day = p->leaf.day;
    r->figures.at = p->stamp.at;
    r->figures.bytes += row->leaf.n + row->payload.n + row->salt.n;
    return true;
}

bool app_replay_end(app_replay *r) {
    base_str twice;
    if (r->n_parts > 0) {
        app_differ(&r->diff, "最后一个请求的事件不全", "events of the last request are missing");
        return app_replay_at(r, &r->part[0], "", "");
    }
    if (!r->o.payloads || app_rerows_end(&r->rows, &twice)) return true;
    base_str id = base_utf8_head(twice, 100);
    app_differ(&r->diff, "请求标识 %.*s 用了两次", "two requests have the id %.*s", (int)id.n, id.p);
    base_err_fmt(&r->diff.where, BASE_ERR_INPUT, "请求标识", "request ids");
    return false;
}
