#!/bin/sh
# Tries ./run and ./test where nothing is installed: in a fresh, minimal Debian made for this and removed afterwards.
#
#   scripts/try-bare.sh bookworm|trixie [COMMAND…]        as root; COMMANDs default to ./run and ./test
#
# The mirror is the one that this machine's apt uses. Proxy settings of the environment are carried in; a certificate
# bundle named by SSL_CERT_FILE is copied in for the commands, as a site with its own certificates needs. The tree is
# taken as git has it (HEAD), without anything that lies about uncommitted.
set -eu
cd "$(dirname "$0")/.."
[ $# -ge 1 ] && [ "$(id -u)" -eq 0 ] || { echo "usage, as root: scripts/try-bare.sh SUITE [COMMAND…]" >&2; exit 2; }
suite=$1
shift
[ $# -gt 0 ] || set -- ./run ./test
command -v debootstrap >/dev/null || { echo "needs debootstrap" >&2; exit 2; }

mirror=$(apt-get indextargets --format '$(SITE)' 'Created-By: Packages' | sort | uniq -c | sort -rn |
    awk '$2 ~ /\/debian\/?$/ { print $2; exit }')
[ -n "$mirror" ] || { echo "apt has no Debian mirror configured" >&2; exit 2; }

root=$(mktemp -d)
chmod 755 "$root" # apt fetches as a user of its own
cleanup() {
    for mount in dev/pts dev sys proc; do
        ! mountpoint -q "$root/$mount" || umount "$root/$mount" || umount -l "$root/$mount"
    done
    # Never delete through a mount that would not go.
    grep -q " $root/" /proc/mounts || rm -rf "$root"
}
trap cleanup EXIT
trap 'exit 130' INT TERM

debootstrap --variant=minbase "$suite" "$root" "$mirror" >"$root.log" 2>&1 || { tail "$root.log"; rm -f "$root.log"; exit 1; }
rm -f "$root.log"
mount -t proc proc "$root/proc"
mount -t sysfs sysfs "$root/sys"
mount --bind /dev "$root/dev"
mount --bind /dev/pts "$root/dev/pts"
cp /etc/resolv.conf "$root/etc/resolv.conf" 2>/dev/null || true
mkdir -p "$root/src"
git archive HEAD | tar -x -C "$root/src"

set_env=
for name in http_proxy https_proxy no_proxy HTTP_PROXY HTTPS_PROXY NO_PROXY; do
    eval "value=\${$name:-}"
    [ -z "$value" ] || set_env="$set_env $name=$value"
done
if [ -f "${SSL_CERT_FILE:-}" ]; then
    mkdir -p "$root/etc/ssl/certs"
    cp "$SSL_CERT_FILE" "$root/etc/ssl/certs/site.crt"
    set_env="$set_env SSL_CERT_FILE=/etc/ssl/certs/site.crt NODE_EXTRA_CA_CERTS=/etc/ssl/certs/site.crt"
fi

status=0
for command in "$@"; do
    echo "== $suite: $command"
    began=$(date +%s)
    # shellcheck disable=SC2086 # a list of settings
    chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root CI=true $set_env \
        sh -c "cd /src && $command" </dev/null || status=$?
    echo "== $suite: $command: status $status, $(($(date +%s) - began)) s"
    [ "$status" -eq 0 ] || break
done
exit "$status"
