# shellcheck shell=sh
# support.sh - a mail server beside a test. After cli/support.sh:
#
#   start_sink [OPTIONS of sink.py]    `port`; what it takes stands in $tmp/mails
#   stop_sink
#   read_mails                         what it has taken, to standard output
# shellcheck disable=SC2154 # tmp and root come from support.sh
python=python3
"$python" -c 'import aiosmtpd' 2>/dev/null || python=/usr/bin/python3
"$python" -c 'import aiosmtpd' 2>/dev/null || { echo "Bail out! python3-aiosmtpd is not installed"; exit 1; }
sink=
stop_sink() {
    [ -z "$sink" ] || { kill "$sink" && wait "$sink"; } 2>/dev/null
    sink=
}
trap 'stop_sink; rm -rf "$tmp"' EXIT
start_sink() {
    rm -f "$tmp/port"
    "$python" "$root/tests/mail/sink.py" "$tmp/port" "$tmp/mails" "$@" >"$tmp/sink.log" 2>&1 &
    sink=$!
    for _ in $(seq 200); do
        [ -s "$tmp/port" ] && break
        sleep 0.05
    done
    # shellcheck disable=SC2034 # for the test
    port=$(cat "$tmp/port") || { echo "Bail out! no mail server: $(cat "$tmp/sink.log")"; exit 1; }
}
read_mails() { "$python" "$root/tests/mail/read_mail.py" "$tmp/mails"; }
