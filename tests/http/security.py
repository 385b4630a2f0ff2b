#!/usr/bin/env python3
"""docs/asvs.md and docs/security.md name a test for each thing they claim, and it is there: a file by its path, or by its
name alone where only one has it; after a colon the case in it, which the file also calls. A row that has no test says in a
word why; one that was only read names the source. Nothing else may stand in its place. Ends with TAP.
"""
import json
import os
import re
import sys

sys.path.insert(0, os.path.dirname(__file__))
from server import ROOT, Tap  # noqa: E402

tap = Tap()

# Every requirement of level 2 of OWASP ASVS 4.0.3, by section: its numbers.
LEVEL_2 = """
1.1:1-7 1.2:1-4 1.4:1,4-5 1.5:1-4 1.6:1-4 1.7:1-2 1.8:1-2 1.9:1-2 1.10:1 1.11:1-2 1.12:2 1.14:1-6 2.1:1-12
2.2:1-3 2.3:1-3 2.4:1-5 2.5:1-7 2.6:1-3 2.7:1-6 2.8:1-7 2.9:1-3 2.10:1-4 3.1:1 3.2:1-4 3.3:1-4 3.4:1-5 3.5:1-3
3.7:1 4.1:1-3,5 4.2:1-2 4.3:1-3 5.1:1-5 5.2:1-8 5.3:1-10 5.4:1-3 5.5:1-4 6.1:1-3 6.2:1-6 6.3:1-2 6.4:1-2 7.1:1-4
7.2:1-2 7.3:1,3-4 7.4:1-3 8.1:1-4 8.2:1-3 8.3:1-8 9.1:1-3 9.2:1-4 10.2:1-2 10.3:1-3 11.1:1-8 12.1:1-3 12.2:1
12.3:1-6 12.4:1-2 12.5:1-2 12.6:1 13.1:1,3-5 13.2:1-3,5-6 13.3:1-2 13.4:1-2 14.1:1-4 14.2:1-6 14.3:2-3 14.4:1-7
14.5:1-4
"""
# The application controls of GB/T 22239-2019, level 3, 8.1.4.1 to 8.1.4.11.
CONTROLS = ("身份鉴别", "访问控制", "安全审计", "入侵防范", "恶意代码防范", "可信验证", "数据完整性", "数据保密性", "数据备份恢复",
            "剩余信息保护", "个人信息保护")
NONE = "—"
WHY_NONE = ("**not met**", "**n/a**", "**site**")


def level_2():
    out = []
    for section, numbers in re.findall(r"([\d.]+):([\d,-]+)", LEVEL_2):
        for part in numbers.split(","):
            first, _, last = part.partition("-")
            out += [f"V{section}.{n}" for n in range(int(first), int(last or first) + 1)]
    return out


def places():
    """Where each file of the tests lies, by its name."""
    found = {}
    for folder, _, names in os.walk(os.path.join(ROOT, "tests")):
        for name in names:
            found.setdefault(name, []).append(os.path.join(folder, name))
    return found


def file_of(name, known):
    path = os.path.join(ROOT, name)
    if "/" in name or os.path.exists(path):
        return path if os.path.isfile(path) else None
    return known[name][0] if len(known.get(name, ())) == 1 else None


def holds(path, case):
    """It is defined there, and something there calls or lists it."""
    with open(path, encoding="utf-8") as f:
        text = f.read()
    defined = re.search(rf"^(?:def|static void|void|async function|function) {re.escape(case)}\(", text, flags=re.M)
    return defined is not None and len(re.findall(rf"\b{re.escape(case)}\b", text)) > 1


def wrong_with(how, shown, known):
    """Why a row is no row; None: it is one."""
    if shown == NONE:
        return None if how.startswith(WHY_NONE) else "it has no test and does not say why"
    read = shown.startswith("by reading ")
    named = re.findall(r"`([^`]+)`", shown)
    rest = re.sub(r"`[^`]+`", "", shown.removeprefix("by reading "))
    if not named or re.sub(r"[,;() ]|by hand", "", rest):
        return f"beside names of tests it says: {rest!r}"
    for name in named:
        file, _, case = name.partition(":")
        path = file_of(file, known)
        if path is None:
            return f"{file} is no file, or several have that name"
        inside = os.path.relpath(path, ROOT).split(os.sep)[0] in ("tests", "scripts")
        if not read and not inside:
            return f"{file} is no test"
        if read and (case or os.path.relpath(path, ROOT).startswith("tests")):
            return f"{file} is a test, it was not only read"
        if case and not holds(path, case):
            return f"there is no {case} in {file}, or nothing calls it"
    return None


def rows_of(name, wanted):
    with open(os.path.join(ROOT, name), encoding="utf-8") as f:
        lines = f.read().splitlines()
    rows = [[c.strip() for c in line.strip().strip("|").split("|")] for line in lines if line.startswith("| ")]
    return [r for r in rows if re.match(wanted, r[0])]


def main():
    known = places()
    rows = rows_of("docs/asvs.md", r"V\d")
    numbers = [r[0] for r in rows]
    wanted = level_2()
    tap.check(sorted(numbers) == sorted(wanted) and len(set(numbers)) == len(numbers), "each requirement of level 2 has its row",
              sorted(set(numbers) ^ set(wanted)))
    controls = rows_of("docs/security.md", "|".join(CONTROLS))
    tap.check([r[0].split()[0] for r in controls] == list(CONTROLS), "each control of GB/T 22239 has its row", [r[0] for r in controls])
    for row in rows + controls:
        if tap.check(len(row) >= 4 and all(row[1:4]), f"{row[0]}: what, how, shown by", row):
            wrong = wrong_with(row[2], row[3], known)
            tap.check(wrong is None, f"{row[0]}: {row[3]}", wrong)
    self_check(known)
    named_for_the_auditor()
    tap.end()


def named_for_the_auditor():
    """Each word of the access record is named on the auditor's screen, in both languages."""
    read = lambda name: open(os.path.join(ROOT, name), encoding="utf-8").read()  # noqa: E731
    words = set(re.findall(r'#define APP_DID_\w+ +"(\w+)"', read("src/app/access.h")))
    listed = set(re.findall(r'"(\w+)"', re.search(r"const DID = \[(.*?)\]", read("web/src/audit/AccessScreen.vue"), re.S).group(1)))
    tap.check(len(words) > 20 and listed == words, "the auditor's screen lists each word of the access record", sorted(listed ^ words))
    for language in ("zh", "en"):
        labels = json.loads(read(f"web/src/messages/{language}/audit.json"))["audit"]["did"]
        tap.check(set(labels) == words and all(labels.values()), f"and has its name ({language})", sorted(set(labels) ^ words))


def self_check(known):
    """What is no proof is not taken for one."""
    for how, shown in (("by a lock", "`argon2id`"), ("by a lock", NONE), ("", "none"), ("x", "`tests/http/nothing.py`"), ("x", "`matrix.py:no_such_case`"),
                       ("x", "`tests/http/`"), ("x", "`src/app/seal.c`"), ("x", "by reading `matrix.py`"), ("x", "`matrix.py:gates` mostly"), ("x", "`matrix.py:LISTS`")):
        tap.check(wrong_with(how, shown, known) is not None, f"is no proof: {shown}")


main()
