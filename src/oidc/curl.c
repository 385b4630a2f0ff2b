/* curl.c - see curl.h. */
#include "oidc/curl.h"

#include "base/library.h"

oidc_curl_functions oidc_curl;

static const base_function called[] = {
    {"curl_global_init", offsetof(oidc_curl_functions, global_init)},
    {"curl_easy_init", offsetof(oidc_curl_functions, easy_init)},
    {"curl_easy_cleanup", offsetof(oidc_curl_functions, easy_cleanup)},
    {"curl_easy_perform", offsetof(oidc_curl_functions, easy_perform)},
    {"curl_easy_setopt", offsetof(oidc_curl_functions, easy_setopt)},
    {"curl_easy_getinfo", offsetof(oidc_curl_functions, easy_getinfo)},
    {"curl_easy_strerror", offsetof(oidc_curl_functions, easy_strerror)},
    {"curl_slist_append", offsetof(oidc_curl_functions, slist_append)},
    {"curl_slist_free_all", offsetof(oidc_curl_functions, slist_free_all)},
};

static base_library wanted = {.file = "libcurl.so.4",
                              .version = "7.88",
                              .package = "libcurl4",
                              .function = called,
                              .n = sizeof called / sizeof *called,
                              .table = &oidc_curl,
                              .lock = PTHREAD_MUTEX_INITIALIZER};

bool oidc_curl_load(base_err *e) { return base_library_load(&wanted, e); }
