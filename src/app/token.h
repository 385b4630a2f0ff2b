/* token.h - API tokens, for programs of provincial platforms: they belong to an account, may do a part of what it may,
 * and end. The store has their SHA-256 only. */
#ifndef JIQUN_APP_TOKEN_H
#define JIQUN_APP_TOKEN_H

#include "app/session.h"

enum {
    APP_TOKEN_PREFIX = 3, /* jq_, by which scanners find one that was published */
    APP_API_TOKEN = APP_TOKEN_PREFIX + APP_TOKEN_TEXT,
    APP_TOKEN_DAYS_MAX = 366,
    APP_TOKENS_MAX = 50, /* of one account */
    APP_TOKEN_NAME = 100 /* bytes */
};

enum app_scope {
    APP_SCOPE_READ = 1,  /* dossiers, lists, the register, within its account's jurisdiction */
    APP_SCOPE_ACT = 2,   /* actions on cases */
    APP_SCOPE_FILES = 4, /* send and fetch attachments */
    APP_SCOPE_ALL = 7
};
/* "read act files": unknown words are an error that names them. */
bool app_scopes_parse(base_str text, unsigned *scopes, base_err *e);
base_str app_scopes_text(base_arena *arena, unsigned scopes);

typedef struct {
    char id[APP_SESSION_ID];
    base_str login, name;
    unsigned scopes;
    int64_t made, ends, used; /* used: to the day, 0: never */
} app_token;

/* By its owner, who must act on cases (offices have no tokens). `text` gets the token, to be shown once. */
bool app_token_make(app *w, const app_by *by, base_str name, unsigned scopes, int64_t ends, int64_t now,
                    char text[APP_API_TOKEN], app_token *out, base_arena *arena, base_err *e);
bool app_token_find(app *a, base_arena *arena, base_str text, int64_t now, app_token *out, bool *found, base_err *e);
typedef bool (*app_each_token)(void *ctx, const app_token *t);
bool app_tokens(app *a, base_arena *arena, base_str login, int64_t now, app_each_token each, void *ctx, base_err *e);
/* Of all accounts: those that end by `until`, in order of their end, at most `most`. */
bool app_tokens_ending(app *a, base_arena *arena, int64_t until, size_t most, app_each_token each, void *ctx,
                       base_err *e);
/* By its owner, S Y C. */
bool app_token_revoke(app *w, const app_by *by, base_str login, base_str id, int64_t now, bool *found, base_err *e);
/* Whether its use is to be written down again; and that it was used. */
bool app_token_is_stale(const app_token *t, int64_t now);
bool app_token_touch(app *w, const app_token *t, int64_t now, base_err *e);

#endif
