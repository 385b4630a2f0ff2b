/* asset.h - files of the site that never change: style sheets and scripts, built into the program.
 *
 * An address contains a digest of the bytes, so it may be kept for ever. scripts/embed.py makes the table and the
 * compressed copies of the portal's at build time from src/http/assets/, scripts/embed_desk.py that of the workbench
 * from what scripts/web.sh has built. */
#ifndef JIQUN_HTTP_ASSET_H
#define JIQUN_HTTP_ASSET_H

#include "http/route.h"

typedef struct {
    const char *name, *path, *type;             /* path: /static/DIGEST/NAME, /desk/NAME */
    const char *digest;                         /* of the bytes, 16 hexadecimal digits */
    const unsigned char *bytes, *gzip, *brotli; /* compressed ones may be NULL */
    size_t n, n_gzip, n_brotli;
    const char *policy; /* a page with script and style inside: what it allows itself, beside the server's; or NULL */
} http_asset;

extern const http_asset http_assets[];
extern const size_t http_n_assets;
extern const http_asset http_desk_files[];
extern const size_t http_n_desk_files; /* 0: this build has no workbench */

/* Address of an asset; empty when there is none of that name. */
base_str http_asset_path(const char *name);
enum http_step http_asset_get(struct http_exchange *x);
/* Answers with a file that may be kept for ever (a page: asked for again each time): compressed as the client takes it,
 * 304 when the client has it. */
enum http_step http_asset_send(struct http_exchange *x, const http_asset *a);

#endif
