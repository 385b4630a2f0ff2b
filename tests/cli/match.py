#!/usr/bin/env python3
"""jiqun match against an oracle of sets: rosters and lists made at random, in every form in which they come; whose rosters
a level sees; what is kept, damaged, taken away and made again; limits. Ends with TAP."""
import csv
import json
import os
import random
import subprocess
import sys

ROOT, TOOLS = os.environ["JIQUN_ROOT"], os.environ["JIQUN_TOOLS"]
sys.path.insert(0, os.path.join(ROOT, "tests/http"))
sys.path.insert(1, os.path.join(ROOT, "tests/docs"))
import make_book  # noqa: E402
from server import BIN, Record, Tap  # noqa: E402

DAY = "2025-03-20"
PLACES = {"m1": ("330106", "33"), "m2": ("330106", "33"), "m3": ("320106", "32"), "m4": ("320106", "32")}
tap = Tap()


def tool(name, *words):
    done = subprocess.run([os.path.join(TOOLS, name), *words], capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(f"{name} {words}: {done.stderr}")
    return done.stdout.strip()


def begin(record, path):
    """A cluster whose form is being filled in."""
    county, province = PLACES[path]

    def act(level, who, action, target, *args):
        tool("app_tool_act", record.data, DAY, level, who, action, target, *args)
    act("county", county, "register", path, f"name=演示·{path}集群（虚构）", "industry=C3979")
    act("province", province, "enter_pool", path)
    act("county", county, "apply", f"{path}/a", "round=r2025")


def attach(record, data, name):
    file = os.path.join(record.folder, name)
    with open(file, "wb") as f:
        f.write(data)
    return tool("app_tool_attach", record.data, file)


def name_roster(record, path, digest):
    county = PLACES[path][0]
    tool("app_tool_act", record.data, DAY, "county", county, "fill", f"{path}/a", "sme_output.2024=38", f"roster.sme_output.2024={digest}")


def match(record, data, *options, status=0):
    """The report, and what was found as (cluster, roster row, code, list row, times)."""
    file, out = os.path.join(record.folder, "list"), os.path.join(record.folder, "out")
    with open(file, "wb") as f:
        f.write(data)
    done = subprocess.run([BIN, "match", file, "--data", record.data, "--format", "json", "--to", out, *options], capture_output=True, text=True)
    last = json.loads(done.stdout.splitlines()[-1]) if done.stdout else {}
    tap.check(done.returncode == status, f"match {' '.join(options)}: status {status}", (done.stdout[-500:], done.stderr))
    if status != 0:
        return last, done.stderr
    with open(out + ".jsonl", encoding="utf-8") as f:
        rows = [json.loads(line) for line in f]
    with open(out + ".csv", encoding="utf-8-sig", newline="") as f:
        table = list(csv.reader(f))
    tap.check(len(table) == len(rows) + 1 and all(t[0] == r["cluster"] and t[7] == r["code"] for t, r in zip(table[1:], rows)), "the table says the same")
    return last["report"], [(r["cluster"], r["row"], r["code"], r["list_row"], r["times"]) for r in rows]


def expected(rosters, codes):
    """codes: (row of the list, code) in order."""
    first, times = {}, {}
    for row, code in codes:
        first.setdefault(code, row)
        times[code] = times.get(code, 0) + 1
    return [(path, k + 2, code, first[code], times[code]) for path in sorted(rosters) for k, code in enumerate(rosters[path]) if code in first]


def against_oracle(record, rosters):
    rng = random.Random(20250320)
    for turn, coding in enumerate(("utf-8", "utf-8-sig", "gbk", "xlsx", "plain")):
        table, codes, wrong = [["序号", "企业名称", "信用代码"]], [], 0
        for k in range(rng.randrange(50, 400)):
            code = make_book.credit(rng.randrange(0, 900))
            if rng.random() < 0.1:
                wrong += 1
                table.append([str(k), "演示企业（虚构）", rng.choice([code[:-1], code + "0", "", code[:8] + "I" + code[9:]])])
                continue
            codes.append((k + 2, code))
            table.append([str(k), "演示,企业（虚构）", code.lower() if rng.random() < 0.2 else code])
        if coding == "plain":
            data = "".join(c + "\n" for _, c in codes).encode()
            codes, wrong = [(i + 1, c) for i, (_, c) in enumerate(codes)], 0
        else:
            data = make_book.xlsx(table) if coding == "xlsx" else make_book.csv(table, coding)
        report, found = match(record, data)
        want = expected(rosters, codes)
        tap.check(found == want, f"list {turn} ({coding}): what sets say, {len(want)} entries", (found[:3], want[:3]))
        tap.check(report["faults"] == wrong and report["rows"] == len(codes) + wrong, "wrong codes are counted", report)
        tap.check(report["found"] == len(want) and report["found_clusters"] == len({w[0] for w in want}), "so is what was found", report)
    return data


def who_sees(record, data, rosters):
    all_of = match(record, data)[0]
    tap.check((all_of["clusters"], all_of["without"], all_of["rosters"]) == (4, 1, 3), "clusters without a roster are counted apart", all_of)
    for viewer, mine in (("ministry", "m1 m2 m3 m4"), ("province:33", "m1 m2"), ("province:32", "m3 m4")):
        report, found = match(record, data, "--viewer", viewer)
        tap.check(report["clusters"] == len(mine.split()) and {f[0] for f in found} == {p for p in mine.split() if p in rosters}, f"{viewer} sees its own", report)
    report, found = match(record, data, "--viewer", "ministry", "--place", "3201")
    tap.check(report["clusters"] == 2 and {f[0] for f in found} == {"m3"}, "a place narrows it", report)
    for viewer in ("county:330106", "public", "expert:x", "nobody"):
        match(record, data, "--viewer", viewer, status=2)


def kept(record, data):
    folder = os.path.join(record.data, "match")
    gone = os.path.join(folder, "0" * 64)
    with open(gone, "wb") as f:
        f.write(b"x")
    before = match(record, data)
    tap.check(not os.path.exists(gone), "nothing is kept of a roster whose file has gone")
    files = sorted(os.listdir(folder))
    tap.check(len(files) == 4 and "index" in files, "codes of each roster are kept, and where they are named", files)
    for name in files:
        path = os.path.join(folder, name)
        with open(path, "rb") as f:
            whole = f.read()
        for damage in (whole[:-1], whole[:20], b"", whole[:-1] + bytes([whole[-1] ^ 1]) if whole else b""):
            with open(path, "wb") as f:
                f.write(damage)
            tap.check(match(record, data) == before, f"{name[:8]} damaged: made again")
        os.remove(path)
        tap.check(match(record, data) == before, f"{name[:8]} taken away: made again")


def unread(record, data, rosters):
    digest = attach(record, "企业,产值\n甲,1\n".encode() * 30, "no-titles.csv")
    before = match(record, data)
    name_roster(record, "m4", digest)
    report, found = match(record, data)
    tap.check(report["unread"] == 1 and report["unmatched"] == 1 and report["without"] == 0 and found == before[1], "a roster that can not be read is told, and the rest is matched", report)
    tap.check(report["unread_rosters"][0]["cluster"] == "m4" and "表头" in report["unread_rosters"][0]["label"]["zh"], "with the reason", report["unread_rosters"])
    other = [make_book.TITLES] + make_book.rows(3)
    name_roster(record, "m4", attach(record, make_book.xlsx(other), "m4.xlsx"))
    rosters["m4"] = [r[0] for r in other[1:]]
    report, found = match(record, "".join(r[0] + "\n" for r in other[1:]).encode())
    tap.check(("m4", 2, rosters["m4"][0], 1, 1) in found and report["unmatched"] == 0, "another roster takes its place", found)


def limits(record):
    for data, words in ((b"a,b\n" * 30, "信用代码"), ("统一社会信用代码\n".encode(), "没有企业"), (b"", "信用代码"), (b"PK\3\4xx", "XLSX"), (b"\xff\xfe\x00", "编码")):
        last, _ = match(record, data, status=2)
        tap.check(words in last["failed"]["zh"], f"{data[:12]!r}: {words}", last)
    good = make_book.credit(1)
    report, _ = match(record, b"".join(b"%d\n" % i for i in range(10)) + good.encode() + b"\n" + b"x\n" * 1500)
    tap.check(report["rows"] == 1511 and report["faults"] == 1510 and len(report["told"]) == 1000, "a thousand wrong rows are told, all are counted", report["rows"])
    tap.check(report["told"][0]["row"] == 1 and report["told"][10]["row"] == 12, "rows before the first code, too", report["told"][:12])
    early = good[:-1] + ("A" if good[-1] != "A" else "B")
    report, _ = match(record, f"{early}\n".encode())
    tap.check(report["doubts"] == 1 and report["faults"] == 0, "an early code is matched and counted", report)
    many = os.path.join(record.folder, "many")
    with open(many, "w", encoding="ascii") as f:
        for _ in range(101):
            f.write((good + "\n") * 99010)
    done = subprocess.run([BIN, "match", many, "--data", record.data], capture_output=True, text=True)
    tap.check(done.returncode == 2 and "10000000" in done.stderr, "more than ten million rows are refused", done.stderr)
    os.remove(many)


def main():
    with Record() as record:
        tool("app_tool_act", record.data, DAY, "ministry", "-", "open_round", "r2025", "closes=2025-07-31", "quota=6", "quota_separate=2")
        rng = random.Random(7)
        rosters = {}
        for path in PLACES:
            begin(record, path)
        for n, path in enumerate(("m1", "m2", "m3")):
            table = [make_book.TITLES] + rng.sample(make_book.rows(800), 120)
            data = make_book.xlsx(table) if n == 0 else make_book.csv(table, "gbk" if n == 1 else "utf-8")
            name_roster(record, path, attach(record, data, f"{path}.dat"))
            rosters[path] = [r[0] for r in table[1:]]
        data = against_oracle(record, rosters)
        who_sees(record, data, rosters)
        kept(record, data)
        unread(record, data, rosters)
        limits(record)
    tap.end()


if __name__ == "__main__":
    main()
