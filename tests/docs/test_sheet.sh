#!/bin/sh
# A sheet as another program finds it: every cell is what was given, nothing is a formula, the file is the same twice,
# a long table costs no memory and leaves no file behind.
# shellcheck disable=SC2154 # tmp and root come from support.sh
set -u
# shellcheck source=/dev/null
. "$(dirname "$0")/../cli/support.sh"
: "${JIQUN_TOOLS:=$root/build/tests}"
tool=$JIQUN_TOOLS/docs_tool_sheet
mkdir "$tmp/room"
TMPDIR=$tmp/room
export TMPDIR

"$tool" sample "$tmp/a.xlsx" && "$tool" sample "$tmp/b.xlsx"
check $? "a sheet is written" ""
cmp -s "$tmp/a.xlsx" "$tmp/b.xlsx"
check $? "the same table gives the same bytes" ""
python3 "$root/tests/docs/read_sheet.py" "$tmp/a.xlsx" >"$tmp/read" 2>"$tmp/err"
check $? "it is read" "$(cat "$tmp/err")"
cat >"$tmp/want" <<'END'
sheet '名录 2026  甲'
A1 text '演示数据'
A2 text '名称'
B2 text '产值（亿元）'
C2 text '公告日期'
D2 text '企业数'
A3 text '=1+1'
B3 text '12345678901234567.890'
D3 number -1
A4 text '+A1'
B4 text '12345678901234567.890'
C4 text '1900-02-28'
D4 number 0
A5 text '-2+3'
B5 text '12345678901234567.890'
C5 date 2022-10-18
A6 text '@SUM(A1)'
B6 text '12345678901234567.890'
C6 date 2022-10-18
D6 text '9223372036854775807'
A7 text ' 前后有空格 '
B7 text '12345678901234567.890'
C7 date 2022-10-18
D7 number 3
A8 text '_x0041_b'
B8 text '12345678901234567.890'
C8 date 2022-10-18
D8 number 4
A9 text '两\n行\t制表'
B9 text '12345678901234567.890'
C9 date 2022-10-18
D9 number 5
A10 text '<a&b>"\'�'
B10 text '12345678901234567.890'
C10 date 2022-10-18
D10 number 6
A11 text '坏�字'
B11 text '12345678901234567.890'
C11 date 2022-10-18
D11 number 7
A12 text 'https://example.test'
B12 text '12345678901234567.890'
C12 date 2022-10-18
D12 number 8
A13 text '{=1+1}'
B13 text '12345678901234567.890'
C13 date 2022-10-18
D13 number 9
A14 text '𠮷野'
B14 text '12345678901234567.890'
C14 date 2022-10-18
D14 number 10
A15 text '0012'
B15 text '12345678901234567.890'
C15 date 2022-10-18
D15 number 11
END
diff "$tmp/want" "$tmp/read" >"$tmp/diff"
check $? "every cell is what was given" "$(cat "$tmp/diff")"

small=$("$tool" many 1000 "$tmp/small.xlsx")
check $? "a thousand rows, and not one more than was allowed" ""
large=$("$tool" many 100000 "$tmp/large.xlsx")
check $? "a hundred thousand rows" ""
echo "# resident at most: $small KiB with 1,000 rows, $large KiB with 100,000"
case ${ASAN_OPTIONS:+$(nm "$tool" 2>/dev/null | grep -c __asan_init)} in
'' | 0) [ "$large" -lt $((small + 4096)) ] ;;
*) true ;; # a sanitizer keeps what was freed
esac
check $? "memory does not grow with the rows" "$small KiB, $large KiB"
cells=$(python3 -c 'import sys, zipfile
print(zipfile.ZipFile(sys.argv[1]).read("xl/worksheets/sheet1.xml").count(b"<c "))' "$tmp/large.xlsx")
[ "$cells" = 400004 ]
check $? "all of them are there" "$cells cells"
[ -z "$(ls -A "$tmp/room")" ]
check $? "no temporary file is left" "$(ls -A "$tmp/room")"
TMPDIR=$tmp/none "$tool" sample "$tmp/c.xlsx" 2>"$tmp/err"
[ $? -eq 1 ] && grep -q 'none' "$tmp/err"
check $? "a folder that is not there is named" "$(cat "$tmp/err")"
done_testing
