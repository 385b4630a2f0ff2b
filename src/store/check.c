/* check.c - see check.h. */
#include "store/check.h"

bool store_check_bytes(const char *name, base_str s, base_err *e) {
    if (s.n <= STORE_BYTES_MAX) return true;
    return base_err_fmt(e, BASE_ERR_LIMIT, "%s 过长：%zu 字节，上限为 %d 字节", "%s is too long: %zu bytes, at most %d",
                        name, s.n, (int)STORE_BYTES_MAX);
}

bool store_check_text(const char *name, base_str s, base_err *e) {
    if (s.n > STORE_TEXT_MAX)
        return base_err_fmt(e, BASE_ERR_LIMIT, "%s 过长：%zu 字节，上限为 %d 字节",
                            "%s is too long: %zu bytes, at most %d", name, s.n, (int)STORE_TEXT_MAX);
    if (base_utf8_check(s) != s.n)
        return base_err_fmt(e, BASE_ERR_INPUT, "%s 不是 UTF-8 文本", "%s is not UTF-8", name);
    if (s.n > 0 && memchr(s.p, '\0', s.n) != NULL)
        return base_err_fmt(e, BASE_ERR_INPUT, "%s 中含有空字符（NUL）", "%s has a NUL in it", name);
    return true;
}

bool store_check_number(const char *name, uint64_t v, base_err *e) {
    if (v <= INT64_MAX) return true;
    return base_err_fmt(e, BASE_ERR_RANGE, "%s 超出范围：%llu", "%s is out of range: %llu", name,
                        (unsigned long long)v);
}

bool store_check_entry_key(base_str space, base_str key, base_err *e) {
    if (space.n == 0) return base_err_fmt(e, BASE_ERR_INPUT, "entry.space 不能为空", "entry.space is empty");
    return store_check_text("entry.space", space, e) && store_check_text("entry.key", key, e);
}

bool store_check_usable(const store *s, base_err *e) {
    if (s->lost)
        return base_err_fmt(e, BASE_ERR_IO, "与数据库的连接已中断，上次提交的结果未知；请关闭后重新打开",
                            "the outcome of the last commit is not known; close the store and open it again");
    if (s->in_each)
        return base_err_fmt(e, BASE_ERR_INPUT, "逐行读取尚未结束，不能再使用同一连接",
                            "rows are being read; the same store can not be used until that has ended");
    return true;
}

bool store_check_writable(const store *s, base_err *e) {
    if (!store_check_usable(s, e)) return false;
    if (s->read_only)
        return base_err_fmt(e, BASE_ERR_INPUT, "数据库以只读方式打开，不能写入", "the store was opened to read only");
    if (s->mode == STORE_READING)
        return base_err_fmt(e, BASE_ERR_INPUT, "读取事务尚未结束，不能写入", "a read transaction is open");
    if (s->mode == STORE_WRITING && s->failed)
        return base_err_fmt(e, BASE_ERR_INPUT, "本事务中已有写入失败，只能回滚",
                            "a write of this transaction has failed; it can only be rolled back");
    return true;
}

/* ---- a group ---- */

static bool check_rows(const char *name, size_t n, const void *rows, base_err *e) {
    if (n > STORE_ROWS_MAX)
        return base_err_fmt(e, BASE_ERR_LIMIT, "%s 行数过多：%zu，一次最多 %d 行",
                            "too many rows of %s: %zu, at most %d", name, n, (int)STORE_ROWS_MAX);
    if (n > 0 && rows == NULL) return base_err_fmt(e, BASE_ERR_INPUT, "%s 缺少内容", "rows of %s are missing", name);
    return true;
}

static bool check_sizes(const store_group *g, base_err *e) {
    return check_rows("event", g->n_events, g->event, e) && check_rows("person", g->n_persons, g->person, e) &&
           check_rows("stream", g->n_streams, g->stream, e) && check_rows("standing", g->n_standings, g->standing, e) &&
           check_rows("dossier", g->n_dossiers, g->dossier, e) && check_rows("tally", g->n_tallies, g->tally, e) &&
           check_rows("round", g->n_rounds, g->round, e) && check_rows("request", g->n_requests, g->request, e) &&
           check_rows("tile", g->n_tiles, g->tile, e) && check_rows("message", g->n_messages, g->message, e);
}

static bool check_events(const store_group *g, uint64_t size, base_err *e) {
    for (size_t i = 0; i < g->n_events; i++) {
        const store_event *r = &g->event[i];
        const unsigned long long next = size + i;
        if (r->seq != next)
            return base_err_fmt(e, BASE_ERR_INPUT, "事件序号应为 %llu，实为 %llu", "event %llu should follow, not %llu",
                                next, (unsigned long long)r->seq);
        if (r->stream > r->seq || r->prev > r->seq)
            return base_err_fmt(e, BASE_ERR_INPUT, "事件 %llu 指向尚不存在的事件",
                                "event %llu points to one that is not there yet", (unsigned long long)r->seq);
        if (!store_check_bytes("event.leaf", r->leaf, e) || !store_check_bytes("event.payload", r->payload, e) ||
            !store_check_bytes("event.salt", r->salt, e))
            return false;
    }
    const unsigned long long all = size + g->n_events;
    if (g->head->size == all) return store_check_number("head.size", g->head->size, e);
    return base_err_fmt(e, BASE_ERR_INPUT, "表头记有 %llu 个事件，实应为 %llu 个",
                        "the head counts %llu events, and there are %llu", (unsigned long long)g->head->size, all);
}

static bool check_persons(const store_group *g, base_err *e) {
    for (size_t i = 0; i < g->n_persons; i++) {
        const store_person *r = &g->person[i];
        if (!store_check_number("person.seq", r->seq, e) || !store_check_bytes("person.salt", r->salt, e) ||
            !store_check_bytes("person.body", r->body, e))
            return false;
        if (r->erased && (r->salt.n > 0 || r->body.n > 0))
            return base_err_fmt(e, BASE_ERR_INPUT, "已删除的个人信息不应再有内容",
                                "what is erased of a person has no content");
    }
    return true;
}

static bool check_streams(const store_group *g, base_err *e) {
    for (size_t i = 0; i < g->n_streams; i++) {
        const store_stream *r = &g->stream[i];
        if (!store_check_number("stream.stream", r->stream, e) || !store_check_text("stream.name", r->name, e) ||
            !store_check_text("stream.kind", r->kind, e))
            return false;
    }
    return true;
}

static bool check_standings(const store_group *g, base_err *e) {
    for (size_t i = 0; i < g->n_standings; i++) {
        const store_standing *r = &g->standing[i];
        if (!store_check_number("standing.stream", r->stream, e) || !store_check_number("standing.last", r->last, e) ||
            !store_check_text("standing.name", r->name, e) || !store_check_text("standing.kind", r->kind, e) ||
            !store_check_text("standing.state", r->state, e) || !store_check_text("standing.place", r->place, e))
            return false;
        if (r->no != 0 && r->watch != BASE_DATE_NONE)
            return base_err_fmt(e, BASE_ERR_INPUT, "standing.watch 只能用于第 0 行",
                                "standing.watch is for row 0 only");
    }
    return true;
}

static bool check_dossiers(const store_group *g, base_err *e) {
    for (size_t i = 0; i < g->n_dossiers; i++) {
        const store_dossier *r = &g->dossier[i];
        if (!store_check_number("dossier.stream", r->stream, e) || !store_check_text("dossier.path", r->path, e) ||
            !store_check_text("dossier.name", r->name, e) || !store_check_text("dossier.industry", r->industry, e) ||
            !store_check_text("dossier.subfield", r->subfield, e) ||
            !store_check_text("dossier.county", r->county, e) || !store_check_text("dossier.channel", r->channel, e) ||
            !store_check_text("dossier.state", r->state, e) ||
            !store_check_text("dossier.announcement", r->announcement, e) ||
            !store_check_text("dossier.round", r->round, e))
            return false;
    }
    return true;
}

static bool check_rounds(const store_group *g, base_err *e) {
    for (size_t i = 0; i < g->n_rounds; i++) {
        const store_round *r = &g->round[i];
        if (!store_check_number("round.stream", r->stream, e) || !store_check_text("round.path", r->path, e) ||
            !store_check_text("round.state", r->state, e) || !store_check_text("round.settings", r->settings, e))
            return false;
    }
    return true;
}

static bool check_tallies(const store_group *g, base_err *e) {
    for (size_t i = 0; i < g->n_tallies; i++) {
        if (!store_check_text("tally.key", g->tally[i].key, e)) return false;
    }
    return true;
}

static bool check_requests(const store_group *g, base_err *e) {
    for (size_t i = 0; i < g->n_requests; i++) {
        const store_request *r = &g->request[i];
        if (!store_check_text("request.id", r->id, e) || !store_check_number("request.seq", r->seq, e)) return false;
    }
    return true;
}

/* Those of level 0 are written when they are full; above it they grow. */
static bool tile_size_fits(const store_tile *r) {
    size_t n = r->bytes.n / STORE_HASH;
    return r->bytes.n % STORE_HASH == 0 && n >= 1 && n <= 256 && (r->level > 0 || n == 256);
}

static bool check_tiles(const store_group *g, base_err *e) {
    for (size_t i = 0; i < g->n_tiles; i++) {
        const store_tile *r = &g->tile[i];
        if (r->level > 63 || r->index >> 56 != 0 || !tile_size_fits(r))
            return base_err_fmt(e, BASE_ERR_INPUT, "树块 %u/%llu 应为 1 至 256 个散列，每个 %d 字节，实为 %zu 字节",
                                "tile %u/%llu should be 1 to 256 hashes of %d bytes, and has %zu bytes", r->level,
                                (unsigned long long)r->index, STORE_HASH, r->bytes.n);
    }
    return true;
}

static bool check_messages(const store_group *g, base_err *e) {
    for (size_t i = 0; i < g->n_messages; i++) {
        const store_message *r = &g->message[i];
        if (!store_check_text("message.kind", r->kind, e) || !store_check_bytes("message.body", r->body, e))
            return false;
    }
    return true;
}

bool store_check_group(const store_group *g, uint64_t size, base_err *e) {
    if (g->head == NULL) return base_err_fmt(e, BASE_ERR_INPUT, "缺少表头", "the group has no head");
    return check_sizes(g, e) && check_events(g, size, e) && check_persons(g, e) && check_streams(g, e) &&
           check_standings(g, e) && check_dossiers(g, e) && check_tallies(g, e) && check_rounds(g, e) &&
           check_requests(g, e) && check_tiles(g, e) && check_messages(g, e);
}
