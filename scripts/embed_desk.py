#!/usr/bin/env python3
"""Writes the built workbench (build-web/dist) as a C table (src/http/asset.h). The bytes come in through the assembler:
a compiler that reads them as numbers takes seconds and hundreds of megabytes.

    embed_desk.py DIST OUT

A folder that is not there gives an empty table: a program without a workbench. The digests in the table change with the
files, and so does OUT; it is not touched when nothing has changed.
"""
import hashlib
import os
import re
import sys

TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml",
         ".html": "text/html; charset=utf-8"}
PACKED = (".gz", ".br")


def names(dist):
    found = []
    for folder, _, files in os.walk(dist):
        found += [os.path.relpath(os.path.join(folder, f), dist) for f in files if not f.endswith(PACKED)]
    return sorted(found)


def incbin(symbol, path):
    quoted = path.replace("\\", "\\\\").replace('"', '\\"')
    text = f'.pushsection .rodata\\n.balign 16\\n{symbol}:\\n.incbin \\"{quoted}\\"\\n.byte 0\\n.popsection\\n'
    return f'__asm__("{text}");\nextern const unsigned char {symbol}[];\n'


def policy(name, data):
    """A page that has script and style inside says by their digests that they are its own."""
    said = re.search(rb'http-equiv="Content-Security-Policy" content="([^"]+)"', data) if name.endswith(".html") else None
    return "NULL" if said is None else f'"{said[1].decode()}; frame-ancestors \'none\'"'


def main(dist, out):
    dist = os.path.abspath(dist)
    parts, rows = [], []
    for i, name in enumerate(names(dist)):
        kind = TYPES.get(os.path.splitext(name)[1])
        if kind is None:
            sys.exit(f"embed_desk.py: {name}: no type is known for this ending; known are {', '.join(TYPES)}")
        with open(os.path.join(dist, name), "rb") as f:
            data = f.read()
        cells = []
        for ending, suffix in (("", "plain"), (".gz", "gz"), (".br", "br")):
            path = os.path.join(dist, name + ending)
            if not os.path.exists(path):
                cells.append(("NULL", 0))
                continue
            parts.append(incbin(f"http_desk_{i}_{suffix}", path))
            cells.append((f"http_desk_{i}_{suffix}", os.path.getsize(path)))
        digest = hashlib.sha256(data).hexdigest()[:16]
        pointers, sizes = ", ".join(c[0] for c in cells), ", ".join(str(c[1]) for c in cells)
        rows.append(f'    {{"{name}", "/desk/{name}", "{kind}", "{digest}", {pointers}, {sizes}, {policy(name, data)}}},\n')
    table = "".join(rows) or "    {0},\n"
    text = ('/* Written by scripts/embed_desk.py. */\n#include "http/asset.h"\n\n' + "".join(parts) +
            f"const http_asset http_desk_files[] = {{\n{table}}};\nconst size_t http_n_desk_files = {len(rows)};\n")
    if not os.path.exists(out) or open(out, encoding="utf-8").read() != text:
        with open(out, "w", encoding="utf-8") as f:
            f.write(text)


main(*sys.argv[1:3])
