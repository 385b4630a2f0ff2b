/* event_person.c - what of an event is somebody's private matter, and how it is taken out.
 *
 * Private values are texts that nothing decides on. They leave the event before it is written or folded, so that
 * neither the log nor the world holds them, and erasing the person part erases them everywhere. */
#include "core/event_i.h"

rules_id core_event_kind_at(const core_event *e, base_str path) {
    if (path.n == 0) return e->kind;
    if (path.n >= e->path.n || e->path.p[path.n] != '/' || !base_str_starts(e->path, path)) return RULES_NONE;
    rules_id k = e->kind;
    for (size_t i = path.n; i < e->path.n && k != RULES_NONE; i++) {
        if (e->path.p[i] == '/') k = e->book->kase[k].parent;
    }
    return k;
}

bool core_field_is_private(const rules_book *b, rules_id kind, rules_id field) {
    return field != RULES_NONE && b->kase[kind].field[field].is_private;
}

bool core_name_is_private(const rules_book *b, rules_id kind, base_str name) {
    return core_field_is_private(b, kind, rules_find_field(&b->kase[kind], name));
}

bool core_arg_is_apart(const rules_book *b, rules_id kind, base_str name, base_str value) {
    return core_name_is_private(b, kind, name) && base_str_trim(value).n > 0;
}

bool core_event_who_is_public(const core_event *e) {
    if (e->adopts != NULL) return true;
    rules_id l = rules_find_level(e->book, e->actor.level);
    return l != RULES_NONE && e->book->level[l].scope != RULES_SCOPE_ASSIGNED &&
           e->book->level[l].scope != RULES_SCOPE_ALL;
}

bool core_event_bad(base_err *e, const char *part) {
    return base_err_fmt(e, BASE_ERR_INPUT, "事件的“%s”不合格式", "“%s” of the event is not as it should be", part);
}

/* ---- taking it out ---- */

static bool is_private(const core_event *e, const core_set *s) {
    return s->value.set && core_field_is_private(e->book, core_event_kind_at(e, s->path), s->field);
}

bool core_event_has_private(const core_event *e) {
    for (size_t i = 0; i < e->n_sets; i++) {
        if (is_private(e, &e->set[i])) return true;
    }
    return false;
}

static void put_person(base_buf *b, const core_event *e, const core_set *s) {
    const rules_case *k = &e->book->kase[core_event_kind_at(e, s->path)];
    base_buf_putc(b, '[');
    core_put_text(b, k->field[s->field].name);
    base_buf_putc(b, ',');
    core_put_text(b, s->value.text);
    base_buf_putc(b, ']');
}

/* An effect that copies a private value (then cluster.contact = contact) holds the very same text. */
static bool is_copy(const core_event *e, const core_value *v) {
    for (size_t i = 0; i < e->n_sets && v->text.n > 0; i++) {
        if (e->set[i].value.text.p == v->text.p && is_private(e, &e->set[i])) return true;
    }
    return false;
}

static const core_set *sets_without(base_arena *arena, const core_event *e) {
    core_set *set = base_arena_copy(arena, e->set, e->n_sets * sizeof *set);
    for (size_t i = 0; i < e->n_sets; i++) {
        if (is_private(e, &set[i]) || is_copy(e, &set[i].value)) set[i].value.text = core_kept_apart();
    }
    return set;
}

static const core_arg *args_without(base_arena *arena, const core_event *e) {
    core_arg *arg = base_arena_copy(arena, e->arg, e->n_args * sizeof *arg);
    for (size_t i = 0; i < e->n_args; i++) {
        if (core_arg_is_apart(e->book, e->kind, arg[i].key, arg[i].value)) arg[i].value = core_kept_apart();
    }
    return arg;
}

/* A form may ask for a private field: then the draft holds it too. */
static const core_draft *facts_without(base_arena *arena, const core_event *e) {
    core_draft *d = base_arena_copy(arena, e->facts, sizeof *d);
    d->field = base_arena_copy(arena, d->field, d->n_fields * sizeof *d->field);
    for (size_t i = 0; i < d->n_fields; i++) {
        if (core_arg_is_apart(e->book, e->kind, d->field[i].key, d->field[i].value))
            d->field[i].value = core_kept_apart();
    }
    return d;
}

bool core_event_part_person(base_arena *arena, core_event *e, base_buf *person) {
    if (e->adopts != NULL || !core_event_has_private(e)) return false;
    base_buf_putc(person, '[');
    for (size_t i = 0, n = 0; i < e->n_sets; i++) {
        if (!is_private(e, &e->set[i])) continue;
        if (n++ > 0) base_buf_putc(person, ',');
        put_person(person, e, &e->set[i]);
    }
    base_buf_putc(person, ']');
    const core_set *set = sets_without(arena, e);
    e->arg = args_without(arena, e);
    if (e->facts != NULL) e->facts = facts_without(arena, e);
    e->set = set;
    return true;
}
