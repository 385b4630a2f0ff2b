#!/bin/sh
# jiqun user: the first account, what others are granted, passwords that are never an argument, and what is refused.
# shellcheck disable=SC2154 # tmp, bin and status come from support.sh
set -u
# shellcheck source=/dev/null
. "$(dirname "$0")/support.sh"
data=$tmp/a
run_with() { # STATUS INPUT ARGUMENTS…
    want=$1 input=$2
    shift 2
    last="jiqun $*"
    status=0
    printf '%s' "$input" | "$bin" "$@" >"$tmp/out" 2>"$tmp/err" || status=$?
    [ "$status" -eq "$want" ]
    check $? "$last: status $want" "status $status; $(cat "$tmp/err")"
}
user() { # STATUS ARGUMENTS…
    want=$1
    shift
    run "$want" user "$@" --data "$data" --lang en
}
state() { # LOGIN MEMBER
    "$bin" user list --format json --data "$data" | python3 -c '
import json, sys
print(next(x for x in json.load(sys.stdin) if x["login"] == sys.argv[1])[sys.argv[2]])' "$1" "$2"
}
is() { # LOGIN MEMBER VALUE
    got=$(state "$1" "$2")
    [ "$got" = "$3" ]
    check $? "$1 has $2 $3" "$got"
}

run 0 init --data "$data" --no-prove --demo --day 2023-01-01
user 0 list
says "there is no account"
run 0 user --help
says "jiqun user add"

# The password is never an argument, and is looked at.
user 2 add admin --password Secret
complains "there is no option"
user 2 add admin
complains "no terminal"
run_with 2 "short" user add admin --password-stdin --data "$data" --lang en
complains "at least 8 characters"
! grep -q short "$tmp/err"
check $? "a password is never repeated" "$(cat "$tmp/err")"
run_with 2 "" user add admin --password-stdin --data "$data" --lang en
complains "no password"
run_with 2 "Tq7-mksxw
" user add "Ad min" --password-stdin --data "$data" --lang en
complains "login name"
user 0 list
says "there is no account"

run_with 0 "Tq7-mksxw
" user add Admin --password-stdin --name 王小明 --mail admin@example.cn --phone 13812345678 --data "$data" --lang en
says "first account admin"
is admin office system
is admin state active
is admin name '王**'
run_with 2 "Tq7-mksxw
" user add admin --password-stdin --data "$data" --lang en
complains "taken"

# The others are inert until they are granted something.
user 0 add sec --once
says "inert"
once=$(sed -n 's/^password for once.*: //p' "$tmp/out")
[ "${#once}" -eq 23 ]
check $? "a password for once is shown" "$(cat "$tmp/out")"
is sec state inert
user 2 grant sec --office boss
complains "system, security or audit"
user 2 grant sec
complains "not neither"
user 2 grant sec --office audit --level county --place 330106
complains "not both"
user 2 grant nobody --office audit
complains "no account nobody"
user 0 grant sec --office security
is sec office security
user 0 add wang --once
user 2 grant wang --level county --place 999999
user 2 grant wang --level emperor
complains "emperor"
user 0 grant wang --level county --place 330106
is wang level county
is wang place 330106
user 0 list
says "county 330106"
says "security officer"
JIQUN_LANG=zh run 0 user list --data "$data"
says "安全管理员"

# What comes after.
run_with 2 "Tq7-mksxw
" user password admin --password-stdin --data "$data" --lang en
complains "used before"
run_with 0 "Tq7-mksxw-2
" user password admin --password-stdin --data "$data" --lang en
user 0 password wang --once
user 2 disable wang
complains "--reason"
user 0 disable wang --reason left
is wang state disabled
user 0 enable wang --reason back
is wang state active
user 0 totp-reset wang --reason "lost the telephone"
user 0 confirm wang
user 0 revoke wang --reason moved
is wang state inert
user 0 erase wang --reason "asked by the person"
is wang state disabled
user 2 add wang --once
complains "taken"
user 2 promote wang
complains "write: jiqun user"
user 2 add a b --once
user 2 list --format csv

# From a terminal: asked for twice, and not shown.
python3 - "$bin" "$data" >"$tmp/seen" 2>&1 <<'PY'
import os, pty, sys, time

def ask(login, answers):
    pid, fd = pty.fork()
    if pid == 0:
        os.execv(sys.argv[1], [sys.argv[1], "user", "add", login, "--data", sys.argv[2], "--lang", "en"])
    seen = b""
    for prompt, answer in zip((b"not shown): ", b"once more: "), answers):
        while not seen.endswith(prompt):
            seen += os.read(fd, 1)
        os.write(fd, answer.encode() + b"\n")
    try:
        while True:
            seen += os.read(fd, 1000)
    except OSError:
        pass
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), seen.decode()

status, seen = ask("typed", ["Tq7-mksxw-3", "Tq7-mksxw-3"])
print(seen)
assert status == 0 and "Tq7" not in seen, (status, seen)
status, seen = ask("other", ["Tq7-mksxw-3", "Tq7-mksxw-4"])
assert status == 2 and "not the same" in seen, (status, seen)
PY
check $? "a password is asked for at the terminal and not shown" "$(cat "$tmp/seen")"
is typed state inert

# It is kept with the record, and needs its key.
! grep -rqa -e 13812345678 -e 王小明 "$data"
check $? "no personal data stands in the files" "$(grep -rla -e 13812345678 "$data")"
run 0 backup "$tmp/b" --data "$data" --with-keys
run 0 restore "$tmp/b" --data "$tmp/r"
run 0 user list --data "$tmp/r" --lang en
says "security officer"
rm "$tmp/r/keys/personal.key"
run 2 user list --data "$tmp/r" --lang en
complains "keys/personal.key"
run 0 audit --data "$tmp/r"
run 0 audit --data "$data"
done_testing
