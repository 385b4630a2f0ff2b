#!/bin/sh
# Signing in through a real provider (oidc-provider for Node), which is installed once a build: see signin.py.
set -eu
command -v node >/dev/null 2>&1 && command -v npm >/dev/null 2>&1 || exit 77
modules="$JIQUN_TOOLS/oidc-provider"
if [ ! -d "$modules" ]; then
    fresh=$(mktemp -d "$JIQUN_TOOLS/oidc-provider.XXXXXX")
    cp "$JIQUN_ROOT/tests/oidc/package.json" "$fresh/"
    (cd "$fresh" && npm install --silent --no-audit --no-fund --no-package-lock --no-update-notifier >&2)
    mv -T "$fresh" "$modules" 2>/dev/null || rm -rf "$fresh"
fi
exec python3 "$JIQUN_ROOT/tests/oidc/signin.py" "$modules/node_modules"
