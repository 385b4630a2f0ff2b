#!/usr/bin/env python3
"""A roster of enterprises over HTTP: the template, what is wrong by row and column, a try that writes nothing, the figures
in the draft with their source, who may, and how long and how large a hundred thousand rows are. Ends with TAP."""
import io
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
PLACE = "330106"
MANY = 2000 if SANITIZED else 100000
# What the server may grow by while it reads that many (docs/operations.md).
GROWS_MB = 64


def act(client, action, target, **args):
    status, value = client.ask("POST", f"/api/v1/actions/{action}", {"target": target, "args": args})
    if status != 200:
        raise SystemExit(f"{action} {target}: {status} {value}")


def upload(client, data, name):
    status, value = client.ask("POST", f"/api/v1/files?name={name}", data, {"Content-Type": "application/octet-stream"})
    if status not in (200, 201):
        raise SystemExit(f"{name}: {status} {value}")
    return value["digest"]


def look(client, digest, headers=None, **more):
    return client.ask("POST", "/api/v1/rosters", {"path": "kd/a", "file": digest, **more}, headers)


def form(client):
    return client.ask("GET", "/api/v1/drafts/kd/a")[1]


def item(of, key):
    return next(i for i in of["items"] if i["key"] == key)


def template(server, county):
    status, headers, data = server.ask("GET", "/api/v1/rosters/template", headers={"Cookie": county.cookie, "Accept-Language": "zh-CN"})
    text = zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml").decode()
    tap.check(status == 200 and "统一社会信用代码*" in text and "产值*（万元）" in text, "a template has the columns", headers)
    tap.check(server.ask("GET", "/api/v1/rosters/template")[0] == 401, "it is for whoever is signed in")
    _, said = look(county, upload(county, data, "empty.xlsx"))
    tap.check(said["rows"] == 0 and not any(f["label"]["zh"].startswith("缺") for f in said["told"]), "sent in as it is, it is read: its columns are those that are wanted", said)


def faults(county):
    table = [make_book.TITLES] + make_book.rows(8)
    table[1][0] = table[2][0]
    table[3][0] = table[3][0][:-2] + ("0" if table[3][0][-2] != "0" else "1") + table[3][0][-1]
    table[4][6] = "约300"
    table[5][7] = "大型"
    table[6][10] = "也许"
    table[7][2] = "9999"
    table[8][1] = ""
    _, said = look(county, upload(county, make_book.csv(table), "faults.csv"))
    told = {(f["row"], f.get("title")): f["label"]["zh"] for f in said["told"]}
    tap.check(said["rows"] == 8 and said["faults"] == 7 and said["figures"] == [], "what is wrong is counted, and nothing is computed", said)
    wanted = {(3, "统一社会信用代码*"): "重复", (4, "统一社会信用代码*"): "第17位", (5, "产值（万元）*"): "不是数", (6, "规模*"): "应为小型",
              (7, "是否主导产业*"): "否 / 是", (8, "国民经济行业代码*"): "没有行业代码", (9, "企业名称*"): "必填"}
    for place, words in wanted.items():
        tap.check(words in told.get(place, ""), f"row {place[0]}: {words}", told)
    warned = [make_book.TITLES] + make_book.rows(2)
    warned[1][0] = warned[1][0][:-1] + ("A" if warned[1][0][-1] != "A" else "B")
    warned[2][3] = ""
    _, said = look(county, upload(county, make_book.csv(warned), "doubts.csv"))
    tap.check(said["faults"] == 0 and said["doubts"] == 2 and all(f["doubt"] for f in said["told"]), "an early code and a class that can not be checked are doubts", said)


def taking(county):
    table = [make_book.TITLES] + make_book.rows(20)
    digest = upload(county, make_book.xlsx(table), "roster.xlsx")
    before = form(county)
    status, said = look(county, digest)
    figures = {f["key"]: f for f in said["figures"]}
    total = sum(2000 + i for i in range(20)) + 20 * 0.25
    tap.check(status == 200 and said["faults"] == 0 and said["rows"] == 20 and not said["took"], "a roster without a fault", said)
    tap.check(figures["sme_output.2024"]["value"] == f"{int(total) / 10000:.4f}".rstrip("0") and figures["sme_output.2024"]["taken"], "output of SMEs is added up", figures)
    tap.check(figures["leading_output.2024"]["value"] < figures["sme_output.2024"]["value"], "that of the leading industry is a part of it")
    tap.check(figures["high_tech"]["value"] == "5" and not figures["high_tech"]["taken"], "what the rulebook does not take from a roster is for comparison")
    tap.check(form(county) == before, "the try wrote nothing")
    for coding in ("utf-8", "utf-8-sig", "gbk"):
        _, same = look(county, upload(county, make_book.csv(table, coding), f"{coding}.csv"))
        tap.check(same["figures"] == said["figures"], f"the same table as CSV in {coding}", same)
    tap.check(look(county, digest, take=True)[0] == 428, "taking it over wants the version that was seen")
    status, took = look(county, digest, {"If-Match": f'"{before["version"]}"'}, take=True)
    now = form(county)
    tap.check(status == 200 and took["took"] and took["version"] == now["version"], "it is taken over", took)
    tap.check(item(now, "sme_output.2024")["value"] == figures["sme_output.2024"]["value"], "the figure stands in the form")
    tap.check(item(now, "sme_output.2024")["source"]["digest"] == digest and item(now, "sme_output.2024")["source"]["name"] == "roster.xlsx", "with the file that it comes from", item(now, "sme_output.2024"))
    status, again = look(county, digest, {"If-Match": f'"{before["version"]}"'}, take=True)
    tap.check(status == 412, "who has not seen what stands there now does not overwrite it", again)
    return now, digest


def typed(county, now):
    put = "/api/v1/drafts/kd/a"
    fake = {"facts": {"roster.sme_output.2024": "sha256:" + item(now, "sme_output.2024")["source"]["digest"]}}
    tap.check(county.ask("PUT", put, fake, {"If-Match": f'"{now["version"]}"'})[0] == 400, "nobody says of a figure that it came from a roster")
    status, _ = county.ask("PUT", put, {"facts": {"sme_output": {"2024": "5"}}}, {"If-Match": f'"{now["version"]}"'})
    later = form(county)
    tap.check(status == 200 and "source" not in item(later, "sme_output.2024"), "a figure that is typed over has no source any more", item(later, "sme_output.2024"))
    tap.check("source" in item(later, "leading_output.2024"), "the other one still has")
    return later


def evidence(county, server, now):
    put = "/api/v1/drafts/kd/a"
    digest = upload(county, b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj\n", "proof.pdf")
    name = {"facts": {"evidence.pillar.1": f"sha256:{digest}", "evidence.output.1": f"sha256:{digest}"}}
    status, value = county.ask("PUT", put, name, {"If-Match": f'"{now["version"]}"'})
    tap.check(status == 200, "files that show it are named", value)
    got = form(county)
    file = item(got, "pillar")["files"][0]
    tap.check(file["name"] == "proof.pdf" and file["key"] == "evidence.pillar.1", "they stand beside what they show", file)
    tap.check(server.ask("GET", file["link"], headers={"Cookie": county.cookie})[0] == 200, "and are read")
    tap.check(len(item(got, "output.2022").get("files", [])) == 1 and "files" not in item(got, "output.2023"), "those of a figure by year stand once")
    for key, value in (("evidence.pillar.21", f"sha256:{digest}"), ("evidence.nothing.1", f"sha256:{digest}"), ("evidence.pillar.2", "proof.pdf")):
        tap.check(county.ask("PUT", put, {"facts": {key: value}}, {"If-Match": f'"{got["version"]}"'})[0] == 400, f"{key}={value[:12]} is refused")
    status, _ = county.ask("PUT", put, {"facts": {"evidence.pillar.1": None}}, {"If-Match": f'"{got["version"]}"'})
    tap.check(status == 200 and "files" not in item(form(county), "pillar"), "null takes one away")


def returned(county, zhejiang, digest):
    """What was submitted keeps its files; what is given back says why, and what has been changed since."""
    steps.fill_all(county, "kd/a")
    now = form(county)
    county.ask("PUT", "/api/v1/drafts/kd/a", {"facts": {"evidence.green.1": f"sha256:{digest}"}}, {"If-Match": f'"{now["version"]}"'})
    tap.check("returned" not in now and not any("before" in i for i in now["items"]), "a form that nobody has given back")
    act(county, "submit", "kd/a")
    _, dossier = zhejiang.ask("GET", "/api/v1/clusters/kd")
    named = {f["key"]: f for f in dossier["files"] if f["path"] == "kd/a"}
    tap.check(named.get("evidence.green.1", {}).get("label", {}).get("zh") == "绿色化发展", "the dossier names what a file shows", named)
    tap.check(zhejiang.ask("GET", named["evidence.green.1"]["link"])[0] == 200, "and the province reads it")
    act(zhejiang, "return", "kd/a", reason="请更正集群面积，并补充说明")
    got = form(county)
    said = [s["value"] for s in got["returned"]["said"]]
    tap.check("请更正集群面积，并补充说明" in said and got["returned"]["action"]["name"] == "return", "the form says what is to be mended", got["returned"])
    county.ask("PUT", "/api/v1/drafts/kd/a", {"facts": {"land": "80"}}, {"If-Match": f'"{got["version"]}"'})
    later = form(county)
    tap.check([(i["key"], i["before"]) for i in later["items"] if "before" in i] == [("land", "95")], "and what is another now", later["items"])
    tap.check(item(later, "green")["files"][0]["link"].startswith("/api/v1/clusters/kd/"), "files that were submitted are still there")
    act(county, "submit", "kd/a")
    waits = [r for r in zhejiang.ask("GET", "/api/v1/waiting")[1]["rows"] if r["path"] == "kd/a"]
    tap.check(len(waits) == 1 and "returned" not in form(county), "submitted again it waits for the province as any other", waits)


def strangers(server, digest):
    other = Client(server)
    other.sign_in("stranger")
    tap.check(look(other, digest)[0] == 404, "another county does not see the form")
    county = Client(server)
    county.sign_in("county")
    tap.check(look(county, "0" * 64)[0] == 422, "a file that nobody sent in is not there")
    tap.check(look(county, digest, year=10000)[0] in (400, 422), "a year that is none is refused")
    tap.check(county.ask("POST", "/api/v1/rosters", {"path": "kd", "file": digest})[0] == 404, "a case without a form")


def damaged(county):
    whole = make_book.xlsx([make_book.TITLES] + make_book.rows(3))
    main = f'<?xml version="1.0"?><worksheet {make_book.MAIN}>'
    texts = f'<?xml version="1.0"?><sst {make_book.MAIN}></sst>'
    sick = {
        "no titles": make_book.csv([["a", "b"], ["1", "2"]] * 30),
        "a document type": make_book.container('<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><worksheet>&a;</worksheet>', texts),
        "deep nesting": make_book.container(main + "<a>" * 1000 + "</a>" * 1000 + "</worksheet>", texts),
        "an endless attribute": make_book.container(main + '<row r="' + "1" * (3 << 20) + '"/></worksheet>', texts),
        "rows out of order": make_book.container(main + '<sheetData><row r="5"><c><v>1</v></c></row><row r="4"><c><v>1</v></c></row></sheetData></worksheet>', texts),
        "a text that is not there": make_book.container(main + '<sheetData><row r="1"><c t="s"><v>9</v></c></row></sheetData></worksheet>', texts),
    }
    for what, data in sick.items():
        status, said = county.ask("POST", "/api/v1/files?name=x", data, {"Content-Type": "application/octet-stream"})
        if status not in (200, 201):
            tap.check(status == 422, f"{what}: not even taken in", said)
            continue
        status, said = look(county, said["digest"])
        tap.check(status == 422 or (status == 200 and said["faults"] > 0), f"{what} is told", said)
    return whole


def resident_mb(server):
    with open(f"/proc/{server.process.pid}/status", encoding="ascii") as f:
        return next(int(line.split()[1]) for line in f if line.startswith("VmHWM")) // 1024


def many(county, server):
    digest = upload(county, make_book.xlsx([make_book.TITLES] + make_book.rows(MANY)), "large.xlsx")
    before = resident_mb(server)
    began = time.monotonic()
    status, said = look(county, digest)
    took = time.monotonic() - began
    grown = resident_mb(server) - before
    tap.check(status == 200 and said["rows"] == MANY and said["faults"] == 0, f"{MANY} rows in {took:.2f} s, {grown} MB more", said)
    tap.check(SANITIZED or grown <= GROWS_MB, f"within {GROWS_MB} MB", grown)


def main():
    with Record(clusters=20, years=2, seed=4) as record:
        add_account(record, "ministry", "--level", "ministry")
        add_account(record, "zhejiang", "--level", "province", "--place", "33")
        add_account(record, "county", "--level", "county", "--place", PLACE)
        add_account(record, "stranger", "--level", "county", "--place", "110105")
        with Server(record, "--today", DAY) as server:
            server.ready()
            ministry, zhejiang, county = Client(server), Client(server), Client(server)
            ministry.sign_in("ministry")
            zhejiang.sign_in("zhejiang")
            county.sign_in("county")
            act(ministry, "open_round", "r2025", closes="2025-07-31", quota=6, quota_separate=2)
            act(county, "register", "kd", name="演示·名册集群（虚构）", industry="C3979")
            act(zhejiang, "enter_pool", "kd")
            act(zhejiang, "recognise_provincial", "kd")
            act(county, "apply", "kd/a", round="r2025")
            template(server, county)
            faults(county)
            now, digest = taking(county)
            evidence(county, server, typed(county, now))
            strangers(server, digest)
            returned(county, zhejiang, digest)
            damaged(county)
            many(county, server)
    tap.end()


if __name__ == "__main__":
    main()
