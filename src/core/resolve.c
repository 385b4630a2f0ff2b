/* resolve.c - see resolve.h. */
#include "core/resolve.h"

#include "core/world_i.h"

enum { MAX_PATH_BYTES = 200, MAX_PATH_PARTS = 4 };

static bool name_byte(unsigned char c) {
    return c >= 0x80 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           c == '-' || c == '.';
}

bool core_path_ok(base_str path) {
    size_t part = 0, parts = 1;
    if (path.n == 0 || path.n > MAX_PATH_BYTES || base_utf8_check(path) != path.n) return false;
    for (size_t i = 0; i < path.n; i++) {
        if (path.p[i] == '/') {
            if (part == 0) return false;
            part = 0;
            parts++;
        } else {
            if (!name_byte((unsigned char)path.p[i])) return false;
            part++;
        }
    }
    return part > 0 && parts <= MAX_PATH_PARTS;
}

static bool no_case(base_err *why, base_str target) {
    return base_err_fmt(why, BASE_ERR_MISSING, "没有名为“%.*s”的事项", "there is no case “%.*s”",
                        (int)(target.n > 120 ? 120 : target.n), target.p);
}

static bool settle(core_resolved *out, const rules_book *b, rules_id action, core_case *self, core_case *parent,
                   base_str path) {
    *out = (core_resolved){b, b->action[action].kase, action, self, parent, path};
    return true;
}

/* A free name for a case that was given none: objection1, objection2 … */
static base_str fresh_name(const core_world *w, const rules_case *k, const core_case *parent, base_arena *arena) {
    for (unsigned n = 1;; n++) {
        base_str path =
            base_arena_fmt(arena, "%.*s/%.*s%u", (int)parent->path.n, parent->path.p, (int)k->name.n, k->name.p, n);
        if (core_world_at(w, path) == NULL) return path;
    }
}

/* The child of that kind for which the action is possible by state; the only one, or the last that is still running. */
static core_case *running_child(const core_case *c, rules_id kind, base_str action, size_t *n) {
    core_case *found = NULL, *last = NULL;
    *n = 0;
    for (core_case *k = c->child; k != NULL; k = k->sibling) {
        if (k->kind != kind) continue;
        rules_id a = rules_find_action(k->book, kind, action);
        if (a == RULES_NONE) continue;
        last = k;
        if ((k->book->action[a].from >> k->control.state & 1U) == 0) continue;
        found = k;
        (*n)++;
    }
    return found != NULL ? found : last;
}

static core_resolved own_action(core_case *c, base_str action) {
    const rules_book *b = c->book;
    return (core_resolved){b, c->kind, rules_find_action(b, c->kind, action), c, c->parent, c->path};
}

static bool bad_name(base_err *why, base_str target) {
    return base_err_fmt(why, BASE_ERR_INPUT, "名称“%.*s”不合要求：用字母、数字、汉字、_ - .，以 / 分级，不超过四级",
                        "the name “%.*s” does not fit: letters, digits, _ - . and / between at most four parts",
                        (int)(target.n > 120 ? 120 : target.n), target.p);
}

/* A child to be opened, which is given a name. An expected case that nobody has touched has no children: it is not on
 * record yet. */
static bool under(const core_world *w, const rules_book *b, rules_id action, core_case *c, base_arena *arena,
                  core_resolved *out, base_err *why) {
    if (c->is_virtual) return no_case(why, c->path);
    base_str path = fresh_name(w, &b->kase[b->action[action].kase], c, arena);
    return core_path_ok(path) ? settle(out, b, action, NULL, c, path) : bad_name(why, path);
}

/* The target exists: its own action, or one of a child's kind. */
static bool on_existing(const core_world *w, core_case *c, base_str action, base_date today, base_arena *arena,
                        core_resolved *out, base_err *why) {
    core_resolved own = own_action(c, action);
    if (own.action != RULES_NONE) {
        *out = own;
        return true;
    }
    const rules_book *b = core_world_book(w, today);
    for (rules_id k = 0; k < b->n_cases; k++) {
        rules_id a = b->kase[k].parent == c->kind ? rules_find_action(b, k, action) : RULES_NONE;
        if (a == RULES_NONE) continue;
        if (b->action[a].creates) return under(w, b, a, c, arena, out, why);
        size_t n = 0;
        core_case *child = running_child(c, k, action, &n);
        if (child == NULL) continue;
        if (n > 1) {
            return base_err_fmt(why, BASE_ERR_INPUT, "“%.*s”之下有 %zu 件可作此操作，请写明是哪一件",
                                "under “%.*s” %zu cases allow this; name the one meant", (int)c->path.n, c->path.p, n);
        }
        *out = own_action(child, action);
        return true;
    }
    return base_err_fmt(why, BASE_ERR_INPUT, "“%.*s”不能作此操作", "“%.*s” has no such action", (int)c->path.n,
                        c->path.p);
}

/* The target does not exist: it is the name of a case to be opened. */
static bool on_new(const core_world *w, base_str action, base_str target, base_date today, core_resolved *out,
                   base_err *why) {
    const rules_book *b = core_world_book(w, today);
    size_t cut = target.n;
    while (cut > 0 && target.p[cut - 1] != '/') cut--;
    core_case *parent = cut > 1 ? core_world_at(w, (base_str){target.p, cut - 1}) : NULL;
    if (cut > 1 && parent == NULL) return no_case(why, (base_str){target.p, cut - 1});
    for (rules_id k = 0; k < b->n_cases; k++) {
        bool fits = parent != NULL ? b->kase[k].parent == parent->kind : b->kase[k].parent == RULES_NONE;
        rules_id a = fits ? rules_find_action(b, k, action) : RULES_NONE;
        if (a != RULES_NONE && b->action[a].creates) return settle(out, b, a, NULL, parent, target);
    }
    return no_case(why, target);
}

static bool on_programme(const core_world *w, base_str action, core_resolved *out, base_err *why) {
    core_case *p = core_world_programme(w);
    if (p != NULL) *out = own_action(p, action);
    if (p != NULL && out->action != RULES_NONE) return true;
    return base_err_fmt(why, BASE_ERR_INPUT, "此操作须写明对象", "this action needs a target");
}

bool core_resolve(const core_world *w, base_str action, base_str target, base_date today, base_arena *arena,
                  core_resolved *out, base_err *why) {
    const rules_book *b = core_world_book(w, today);
    *out = (core_resolved){b, RULES_NONE, RULES_NONE, NULL, NULL, target};
    for (rules_id i = 0; i < b->n_actions && out->action == RULES_NONE; i++) {
        if (base_str_eq(b->action[i].name, action)) out->action = i;
    }
    core_case *c = core_path_ok(target) ? core_world_find(w, target, today, arena) : NULL;
    if (out->action == RULES_NONE && c != NULL) { /* of an older text, by which the case is still judged */
        core_resolved own = own_action(c, action);
        if (own.action != RULES_NONE) {
            *out = own;
            return true;
        }
    }
    if (out->action == RULES_NONE) {
        return base_err_fmt(why, BASE_ERR_INPUT, "规则中没有操作“%.*s”", "the rulebook has no action “%.*s”",
                            (int)(action.n > 60 ? 60 : action.n), action.p);
    }
    if (target.n == 0) return on_programme(w, action, out, why);
    if (!core_path_ok(target)) return bad_name(why, target);
    return c != NULL ? on_existing(w, c, action, today, arena, out, why) : on_new(w, action, target, today, out, why);
}
