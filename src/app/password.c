/* password.c - which passwords are taken, and how one is kept; see password.h. */
#include "app/password.h"

#include <argon2.h>
#include <stdlib.h>
#include <string.h>

#include "app/seal_i.h"
#include "log/suite.h"

/* ---- which are taken ---- */

/* What people take when they are told to mix kinds of characters: compared in small letters, without the digits and
 * signs at the end. Those that no rule of kinds would let through are not listed. */
static const char *const common[] = {
    "password", "passw0rd", "p@ssword", "p@ssw0rd", "pa$$word", "pa$$w0rd", "admin",    "admin@",   "administrator",
    "welcome",  "letmein",  "iloveyou", "qwerty",   "qwer",     "qwertyui", "asdf",     "asdfgh",   "zxcvbn",
    "1qaz@wsx", "1qaz2wsx", "!qaz2wsx", "!qaz@wsx", "1q2w3e4r", "zaq1@wsx", "q1w2e3r4", "abc",      "abcd",
    "aa",       "aaa",      "a",        "changeme", "default",  "test",     "root",     "user",     "guest",
    "woaini",   "wang",     "zhang",    "china",    "beijing",  "huawei",   "jiqun",    "zhongguo", "monkey",
    "dragon",   "sunshine", "princess", "football", "summer",   "winter",   "spring",   "autumn",   "secret",
    "login",    "master",   "server",   "system",   "security", "audit",    "qazwsx",   "qwe",      "qweasd",
};

static char small(char c) { return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c; }

static bool same_small(base_str a, base_str b) {
    if (a.n != b.n) return false;
    for (size_t i = 0; i < a.n; i++) {
        if (small(a.p[i]) != small(b.p[i])) return false;
    }
    return true;
}

static bool is_letter(char c) { return (small(c) >= 'a' && small(c) <= 'z') || (unsigned char)c >= 0x80; }

static base_str without_tail(base_str s) {
    while (s.n > 0 && !is_letter(s.p[s.n - 1])) s.n--;
    return s;
}

static bool is_common(base_str password) {
    const base_str stem = without_tail(password);
    for (size_t i = 0; i < sizeof common / sizeof *common; i++) {
        const base_str word = base_str_of(common[i]);
        if (same_small(password, word) || same_small(stem, without_tail(word))) return true;
    }
    return false;
}

/* Kinds of characters as bits: small letters, capitals, digits, others (of any script). */
static unsigned kinds_of(base_str s, size_t *different) {
    unsigned kinds = 0;
    bool seen[256] = {false};
    *different = 0;
    for (size_t i = 0; i < s.n; i++) {
        const unsigned char c = (unsigned char)s.p[i];
        kinds |= c >= 'a' && c <= 'z' ? 1U : c >= 'A' && c <= 'Z' ? 2U : c >= '0' && c <= '9' ? 4U : 8U;
        *different += !seen[c];
        seen[c] = true;
    }
    return kinds;
}

enum { BYTES_MAX = 512, DIFFERENT_MIN = 5 };

static bool has_control(base_str s) {
    for (size_t i = 0; i < s.n; i++) {
        if ((unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7F) return true;
    }
    return false;
}

static bool holds(base_str in, base_str what) {
    for (size_t i = 0; what.n >= 4 && i + what.n <= in.n; i++) {
        if (same_small((base_str){in.p + i, what.n}, what)) return true;
    }
    return false;
}

static size_t most(size_t a, size_t b) { return a > b ? a : b; }

app_password_look app_password_look_at(base_str login, base_str password, const app_password_rule *r) {
    size_t different;
    app_password_look l = {.characters = base_utf8_count(password)};
    l.kinds = __builtin_popcount(kinds_of(password, &different));
    l.wanted = l.kinds >= r->kinds ? (size_t)r->min : most(APP_PASSWORD_LONG, (size_t)r->min);
    l.fits = password.n <= BYTES_MAX && l.characters <= APP_PASSWORD_MAX && !has_control(password) &&
             base_utf8_check(password) == password.n;
    l.other = !same_small(login, password) && !holds(password, login);
    l.rare = different >= DIFFERENT_MIN && !is_common(password);
    return l;
}

bool app_password_rule_good(const app_password_rule *r, base_err *e) {
    if (r->min < APP_PASSWORD_MIN || r->min > APP_PASSWORD_MIN_MOST || r->kinds < 1 || r->kinds > 4)
        return base_err_fmt(e, BASE_ERR_RANGE, "密码应要求 %d 至 %d 个字符、1 至 4 类",
                            "a password is asked to have %d to %d characters of 1 to 4 kinds", (int)APP_PASSWORD_MIN,
                            (int)APP_PASSWORD_MIN_MOST);
    if (r->kinds >= APP_PASSWORD_KINDS || r->min >= APP_PASSWORD_PLAIN) return true;
    return base_err_fmt(e, BASE_ERR_RANGE, "要求不足 %d 类时，密码应至少 %d 个字符",
                        "where fewer than %d kinds are asked for, a password has at least %d characters",
                        (int)APP_PASSWORD_KINDS, (int)APP_PASSWORD_PLAIN);
}

static bool too_short(const app_password_rule *r, base_err *e) {
    if (r->kinds <= 1)
        return base_err_fmt(e, BASE_ERR_INPUT, "密码应至少 %d 个字符", "a password has at least %d characters", r->min);
    return base_err_fmt(e, BASE_ERR_INPUT,
                        "密码应至少 %d 个字符，且含大写字母、小写字母、数字、符号中的 %d 类；或至少 %d 个字符",
                        "a password has at least %d characters of %d kinds (capitals, small letters, digits, others), "
                        "or at least %d characters",
                        r->min, r->kinds, (int)most(APP_PASSWORD_LONG, (size_t)r->min));
}

bool app_password_good(base_str login, base_str password, const app_password_rule *r, base_err *e) {
    const app_password_look l = app_password_look_at(login, password, r);
    if (password.n > BYTES_MAX || l.characters > APP_PASSWORD_MAX)
        return base_err_fmt(e, BASE_ERR_LIMIT, "密码过长：最多 %d 个字符",
                            "the password is too long: at most %d characters", (int)APP_PASSWORD_MAX);
    if (!l.fits)
        return base_err_fmt(e, BASE_ERR_INPUT, "密码中有不能使用的字符",
                            "the password has characters that can not be used");
    if (l.characters < l.wanted) return too_short(r, e);
    if (!l.other)
        return base_err_fmt(e, BASE_ERR_INPUT, "密码中不得含有登录名", "the password must not contain the login name");
    if (!l.rare)
        return base_err_fmt(e, BASE_ERR_INPUT, "该密码过于常见，容易被猜到，请换一个",
                            "that password is too common, and easily guessed: choose another one");
    return true;
}

/* Without characters that are taken for one another. */
void app_password_once(char out[APP_PASSWORD_ONCE]) {
    static const char set[] = "abcdefghjkmnpqrstuvwxyz23456789A";
    uint8_t r[APP_PASSWORD_ONCE];
    log_random(r, sizeof r);
    for (int i = 0; i < APP_PASSWORD_ONCE; i++) out[i] = i % 6 == 5 ? '-' : set[r[i] & 31];
    explicit_bzero(r, sizeof r);
}

/* ---- how one is kept ---- */

static bool fail_argon(base_err *e, int rc) {
    return base_err_fmt(e, BASE_ERR_LIMIT, "密码处理失败：%s", "work on a password failed: %s",
                        argon2_error_message(rc));
}

/* *right only where the PHC text is one of argon2id and of this password. */
enum { COST_DIGITS = 9, COST_TIMES = 8 /* dearer than ours by so much, should ours grow one day */ };

/* The number after `name`; 0 when it is missing, or has more digits than any of ours. */
static unsigned long cost_of(const char *text, const char *name) {
    const char *at = strstr(text, name);
    char *end = NULL;
    if (at == NULL) return 0;
    unsigned long n = strtoul(at + strlen(name), &end, 10);
    return end == at + strlen(name) || end - at > COST_DIGITS ? 0 : n;
}

/* What a text claims to cost is not believed: a damaged one would take all memory, or all time. */
static bool is_affordable(const char *text) {
    unsigned long kib = cost_of(text, "$m="), passes = cost_of(text, ",t="), lanes = cost_of(text, ",p=");
    return kib > 0 && kib / COST_TIMES <= APP_PASSWORD_KIB && passes > 0 &&
           passes / COST_TIMES <= APP_PASSWORD_PASSES && lanes > 0 && lanes / COST_TIMES <= APP_PASSWORD_LANES;
}

/* "hmac-sm3:ID$argon2id$…"; with the first key of a record, and before keys could be replaced, without ":ID". */
#define PEPPERED BASE_STR("hmac-sm3")
enum { MIXED = 2 * APP_SEAL_MAC };

/* What goes into argon2id: the password, or its keyed digest in hexadecimal digits. `room` is to be wiped. */
static base_str mixed(const app_password_pepper_key *pepper, base_str password, char room[MIXED]) {
    static const char digit[] = "0123456789abcdef";
    uint8_t mac[APP_SEAL_MAC];
    if (pepper == NULL) return (base_str){password.n > 0 ? password.p : "", password.n};
    app_seal_hmac(pepper->key, APP_PASSWORD_PEPPER, password, (base_str){NULL, 0}, mac);
    for (size_t i = 0; i < MIXED; i++) room[i] = digit[i % 2 == 0 ? mac[i / 2] >> 4 : mac[i / 2] & 15];
    explicit_bzero(mac, sizeof mac);
    return (base_str){room, MIXED};
}

/* *phc gets what argon2 reads; *pepper the key that it names, NULL when it was mixed with none. False: with one that is
 * not here. */
static bool pepper_of(const app_password_job *j, base_str *phc, const app_password_pepper_key **pepper) {
    base_str rest, name = base_str_cut(*phc, '$', &rest);
    *pepper = NULL;
    if (!base_str_starts(name, PEPPERED)) return true;
    const base_str id = {name.p + PEPPERED.n, name.n - PEPPERED.n};
    *phc = (base_str){name.p + name.n, phc->n - name.n};
    if (j->n_peppers > 0 && id.n == 0) *pepper = &j->pepper[j->n_peppers - 1];
    for (size_t i = 0; i < j->n_peppers && id.n == APP_PASSWORD_PEPPER_ID + 1; i++) {
        if (id.p[0] == ':' && memcmp(id.p + 1, j->pepper[i].id, APP_PASSWORD_PEPPER_ID) == 0) *pepper = &j->pepper[i];
    }
    return *pepper != NULL;
}

/* One that was mixed with a key that is not here is nobody's. */
static bool verify(const app_password_job *j, base_str phc, base_str password, bool *right, base_err *e) {
    char text[APP_PHC_MAX + 1], room[MIXED];
    const app_password_pepper_key *pepper;
    *right = false;
    if (phc.n == 0 || phc.n > APP_PHC_MAX || !pepper_of(j, &phc, &pepper)) return true;
    memcpy(text, phc.p, phc.n);
    text[phc.n] = '\0';
    if (!is_affordable(text)) return true;
    const base_str in = mixed(pepper, password, room);
    const int rc = argon2id_verify(text, in.p, in.n);
    explicit_bzero(room, sizeof room);
    explicit_bzero(text, sizeof text);
    *right = rc == ARGON2_OK;
    return rc != ARGON2_MEMORY_ALLOCATION_ERROR || fail_argon(e, rc);
}

/* How one is marked that is mixed with the newest key; its length. */
static size_t put_mark(const app_password_job *j, char out[APP_PHC_MAX]) {
    size_t n = 0;
    if (j->n_peppers == 0) return 0;
    memcpy(out, PEPPERED.p, n = PEPPERED.n);
    if (j->n_peppers == 1) return n;
    out[n++] = ':';
    memcpy(out + n, j->pepper[0].id, APP_PASSWORD_PEPPER_ID);
    return n + APP_PASSWORD_PEPPER_ID;
}

static bool keep(const app_password_job *j, base_str password, char out[APP_PHC_MAX], base_err *e) {
    uint8_t salt[APP_PASSWORD_SALT];
    char room[MIXED];
    const base_str in = mixed(j->n_peppers > 0 ? &j->pepper[0] : NULL, password, room);
    const size_t head = put_mark(j, out);
    log_random(salt, sizeof salt);
    const int rc = argon2id_hash_encoded(APP_PASSWORD_PASSES, APP_PASSWORD_KIB, APP_PASSWORD_LANES, in.p, in.n, salt,
                                         sizeof salt, APP_PASSWORD_HASH, out + head, APP_PHC_MAX - head);
    explicit_bzero(room, sizeof room);
    if (rc != ARGON2_OK) out[0] = '\0';
    return rc == ARGON2_OK || fail_argon(e, rc);
}

/* As much work as for a password that is kept, for nobody. */
static bool pretend(const app_password_job *j, base_str password, base_err *e) {
    char none[APP_PHC_MAX];
    const bool good = keep(j, password.n > 0 ? password : BASE_STR("x"), none, e);
    explicit_bzero(none, sizeof none);
    return good;
}

static bool look(app_password_job *j, base_err *e) {
    j->right = j->set;
    if (j->set) return true;
    return j->phc.n == 0 ? pretend(j, j->password, e) : verify(j, j->phc, j->password, &j->right, e);
}

static bool was_used(app_password_job *j, base_err *e) {
    if (!verify(j, j->phc, j->fresh, &j->reused, e)) return false;
    for (size_t i = 0; i < APP_PASSWORD_HISTORY && !j->reused; i++) {
        if (!verify(j, j->history[i], j->fresh, &j->reused, e)) return false;
    }
    return true;
}

const app_password_pepper_key *app_password_mixed_with(const app_password_job *j) {
    const app_password_pepper_key *pepper;
    base_str phc = j->phc;
    (void)pepper_of(j, &phc, &pepper);
    return pepper;
}

/* Kept before there was a key, or with an older one. */
static bool is_old(const app_password_job *j) {
    return j->n_peppers > 0 && !j->set && app_password_mixed_with(j) != &j->pepper[0];
}

bool app_password_do(app_password_job *j, base_err *e) {
    j->reused = false;
    j->kept[0] = '\0';
    if (!look(j, e)) return false;
    if (!j->right) return true;
    if (j->fresh.n == 0) return !is_old(j) || keep(j, j->password, j->kept, e);
    if (!was_used(j, e)) return false;
    return j->reused || keep(j, j->fresh, j->kept, e);
}
