/* curl.c - see curl.h. */
#include "mail/curl.h"

#include "base/library.h"

mail_curl_functions mail_curl;

static const base_function called[] = {
    {"curl_global_init", offsetof(mail_curl_functions, global_init)},
    {"curl_global_cleanup", offsetof(mail_curl_functions, global_cleanup)},
    {"curl_easy_init", offsetof(mail_curl_functions, easy_init)},
    {"curl_easy_cleanup", offsetof(mail_curl_functions, easy_cleanup)},
    {"curl_easy_perform", offsetof(mail_curl_functions, easy_perform)},
    {"curl_easy_setopt", offsetof(mail_curl_functions, easy_setopt)},
    {"curl_easy_getinfo", offsetof(mail_curl_functions, easy_getinfo)},
    {"curl_easy_strerror", offsetof(mail_curl_functions, easy_strerror)},
    {"curl_slist_append", offsetof(mail_curl_functions, slist_append)},
    {"curl_slist_free_all", offsetof(mail_curl_functions, slist_free_all)},
};

static base_library wanted = {.file = "libcurl.so.4",
                              .version = "7.88",
                              .package = "libcurl4",
                              .function = called,
                              .n = sizeof called / sizeof *called,
                              .table = &mail_curl,
                              .lock = PTHREAD_MUTEX_INITIALIZER};

bool mail_curl_load(base_err *e) { return base_library_load(&wanted, e); }
