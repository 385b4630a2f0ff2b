#!/bin/sh
# Installs what a group of work needs and this machine lacks; quick and silent when nothing is lacking.
#
#   scripts/deps.sh [run] [test] [check] [bench] [scan]      without a name: all but scan
#
# Works as root or through sudo, asks nothing, and uses only the package sources that the machine's own apt has. Names
# carry no version, so that Debian 12 and 13 both know them. Debian 12 has no yyjson: see yyjson_from_next_release.
set -eu
export LC_ALL=C DEBIAN_FRONTEND=noninteractive

say() { printf '%s\n' "deps: $*" >&2; }
die() { say "$*"; exit 1; }

# The one question that may come is sudo's own, for a password, and only where somebody sits at a terminal.
may_be_root() {
    [ "$(id -u)" -ne 0 ] || return 0
    command -v sudo >/dev/null 2>&1 || die "neither root nor sudo: ask an administrator to install: $wanted"
    sudo -n true 2>/dev/null || { [ -t 0 ] && sudo -v; } ||
        die "sudo wants a password: run this as root, or at a terminal, or install by hand: $wanted"
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    else
        sudo env DEBIAN_FRONTEND=noninteractive LC_ALL=C ${http_proxy:+"http_proxy=$http_proxy"} \
            ${https_proxy:+"https_proxy=$https_proxy"} "$@"
    fi
}

# What apt and dpkg say is shown only if they fail. A failed download is tried again: a mirror that drops one
# connection should not end a long installation.
quietly() {
    if as_root "$@" </dev/null >"$log" 2>&1; then return 0; fi
    tail -n 40 "$log" >&2
    return 1
}
options="-q -y -o Acquire::Retries=3 -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0"
# shellcheck disable=SC2086 # a list of options
apt() { quietly apt-get $options "$@"; }

installed() { [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null || true)" = installed ]; }

packages_of() {
    case "$1" in
    run) echo gcc libc6-dev make meson ninja-build pkg-config libyyjson-dev libssl-dev libsqlite3-dev libpq-dev libutf8proc-dev libmagic-dev \
        libmicrohttpd-dev libargon2-dev libgcrypt20-dev libcurl4-openssl-dev zlib1g-dev libminizip-dev libexpat1-dev \
        libpango1.0-dev libqrencode-dev fonts-noto-cjk nodejs npm ;;
    test) echo libcmocka-dev clang llvm gcovr python3 python3-jsonschema python3-yaml python3-aiosmtpd openssl postgresql nginx \
        curl chromium poppler-utils clamav-daemon ;;
    check) echo clang clang-format clang-tidy cppcheck shellcheck python3 ;;
    bench) echo nodejs npm postgresql nginx wrk fossil dbconfig-sqlite3 glewlwyd sqlite3 libxlsxwriter-dev python3-openpyxl ;;
    scan) echo slowhttptest wapiti python3 ;;
    *) die "unknown group '$1': known are run, test, check, bench, scan" ;;
    esac
}

# The sanitizers and the fuzzing engine of clang come in a package named after the version of the clang that is there.
clang_runtime() {
    major=$(clang -dumpversion | cut -d. -f1)
    echo "libclang-rt-$major-dev"
}

# A PostgreSQL server of 15 or newer, whichever package it came with.
new_server() {
    for initdb in /usr/lib/postgresql/*/bin/initdb; do
        major=${initdb#/usr/lib/postgresql/}
        [ ! -x "$initdb" ] || [ "${major%%/*}" -lt 15 ] || return 0
    done
    return 1
}

# The packages of a group count as there when a tool of theirs is there from elsewhere (a newer Node, for example).
lacking() {
    for package in "$@"; do
        installed "$package" && continue
        case "$package" in
        nodejs) command -v node >/dev/null 2>&1 && continue ;;
        npm) command -v npm >/dev/null 2>&1 && continue ;;
        pkg-config) installed pkgconf && continue ;;
        libyyjson-dev) pkg-config --exists yyjson 2>/dev/null && continue ;;
        postgresql) new_server && continue ;;
        nginx) [ -x /usr/sbin/nginx ] && continue ;;
        esac
        printf '%s ' "$package"
    done
}

# Takes libyyjson0 and libyyjson-dev from Debian 13 and nothing else: the machine's own sources are read with the other
# release's name into apt lists of their own in a temporary folder, so that what this machine installs or upgrades later
# is as before. Both packages need only a libc6 (>= 2.14) that every Debian in use has; dpkg checks that.
yyjson_from_next_release() (
    work=$(mktemp -d) || exit 1
    trap 'as_root rm -rf "$work"' EXIT
    trap 'exit 130' INT TERM
    chmod 755 "$work" # apt fetches as a user of its own
    mkdir -p "$work/sources" "$work/lists/partial" "$work/get"
    chmod 777 "$work/get"
    for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources; do
        [ -f "$file" ] || continue
        grep -Eq '^[^#]*[[:space:]](bookworm|oldstable)([[:space:]-]|$)' "$file" || continue
        sed -E 's/\b(bookworm|oldstable)\b/trixie/g' "$file" >"$work/sources/$(basename "$file")"
    done
    [ -n "$(ls "$work/sources")" ] || die "this Debian has no libyyjson-dev, and no source of Debian 12 under /etc/apt"
    cd "$work/get" || exit 1
    set -- -o Dir::Etc::sourcelist=/dev/null -o Dir::Etc::sourceparts="$work/sources" \
        -o Dir::State::lists="$work/lists" -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= \
        -o Acquire::Languages=none
    # A vendor's source may have nothing under the other name: only whether the packages come counts.
    apt "$@" update 2>/dev/null || true
    apt "$@" download libyyjson0 libyyjson-dev && quietly dpkg -i "$work"/get/libyyjson*.deb
)

# Debian's server comes with a cluster that is made and started when it is installed; the tests need programs only. A
# line for postgresql-common keeps it from that, and is taken away again, so that what this machine's owner installs or
# makes later is as Debian has it. Clusters that are there already are not touched by any of this.
no_cluster=/etc/postgresql-common/createcluster.d/jiqun-none.conf
forbid_cluster() {
    as_root mkdir -p "${no_cluster%/*}"
    echo "create_main_cluster = false" | as_root tee "$no_cluster" >/dev/null
    cluster_forbidden=yes
}
allow_cluster() {
    [ -n "$cluster_forbidden" ] || return 0
    as_root rm -f "$no_cluster"
    as_root rmdir "${no_cluster%/*}" "$(dirname "${no_cluster%/*}")" 2>/dev/null || true # only if they are empty
    cluster_forbidden=
}

# Debian's nginx, glewlwyd and clamd begin to serve as soon as they are installed, and at each start of the machine. Tests
# and benches start one of their own and want none. Where the owner had a policy about starting services it stays as it is.
policy=/usr/sbin/policy-rc.d
forbid_serving() {
    serving_forbidden=$1
    [ ! -e "$policy" ] || return 0
    printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
    as_root chmod 755 "$policy"
    policy_made=yes
}
allow_serving() {
    [ -n "$serving_forbidden" ] || return 0
    [ -z "$policy_made" ] || as_root rm -f "$policy"
    services=$serving_forbidden serving_forbidden='' policy_made=''
    for service in $services; do
        as_root update-rc.d "$service" disable >/dev/null 2>&1 || true # for systemd, too
    done
}

ensure() {
    wanted=$(lacking "$@")
    [ -n "$wanted" ] || return 0
    command -v apt-get >/dev/null 2>&1 || die "this is no Debian: please install by hand: $wanted"
    may_be_root
    say "installing: $wanted"
    if [ -z "$updated" ]; then
        apt update || die "apt-get update failed"
        updated=yes
    fi
    yyjson=
    plain=
    for package in $wanted; do
        if [ "$package" = libyyjson-dev ] && ! apt-cache show libyyjson-dev >/dev/null 2>&1; then
            yyjson=yes
        else
            plain="$plain $package"
        fi
    done
    case "$plain " in *" postgresql "*) forbid_cluster ;; esac
    serving=
    for package in $plain; do
        case "$package" in
        nginx | glewlwyd) serving="$serving $package" ;;
        clamav-daemon) serving="$serving clamav-daemon clamav-freshclam" ;;
        esac
    done
    [ -z "$serving" ] || forbid_serving "$serving"
    # shellcheck disable=SC2086 # a list of names
    [ -z "$plain" ] || apt install --no-install-recommends $plain || die "could not install:$plain"
    allow_cluster
    allow_serving
    [ -z "$yyjson" ] || yyjson_from_next_release || die "could not install: libyyjson-dev"
}

[ $# -gt 0 ] || set -- run test check bench
updated=
cluster_forbidden=
serving_forbidden=''
policy_made=''
log=$(mktemp)
trap 'rm -f "$log"; allow_cluster; allow_serving' EXIT
trap 'exit 130' INT TERM
for group in "$@"; do
    # shellcheck disable=SC2046 # a list of names
    ensure $(packages_of "$group")
    [ "$group" != test ] || ensure "$(clang_runtime)"
done
