/* simulate_memory.c - a desk without a store: what is granted is folded, and that is all. Forms being filled in are
 * kept by path until they are submitted, as a record keeps them. */
#include "app/simulate.h"
#include "base/map.h"
#include "core/resolve.h"

typedef struct {
    core_world *world;
    base_arena *arena;
    base_map drafts; /* path -> core_draft, NULL once submitted */
} memory;

static core_draft *draft_at(memory *m, base_str path) {
    base_map_slot *slot = base_map_put(&m->drafts, path);
    if (slot->value.ptr == NULL) {
        slot->value.ptr = base_arena_alloc(m->arena, sizeof(core_draft));
        core_draft_init(slot->value.ptr, m->arena);
    }
    return slot->value.ptr;
}

/* The form as it was filled in; else the last submission, from which a correction begins. */
static const core_draft *draft_for(const memory *m, const core_resolved *at, base_arena *arena) {
    base_map_slot *slot = base_map_get(&m->drafts, at->path);
    if (slot != NULL && slot->value.ptr != NULL) return slot->value.ptr;
    core_draft *d = base_arena_alloc(arena, sizeof *d);
    core_draft_init(d, arena);
    if (at->self != NULL) d->facts = at->self->facts;
    for (const core_note *n = at->self != NULL ? at->self->why : NULL; n != NULL; n = n->next) d->n_fields++;
    d->field = base_arena_array(arena, d->n_fields, sizeof *d->field);
    size_t i = d->n_fields; /* notes stand last first */
    for (const core_note *n = at->self != NULL ? at->self->why : NULL; n != NULL; n = n->next)
        d->field[--i] = (core_draft_field){n->key, n->text};
    return d;
}

static bool fill(memory *m, const core_command *c, const core_resolved *at, base_err *e) {
    core_draft *d = draft_at(m, at->path);
    rules_id form = at->book->action[at->action].form;
    for (size_t i = 0; i < c->n_args; i++) {
        if (!core_draft_fill(at->book, at->kind, form, d, c->arg[i].key, c->arg[i].value, e)) return false;
    }
    return true;
}

/* As a record does it: private values are kept apart before the event is folded. */
static void fold(memory *m, const core_event *granted, base_arena *arena) {
    core_event e = *granted;
    base_buf person;
    base_buf_init(&person, CORE_PERSON_MAX);
    core_event_part_person(arena, &e, &person);
    base_buf_free(&person);
    core_fold(m->world, &e);
}

static void act(memory *m, const app_request *r, app_answer *out, base_arena *arena) {
    core_command c = r->command;
    c.brief = true;
    core_resolved at;
    base_err none = {0};
    core_world_set_day(m->world, c.today);
    base_str target = c.n_targets > 0 ? c.target[0] : (base_str){NULL, 0};
    bool found = core_resolve(m->world, c.action, target, c.today, arena, &at, &none);
    uint32_t special = found ? at.book->action[at.action].special : 0;
    bool freezes = (special & RULES_FREEZES) != 0;
    *out = (app_answer){.result = APP_REFUSED, .id = r->id, .seq = core_world_seq(m->world)};
    if (freezes && c.draft == NULL) c.draft = draft_for(m, &at, arena);
    out->answer = core_decide(m->world, &c, arena);
    if (!out->answer.granted) return;
    out->result = APP_GRANTED;
    out->n_events = out->answer.n_events;
    for (size_t i = 0; i < out->n_events; i++) fold(m, &out->answer.event[i], arena);
    if ((special & RULES_FILLS) != 0 && !fill(m, &c, &at, &out->error)) out->result = APP_FAILED;
    if (freezes) base_map_put(&m->drafts, at.path)->value.ptr = NULL;
}

static void submit(void *ctx, const app_request *request, size_t n, app_answer *answer, base_arena *arena) {
    for (size_t i = 0; i < n; i++) act(ctx, &request[i], &answer[i], arena);
}

static core_world *world_of(void *ctx) { return ((memory *)ctx)->world; }

static bool is_there(void *ctx, base_str path) {
    const memory *m = ctx;
    return core_world_find(m->world, path, core_world_last_day(m->world), m->arena) != NULL;
}

app_sim_desk app_sim_in_memory(core_world *w, base_arena *arena) {
    memory *m = base_arena_alloc(arena, sizeof *m);
    m->world = w;
    m->arena = arena;
    base_map_init(&m->drafts, arena);
    return (app_sim_desk){m, true, world_of, is_there, submit};
}
