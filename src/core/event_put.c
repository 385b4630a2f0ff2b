/* event_put.c - events as canonical bytes; see event.h. Keys are written in their order by hand: it is the order of
 * bytes, and a test reads them back and sorts them. */
#include "core/event_i.h"
#include "core/observe.h"

/* ---- canonical JSON (RFC 8785) ---- */

/* Whether one of the eight bytes is '"', '\\' or below 0x20. Each term sets the top bit of such bytes; a borrow may set
 * more, but only beside a true one. */
static bool eight_special(const char *p) {
    const uint64_t ones = UINT64_C(0x0101010101010101), tops = ones * 0x80;
    uint64_t v;
    memcpy(&v, p, sizeof v);
    const uint64_t quote = v ^ ones * '"', slash = v ^ ones * '\\';
    return ((((v - ones * 0x20) & ~v) | ((quote - ones) & ~quote) | ((slash - ones) & ~slash)) & tops) != 0;
}

/* How many bytes from `from` on go into a string as they are. */
static size_t plain_run(base_str s, size_t from) {
    size_t i = from;
    while (i < s.n) {
        unsigned char c = (unsigned char)s.p[i];
        if (s.n - i >= 8 && !eight_special(s.p + i))
            i += 8;
        else if (c >= 0x20 && c != '"' && c != '\\')
            i++;
        else
            break;
    }
    return i - from;
}

static void put_escape(base_buf *b, unsigned char c) {
    static const char shorts[] = "\b\t\n\f\r\"\\", letters[] = "btnfr\"\\", hex[] = "0123456789abcdef";
    const char *at = memchr(shorts, c, sizeof shorts - 1);
    if (at != NULL) {
        const char two[2] = {'\\', letters[at - shorts]};
        base_buf_put(b, two, sizeof two);
        return;
    }
    const char six[6] = {'\\', 'u', '0', '0', hex[c >> 4], hex[c & 15]};
    base_buf_put(b, six, sizeof six);
}

void core_put_text(base_buf *b, base_str s) {
    base_buf_putc(b, '"');
    for (size_t i = 0; i < s.n; i++) {
        size_t run = plain_run(s, i);
        base_buf_put(b, s.p + i, run);
        i += run;
        if (i < s.n) put_escape(b, (unsigned char)s.p[i]);
    }
    base_buf_putc(b, '"');
}

/* Begins a member; `name` with its quotes and the colon. */
static void key(base_buf *b, base_str name) {
    if (b->n > 0 && b->p[b->n - 1] != '{') base_buf_putc(b, ',');
    base_buf_puts(b, name);
}

static void key_text(base_buf *b, base_str name, base_str value) {
    key(b, name);
    core_put_text(b, value);
}

static bool key_date(base_buf *b, base_str name, base_date d) {
    key(b, name);
    base_buf_putc(b, '"');
    bool good = base_date_put(b, d);
    base_buf_putc(b, '"');
    return good;
}

/* Begins the next item of an array. */
static void item(base_buf *b) {
    if (b->n > 0 && b->p[b->n - 1] != '[') base_buf_putc(b, ',');
}

static void open_item(base_buf *b) {
    item(b);
    base_buf_putc(b, '[');
}

static void put_item(base_buf *b, base_str s) {
    item(b);
    core_put_text(b, s);
}

bool core_put_instant(base_buf *b, int64_t at) {
    int64_t days = at / 86400000, ms = at % 86400000;
    if (ms < 0) {
        ms += 86400000;
        days--;
    }
    if (days < INT32_MIN / 2 || days > INT32_MAX / 2 || !base_date_put(b, (base_date)days)) return false;
    char text[14] = "Thh:mm:ss.mmmZ";
    uint64_t t = (uint64_t)ms;
    base_digits_pad(text + 1, t / 3600000, 2);
    base_digits_pad(text + 4, t / 60000 % 60, 2);
    base_digits_pad(text + 7, t / 1000 % 60, 2);
    base_digits_pad(text + 10, t % 1000, 3);
    return base_buf_put(b, text, sizeof text);
}

/* ---- the payload ---- */

/* Private values are `false`: given, and kept apart. Unset ones are null. */
static void put_args(base_buf *b, const core_event *e) {
    if (e->n_args == 0) return;
    key(b, BASE_STR("\"args\":"));
    base_buf_putc(b, '[');
    for (size_t i = 0; i < e->n_args; i++) {
        open_item(b);
        put_item(b, e->arg[i].key);
        if (core_arg_is_apart(e->book, e->kind, e->arg[i].key, e->arg[i].value))
            base_buf_puts(b, BASE_STR(",false"));
        else
            put_item(b, e->arg[i].value);
        base_buf_putc(b, ']');
    }
    base_buf_putc(b, ']');
}

static void put_value(base_buf *b, const rules_field *f, core_value v) {
    if (!v.set) {
        base_buf_puts(b, BASE_STR("null"));
    } else if (f->is_private) {
        base_buf_puts(b, BASE_STR("false"));
    } else if (core_value_is_text(f)) {
        core_put_text(b, v.text);
    } else {
        base_buf_putc(b, '"');
        core_value_put(b, f, v); /* names, numbers and dates: nothing to escape */
        base_buf_putc(b, '"');
    }
}

static void put_sets(base_buf *b, const core_event *e) {
    if (e->n_sets == 0) return;
    key(b, BASE_STR("\"sets\":"));
    base_buf_putc(b, '[');
    for (size_t i = 0; i < e->n_sets; i++) {
        const core_set *s = &e->set[i];
        const rules_field *f = &e->book->kase[core_event_kind_at(e, s->path)].field[s->field];
        open_item(b);
        put_item(b, s->path);
        put_item(b, f->name);
        base_buf_putc(b, ',');
        put_value(b, f, s->value);
        base_buf_putc(b, ']');
    }
    base_buf_putc(b, ']');
}

static void put_moves(base_buf *b, const core_event *e) {
    if (e->n_moves == 0) return;
    key(b, BASE_STR("\"moves\":"));
    base_buf_putc(b, '[');
    for (size_t i = 0; i < e->n_moves; i++) {
        open_item(b);
        put_item(b, e->move[i].path);
        put_item(b, e->book->kase[e->move[i].kind].state[e->move[i].state].name);
        base_buf_putc(b, ']');
    }
    base_buf_putc(b, ']');
}

static void put_counts(base_buf *b, const core_event *e) {
    if (e->n_counts == 0) return;
    key(b, BASE_STR("\"counts\":"));
    base_buf_putc(b, '[');
    for (size_t i = 0; i < e->n_counts; i++) {
        const core_count *x = &e->count[i];
        open_item(b);
        put_item(b, x->taken ? BASE_STR("+") : BASE_STR("-"));
        put_item(b, x->path);
        put_item(b, x->owner != RULES_NONE ? e->book->kase[x->owner].name : (base_str){NULL, 0});
        put_item(b, x->tally);
        put_item(b, x->key);
        base_buf_putc(b, ']');
    }
    base_buf_putc(b, ']');
}

static void put_figure(base_buf *b, const rules_book *book, const rules_value *v) {
    const rules_fact *f = &book->fact[v->fact];
    base_buf_putc(b, ',');
    if (f->kind == RULES_FACT_STATEMENT) {
        core_put_text(b, v->text);
        return;
    }
    base_buf_putc(b, '"');
    if (f->kind == RULES_FACT_VETO)
        base_buf_puts(b, v->raw != 0 ? BASE_STR("yes") : BASE_STR("no"));
    else
        base_dec_put(b, (base_dec){v->raw, book->unit[f->unit].scale});
    base_buf_putc(b, '"');
}

/* `kind` whose private fields are left out; RULES_NONE: nothing is. */
static bool put_draft(base_buf *b, const rules_book *book, rules_id kind, const core_draft *d) {
    base_buf_puts(b, BASE_STR("{\"fields\":["));
    for (size_t i = 0; i < d->n_fields; i++) {
        open_item(b);
        put_item(b, d->field[i].key);
        if (kind != RULES_NONE && core_arg_is_apart(book, kind, d->field[i].key, d->field[i].value))
            base_buf_puts(b, BASE_STR(",false"));
        else
            put_item(b, d->field[i].value);
        base_buf_putc(b, ']');
    }
    base_buf_puts(b, BASE_STR("],\"values\":["));
    for (size_t i = 0; i < d->facts.n; i++) {
        const rules_value *v = &d->facts.item[i];
        open_item(b);
        put_item(b, book->fact[v->fact].name);
        base_buf_putc(b, ',');
        base_buf_i64(b, v->year);
        put_figure(b, book, v);
        base_buf_putc(b, ']');
    }
    return base_buf_puts(b, BASE_STR("]}"));
}

bool core_draft_put(base_buf *b, const rules_book *book, const core_draft *d) {
    return put_draft(b, book, RULES_NONE, d);
}

static void put_facts(base_buf *b, const core_event *e) {
    if (e->facts == NULL) return;
    key(b, BASE_STR("\"facts\":"));
    put_draft(b, e->book, e->kind, e->facts);
}

static void put_findings(base_buf *b, const core_event *e) {
    const rules_standard *s = core_newest_standard(e->book);
    if (e->n_judged == 0 || s == NULL) return;
    key(b, BASE_STR("\"judged\":"));
    base_buf_putc(b, '[');
    for (size_t i = 0; i < e->n_judged; i++) {
        open_item(b);
        put_item(b, s->criterion[e->judged_criterion[i]].id);
        put_item(b, e->judged_value[i] == 1 ? BASE_STR("met") : BASE_STR("not_met"));
        base_buf_putc(b, ']');
    }
    base_buf_putc(b, ']');
}

static void put_adoption(base_buf *b, const core_adoption *a) {
    key(b, BASE_STR("\"adopts\":"));
    base_buf_putc(b, '{');
    key_text(b, BASE_STR("\"digest\":"), a->digest);
    if (a->from != BASE_DATE_NONE && a->matter == CORE_ADOPT_RULEBOOK) key_date(b, BASE_STR("\"from\":"), a->from);
    key_text(b, BASE_STR("\"matter\":"), core_matter_name(a->matter));
    key_text(b, BASE_STR("\"name\":"), a->name);
    key(b, BASE_STR("\"texts\":"));
    base_buf_putc(b, '[');
    for (size_t i = 0; i < a->n_texts; i++) {
        open_item(b);
        put_item(b, a->text[i].name);
        put_item(b, a->text[i].text);
        base_buf_putc(b, ']');
    }
    base_buf_puts(b, BASE_STR("]}"));
}

static void put_part(base_buf *b, const core_stamp *s) {
    if (s->parts <= 1) return;
    key(b, BASE_STR("\"of\":"));
    base_buf_putc(b, '[');
    base_buf_u64(b, s->part);
    base_buf_putc(b, ',');
    base_buf_u64(b, s->parts);
    base_buf_putc(b, ']');
}

static bool put_at(base_buf *b, const core_stamp *s) {
    key(b, BASE_STR("\"at\":"));
    base_buf_putc(b, '"');
    bool good = core_put_instant(b, s->at);
    base_buf_putc(b, '"');
    return good;
}

static bool put_adopting(base_buf *b, const core_event *e, const core_stamp *s) {
    put_adoption(b, e->adopts);
    bool good = put_at(b, s);
    put_part(b, s);
    key_text(b, BASE_STR("\"request\":"), s->request);
    return good;
}

static bool put_acting(base_buf *b, const core_event *e, const core_stamp *s) {
    put_args(b, e);
    bool good = put_at(b, s);
    put_counts(b, e);
    put_facts(b, e);
    put_findings(b, e);
    put_moves(b, e);
    put_part(b, s);
    if (e->opens) key(b, BASE_STR("\"opens\":true"));
    if (e->criterion != RULES_NONE)
        key_text(b, BASE_STR("\"relax\":"), core_newest_standard(e->book)->criterion[e->criterion].id);
    key_text(b, BASE_STR("\"request\":"), s->request);
    if (e->round.n > 0) key_text(b, BASE_STR("\"round\":"), e->round);
    put_sets(b, e);
    if (!core_event_who_is_public(e) && e->actor.who.n > 0) key_text(b, BASE_STR("\"who\":"), e->actor.who);
    return good;
}

bool core_event_put_payload(base_buf *b, const core_event *e, const core_stamp *s) {
    size_t start = b->n;
    base_buf_putc(b, '{');
    bool good = e->adopts != NULL ? put_adopting(b, e, s) : put_acting(b, e, s);
    return base_buf_putc(b, '}') && good && b->n - start <= CORE_PAYLOAD_MAX;
}

bool core_event_put_leaf(base_buf *b, const core_world *w, const core_event *e, const core_stamp *s, base_str payload,
                         base_str person) {
    size_t start = b->n;
    base_str rest, stream = base_str_cut(e->path, '/', &rest);
    const rules_action *a = e->adopts == NULL ? &e->book->action[e->action] : NULL;
    base_buf_putc(b, '{');
    key_text(b, BASE_STR("\"action\":"), a != NULL ? a->name : core_adoption_action());
    key_text(b, BASE_STR("\"article\":"), a != NULL ? a->cite : (base_str){NULL, 0});
    key_text(b, BASE_STR("\"case\":"), e->path);
    bool good = key_date(b, BASE_STR("\"day\":"), e->day);
    key(b, BASE_STR("\"edition\":"));
    base_buf_u64(b, s->edition);
    key_text(b, BASE_STR("\"kind\":"), a != NULL ? e->book->kase[e->kind].name : (base_str){NULL, 0});
    key_text(b, BASE_STR("\"level\":"), e->actor.level);
    key_text(b, BASE_STR("\"payload\":"), payload);
    if (person.n > 0) key_text(b, BASE_STR("\"person\":"), person);
    key_text(b, BASE_STR("\"rulebook\":"), a != NULL ? core_world_digest_of(w, e->book) : e->adopts->digest);
    key(b, BASE_STR("\"seq\":"));
    base_buf_u64(b, s->seq);
    key_text(b, BASE_STR("\"stream\":"), stream);
    if (core_event_who_is_public(e) && e->actor.who.n > 0) key_text(b, BASE_STR("\"who\":"), e->actor.who);
    return base_buf_putc(b, '}') && good && b->n - start <= CORE_LEAF_MAX;
}
