/* act.c - see act.h. */
#include "app/act.h"

#include <yyjson.h>

#include "app/show_i.h"
#include "core/resolve.h"

typedef struct {
    app *app;
    base_arena *arena;
    app_request *out;
    core_resolved at; /* of the first target; action RULES_NONE: deciding will say that there is none */
    core_arg *arg;
    base_str *target;
    size_t cap_args, cap_targets;
    bool fills;
    core_draft scratch;
    base_err *e;
} reading;

static base_str view(yyjson_val *v) {
    if (yyjson_is_raw(v)) return (base_str){yyjson_get_raw(v), yyjson_get_len(v)};
    return (base_str){yyjson_get_str(v), yyjson_get_len(v)};
}

static int cut(base_str s) { return (int)base_utf8_head(s, 60).n; }

static const char *type_of(yyjson_val *v, bool zh) {
    if (yyjson_is_str(v)) return zh ? "文本" : "a text";
    if (yyjson_is_raw(v)) return zh ? "数" : "a number";
    if (yyjson_is_bool(v)) return zh ? "true 或 false" : "true or false";
    if (yyjson_is_null(v)) return "null";
    return yyjson_is_arr(v) ? (zh ? "数组" : "an array") : (zh ? "对象" : "an object");
}

/* "args.closes: expected a date, got a number" */
static bool wrong_type(reading *r, const char *part, base_str key, const char *zh, const char *en, yyjson_val *got) {
    base_err_fmt(r->e, BASE_ERR_INPUT, "%s%.*s：应为%s%.0s，收到%s%.0s", "%s%.*s: expected %.0s%s, got %.0s%s", part,
                 cut(key), key.p, zh, en, type_of(got, true), type_of(got, false));
    return false;
}

/* ---- names that are near ---- */

typedef struct {
    base_str wanted, best;
    size_t distance;
} near;

static void look_near(near *n, base_str name) {
    size_t d = base_str_distance(n->wanted, name, 3);
    if (d > 3 || d >= n->distance) return;
    n->distance = d;
    n->best = name;
}

static bool unknown(reading *r, const char *part, base_str key, base_str best) {
    if (best.n > 0)
        return base_err_fmt(r->e, BASE_ERR_INPUT, "%s%.*s：没有这一项，是否为 %.*s？",
                            "%s%.*s: there is none of that name; did you mean %.*s?", part, cut(key), key.p, cut(best),
                            best.p);
    return base_err_fmt(r->e, BASE_ERR_INPUT, "%s%.*s：没有这一项", "%s%.*s: there is none of that name", part,
                        cut(key), key.p);
}

/* ---- arguments ---- */

static bool add_arg(reading *r, base_str key, base_str value) {
    if (r->out->command.n_args == APP_ACT_VALUES_MAX)
        return base_err_fmt(r->e, BASE_ERR_LIMIT, "一次至多 %d 项", "at most %d values at a time", APP_ACT_VALUES_MAX);
    if (value.n > APP_ACT_TEXT_MAX)
        return base_err_fmt(r->e, BASE_ERR_LIMIT, "%.*s：至多 %d 字节", "%.*s: at most %d bytes", cut(key), key.p,
                            APP_ACT_TEXT_MAX);
    if (!core_is_text(key) || !core_is_text(value))
        return base_err_fmt(r->e, BASE_ERR_INPUT, "%.*s：不得含零字节", "%.*s: no zero bytes", cut(key), key.p);
    core_command *c = &r->out->command;
    r->arg = base_arena_grow(r->arena, r->arg, c->n_args, &r->cap_args, sizeof *r->arg);
    r->arg[c->n_args++] = (core_arg){key, value};
    c->arg = r->arg;
    return true;
}

static bool text_of(reading *r, const char *part, base_str key, const rules_field *f, yyjson_val *v, base_str *out) {
    bool number = f != NULL && f->type == RULES_V_NUMBER, yes = f != NULL && f->type == RULES_V_YESNO;
    if (yyjson_is_str(v) || (number && yyjson_is_raw(v))) {
        *out = view(v);
        return true;
    }
    if (yes && yyjson_is_bool(v)) {
        *out = yyjson_get_bool(v) ? BASE_STR("yes") : BASE_STR("no");
        return true;
    }
    if (number) return wrong_type(r, part, key, "整数", "a whole number", v);
    if (yes) return wrong_type(r, part, key, "true 或 false", "true or false", v);
    return wrong_type(r, part, key, "文本", "a text", v);
}

static bool takes_criteria(const reading *r, base_str key) {
    const rules_book *b = r->at.book;
    if ((b->action[r->at.action].special & RULES_JUDGES) == 0 || b->n_standards == 0) return false;
    return rules_find_criterion(&b->standard[b->n_standards - 1], key) != RULES_NONE;
}

static bool unknown_arg(reading *r, base_str key) {
    const rules_action *a = &r->at.book->action[r->at.action];
    near n = {.wanted = key, .distance = 4};
    for (size_t i = 0; i < a->n_args; i++) look_near(&n, r->at.book->kase[a->kase].field[a->arg[i].field].name);
    if (a->creates && r->at.book->kase[a->kase].in_round) look_near(&n, BASE_STR("round"));
    return unknown(r, "args.", key, n.best);
}

static bool take_arg(reading *r, base_str key, yyjson_val *value) {
    base_str text = {NULL, 0};
    const rules_field *f = NULL;
    core_value read;
    base_err why = {0};
    if (yyjson_is_null(value)) return true;
    if (r->at.action != RULES_NONE && !r->fills) {
        const rules_action *a = &r->at.book->action[r->at.action];
        const rules_case *k = &r->at.book->kase[a->kase];
        for (size_t i = 0; i < a->n_args; i++) {
            if (base_str_eq(k->field[a->arg[i].field].name, key)) f = &k->field[a->arg[i].field];
        }
        bool known = f != NULL || core_is_remark(key, 0) || takes_criteria(r, key) ||
                     (a->creates && k->in_round && base_str_is(key, "round"));
        if (!known) return unknown_arg(r, key);
    }
    if (!text_of(r, "args.", key, f, value, &text)) return false;
    if (f != NULL && !core_value_read(r->arena, f, text, &read, &why))
        return base_err_fmt(r->e, BASE_ERR_INPUT, "args.%.*s：%s%.0s", "args.%.*s: %.0s%s", cut(key), key.p, why.zh,
                            why.en);
    return add_arg(r, key, text);
}

/* ---- figures and statements ---- */

static bool take_figure(reading *r, base_str key, yyjson_val *value) {
    base_str text = {NULL, 0};
    base_err why = {0};
    if (yyjson_is_bool(value)) text = yyjson_get_bool(value) ? BASE_STR("yes") : BASE_STR("no");
    if (yyjson_is_str(value) || yyjson_is_raw(value)) text = view(value);
    /* What stood there is taken away. */
    if (yyjson_is_null(value)) return add_arg(r, key, (base_str){NULL, 0});
    if (text.p == NULL)
        return wrong_type(r, "facts.", key, "数、文本、true 或 false", "a number, a text, true or false", value);
    rules_id form = r->at.book->action[r->at.action].form;
    if (!core_draft_fill(r->at.book, r->at.kind, form, &r->scratch, key, text, &why))
        return base_err_fmt(r->e, BASE_ERR_INPUT, "facts.%.*s：%s%.0s", "facts.%.*s: %.0s%s", cut(key), key.p, why.zh,
                            why.en);
    return add_arg(r, key, text);
}

static bool take_years(reading *r, base_str fact, yyjson_val *years) {
    yyjson_obj_iter it = yyjson_obj_iter_with(years);
    for (yyjson_val *key; (key = yyjson_obj_iter_next(&it)) != NULL;) {
        base_str year = view(key);
        base_str whole = base_arena_fmt(r->arena, "%.*s.%.*s", (int)fact.n, fact.p, cut(year), year.p);
        if (!take_figure(r, whole, yyjson_obj_iter_get_val(key))) return false;
    }
    return true;
}

static bool unknown_fact(reading *r, base_str key) {
    const rules_book *b = r->at.book;
    near n = {.wanted = key, .distance = 4};
    for (size_t i = 0; i < b->n_facts; i++) look_near(&n, b->fact[i].name);
    return unknown(r, "facts.", key, n.best);
}

/* The name before a year, or after "why."; a field of the form stands as it is. */
static bool is_known_fact(const reading *r, base_str key) {
    /* "roster.": only with the figures that were computed from it (http/api/rosters.c). */
    base_str rest, why = BASE_STR("why."), evidence = BASE_STR("evidence.");
    if (base_str_starts(key, why)) key = (base_str){key.p + why.n, key.n - why.n};
    if (base_str_starts(key, evidence)) key = (base_str){key.p + evidence.n, key.n - evidence.n};
    base_str name = base_str_cut(key, '.', &rest);
    return rules_find_fact(r->at.book, name) != RULES_NONE ||
           rules_find_field(&r->at.book->kase[r->at.kind], key) != RULES_NONE;
}

static bool take_fact(reading *r, base_str key, yyjson_val *value) {
    if (r->at.action == RULES_NONE) return true;
    if (!r->fills)
        return base_err_fmt(r->e, BASE_ERR_INPUT, "facts：此操作不填写材料", "facts: this action fills in no form");
    if (!is_known_fact(r, key)) return unknown_fact(r, key);
    return yyjson_is_obj(value) ? take_years(r, key, value) : take_figure(r, key, value);
}

/* ---- the object ---- */

typedef bool (*take_member)(reading *r, base_str key, yyjson_val *value);

static bool each_member(reading *r, const char *part, yyjson_val *object, take_member take) {
    if (!yyjson_is_obj(object)) return wrong_type(r, "", base_str_of(part), "对象 {…}", "an object {…}", object);
    yyjson_obj_iter it = yyjson_obj_iter_with(object);
    for (yyjson_val *key; (key = yyjson_obj_iter_next(&it)) != NULL;) {
        base_str name = view(key);
        yyjson_val *value = yyjson_obj_iter_get_val(key);
        if (yyjson_obj_getn(object, name.p, name.n) != value)
            return base_err_fmt(r->e, BASE_ERR_INPUT, "%s.%.*s：重复出现", "%s.%.*s: given twice", part, cut(name),
                                name.p);
        if (!take(r, name, value)) return false;
    }
    return true;
}

static void put_target(reading *r, base_str path) {
    core_command *c = &r->out->command;
    r->target = base_arena_grow(r->arena, r->target, c->n_targets, &r->cap_targets, sizeof *r->target);
    r->target[c->n_targets++] = path;
    c->target = r->target;
}

static bool add_target(reading *r, yyjson_val *v) {
    if (!yyjson_is_str(v)) return wrong_type(r, "", BASE_STR("target"), "事项的路径", "the path of a case", v);
    base_str path = view(v);
    if (!core_path_ok(path))
        return base_err_fmt(r->e, BASE_ERR_INPUT, "target：“%.*s”不是事项的路径", "target: “%.*s” is no path of a case",
                            cut(path), path.p);
    if (r->out->command.n_targets == APP_ACT_TARGETS_MAX)
        return base_err_fmt(r->e, BASE_ERR_LIMIT, "target：至多 %d 件", "target: at most %d cases",
                            APP_ACT_TARGETS_MAX);
    put_target(r, path);
    return true;
}

static bool take_targets(reading *r, yyjson_val *v, base_str named) {
    size_t i, n;
    yyjson_val *item;
    if (named.n > 0) {
        put_target(r, named);
        if (v == NULL) return true;
        return base_err_fmt(r->e, BASE_ERR_INPUT, "target：地址已写明对象",
                            "target: the address names the case already");
    }
    if (v == NULL) return true;
    if (!yyjson_is_arr(v)) return add_target(r, v);
    yyjson_arr_foreach(v, i, n, item) {
        if (!add_target(r, item)) return false;
    }
    return true;
}

static bool take_version(reading *r, yyjson_val *v) {
    uint64_t n = 0;
    if (v == NULL || yyjson_is_null(v)) return true;
    base_str s = yyjson_is_raw(v) ? view(v) : (base_str){NULL, 0};
    if (!base_number_parse(s, &n))
        return wrong_type(r, "", BASE_STR("version"), "0 以上的整数", "a whole number from 0", v);
    r->out->versioned = true;
    r->out->version = n;
    return true;
}

/* Which action is meant decides what it takes. What can not be found here is left to deciding, which knows why. */
static bool look_up(reading *r, base_date day) {
    const core_command *c = &r->out->command;
    base_err why = {0};
    r->at.action = RULES_NONE;
    if (c->n_targets > 0 && app_load(r->app, c->target[0], &why) == NULL && why.kind != BASE_ERR_NONE) {
        *r->e = why;
        return false;
    }
    base_str target = c->n_targets > 0 ? c->target[0] : (base_str){NULL, 0};
    if (!core_resolve(r->app->world, c->action, target, day, r->arena, &r->at, &why)) r->at.action = RULES_NONE;
    r->fills = r->at.action != RULES_NONE && (r->at.book->action[r->at.action].special & RULES_FILLS) != 0;
    return true;
}

static bool known_members(reading *r, yyjson_val *root) {
    static const char *const known[] = {"target", "args", "facts", "version"};
    yyjson_obj_iter it = yyjson_obj_iter_with(root);
    for (yyjson_val *key; (key = yyjson_obj_iter_next(&it)) != NULL;) {
        near n = {.wanted = view(key), .distance = 4};
        bool found = false;
        for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
            found = found || base_str_is(n.wanted, known[i]);
            look_near(&n, base_str_of(known[i]));
        }
        if (!found) return unknown(r, "", n.wanted, n.best);
    }
    return true;
}

static bool read_object(reading *r, yyjson_val *root, base_date day, base_str target) {
    yyjson_val *args = yyjson_obj_get(root, "args"), *facts = yyjson_obj_get(root, "facts");
    if (!known_members(r, root) || !take_targets(r, yyjson_obj_get(root, "target"), target)) return false;
    if (!take_version(r, yyjson_obj_get(root, "version")) || !look_up(r, day)) return false;
    if (args != NULL && !each_member(r, "args", args, take_arg)) return false;
    return facts == NULL || each_member(r, "facts", facts, take_fact);
}

static bool not_json(base_err *e, const char *why) {
    return base_err_fmt(e, BASE_ERR_INPUT, "不是合法的 JSON 对象：%s", "not a JSON object: %s", why);
}

/* NOLINTNEXTLINE(readability-function-size): who, when, what, on what, and where the answer goes */
bool app_act_read(app *reader, core_actor actor, base_date day, base_str action, base_str target, base_str body,
                  base_arena *arena, app_request *out, base_err *e) {
    reading r = {.app = reader, .arena = arena, .out = out, .e = e};
    yyjson_read_err fault = {0};
    *out = (app_request){.command = {.actor = actor, .today = BASE_DATE_NONE, .action = action}};
    core_draft_init(&r.scratch, arena);
    if (body.n > APP_ACT_BODY_MAX)
        return base_err_fmt(e, BASE_ERR_LIMIT, "至多 %d 字节", "at most %d bytes", APP_ACT_BODY_MAX);
    if (body.n == 0) body = BASE_STR("{}");
    /* Read in place: its texts are there as long as the arena is. */
    char *copy = base_arena_alloc(arena, body.n + YYJSON_PADDING_SIZE);
    memcpy(copy, body.p, body.n);
    yyjson_doc *doc = yyjson_read_opts(copy, body.n, YYJSON_READ_INSITU | YYJSON_READ_NUMBER_AS_RAW, NULL, &fault);
    yyjson_val *root = yyjson_doc_get_root(doc);
    bool good =
        yyjson_is_obj(root) ? read_object(&r, root, day, target) : not_json(e, doc == NULL ? fault.msg : "expected {");
    yyjson_doc_free(doc);
    return good;
}

bool app_act_read_form(app *reader, core_actor actor, base_date day, base_str target, base_str body, base_arena *arena,
                       app_request *out, base_err *e) {
    base_err why = {0};
    const core_case *root = app_load(reader, target, &why);
    const core_case *c = root != NULL ? core_world_find(reader->world, target, day, arena) : NULL;
    if (c == NULL) {
        if (why.kind != BASE_ERR_NONE) *e = why;
        return why.kind == BASE_ERR_NONE ? base_err_fmt(e, BASE_ERR_MISSING, "没有名为“%.*s”的事项",
                                                        "there is no case “%.*s”", cut(target), target.p)
                                         : false;
    }
    rules_id first = 0, n = core_kind_actions(c->book, c->kind, &first);
    for (rules_id i = first; i < first + n; i++) {
        if ((c->book->action[i].special & RULES_FILLS) == 0) continue;
        return app_act_read(reader, actor, day, c->book->action[i].name, target, body, arena, out, e);
    }
    return base_err_fmt(e, BASE_ERR_MISSING, "此事项没有可填写的材料", "this case has no form");
}

/* ---- what came of it ---- */

typedef struct {
    base_json *j;
    app *reader;
    base_arena *arena;
    const app_was *was; /* of the event at hand; NULL: nothing is told of its dossier's row */
} telling;

/* What the event has made of the dossier's row in the register. It is done: where it can not be read just now, nothing
 * is told of it. */
static void put_register(const telling *t, base_str path) {
    base_json *j = t->j;
    base_err ignored = {0};
    const core_case *c = app_refresh(t->reader, &ignored) ? app_load(t->reader, path, &ignored) : NULL;
    if (c == NULL) return;
    const core_case *root = core_root(c);
    const rules_state *s = core_state(root);
    base_json_name(j, "register");
    base_json_obj(j);
    base_json_text(j, "path", root->path);
    base_json_text(j, "name", core_text_named(root, "name"));
    base_json_name(j, "before");
    base_json_obj(j);
    app_put_named_word(j, "state", app_word_with(t->was->state, t->was->label));
    base_json_some_day(j, "valid_until", t->was->valid_until);
    base_json_obj_end(j);
    base_json_name(j, "now");
    base_json_obj(j);
    app_put_named_word(j, "state", app_word_with(s->name, s->label));
    base_json_text(j, "announcement", core_text_named(root, "announcement"));
    base_json_some_day(j, "announced", core_date_named(root, "announced"));
    base_json_some_day(j, "valid_from", core_date_named(root, "valid_from"));
    base_json_some_day(j, "valid_until", core_date_named(root, "valid_until"));
    base_json_obj_end(j);
    base_json_obj_end(j);
}

static bool put_leaf(void *ctx, const store_event *row) {
    telling *t = ctx;
    core_leaf l;
    base_err ignored = {0};
    if (!core_leaf_read(t->arena, row->leaf, &l, &ignored)) return true;
    base_json_obj(t->j);
    base_json_number(t->j, "seq", l.seq);
    base_json_text(t->j, "path", l.path);
    base_json_text(t->j, "kind", l.kind);
    base_json_text(t->j, "action", l.action);
    base_json_text(t->j, "article", l.article);
    base_json_day(t->j, "day", l.day);
    if (t->was != NULL && t->was->changed) put_register(t, l.path);
    base_json_obj_end(t->j);
    return true;
}

bool app_act_put(base_json *j, app *reader, const app_answer *a, base_arena *arena, base_err *e) {
    telling t = {.j = j, .reader = reader, .arena = arena};
    bool good = true;
    base_json_obj(j);
    base_json_text(j, "result", a->result == APP_REPEATED ? BASE_STR("repeated") : BASE_STR("granted"));
    if (a->n_events > 0) {
        base_json_text(j, "request", a->id);
        base_json_number(j, "seq", a->seq);
    } else {
        base_json_number(j, "version", a->version);
    }
    base_json_name(j, "events");
    base_json_arr(j);
    for (size_t i = 0; a->leaf != NULL && i < a->n_events; i++) {
        t.was = a->was != NULL ? &a->was[i] : NULL;
        put_leaf(&t, &(store_event){.leaf = a->leaf[i]});
    }
    if (a->leaf == NULL && a->n_events > 0)
        good = store_events(app_store(reader), a->seq, a->seq + a->n_events, put_leaf, &t, e);
    base_json_arr_end(j);
    base_json_obj_end(j);
    return good;
}
