/* xml_part.h - one part of a container (.zip), unpacked and parsed as it comes, within bounds that no file can move. */
#ifndef JIQUN_DOCS_XML_PART_H
#define JIQUN_DOCS_XML_PART_H

#include <expat.h>

#include "docs/table_i.h"

typedef struct docs_container docs_container;

/* NULL and e: no container, or one of too many parts. */
docs_container *docs_container_open(const docs_source *s);
void docs_container_close(docs_container *c); /* NULL is allowed */

/* Names come without their prefix. Each says whether to go on; false with the source's error filled in. */
typedef struct {
    bool (*begin)(void *ctx, const char *name, const char *const *attribute);
    bool (*end)(void *ctx, const char *name);
    bool (*text)(void *ctx, const char *p, size_t n);
} docs_xml_calls;

/* The value of an attribute by name, with or without a prefix; empty when it is not there. */
base_str docs_xml_attribute(const char *const *attribute, const char *name);
/* *found false: there is no part of that name. False with e: it is damaged, or passes a limit. */
bool docs_xml_part(docs_container *c, const char *name, const docs_xml_calls *calls, void *ctx, bool *found);

#endif
