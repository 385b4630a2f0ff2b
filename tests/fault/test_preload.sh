#!/bin/sh
# The library of faults: every name of libc is caught, each action does what it says, rules count and choose by path.
# shellcheck disable=SC2154 # tmp and root come from support.sh
set -u
# shellcheck source=/dev/null
. "$(dirname "$0")/../cli/support.sh"
: "${JIQUN_TOOLS:=$root/build/tests}"
shim=$JIQUN_TOOLS/fault_preload.so tool=$JIQUN_TOOLS/fault_tool_calls
[ -f "$shim" ] || { echo "1..0 # SKIP no library for LD_PRELOAD in this build"; exit 77; }
mkdir "$tmp/room" && cd "$tmp/room" || exit 2

# try RULES CALL… : what the calls gave, in one line. `status` is that of the process.
try() {
    rules=$1
    shift
    status=0
    rm -rf "$tmp/room/"* "$tmp/log"
    # A killed process is announced by the shell that waits for it: not here.
    { got=$(JIQUN_FAULT=$rules JIQUN_FAULT_LOG=$tmp/log LD_PRELOAD=$shim "$tool" "$@" 2>"$tmp/err") || status=$?; } 2>/dev/null
    got=$(echo "$got" | tr '\n' ' ')
}
gives() { # WANT NAME
    [ "$got" = "$1 " ]
    check $? "$2" "got: $got(status $status) $(cat "$tmp/err"); wanted: $1"
}
ends() { # STATUS NAME
    [ "$status" -eq "$1" ]
    check $? "$2" "status $status: $got $(cat "$tmp/err")"
}

try '*:pass' make write pwrite pwrite64 writev pwritev pwritev64 stat fsync fdatasync ftruncate ftruncate64 fallocate \
    fallocate64 posix_fallocate posix_fallocate64 stat rename renameat renameat2 link linkat unlink unlinkat mkdir mkdirat
gives "make=0 write=10 pwrite=10 pwrite64=10 writev=10 pwritev=10 pwritev64=10 stat=20 fsync=0 fdatasync=0 ftruncate=0 \
ftruncate64=0 fallocate=0 fallocate64=0 posix_fallocate=0 posix_fallocate64=0 stat=7 rename=0 renameat=0 renameat2=0 \
link=0 linkat=0 unlink=0 unlinkat=0 mkdir=0 mkdirat=0" "without a fault every call does its work"

# fails CALL NAME… : each name fails as CALL does, after `first` calls of the kind that the tool needs before.
fails() {
    call=$1
    shift
    for name in "$@"; do
        try "$call:EDQUOT:path=room/:after=$first" make link "$name" "$name"
        last=$(echo "$got" | cut -d' ' -f3)
        [ "$last" = "$name=EDQUOT" ] && [ "$(grep -c " $call .* EDQUOT$" "$tmp/log")" -eq 1 ]
        check $? "$call: $name is caught" "$got"
    done
}
first=2 # the folder and the file
fails open open open64 openat openat64 __open_2 __open64_2 __openat_2 __openat64_2 creat creat64
first=1
fails link linkat
first=0
fails write write
fails pwrite pwrite pwrite64
fails writev writev pwritev pwritev64
fails fsync fsync
fails fdatasync fdatasync
fails ftruncate ftruncate ftruncate64
fails fallocate fallocate fallocate64 posix_fallocate posix_fallocate64
fails rename rename renameat renameat2
fails unlink unlink unlinkat
fails mkdir mkdir mkdirat
try 'link:EDQUOT' link
gives "link=EDQUOT" "link: link is caught"

for error in EIO ENOSPC EROFS EDQUOT EACCES EMFILE EINTR; do
    try "write:$error" make write stat write
    gives "make=0 write=$error stat=0 write=10" "$error is given once and nothing is written"
done
try 'write:EIO:after=2:times=2' make write write write write write stat
gives "make=0 write=10 write=10 write=EIO write=EIO write=10 stat=30" "after and times"
try 'write:EIO:times=all:after=1' make write write write
gives "make=0 write=10 write=EIO write=EIO" "times=all, options in any order"
try 'fsync+fdatasync:EIO:after=1' make fsync fdatasync fsync
gives "make=0 fsync=0 fdatasync=EIO fsync=0" "several calls share one count"
try 'write:EIO:after=1;write:ENOSPC;fsync:EROFS' make write write fsync
gives "make=0 write=ENOSPC write=EIO fsync=EROFS" "several rules, each with its count"
try 'write:short' make write one stat
gives "make=0 write=5 one=1 stat=6" "a short write writes half"
try 'write:short:times=all' make one fsync
gives "make=0 one=1 fsync=0" "one byte is not halved"
try '*:short:times=all' make pwrite pwrite64 writev pwritev pwritev64 fsync
gives "make=0 pwrite=5 pwrite64=5 writev=2 pwritev=2 pwritev64=2 fsync=0" "short for every way of writing"

try 'write:kill:after=1' make write write
gives "make=0 write=10" "kill ends the process before the call"
ends 137 "by SIGKILL"
[ "$(stat -c %s f)" -eq 10 ]
check $? "and nothing of it is done" "$(ls -l f)"
try 'pwrite:tear' make pwrite64
gives "make=0" "tear ends it too"
[ "$status" -eq 137 ] && [ "$(stat -c %s f)" -eq 5 ]
check $? "after half the bytes" "$(ls -l f)"
try 'fsync:tear' make fsync
ends 137 "tear is kill for what writes nothing"

try 'write:EIO:path=room/f' make write
gives "make=0 write=EIO" "a path is found through the descriptor"
try 'write:EIO:path=elsewhere' make write
gives "make=0 write=10" "another path is let through"
[ ! -s "$tmp/log" ]
check $? "and not logged" "$(cat "$tmp/log")"
try 'mkdir:EACCES:path=room/d2' mkdir mkdirat
gives "mkdir=0 mkdirat=EACCES" "a path below an open folder is whole"
try 'rename:EIO:path=room/f -> ' make rename
gives "make=0 rename=EIO" "a renaming has both names"

try '*:pass:path=room/;write:EIO:after=1' make write write fsync
[ "$(sed "s#^[0-9]* \([a-z]*\) $(pwd)/#\1 #" "$tmp/log" | tr '\n' ',')" = "open . pass,open f pass,write f pass,write f EIO,fsync f pass," ]
check $? "the log has each call, its path and what became of it" "$(cat "$tmp/log")"

for wrong in write 'write:' 'write:EFOO' 'wriet:EIO' 'write:EIO:after=' 'write:EIO:after=x' 'write:EIO:after=-1' \
    'write:EIO:path=' 'write:EIO:time=1' ':EIO' 'write:EIO;x'; do
    try "$wrong" make
    [ "$status" -eq 2 ] && [ -z "$(echo "$got" | tr -d ' ')" ] && grep -q '^JIQUN_FAULT: can not read' "$tmp/err"
    check $? "a wrong rule ends the process: $wrong" "status $status: $got $(cat "$tmp/err")"
done
cd / || exit 2
done_testing
