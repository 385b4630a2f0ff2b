/* curl.h - the functions of libcurl that send mail, loaded when the first mail is to go (base/library.h). */
#ifndef JIQUN_MAIL_CURL_H
#define JIQUN_MAIL_CURL_H

#include <curl/curl.h>

#include "base/err.h"

typedef struct {
    __typeof__(curl_global_init) *global_init;
    __typeof__(curl_global_cleanup) *global_cleanup;
    __typeof__(curl_easy_init) *easy_init;
    __typeof__(curl_easy_cleanup) *easy_cleanup;
    __typeof__(curl_easy_perform) *easy_perform;
    __typeof__(curl_easy_setopt) *easy_setopt;
    __typeof__(curl_easy_getinfo) *easy_getinfo;
    __typeof__(curl_easy_strerror) *easy_strerror;
    __typeof__(curl_slist_append) *slist_append;
    __typeof__(curl_slist_free_all) *slist_free_all;
} mail_curl_functions;

/* To be called only after mail_curl_load has said true. */
extern mail_curl_functions mail_curl;
bool mail_curl_load(base_err *e);

#endif
