/* export.h - the log as files, for whoever wants to check it without this program, or to serve it.
 *
 *     checkpoint              the last signed tree head
 *     checkpoints/SIZE        all of them
 *     tile/L/…, tile/entries/…   hashes and leaves, in the layout of C2SP tlog-tiles, partial tiles included
 *     payload/…               named as entries are: a line "SALT PAYLOAD" an event, SALT in hex, PAYLOAD as it stands
 *     keys/log-NN.pub, .pem   public keys: verifier keys of C2SP signed-note, and for openssl
 *     README.md               what can be checked with what
 *
 * The log goes as far as its last checkpoint; of person parts only the digests in the leaves go along. What was
 * exported before is gone on with: only new tiles are written, and the checkpoint last, so that at every moment it
 * describes files that are there. Everything is read and hashed again from the first event on, so what comes out is
 * what was signed, or nothing. */
#ifndef JIQUN_APP_EXPORT_H
#define JIQUN_APP_EXPORT_H

#include "app/app.h"
#include "app/retree.h"

typedef struct {
    app_place place; /* `folder` NULL: without keys */
    const char *to;
    bool leaves_only; /* no payloads: what is public at once */
    void (*progress)(void *ctx, uint64_t events);
    void *ctx;
} app_export_options;

typedef struct {
    uint64_t size;            /* events in the export */
    uint64_t before;          /* that were in it already */
    uint64_t unsigned_events; /* on record, but not yet in a checkpoint */
    uint64_t files;           /* written now */
    base_str origin;
} app_export_report;

bool app_export_log(const app_export_options *o, base_arena *arena, app_export_report *report, base_err *e);

/* ---- what the writer and the reader of such a folder share (export_file.c) ---- */

enum { APP_EXPORT_PATH = 128 };
/* "payload/x001/234" or "payload/x001/234.p/5", as tiles of entries are named. */
void app_export_payload_path(log_tile_id id, char out[APP_EXPORT_PATH]);
/* The tile of entries that begins at event `first` in a log of `size`. */
log_tile_id app_export_bundle(uint64_t first, uint64_t size);
/* What goes along for whoever has only the folder, Chinese and English. */
base_str app_export_readme(base_arena *arena, enum log_suite suite);
/* Writes a file beside its name and renames it; makes the folders above it. */
bool app_export_write(const char *folder, const char *name, base_str bytes, base_err *e);

#endif
