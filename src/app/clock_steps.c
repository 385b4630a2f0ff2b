/* clock_steps.c - when to remind: "30,10,3,0,+7". */
#include "app/clock_i.h"

#define SPACE BASE_STR("setting")
#define KEY   BASE_STR("reminders")

static bool number(base_str s, int32_t *out) {
    int32_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9' || i == 3) return false;
        n = 10 * n + (s.p[i] - '0');
    }
    *out = n;
    return s.n > 0 && n <= APP_STEP_DAYS_MAX;
}

static bool wrong(base_err *e) {
    return base_err_fmt(
        e, BASE_ERR_INPUT,
        "提醒日程应为由大到小的天数（至多 %d 个，每个不超过 %d），末尾可加“+N”表示逾期后每 N 天一次，例如 %s",
        "reminders are days before, falling (at most %d, none over %d), and at the end perhaps “+N”: "
        "every N days while overdue; for example %s",
        APP_STEPS_MAX, APP_STEP_DAYS_MAX, APP_STEPS_DEFAULT);
}

bool app_steps_parse(base_str text, app_steps *out, base_err *e) {
    app_steps s = {0};
    base_str rest = base_str_trim(text);
    bool ended = false;
    while (rest.n > 0) {
        base_str word = base_str_trim(base_str_cut(rest, ',', &rest));
        int32_t n = 0;
        bool plus = word.n > 0 && word.p[0] == '+';
        if (ended || !number(plus ? (base_str){word.p + 1, word.n - 1} : word, &n) || (plus && n == 0)) return wrong(e);
        ended = plus;
        if (plus) {
            s.every = n;
            continue;
        }
        if (s.n == APP_STEPS_MAX || (s.n > 0 && s.before[s.n - 1] <= n)) return wrong(e);
        s.before[s.n++] = n;
    }
    if (s.n == 0 && s.every == 0) return wrong(e);
    *out = s;
    return true;
}

bool app_steps_get(app *a, app_steps *out, base_err *e) {
    base_arena *arena = base_arena_new((size_t)4 << 20);
    store_entry row = {0};
    bool found = false;
    bool good = store_entry_get(app_store(a), arena, SPACE, KEY, &row, &found, e) &&
                app_steps_parse(found ? row.body : BASE_STR(APP_STEPS_DEFAULT), out, e);
    base_arena_free(arena);
    return good;
}

static bool set(void *ctx, store *s, const store_head *head, base_err *e) {
    const store_entry row = {.space = SPACE, .key = KEY, .at = app_now(), .body = *(const base_str *)ctx};
    uint64_t version = 0;
    bool saved = false;
    (void)head;
    return store_entry_put(s, &row, STORE_ANY_VERSION, &saved, &version, e);
}

bool app_steps_set(const app_desk *d, base_str text, base_err *e) {
    app_steps s;
    return app_steps_parse(text, &s, e) && app_kept_write(d, set, &text, e);
}
