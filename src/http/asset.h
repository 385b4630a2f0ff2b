/* asset.h - files of the site that never change: style sheets and scripts, built into the program.
 *
 * An address contains a digest of the bytes, so it may be kept for ever; scripts/embed.py makes the table and the
 * compressed copies at build time from src/http/assets/. */
#ifndef JIQUN_HTTP_ASSET_H
#define JIQUN_HTTP_ASSET_H

#include "http/route.h"

typedef struct {
    const char *name, *path, *type;      /* path: /static/DIGEST/NAME */
    const unsigned char *bytes, *packed; /* packed: gzip */
    size_t n, n_packed;
} http_asset;

extern const http_asset http_assets[];
extern const size_t http_n_assets;

/* Address of an asset; empty when there is none of that name. */
base_str http_asset_path(const char *name);
enum http_step http_asset_get(struct http_exchange *x);

#endif
