#!/bin/sh
# Cookies over TLS: see over_tls.py.
exec python3 "$JIQUN_ROOT/tests/http/over_tls.py"
