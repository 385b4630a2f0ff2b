/* curl.h - the functions of libcurl that ask a provider, loaded when one is asked (base/library.h). */
#ifndef JIQUN_OIDC_CURL_H
#define JIQUN_OIDC_CURL_H

#include <curl/curl.h>

#include "base/err.h"

typedef struct {
    __typeof__(curl_global_init) *global_init;
    __typeof__(curl_easy_init) *easy_init;
    __typeof__(curl_easy_cleanup) *easy_cleanup;
    __typeof__(curl_easy_perform) *easy_perform;
    __typeof__(curl_easy_setopt) *easy_setopt;
    __typeof__(curl_easy_getinfo) *easy_getinfo;
    __typeof__(curl_easy_strerror) *easy_strerror;
    __typeof__(curl_slist_append) *slist_append;
    __typeof__(curl_slist_free_all) *slist_free_all;
} oidc_curl_functions;

/* To be called only after oidc_curl_load has said true. */
extern oidc_curl_functions oidc_curl;
bool oidc_curl_load(base_err *e);

#endif
