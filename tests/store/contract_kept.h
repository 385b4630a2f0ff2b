/* contract_kept.h - what is kept beside the log. */
#ifndef JIQUN_TESTS_STORE_CONTRACT_KEPT_H
#define JIQUN_TESTS_STORE_CONTRACT_KEPT_H

#include "support.h"

static void settings_are_kept(void **state) {
    (void)state;
    const char *address = test_store_address("meta");
    store *s = test_open(address);
    base_err e = {0};
    base_str v;
    good(store_meta_get(s, test_arena, BASE_STR("origin"), &v, &e), &e);
    assert_null(v.p);
    good(store_meta_set(s, BASE_STR("origin"), BASE_STR("example/sm3"), &e), &e);
    good(store_meta_set(s, BASE_STR("origin"), (base_str){"\0\xFF", 2}, &e), &e);
    good(store_meta_set(s, BASE_STR("empty"), BASE_STR(""), &e), &e);
    store_close(s);
    s = test_open_read(address);
    good(store_meta_get(s, test_arena, BASE_STR("origin"), &v, &e), &e);
    assert_int_equal(v.n, 2);
    assert_memory_equal(v.p, "\0\xFF", 2);
    good(store_meta_get(s, test_arena, BASE_STR("empty"), &v, &e), &e);
    assert_non_null(v.p);
    assert_int_equal(v.n, 0);
    bad(store_meta_get(s, test_arena, (base_str){"a\0", 2}, &v, &e), &e, BASE_ERR_INPUT);
    store_close(s);
}

static bool add_checkpoint(void *ctx, const store_checkpoint *row) {
    base_buf_fmt(ctx, "%llu@%lld:%.*s ", (unsigned long long)row->size, (long long)row->at, (int)row->note.n,
                 row->note.p);
    return true;
}

static void signed_heads_are_kept(void **state) {
    (void)state;
    store *s = fresh("heads");
    base_err e = {0};
    store_checkpoint c;
    bool found;
    good(store_checkpoint_last(s, test_arena, &c, &found, &e), &e);
    assert_false(found);
    good(store_checkpoint_add(s, &(store_checkpoint){10, 5, BASE_STR("ten")}, &e), &e);
    good(store_checkpoint_add(s, &(store_checkpoint){2, 3, BASE_STR("two")}, &e), &e);
    good(store_checkpoint_add(s, &(store_checkpoint){10, 6, BASE_STR("ten again")}, &e), &e);
    good(store_checkpoint_last(s, test_arena, &c, &found, &e), &e);
    assert_true(found && c.size == 10 && c.at == 6);
    assert_text(c.note, "ten again");
    base_buf b;
    base_buf_init(&b, 1000);
    good(store_checkpoints(s, add_checkpoint, &b, &e), &e);
    assert_text(base_buf_str(&b), "2@3:two 10@6:ten again ");
    base_buf_free(&b);
    store_close(s);
}

static void of_two_who_save_a_draft_one_wins(void **state) {
    (void)state;
    const char *address = test_store_address("drafts");
    store *a = test_open(address), *b = test_open(address);
    base_err e = {0};
    bool saved, found;
    uint64_t version;
    store_draft d = {.path = BASE_STR("c1/a"), .at = 1, .by = BASE_STR("a"), .body = BASE_STR("first")}, out;
    good(store_draft_get(a, test_arena, d.path, &out, &found, &e), &e);
    assert_false(found);
    good(store_draft_save(a, &d, 7, &saved, &version, &e), &e);
    assert_true(!saved && version == 0); /* there is none to be the seventh of */
    good(store_draft_save(a, &d, 0, &saved, &version, &e), &e);
    assert_true(saved && version == 1);
    good(store_draft_save(b, &d, 0, &saved, &version, &e), &e);
    assert_true(!saved && version == 1); /* and b learns what is there */
    d.body = BASE_STR("second");
    d.by = BASE_STR("b");
    d.at = 2;
    good(store_draft_save(b, &d, 1, &saved, &version, &e), &e);
    assert_true(saved && version == 2);
    d.body = BASE_STR("lost");
    good(store_draft_save(a, &d, 1, &saved, &version, &e), &e);
    assert_true(!saved && version == 2);
    good(store_draft_get(a, test_arena, d.path, &out, &found, &e), &e);
    assert_true(found && out.version == 2 && out.at == 2);
    assert_text(out.path, "c1/a");
    assert_text(out.by, "b");
    assert_text(out.body, "second");
    good(store_draft_delete(a, d.path, &e), &e);
    good(store_draft_delete(a, d.path, &e), &e);
    good(store_draft_get(b, test_arena, d.path, &out, &found, &e), &e);
    assert_false(found);
    store_close(a);
    store_close(b);
}

static bool add_draft(void *ctx, const store_draft *row) {
    base_buf_fmt(ctx, "%.*s=%.*s@%llu ", (int)row->path.n, row->path.p, (int)row->body.n, row->body.p,
                 (unsigned long long)row->version);
    return !base_str_is(row->path, "c9");
}

static void drafts_come_by_path_until_enough(void **state) {
    (void)state;
    store *s = fresh("drafts2");
    base_err e = {0};
    base_buf got;
    bool saved;
    uint64_t version;
    static const char *const path[] = {"c9", "c1/b", "c1/a", "d"};
    base_buf_init(&got, 1000);
    good(store_drafts(s, add_draft, &got, &e), &e);
    assert_int_equal(got.n, 0);
    for (size_t i = 0; i < 4; i++) {
        const store_draft d = {.path = base_str_of(path[i]), .by = BASE_STR("b"), .body = BASE_STR("x")};
        good(store_draft_save(s, &d, 0, &saved, &version, &e), &e);
        if (i == 1) good(store_draft_save(s, &d, 1, &saved, &version, &e), &e);
    }
    good(store_drafts(s, add_draft, &got, &e), &e);
    assert_text(base_buf_str(&got), "c1/a=x@1 c1/b=x@2 c9=x@1 ");
    base_buf_free(&got);
    store_close(s);
}

/* Within the caller's transaction: taken back or kept with it. */
static void kept_rows_go_with_an_open_transaction(void **state) {
    (void)state;
    store *s = fresh("within");
    base_err e = {0};
    store_head head;
    bool saved;
    uint64_t version;
    base_str v;
    const store_draft d = {.path = BASE_STR("p"), .by = BASE_STR("b"), .body = BASE_STR("x")};
    for (int keep = 0; keep < 2; keep++) {
        good(store_begin(s, 1000, &head, &e), &e);
        good(store_meta_set(s, BASE_STR("k"), BASE_STR("v"), &e), &e);
        good(store_draft_save(s, &d, 0, &saved, &version, &e), &e);
        assert_true(saved);
        if (keep == 0)
            store_rollback(s);
        else
            assert_int_equal(store_commit(s, &e), STORE_COMMITTED);
        good(store_meta_get(s, test_arena, BASE_STR("k"), &v, &e), &e);
        assert_int_equal(v.p != NULL, keep);
    }
    store_close(s);
}

/* ---- refusals ---- */

static bool add_refusal(void *ctx, const store_refusal *row) {
    base_buf_fmt(ctx, "%lld ", (long long)row->at);
    assert_text(row->actor, "county 330106");
    assert_text(row->request, "r");
    assert_text(row->action, "submit");
    assert_text(row->target, "c1/a");
    assert_text(row->reasons, "[\"…\"]");
    assert_int_equal(row->day, row->at % 2 == 0 ? 19000 : BASE_DATE_NONE);
    return true;
}

static bool last_id(void *ctx, const store_refusal *row) {
    int64_t *id = ctx;
    assert_true(row->id > *id);
    *id = row->id;
    return true;
}

static bool first_id(void *ctx, const store_refusal *row) {
    *(int64_t *)ctx = row->id;
    return false;
}

static void refuse_from(store *s, int64_t from, size_t n, uint64_t cap) {
    store_refusal r[64];
    base_err e = {0};
    for (size_t i = 0; i < n; i++) {
        const int64_t at = from + (int64_t)i;
        r[i] = (store_refusal){.at = at,
                               .day = at % 2 == 0 ? 19000 : BASE_DATE_NONE,
                               .request = BASE_STR("r"),
                               .actor = BASE_STR("county 330106"),
                               .action = BASE_STR("submit"),
                               .target = BASE_STR("c1/a"),
                               .reasons = BASE_STR("[\"…\"]")};
    }
    good(store_refusal_add(s, r, n, cap, &e), &e);
}

static void assert_refusals(store *s, int64_t after, const char *want) {
    base_err e = {0};
    base_buf b;
    base_buf_init(&b, 10000);
    good(store_refusals(s, after, add_refusal, &b, &e), &e);
    assert_text(base_buf_str(&b), want);
    base_buf_free(&b);
}

static void the_newest_refusals_are_kept(void **state) {
    (void)state;
    store *s = fresh("refusals");
    base_err e = {0};
    int64_t id = 0, last = 0;
    refuse_from(s, 1, 3, 5);
    refuse_from(s, 4, 3, 5);
    assert_refusals(s, 0, "2 3 4 5 6 ");
    good(store_refusals(s, 0, first_id, &id, &e), &e);
    assert_refusals(s, id, "3 4 5 6 ");
    refuse_from(s, 7, 20, 4); /* more than are kept */
    assert_refusals(s, 0, "23 24 25 26 ");
    good(store_refusals(s, 0, last_id, &last, &e), &e);
    refuse_from(s, 27, 0, 2); /* only to make room */
    assert_refusals(s, 0, "25 26 ");
    refuse_from(s, 27, 1, 0);
    assert_refusals(s, 0, "");
    refuse_from(s, 28, 1, 1000);
    assert_refusals(s, last, "28 "); /* a number never comes again */
    store_close(s);
}

/* ---- attachments and messages ---- */

static bool add_attachment(void *ctx, const store_attachment *row) {
    base_buf_fmt(ctx, "%.*s %llu %.*s %.*s %lld|", (int)row->digest.n, row->digest.p, (unsigned long long)row->size,
                 (int)row->type.n, row->type.p, (int)row->name.n, row->name.p, (long long)row->at);
    return true;
}

static void attachments_are_listed(void **state) {
    (void)state;
    store *s = fresh("files");
    base_err e = {0};
    base_buf b;
    base_buf_init(&b, 1000);
    const store_attachment x = {BASE_STR("bb"), 5, BASE_STR("application/pdf"), BASE_STR("申报书.pdf"), 9},
                           y = {BASE_STR("aa"), INT64_MAX, BASE_STR("text/plain"), BASE_STR(""), -1};
    good(store_attachment_add(s, &x, &e), &e);
    good(store_attachment_add(s, &y, &e), &e);
    good(store_attachment_add(s, &x, &e), &e);
    good(store_attachments(s, add_attachment, &b, &e), &e);
    assert_text(base_buf_str(&b), "aa 9223372036854775807 text/plain  -1|bb 5 application/pdf 申报书.pdf 9|");
    base_buf_free(&b);
    store_close(s);
}

static void attachments_are_found_and_go(void **state) {
    (void)state;
    store *s = fresh("file");
    base_arena *arena = base_arena_new(1 << 20);
    base_err e = {0};
    store_attachment got;
    bool found = true;
    const store_attachment x = {BASE_STR("bb"), 5, BASE_STR("application/pdf"), BASE_STR("申报书.pdf"), 9};
    good(store_attachment_get(s, arena, BASE_STR("bb"), &got, &found, &e), &e);
    assert_false(found);
    good(store_attachment_add(s, &x, &e), &e);
    good(store_attachment_get(s, arena, BASE_STR("bb"), &got, &found, &e), &e);
    assert_true(found && got.size == 5 && got.at == 9);
    assert_text(got.digest, "bb");
    assert_text(got.type, "application/pdf");
    assert_text(got.name, "申报书.pdf");
    good(store_attachment_get(s, arena, BASE_STR("b"), &got, &found, &e), &e);
    assert_false(found);
    good(store_attachment_delete(s, BASE_STR("aa"), &e), &e);
    good(store_attachment_get(s, arena, BASE_STR("bb"), &got, &found, &e), &e);
    assert_true(found);
    good(store_attachment_delete(s, BASE_STR("bb"), &e), &e);
    good(store_attachment_get(s, arena, BASE_STR("bb"), &got, &found, &e), &e);
    assert_false(found);
    base_arena_free(arena);
    store_close(s);
}

typedef struct {
    int64_t id[64];
    char at[64];
    size_t n;
} inbox;

static bool take_message(void *ctx, const store_message *row) {
    inbox *b = ctx;
    assert_text(row->kind, "mail");
    assert_text(row->body, "…");
    b->id[b->n] = row->id;
    b->at[b->n++] = (char)('0' + row->at);
    b->at[b->n] = '\0';
    return true;
}

static const char *messages(store *s, int64_t after, size_t limit, inbox *b) {
    base_err e = {0};
    *b = (inbox){.n = 0};
    good(store_messages(s, after, limit, take_message, b, &e), &e);
    return b->at;
}

static void messages_wait_until_they_are_done(void **state) {
    (void)state;
    store *s = fresh("messages");
    base_err e = {0};
    inbox b;
    group *x = group_begin(s);
    for (int i = 0; i < 5; i++)
        x->message[x->g.n_messages++] =
            (store_message){.id = 99, .at = i, .kind = BASE_STR("mail"), .body = BASE_STR("…")};
    group_commit(x);
    assert_string_equal(messages(s, 0, 100, &b), "01234");
    assert_string_equal(messages(s, b.id[1], 2, &b), "23");
    assert_string_equal(messages(s, 0, 0, &b), "");
    messages(s, 0, 100, &b);
    const int64_t highest = b.id[4];
    good(store_message_done(s, b.id[0], &e), &e);
    good(store_message_done(s, highest, &e), &e);
    good(store_message_done(s, highest, &e), &e);
    assert_string_equal(messages(s, 0, 100, &b), "123");
    x = group_begin(s);
    x->message[x->g.n_messages++] = (store_message){.at = 7, .kind = BASE_STR("mail"), .body = BASE_STR("…")};
    group_commit(x);
    assert_string_equal(messages(s, highest, 100, &b), "7");
    store_close(s);
}

/* ---- personal data ---- */

static bool add_person(void *ctx, const store_person *row) {
    base_buf_fmt(ctx, "%llu:%.*s:%.*s:%d|", (unsigned long long)row->seq, (int)row->salt.n, row->salt.p,
                 (int)row->body.n, row->body.p, row->erased);
    return true;
}

static void assert_persons(store *s, uint64_t from, uint64_t until, const char *want) {
    base_err e = {0};
    base_buf b;
    base_buf_init(&b, 1000);
    good(store_persons(s, from, until, add_person, &b, &e), &e);
    assert_text(base_buf_str(&b), want);
    base_buf_free(&b);
}

static bool is_sealed(void *ctx, const store_person *row) {
    (void)ctx;
    assert_text(row->salt, "salt");
    assert_int_equal(row->body.n, 3);
    assert_memory_equal(row->body.p, "\1\0\2", 3);
    return false;
}

static void personal_data_is_erased(void **state) {
    (void)state;
    const char *address = test_store_address("persons");
    store *s = test_open(address);
    base_err e = {0};
    group *x = group_begin(s);
    for (uint64_t i = 0; i < 3; i++) {
        add_event(x, 0, i);
        x->person[i] = (store_person){.seq = i, .salt = BASE_STR("salt"), .body = BASE_STR("body")};
    }
    x->person[2] = (store_person){.seq = 2, .erased = true};
    x->g.n_persons = 3;
    group_commit(x);
    assert_persons(s, 0, UINT64_MAX, "0:salt:body:0|1:salt:body:0|2:::1|");
    assert_persons(s, 1, 2, "1:salt:body:0|");
    good(store_person_erase(s, 1, &e), &e);
    good(store_person_erase(s, 1, &e), &e);
    good(store_person_erase(s, 77, &e), &e);
    store_close(s);
    s = test_open_read(address);
    assert_persons(s, 0, UINT64_MAX, "0:salt:body:0|1:::1|2:::1|");
    store_figures f;
    good(store_stats(s, &f, &e), &e);
    assert_int_equal(f.persons, 3);
    store_close(s);
}

/* What was erased does not come back. */
static void personal_data_is_sealed_anew(void **state) {
    (void)state;
    const char *address = test_store_address("sealed");
    store *s = test_open(address);
    base_err e = {0};
    store_head head;
    bool put = false;
    group *x = group_begin(s);
    for (uint64_t i = 0; i < 3; i++) {
        add_event(x, 0, i);
        x->person[i] = (store_person){.seq = i, .salt = BASE_STR("salt"), .body = BASE_STR("body")};
    }
    x->g.n_persons = 3;
    group_commit(x);
    good(store_person_erase(s, 1, &e), &e);
    good(store_person_put(s, 0, BASE_STR("\1\0\2"), &put, &e), &e);
    assert_true(put);
    good(store_person_put(s, 1, BASE_STR("back"), &put, &e), &e);
    assert_false(put);
    good(store_person_put(s, 77, BASE_STR("none"), &put, &e), &e);
    assert_false(put);
    bad(store_person_put(s, UINT64_MAX, BASE_STR("none"), &put, &e), &e, BASE_ERR_RANGE);
    good(store_begin(s, 1000, &head, &e), &e);
    good(store_person_put(s, 2, BASE_STR("not kept"), &put, &e), &e);
    assert_true(put);
    store_rollback(s);
    store_close(s);
    s = test_open_read(address);
    assert_persons(s, 1, 3, "1:::1|2:salt:body:0|");
    good(store_persons(s, 0, 1, is_sealed, NULL, &e), &e);
    bad(store_person_put(s, 0, BASE_STR("body"), &put, &e), &e, BASE_ERR_INPUT);
    store_close(s);
}

#endif
