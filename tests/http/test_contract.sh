#!/bin/sh
# docs/openapi.yaml against the running server, both ways (contract.py).
set -eu
root=${JIQUN_ROOT:-$(cd "$(dirname "$0")/../.." && pwd)}
python3 -c 'import jsonschema, yaml' 2>/dev/null || { echo "python3-jsonschema and python3-yaml are wanted"; exit 77; }
cd "$root/tests/http"
PYTHONDONTWRITEBYTECODE=1 exec python3 -W ignore contract.py
