/* event_put.c - events as canonical bytes; see event.h. Keys are written in their order by hand: it is the order of
 * bytes, and a test reads them back and sorts them. */
#include "core/event.h"

#include "core/observe.h"

/* ---- canonical JSON (RFC 8785, strings) ---- */

static bool plain(unsigned char c) { return c >= 0x20 && c != '"' && c != '\\'; }

static void put_escape(base_buf *b, unsigned char c) {
    static const char *const shorts = "\b\t\n\f\r";
    static const char *const letters = "btnfr";
    const char *at = c != 0 ? strchr(shorts, c) : NULL;
    if (c == '"' || c == '\\')
        base_buf_fmt(b, "\\%c", c);
    else if (at != NULL)
        base_buf_fmt(b, "\\%c", letters[at - shorts]);
    else
        base_buf_fmt(b, "\\u%04x", c);
}

static void put_str(base_buf *b, base_str s) {
    base_buf_putc(b, '"');
    size_t from = 0;
    for (size_t i = 0; i < s.n; i++) {
        if (plain((unsigned char)s.p[i])) continue;
        if (i > from) base_buf_put(b, s.p + from, i - from);
        put_escape(b, (unsigned char)s.p[i]);
        from = i + 1;
    }
    if (s.n > from) base_buf_put(b, s.p + from, s.n - from);
    base_buf_putc(b, '"');
}

static void key(base_buf *b, const char *name) {
    char last = b->n > 0 ? b->p[b->n - 1] : '{';
    if (last != '{') base_buf_putc(b, ',');
    base_buf_fmt(b, "\"%s\":", name);
}

static void key_str(base_buf *b, const char *name, base_str value) {
    key(b, name);
    put_str(b, value);
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
    put_str(b, s);
}

bool core_put_instant(base_buf *b, int64_t at) {
    int64_t days = at / 86400000, ms = at % 86400000;
    if (ms < 0) {
        ms += 86400000;
        days--;
    }
    if (days < INT32_MIN / 2 || days > INT32_MAX / 2 || !base_date_put(b, (base_date)days)) return false;
    return base_buf_fmt(b, "T%02d:%02d:%02d.%03dZ", (int)(ms / 3600000), (int)(ms / 60000 % 60), (int)(ms / 1000 % 60),
                        (int)(ms % 1000));
}

/* ---- the person part ---- */

/* Stands where a private value was, in memory as after erasure. */
static const base_str kept_apart = {"＊", 3};

static bool is_private(const core_event *e, rules_id field) {
    return field != RULES_NONE && e->book->kase[e->kind].field[field].is_private;
}

static bool has_private(const core_event *e) {
    for (size_t i = 0; i < e->n_sets; i++) {
        if (e->set[i].path.n == 0 && is_private(e, e->set[i].field)) return true;
    }
    return false;
}

/* A blank says nothing and sets nothing, so it stands as it was given: deciding again comes to the same. */
static bool is_apart(const core_event *e, const core_arg *arg) {
    return is_private(e, rules_find_field(&e->book->kase[e->kind], arg->key)) && base_str_trim(arg->value).n > 0;
}

bool core_event_part_person(base_arena *arena, core_event *e, base_buf *person) {
    if (e->adopts != NULL || !has_private(e)) return false;
    core_set *set = base_arena_copy(arena, e->set, e->n_sets * sizeof *set);
    core_arg *arg = base_arena_copy(arena, e->arg, e->n_args * sizeof *arg);
    base_buf_putc(person, '[');
    for (size_t i = 0; i < e->n_args; i++) {
        if (!is_apart(e, &arg[i])) continue;
        open_item(person);
        put_item(person, arg[i].key);
        put_item(person, arg[i].value);
        base_buf_putc(person, ']');
        arg[i].value = kept_apart;
    }
    base_buf_putc(person, ']');
    for (size_t i = 0; i < e->n_sets; i++) {
        if (set[i].path.n == 0 && is_private(e, set[i].field)) set[i].value.text = kept_apart;
    }
    e->set = set;
    e->arg = arg;
    return true;
}

/* ---- the payload ---- */

/* Private values are `false`: given, and kept apart. Unset ones are null. */
static void put_args(base_buf *b, const core_event *e) {
    if (e->n_args == 0) return;
    key(b, "args");
    base_buf_putc(b, '[');
    for (size_t i = 0; i < e->n_args; i++) {
        open_item(b);
        put_item(b, e->arg[i].key);
        if (is_apart(e, &e->arg[i]))
            base_buf_puts(b, BASE_STR(",false"));
        else
            put_item(b, e->arg[i].value);
        base_buf_putc(b, ']');
    }
    base_buf_putc(b, ']');
}

/* The kind of the case at `path`, which is that of the event or one above it. */
static rules_id kind_at(const core_event *e, base_str path) {
    size_t up = 0;
    for (size_t i = path.n; i < e->path.n && path.n > 0; i++) up += e->path.p[i] == '/';
    rules_id k = e->kind;
    while (up-- > 0 && k != RULES_NONE) k = e->book->kase[k].parent;
    return k;
}

static void put_sets(base_buf *b, const core_event *e) {
    if (e->n_sets == 0) return;
    key(b, "sets");
    base_buf_putc(b, '[');
    for (size_t i = 0; i < e->n_sets; i++) {
        const core_set *s = &e->set[i];
        const rules_field *f = &e->book->kase[kind_at(e, s->path)].field[s->field];
        open_item(b);
        put_item(b, s->path);
        put_item(b, f->name);
        base_buf_putc(b, ',');
        if (!s->value.set) {
            base_buf_puts(b, BASE_STR("null"));
        } else if (s->path.n == 0 && f->is_private) {
            base_buf_puts(b, BASE_STR("false"));
        } else if (s->value.text.p != NULL) {
            put_str(b, s->value.text);
        } else {
            base_buf_putc(b, '"');
            core_value_put(b, f, s->value); /* names, numbers and dates: nothing to escape */
            base_buf_putc(b, '"');
        }
        base_buf_putc(b, ']');
    }
    base_buf_putc(b, ']');
}

static void put_moves(base_buf *b, const core_event *e) {
    if (e->n_moves == 0) return;
    key(b, "moves");
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
    key(b, "counts");
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
        put_str(b, v->text);
        return;
    }
    base_buf_putc(b, '"');
    if (f->kind == RULES_FACT_VETO)
        base_buf_puts(b, v->raw != 0 ? BASE_STR("yes") : BASE_STR("no"));
    else
        base_dec_put(b, (base_dec){v->raw, book->unit[f->unit].scale});
    base_buf_putc(b, '"');
}

bool core_draft_put(base_buf *b, const rules_book *book, const core_draft *d) {
    base_buf_puts(b, BASE_STR("{\"fields\":["));
    for (size_t i = 0; i < d->n_fields; i++) {
        open_item(b);
        put_item(b, d->field[i].key);
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

static void put_facts(base_buf *b, const core_event *e) {
    if (e->facts == NULL) return;
    key(b, "facts");
    core_draft_put(b, e->book, e->facts);
}

static const rules_standard *standard_of(const rules_book *b) {
    return b->n_standards > 0 ? &b->standard[b->n_standards - 1] : NULL;
}

static void put_findings(base_buf *b, const core_event *e) {
    const rules_standard *s = standard_of(e->book);
    if (e->n_judged == 0 || s == NULL) return;
    key(b, "judged");
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
    key(b, "adopts");
    base_buf_putc(b, '{');
    key_str(b, "digest", a->digest);
    if (a->from != BASE_DATE_NONE && a->matter == CORE_ADOPT_RULEBOOK) {
        key(b, "from");
        base_buf_putc(b, '"');
        base_date_put(b, a->from);
        base_buf_putc(b, '"');
    }
    key_str(b, "matter", core_matter_name(a->matter));
    key_str(b, "name", a->name);
    key(b, "texts");
    base_buf_putc(b, '[');
    for (size_t i = 0; i < a->n_texts; i++) {
        open_item(b);
        put_item(b, a->text[i].name);
        put_item(b, a->text[i].text);
        base_buf_putc(b, ']');
    }
    base_buf_puts(b, BASE_STR("]}"));
}

/* A division is public and stands in the leaf; the name of an expert does not. */
static bool who_is_public(const core_event *e) {
    if (e->adopts != NULL) return true;
    rules_id l = rules_find_level(e->book, e->actor.level);
    return l != RULES_NONE && e->book->level[l].scope != RULES_SCOPE_ASSIGNED &&
           e->book->level[l].scope != RULES_SCOPE_ALL;
}

bool core_event_put_payload(base_buf *b, const core_event *e, const core_stamp *s) {
    size_t start = b->n;
    base_buf_putc(b, '{');
    if (e->adopts != NULL)
        put_adoption(b, e->adopts);
    else
        put_args(b, e);
    key(b, "at");
    base_buf_putc(b, '"');
    core_put_instant(b, s->at);
    base_buf_putc(b, '"');
    if (e->adopts == NULL) {
        put_counts(b, e);
        put_facts(b, e);
        put_findings(b, e);
        put_moves(b, e);
    }
    if (s->parts > 1) {
        key(b, "of");
        base_buf_fmt(b, "[%u,%u]", s->part, s->parts);
    }
    if (e->opens) {
        key(b, "opens");
        base_buf_puts(b, BASE_STR("true"));
    }
    if (e->criterion != RULES_NONE) key_str(b, "relax", standard_of(e->book)->criterion[e->criterion].id);
    key_str(b, "request", s->request);
    if (e->round.n > 0) key_str(b, "round", e->round);
    if (e->adopts == NULL) put_sets(b, e);
    if (!who_is_public(e) && e->actor.who.n > 0) key_str(b, "who", e->actor.who);
    return base_buf_putc(b, '}') && b->n - start <= CORE_PAYLOAD_MAX;
}

bool core_event_put_leaf(base_buf *b, const core_world *w, const core_event *e, const core_stamp *s, base_str payload,
                         base_str person) {
    size_t start = b->n;
    base_str rest, stream = base_str_cut(e->path, '/', &rest);
    const rules_action *a = e->adopts == NULL ? &e->book->action[e->action] : NULL;
    base_buf_putc(b, '{');
    key_str(b, "action", a != NULL ? a->name : BASE_STR("adopt"));
    key_str(b, "article", a != NULL ? a->cite : (base_str){NULL, 0});
    key_str(b, "case", e->path);
    key(b, "day");
    base_buf_putc(b, '"');
    base_date_put(b, e->day);
    base_buf_putc(b, '"');
    key(b, "edition");
    base_buf_u64(b, s->edition);
    key_str(b, "kind", a != NULL ? e->book->kase[e->kind].name : (base_str){NULL, 0});
    key_str(b, "level", e->actor.level);
    key_str(b, "payload", payload);
    if (person.n > 0) key_str(b, "person", person);
    key_str(b, "rulebook", a != NULL ? core_world_digest_of(w, e->book) : e->adopts->digest);
    key(b, "seq");
    base_buf_u64(b, s->seq);
    key_str(b, "stream", stream);
    if (who_is_public(e) && e->actor.who.n > 0) key_str(b, "who", e->actor.who);
    return base_buf_putc(b, '}') && b->n - start <= CORE_LEAF_MAX;
}
