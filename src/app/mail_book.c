/* mail_book.c - see mail_book.h. */
#include "app/mail_book.h"

#include <stdlib.h>

#include "base/map.h"

typedef struct member member;
struct member {
    base_str login;
    member *next;
};

struct app_mail_book {
    app *app;
    base_arena *arena, *scratch;
    base_map office; /* "level:place" -> members */
    base_str last;   /* login name last read */
    size_t n, page;
};

enum { PAGE = 500 };

static bool take(void *ctx, const app_account *x) {
    app_mail_book *b = ctx;
    b->page++;
    b->n++;
    b->last = base_arena_str(b->arena, x->login);
    if (!app_account_is_active(x) || x->actor.level.n == 0) return true;
    base_str key = base_arena_fmt(b->arena, "%.*s:%.*s", (int)x->actor.level.n, x->actor.level.p, (int)x->actor.who.n,
                                  x->actor.who.p);
    base_map_slot *slot = base_map_put(&b->office, key);
    member *m = base_arena_alloc(b->arena, sizeof *m);
    *m = (member){b->last, slot->value.ptr};
    slot->value.ptr = m;
    return true;
}

static bool read_all(app_mail_book *b, base_err *e) {
    do {
        b->page = 0;
        if (!app_accounts(b->app, b->last, PAGE, take, b, e)) return false;
        if (b->n > APP_BOOK_ACCOUNTS_MAX)
            return base_err_fmt(e, BASE_ERR_LIMIT, "账号超过 %d 个", "there are more than %d accounts",
                                APP_BOOK_ACCOUNTS_MAX);
    } while (b->page == PAGE);
    return true;
}

app_mail_book *app_mail_book_open(app *a, base_err *e) {
    app_mail_book *b = base_zeroed(1, sizeof *b);
    b->app = a;
    b->arena = base_arena_new((size_t)256 << 20);
    b->scratch = base_arena_new((size_t)4 << 20);
    base_map_init(&b->office, b->arena);
    if (app_refresh(a, e) && read_all(b, e)) return b;
    app_mail_book_close(b);
    return NULL;
}

void app_mail_book_close(app_mail_book *b) {
    if (b == NULL) return;
    base_arena_free(b->scratch);
    base_arena_free(b->arena);
    free(b);
}

bool app_mail_book_of(void *book, base_str level, base_str place, app_each_address each, void *each_ctx, base_err *e) {
    app_mail_book *b = book;
    base_arena_reset(b->scratch);
    base_str key = base_arena_fmt(b->scratch, "%.*s:%.*s", (int)level.n, level.p, (int)place.n, place.p);
    const base_map_slot *slot = base_map_get(&b->office, key);
    for (const member *m = slot != NULL ? slot->value.ptr : NULL; m != NULL; m = m->next) {
        app_person who;
        if (!app_person_get(b->app, b->scratch, m->login, &who, e)) return false;
        if (who.mail.n == 0) continue;
        base_str to = base_arena_fmt(b->scratch, "account:%.*s", (int)m->login.n, m->login.p);
        if (!each(each_ctx, to)) return true;
    }
    return true;
}
