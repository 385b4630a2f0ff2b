#!/usr/bin/env python3
"""Writes the files of a folder as a C table (src/http/asset.h): bytes, compressed bytes, and an address with a digest.

    embed.py FOLDER OUT
"""
import gzip
import hashlib
import os
import sys

TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml",
         ".txt": "text/plain; charset=utf-8"}


def array(name, data):
    rows = [", ".join(str(b) for b in data[i:i + 24]) for i in range(0, len(data), 24)]
    return f"static const unsigned char {name}[] = {{\n    " + ",\n    ".join(rows or ["0"]) + "};\n"


folder, out = sys.argv[1:3]
parts, table = [], []
for i, name in enumerate(sorted(os.listdir(folder))):
    kind = TYPES.get(os.path.splitext(name)[1])
    if kind is None:
        sys.exit(f"embed.py: {name}: no type is known for this ending; known are {', '.join(TYPES)}")
    with open(os.path.join(folder, name), "rb") as f:
        data = f.read()
    packed = gzip.compress(data, 9, mtime=0)
    digest = hashlib.sha256(data).hexdigest()[:16]
    path = f"/static/{digest}/{name}"
    parts += [array(f"bytes{i}", data), array(f"packed{i}", packed)]
    table.append(f'    {{"{name}", "{path}", "{kind}", "{digest}", bytes{i}, packed{i}, NULL, {len(data)}, {len(packed)}, 0, NULL}},\n')
with open(out, "w", encoding="utf-8") as f:
    f.write('/* Written by scripts/embed.py. */\n#include "http/asset.h"\n\n')
    f.write("".join(parts))
    f.write(f"const http_asset http_assets[] = {{\n{''.join(table)}}};\nconst size_t http_n_assets = {len(table)};\n")
