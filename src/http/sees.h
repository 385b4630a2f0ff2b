/* sees.h - whether something in a place lies in the jurisdiction of whoever asks. */
#ifndef JIQUN_HTTP_SEES_H
#define JIQUN_HTTP_SEES_H

#include "http/exchange.h"

/* `place` is a county's code or a channel's, `channel` the one it reports to; both empty for what belongs to no place
 * (rounds, texts in force), which everybody sees who is signed in. */
bool http_sees(const http_who *who, base_str place, base_str channel);

#endif
