/* readings.h - whose reading of which attachment is on the access record already, remembered for a while.
 *
 * A viewer of documents fetches one file in many parts: that is one reading, and the record gets one line of it. What
 * is forgotten here (another process, a place that is wanted by another reading) is put on record once more, never
 * less. What somebody is refused again and again is remembered in the same way (denied.h): route for digest. */
#ifndef JIQUN_HTTP_READINGS_H
#define JIQUN_HTTP_READINGS_H

#include "base/str.h"
#include "http/limits.h"

typedef struct http_readings http_readings;
http_readings *http_readings_new(void);
void http_readings_free(http_readings *r);
/* By an account, of a file, by way of a dossier (empty: of what its own authority sent in). */
void http_readings_add(http_readings *r, base_str account, base_str digest, base_str dossier);
bool http_readings_has(http_readings *r, base_str account, base_str digest, base_str dossier);

#endif
