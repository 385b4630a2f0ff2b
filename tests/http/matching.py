#!/usr/bin/env python3
"""A list of enterprises against rosters over HTTP: who may, whose rosters, one at a time and ended, pages and files, what is
on the access record, whom the result belongs to. What is found and what is not: tests/cli/match.py. Ends with TAP."""
import csv
import io
import json
import os
import sys
import time
import zipfile

ROOT = os.environ["JIQUN_ROOT"]
sys.path.insert(0, os.path.dirname(__file__))
sys.path.insert(1, os.path.join(ROOT, "tests/docs"))
sys.path.insert(2, os.path.join(ROOT, "tests/web"))
import make_book  # noqa: E402
import steps  # noqa: E402
from server import SANITIZED, Client, Record, Server, Tap, add_account  # noqa: E402

tap = Tap()
DAY = "2025-03-20"
PLACES = {"ka": ("hangzhou", "zhejiang"), "kb": ("nanjing", "jiangsu")}


def upload(client, data, name, kind=""):
    status, value = client.ask("POST", f"/api/v1/files?name={name}{kind}", data, {"Content-Type": "application/octet-stream"})
    if status not in (200, 201):
        raise SystemExit(f"{name}: {status} {value}")
    return value["digest"]


def clusters(who, first):
    """Two clusters, each with a roster of 200 in its draft, and in each province one without."""
    steps.act(who["ministry"], "open_round", "r2025", closes="2025-07-31", quota=6, quota_separate=2)
    for k, (path, (county, province)) in enumerate(PLACES.items()):
        for name in (path, path + "2"):
            steps.act(who[county], "register", name, name=f"演示·{name}集群（虚构）", industry="C3979")
            steps.act(who[province], "enter_pool", name)
            steps.act(who[province], "recognise_provincial", name)
        steps.act(who[county], "apply", f"{path}/a", round="r2025")
        table = [make_book.TITLES] + make_book.rows(first[k] + 200)[first[k]:]
        digest = upload(who[county], make_book.xlsx(table), f"{path}.xlsx")
        form = who[county].ask("GET", f"/api/v1/drafts/{path}/a")[1]
        status, said = who[county].ask("POST", "/api/v1/rosters", {"path": f"{path}/a", "file": digest, "take": True}, {"If-Match": f'"{form["version"]}"'})
        if status != 200 or not said["took"]:
            raise SystemExit(f"{path}: {status} {said}")


def checked(client, digest, status, more):
    got, said = client.ask("POST", "/api/v1/matching", {"file": digest, **more})
    tap.check(got == status, f"{client.login}: {status} for {more or 'all places'}", said)
    return said


def finished(client):
    for _ in range(1200):
        now = client.ask("GET", "/api/v1/matching")[1]
        if now["state"] != "running":
            return now
        time.sleep(0.05)
    raise SystemExit("the match does not end")


def found(client, limit=70):
    rows, cursor = [], {}
    while True:
        query = "&".join(f"{k}={v}" for k, v in {"limit": limit, **cursor}.items())
        status, page = client.ask("GET", f"/api/v1/matching/found?{query}")
        if status != 200:
            return status
        rows += page["rows"]
        if not page["more"]:
            return rows
        cursor = {"cursor": page["cursor"]}


def listed(n):
    return ("统一社会信用代码,事由\n" + "".join(f"{make_book.credit(i)},演示\n" for i in range(0, n, 2)) + "91330106,演示\n").encode()


def who_may(who):
    digest = upload(who["hangzhou"], listed(10), "list.csv")
    checked(who["hangzhou"], digest, 403, {})
    tap.check(who["hangzhou"].ask("GET", "/api/v1/matching")[0] == 403 and who["auditor"].ask("GET", "/api/v1/matching")[0] == 403, "neither a county nor an auditor matches lists")
    checked(who["ministry"], digest, 422, {})
    checked(who["ministry"], "0" * 64, 422, {})
    tap.check(who["ministry"].ask("GET", "/api/v1/matching")[1] == {"state": "none", "limits": {"list_mb": 1024, "list_rows": 10000000, "days": 30}} and found(who["ministry"]) == 404, "nothing was matched yet")


def whose(who):
    """The Ministry finds both, each province its own; what one found the other does not get."""
    for name, wanted in (("ministry", {"ka": 100, "kb": 100}), ("zhejiang", {"ka": 100}), ("jiangsu", {"kb": 100})):
        digest = upload(who[name], listed(700), "list.csv")
        checked(who[name], digest, 202, {})
        now = finished(who[name])
        report = now.get("report", {})
        tap.check(now["state"] == "done" and now["by"] == name and now["file"] == digest and now["name"] == "list.csv", f"{name}: done", now)
        tap.check(report.get("clusters") == 2 * len(wanted) and report.get("without") == len(wanted), "clusters without a roster are told", report)
        tap.check(report.get("faults") == 1 and report["told"][0]["row"] == 352 and "18位" in report["told"][0]["label"]["zh"], "a wrong code with row and reason", report)
        rows = found(who[name])
        told = who[name].ask("GET", "/api/v1/matching/found")[1].get("report", {})
        tap.check(told.get("action", {}).get("name") == "report_incident" and told.get("argument") == "enterprise", f"{name} is told how it is reported", told)
        count = {p: sum(r["cluster"] == p for r in rows) for p in {r["cluster"] for r in rows}}
        tap.check(count == wanted, f"{name}: {wanted}", count)
        tap.check(all(r["draft"] and r["path"] == r["cluster"] + "/a" and r["enterprise"].startswith("演示企业") for r in rows), "with the evidence", rows[:1])
        named = {"cluster", "name", "county", "place", "state", "path", "draft", "file", "row", "code", "enterprise", "list_row", "times"}
        tap.check(all(set(r) == named and set(r["state"]) == {"name", "zh", "en"} for r in rows), "as docs/openapi.yaml has it", rows[:1])
        numbers = {r["code"]: r["list_row"] for r in rows}
        tap.check(all(numbers[make_book.credit(i)] == i // 2 + 2 for i in range(300, 310, 2) if make_book.credit(i) in numbers), "and the row of the list")
    tap.check({r["cluster"] for r in found(who["zhejiang"])} == {"ka"} and {r["cluster"] for r in found(who["ministry"])} == {"ka", "kb"}, "each authority keeps its own result")
    digest = upload(who["ministry"], listed(700), "list.csv")
    checked(who["ministry"], digest, 202, {"place": "32"})
    tap.check(finished(who["ministry"])["report"]["clusters"] == 2 and {r["cluster"] for r in found(who["ministry"])} == {"kb"}, "a place narrows it")
    checked(who["ministry"], digest, 422, {"place": "3x"})


def files(server, who):
    cookie = {"Cookie": who["zhejiang"].cookie}
    status, headers, data = server.ask("GET", "/api/v1/matching/found?format=csv", headers=cookie)
    table = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    tap.check(status == 200 and len(table) == 101 and "matches.csv" in headers["content-disposition"], "as CSV", table[:2])
    status, headers, data = server.ask("GET", "/api/v1/matching/found?format=xlsx", headers=cookie)
    sheet = zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml").decode()
    tap.check(status == 200 and table[1][7] in sheet and "演示数据" in sheet, "and as a workbook that says it is a demonstration", headers)
    for query in ("format=pdf", "cursor=1", "cursor=99999999", "cursor=x", "limit=501"):
        tap.check(server.ask("GET", f"/api/v1/matching/found?{query}", headers=cookie)[0] == 400, f"{query} is refused")


def one_at_a_time(who):
    many = 20000 if SANITIZED else 4000000
    data = b"91330106MA0000000Z\n" * 3 + (make_book.credit(0) + "\n").encode() * many
    mine, other = upload(who["zhejiang"], data, "many.csv", "&kind=list"), upload(who["jiangsu"], listed(10), "list.csv")
    before = found(who["jiangsu"])
    checked(who["zhejiang"], mine, 202, {})
    busy, _ = who["jiangsu"].ask("POST", "/api/v1/matching", {"file": other})
    tap.check(SANITIZED or busy == 409, "there is one at a time", busy)
    tap.check(SANITIZED or found(who["jiangsu"]) == before, "what was found before is still there")
    who["jiangsu"].ask("DELETE", "/api/v1/matching")
    time.sleep(0.3)
    tap.check(SANITIZED or who["zhejiang"].ask("GET", "/api/v1/matching")[1]["state"] == "running", "nobody ends another's")
    tap.check(who["zhejiang"].ask("DELETE", "/api/v1/matching")[0] == 204, "it is ended")
    now = finished(who["zhejiang"])
    tap.check(SANITIZED or now["state"] == "stopped", "and stopped", now)
    tap.check(SANITIZED or found(who["zhejiang"]) == 404, "what a stopped one found is not known")
    digest = upload(who["zhejiang"], b"a,b\n" * 30, "no-codes.csv")
    checked(who["zhejiang"], digest, 202, {})
    now = finished(who["zhejiang"])
    tap.check(now["state"] == "failed" and "信用代码" in now["error"]["zh"], "a list without codes says why", now)


def noted(who):
    items = who["auditor"].ask("GET", "/api/v1/access?did=match")[1]["items"]
    tap.check({i["who"] for i in items} == {"ministry", "zhejiang", "jiangsu"} and all(i["about"].startswith("sha256:") for i in items), "each match is on the access record", items[:2])


def results(folder):
    return {n: os.path.join(folder, n) for n in os.listdir(folder) if n.startswith("result-") and n.endswith(".json")}


def again(record, name):
    """A server that begins anew, and what it says to somebody of that authority."""
    with Server(record, "--today", DAY) as server:
        server.ready()
        client = Client(server)
        client.sign_in(name)
        now = client.ask("GET", "/api/v1/matching")[1]
        rows = found(client)
        table = server.ask("GET", "/api/v1/matching/found?format=csv", headers={"Cookie": client.cookie})
        book = server.ask("GET", "/api/v1/matching/found?format=xlsx", headers={"Cookie": client.cookie})
    return now, rows, table, book


def survives(record, folder):
    """What was found is there when the server begins anew, until it lapses; what is damaged is not taken for a result."""
    now, rows, table, book = again(record, "ministry")
    tap.check(now["state"] == "done" and now["name"] == "list.csv" and now["place"] == "32" and now["by"] == "ministry" and now["report"]["clusters"] == 2, "it outlives the server", now)
    tap.check(len(rows) == 100 and table[0] == 200 and len(table[2].splitlines()) == 101 and book[0] == 200, "with all that was found", (len(rows), table[0], book[0]))
    tap.check(now["until"] > now["ended"] and again(record, "zhejiang")[0]["state"] == "none", "a match that failed has no result")
    with Server(record, "--today", DAY) as one, Server(record, "--today", DAY) as other:
        clients = []
        for server in (one, other):
            server.ready()
            clients.append(Client(server))
            clients[-1].sign_in("zhejiang")
            clients[-1].login = "zhejiang"
        checked(clients[0], upload(clients[0], listed(20), "two.csv", "&kind=list"), 202, {})
        finished(clients[0])
        now = clients[1].ask("GET", "/api/v1/matching")[1]
        tap.check(now["state"] == "done" and now["name"] == "two.csv" and len(found(clients[1])) == 10, "a second server on the same folder has it, too", now)
    ended = 0
    for path in results(folder).values():
        with open(path, encoding="utf-8") as f:
            said = json.load(f)
        if said["level"] == "ministry":
            ended, said["ended"] = said["ended"], said["ended"] - 31 * 86400000
            with open(path, "w", encoding="utf-8") as f:
                json.dump(said, f)
        else:
            with open(path, "w", encoding="utf-8") as f:
                f.write('{"level":')
    now, rows, table, _ = again(record, "ministry")
    tap.check(ended > 0 and now["state"] == "none" and rows == 404 and table[0] == 404, "after thirty days it has lapsed", now)
    tap.check(again(record, "jiangsu")[0]["state"] == "none", "what is damaged is none")
    left = [n for n in os.listdir(folder) if n.startswith("result-")]
    tap.check(not left, "and nothing is left of them", left)


def large(server, who):
    """A list may be larger than an attachment, from whoever matches lists; the server's memory does not grow with it."""
    row = (make_book.credit(0) + "," + "演示" * 60 + "\n").encode()
    data = "统一社会信用代码,名称\n".encode() + row * ((201 << 20) // len(row) + 1)
    octets = {"Content-Type": "application/octet-stream"}
    begun = ["POST /api/v1/files?name=large.csv HTTP/1.1", "Host: localhost", f"Cookie: {who['jiangsu'].cookie}", f"X-CSRF-Token: {who['jiangsu'].csrf}", "Content-Type: application/octet-stream"]
    got = server.raw("\r\n".join([*begun, f"Content-Length: {len(data)}", "", ""]).encode())
    tap.check(b" 413 " in got.split(b"\r\n")[0], "as an attachment it is too large", got[:200])
    tap.check(who["hangzhou"].ask("POST", "/api/v1/files?name=large.csv&kind=list", data[:1000], octets)[0] == 403, "a county sends no lists in")
    tap.check(who["jiangsu"].ask("POST", "/api/v1/files?name=a.csv&kind=lists", data[:1000], octets)[0] == 422, "nor is anything else a kind")
    status, said = who["jiangsu"].ask("POST", "/api/v1/files?name=large.csv&kind=list", data, octets)
    tap.check(status == 201 and said["size"] == len(data), "as a list it is taken", said)
    with open(f"/proc/{server.process.pid}/status", encoding="ascii") as f:
        peak = int(next(line.split()[1] for line in f if line.startswith("VmHWM"))) >> 10
    tap.check(SANITIZED or peak < 150, "with the memory that it had before", f"{peak} MB")
    checked(who["jiangsu"], said["digest"], 202, {})
    now = finished(who["jiangsu"])
    tap.check(now["state"] == "done" and now["report"]["rows"] == data.count(b"\n") - 1, "and matched", now)


def main():
    with Record() as record:
        add_account(record, "ministry", "--level", "ministry")
        add_account(record, "zhejiang", "--level", "province", "--place", "33")
        add_account(record, "jiangsu", "--level", "province", "--place", "32")
        add_account(record, "hangzhou", "--level", "county", "--place", "330106")
        add_account(record, "nanjing", "--level", "county", "--place", "320106")
        add_account(record, "auditor", "--office", "audit")
        with Server(record, "--today", DAY, "--file-max", "2") as server:
            server.ready()
            who = {}
            for name in ("ministry", "zhejiang", "jiangsu", "hangzhou", "nanjing", "auditor"):
                who[name] = Client(server)
                who[name].sign_in(name)
                who[name].login = name
            who["auditor"].enrol()
            clusters(who, (0, 300))
            who_may(who)
            whose(who)
            files(server, who)
            one_at_a_time(who)
            large(server, who)
            noted(who)
        folder = os.path.join(record.data, "match")
        left = [n for n in os.listdir(folder) if n.startswith("run-")]
        tap.check(not left, "nothing of what did not end is left", left)
        survives(record, folder)
    tap.end()


if __name__ == "__main__":
    main()
