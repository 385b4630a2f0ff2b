#!/bin/sh
# Mails against a real server: what arrives is what was sent, and each way of not arriving is told apart.
# shellcheck disable=SC2154 # tmp, root and port come from the support files
set -u
# shellcheck source=/dev/null
. "$(dirname "$0")/../cli/support.sh"
# shellcheck source=/dev/null
. "$root/tests/mail/support.sh"
: "${JIQUN_TOOLS:=$root/build/tests}"
tool=$JIQUN_TOOLS/mail_tool_send
from=platform@jiqun.example

# send WANT URL TO SUBJECT TEXT [OPTIONS…]: the outcome begins with WANT
send() {
    want=$1
    shift
    url=$1
    shift
    said=$("$tool" "$url" "$from" "$@" 2>&1)
    case $said in "$want"*) true ;; *) false ;; esac
    check $? "to $1: $want" "$said"
}

start_sink
subject='关于杭州市西湖区云计算产业集群年度报告（2024年）即将到期的提醒，请尽快办理，并请注意认定有效期 & more'
send sent "smtp://127.0.0.1:$port" zhang@county.example "$subject" "第一行
.只有一点开头的行
..
From 假的
尾行没有换行"
send sent "smtp://127.0.0.1:$port" li@county.example 'plain words' '' twice
send sent "smtp://127.0.0.1:$port" wang@county.example "$(printf 'x\r\nBcc: evil@else.example\r\n\r\nbody')" 'a'
cat >"$tmp/want" <<END
envelope $from zhang@county.example plain -
Date: Wed, 15 Nov 2023 06:13:20 +0800
From: 集群工作平台 <$from>
To: <zhang@county.example>
Subject: $subject
Message-ID: <outbox.7.1700000000000@jiqun.example>
Auto-Submitted: auto-generated
MIME-Version: 1.0
Content-Type: text/plain; charset=UTF-8
Content-Transfer-Encoding: base64
text '第一行\r\n.只有一点开头的行\r\n..\r\nFrom 假的\r\n尾行没有换行'
END
read_mails >"$tmp/read"
check $? "what came is well formed" "$(cat "$tmp/read")"
head -n 11 "$tmp/read" | diff "$tmp/want" - >"$tmp/diff"
check $? "the first mail is what was sent" "$(cat "$tmp/diff")"
[ "$(grep -c '^envelope' "$tmp/read")" -eq 4 ]
check $? "four mails came, two of them over one connection" "$(cat "$tmp/read")"
grep -qx 'Subject: x  Bcc: evil@else.example    body' "$tmp/read" && ! grep -q '^Bcc' "$tmp/read"
check $? "a subject can not become a header" "$(tail -n 11 "$tmp/read")"

send 'later the mail server does not take it now: 451 come again' "smtp://127.0.0.1:$port" later@county.example a b
send 'later the mail server does not take it now: 451 queue is full' "smtp://127.0.0.1:$port" textlater@county.example a b
send 'refused the mail server refuses it: 550 no such mailbox' "smtp://127.0.0.1:$port" never@county.example a b
send 'refused the mail server refuses it: 554' "smtp://127.0.0.1:$port" textnever@county.example a b twice
from=stranger@jiqun.example send 'down the mail server can not be used: 550 we do not know you' \
    "smtp://127.0.0.1:$port" zhang@county.example a b
begun=$(date +%s)
send down "smtp://127.0.0.1:$port" slow@county.example a b ms 700
[ $(($(date +%s) - begun)) -le 5 ]
check $? "a slow server is not waited for" "$(($(date +%s) - begun)) s"
send down "smtp://127.0.0.1:$port" die@county.example a b
send down "smtp://127.0.0.1:$port" zhang@county.example a b tls
send down "smtp://127.0.0.1:$port" zhang@county.example a b user platform secret
send down "smtp://127.0.0.1:1" zhang@county.example a b
send error "smtp://127.0.0.1:$port" 'a b@county.example' a b
send error "smtp://127.0.0.1:$port" 'zhang@county.example>' a b
send error "http://127.0.0.1:$port" zhang@county.example a b
send error "smtp://user:secret@127.0.0.1:$port" zhang@county.example a b
stop_sink

# Encrypted, with a password; certificates are looked at.
openssl req -x509 -newkey rsa:2048 -nodes -keyout "$tmp/key" -out "$tmp/cert" -days 2 -subj /CN=localhost \
    -addext subjectAltName=DNS:localhost >/dev/null 2>&1
rm -f "$tmp/mails"
start_sink --tls "$tmp/cert" "$tmp/key" --user platform 'p ss:wörd'
send sent "smtp://localhost:$port" zhang@county.example 'a' 'b' ca "$tmp/cert" user platform 'p ss:wörd'
read_mails >"$tmp/read"
grep -qx "envelope $from zhang@county.example tls platform" "$tmp/read"
check $? "it came encrypted and with a name" "$(read_mails)"
send down "smtp://localhost:$port" zhang@county.example 'a' 'b' ca "$tmp/cert" user platform wrong
! printf '%s' "$said" | grep -q wrong
check $? "the password is not repeated" "$said"
send down "smtp://localhost:$port" zhang@county.example 'a' 'b' user platform 'p ss:wörd'
send down "smtp://localhost:$port" zhang@county.example 'a' 'b' ca "$tmp/cert"
[ "$(wc -l <"$tmp/mails")" -eq 1 ]
check $? "nothing else came" "$(cat "$tmp/mails")"
stop_sink
done_testing
