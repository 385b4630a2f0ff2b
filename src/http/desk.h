/* desk.h - the workbench at /desk/: files built from web/, embedded in the program (asset.h).
 *
 * Every address below /desk/ that is no file is a screen and is answered by the one page of the workbench, so that an
 * address can be sent to a colleague. The page itself is never kept; the files it names may be kept for ever. */
#ifndef JIQUN_HTTP_DESK_H
#define JIQUN_HTTP_DESK_H

#include "http/asset.h"
#include "http/exchange.h"

enum http_step http_desk_get(http_exchange *x);
/* A file of the build by its path (/desk/NAME); NULL when there is none. */
const http_asset *http_desk_file(base_str path);

#endif
