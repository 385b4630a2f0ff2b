/* Any bytes as a provider's key set and as an ID token: nothing is taken that nobody signed, whatever is refused says
 * why, and what base64url takes goes round. */
#include "fuzzing.h"
#include "oidc/jwt.h"

static void round_trip(base_arena *arena, base_str text) {
    base_str raw;
    if (!oidc_base64url(arena, text, &raw)) return;
    char *again = base_arena_alloc(arena, raw.n * 2 + 4);
    must(base_str_eq((base_str){again, oidc_base64url_put((const uint8_t *)raw.p, raw.n, again)}, text));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const char known[] = "{\"keys\":[{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"d\","
                                "\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}]}";
    const base_str text = {(const char *)data, size};
    base_arena *arena = base_arena_new((size_t)64 << 20);
    base_err e = {0};
    oidc_keys *k = oidc_keys_read(text, &e);
    must((k == NULL) == (e.kind != BASE_ERR_NONE));
    oidc_keys_free(k);
    e = (base_err){0};
    k = oidc_keys_read(BASE_STR(known), &e);
    must(k != NULL);
    oidc_person person;
    const oidc_expected x = {BASE_STR("x"), BASE_STR("c"), BASE_STR("n"), 1700000000};
    must(oidc_token_check(arena, text, k, &x, &person, &e) != OIDC_GOOD && e.zh[0] != 0 && e.en[0] != 0);
    oidc_keys_free(k);
    round_trip(arena, text);
    base_arena_free(arena);
    return 0;
}
