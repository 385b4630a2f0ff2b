#!/bin/sh
# Documents as PDF: see documents.py.
PYTHONDONTWRITEBYTECODE=1 exec python3 "$JIQUN_ROOT/tests/http/documents.py"
