"""The API's contract both ways: each route of the program is in docs/openapi.yaml and each path there is a route; every
route is asked, as the public, a county, a province, the ministry, and each answer is held against the document."""
import csv
import io
import json
import os
import sqlite3
import subprocess
import sys
import time
import urllib.parse
import zipfile

import jsonschema
import yaml

from portal import made, play
from server import ROOT, Client, Record, Server, add_account

TOOLS = os.environ["JIQUN_TOOLS"]
DOC = yaml.safe_load(open(os.path.join(ROOT, "docs/openapi.yaml"), encoding="utf-8"))
done = set()


def fail(words):
    print(f"not ok - {words}")
    sys.exit(1)


# Besides the API: what programs fetch from the portal, and what a supervisor asks. Pages are for people.
MACHINE = ("/healthz", "/readyz", "/metrics", "/data/catalog.jsonld", "/data/{file}", "/data/{file}/digest", "/register.csv", "/register.json",
           "/register.xml", "/register.xlsx", "/register/{cluster}/proof", "/verify/checkpoint", "/verify/keys", "/rulebook/download")


def tool(name, *words):
    path = os.path.join(TOOLS, f"http_tool_{name}")
    if not os.path.exists(path):
        path = os.path.join(TOOLS, "tests", f"http_tool_{name}")
    ran = subprocess.run([path, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if ran.returncode != 0:
        fail(f"{name} {words}: {ran.stderr}")
    return ran.stdout.strip()


def resolve(node):
    while "$ref" in node:
        found = DOC
        for part in node["$ref"][2:].split("/"):
            found = found[part]
        node = found
    return node


def route_table():
    routes = set()
    for line in tool("routes").splitlines():
        method, path = line.split()
        if path.startswith("/api/") or path in MACHINE:
            routes.add((method, path.replace("*}", "}")))
    said = {(m.upper(), p) for p, item in DOC["paths"].items() for m in item if m in ("get", "put", "post", "delete")}
    if routes != said:
        fail(f"routes that are not in the document: {sorted(routes - said)}; not in the program: {sorted(said - routes)}")
    return routes


def check(operation, target, status, headers, body):
    """The answer is one that the document tells of."""
    where = f"{operation} {target}: {status}"
    item = DOC["paths"][operation[1]][operation[0].lower()]
    answer = item["responses"].get(str(status), item["responses"].get("default") if status >= 400 else None)
    if answer is None:
        fail(f"{where} is not in the document")
    answer = resolve(answer)
    for name, header in answer.get("headers", {}).items():
        if header.get("required") and name.lower() not in headers:
            fail(f"{where} has no {name}")
    if "content" not in answer:
        if body:
            fail(f"{where} has a body")
        return None
    kind = headers.get("content-type", "").split(";")[0]
    if kind not in answer["content"]:
        fail(f"{where} is {kind}, not {list(answer['content'])}")
    if not kind.endswith("json"):
        return body
    said = json.loads(body)
    schema = {"components": DOC["components"], "allOf": [answer["content"][kind]["schema"]]}
    try:
        jsonschema.Draft202012Validator(schema).validate(said)
    except jsonschema.ValidationError as e:
        fail(f"{where}: {e.message[:600]} at {'/'.join(map(str, e.absolute_path))}")
    return said


class Api:
    def __init__(self, server):
        self.server = server

    def ask(self, method, route, token=None, body=None, status=None, headers=None, **params):
        """`route` as in the document; parameters in braces are taken out of `params`, others are the query."""
        target, query = route, {}
        for name, value in params.items():
            if "{" + name + "}" in target:
                target = target.replace("{" + name + "}", urllib.parse.quote(value, safe="/"))
            else:
                query[name] = value
        if query:
            target += "?" + urllib.parse.urlencode(query)
        sent = dict(headers or {})
        if token:
            sent["Authorization"] = f"Bearer {token}"
        if body is not None and not isinstance(body, bytes):
            sent["Content-Type"] = "application/json"
            body = json.dumps(body, ensure_ascii=False).encode()
        got, given, answer = self.server.ask(method, target, body, sent)
        if status is not None and got != status:
            fail(f"{method} {target}: {got}, not {status}: {answer[:600]!r}")
        done.add((method, route))
        return check((method, route), target, got, given, answer), given


def lists(api, tokens):
    for token in tokens.values():
        page, _ = api.ask("GET", "/api/v1/clusters", token, status=200, limit=3)
        seen = [r["path"] for r in page["rows"]]
        while page["more"] and len(seen) < 30:
            page, _ = api.ask("GET", "/api/v1/clusters", token, status=200, limit=3, cursor=page["cursor"])
            seen += [r["path"] for r in page["rows"]]
        if len(seen) != len(set(seen)):
            fail(f"pages of the register: {seen}")
        table, _ = api.ask("GET", "/api/v1/clusters", token, status=200, format="csv", limit=3)
        lines = [line for line in table.decode().splitlines() if not line.startswith("#")][1:]
        if [line.split(",")[0] for line in lines][:len(seen)] != seen:
            fail("the table is not the pages")
        book, _ = api.ask("GET", "/api/v1/clusters", token, status=200, format="xlsx")
        sheet = zipfile.ZipFile(io.BytesIO(book)).read("xl/worksheets/sheet1.xml").decode()
        if any(path not in sheet for path in seen) or sheet.count("<row ") < len(lines) + 1:
            fail("the workbook is not the table")
        for path in ("rounds", "notices", "figures", "rulebooks", "channels"):
            api.ask("GET", f"/api/v1/{path}", token, status=200)
        api.ask("GET", "/api/v1/divisions", token, status=200, within="33")
        book, _ = api.ask("GET", "/api/v1/rulebooks/{id}", token, status=200, id="national-2022")
        parts = {k["name"]: k["part"] for k in book["cases"] if "part" in k}
        desks = {a["name"]: a["desk"] for k in book["cases"] for a in k["actions"] if k.get("part") == "expected" and "desk" in a}
        if parts != {"round": "round", "annual_report": "expected"} or desks != {"file": "file", "refile": "file", "forward": "onward", "accept": "onward"}:
            fail(f"what the kinds and actions of a rulebook are: {parts} {desks}")
        signed = 200 if token else 401
        api.ask("GET", "/api/v1/waiting", token, status=signed, limit=5)
        api.ask("GET", "/api/v1/waiting", token, status=signed, round="r2024")
        api.ask("GET", "/api/v1/waiting", token, status=signed, returned="yes")
        some, _ = api.ask("GET", "/api/v1/waiting", token, status=signed, states="yes", limit=500)
        for row in (some["rows"] + some["states"]) if token else []:
            if row.get("part") != parts.get(row["kind"]["name"]):
                fail(f"of what kind a row is: {row}")
        api.ask("GET", "/api/v1/waiting", token, status=signed, states="yes", round="r2024")
        pool, _ = api.ask("GET", "/api/v1/pool", token, status=signed, limit=3)
        if token:
            pool_tables(api, token, pool)
        api.ask("GET", "/api/v1/due", token, status=signed, limit=5, days=400, reminders="yes")
        api.ask("GET", "/api/v1/due", token, status=signed, **{"from": "2026-04-01", "until": "2026-04-30"})
        api.ask("GET", "/api/v1/options", token, status=signed)
    rounds, _ = api.ask("GET", "/api/v1/rounds", tokens["ministry"], status=200)
    api.ask("GET", "/api/v1/rounds/{round}/documents/{list}", status=200, round=rounds["rounds"][0]["round"]["path"], list="notice")
    api.ask("GET", "/api/v1/rounds/{round}/documents/{list}", status=404, round="nothing", list="notice", lang="en")
    some, _ = api.ask("GET", "/api/v1/clusters", tokens["ministry"], status=200, limit=1)
    api.ask("GET", "/api/v1/clusters/{cluster}/documents/{kind}", tokens["ministry"], status=200, cluster=some["rows"][0]["path"], kind="report", lang="en")
    api.ask("GET", "/api/v1/clusters/{cluster}/documents/{kind}", status=404, cluster="nobody", kind="report")
    for r in rounds["rounds"]:
        for token in tokens.values():
            api.ask("GET", "/api/v1/rounds/{round}/cases", token, status=200, round=r["round"]["path"])


def pool_tables(api, token, first):
    """The pages of the pool, its table and its workbook are of the same clusters."""
    page, seen = first, [r["path"] for r in first["rows"]]
    while page["more"]:
        page, _ = api.ask("GET", "/api/v1/pool", token, status=200, limit=3, cursor=page["cursor"])
        seen += [r["path"] for r in page["rows"]]
    table, _ = api.ask("GET", "/api/v1/pool", token, status=200, format="csv")
    lines = [line.split(",")[0] for line in table.decode().splitlines() if not line.startswith("#")][1:]
    book, _ = api.ask("GET", "/api/v1/pool", token, status=200, format="xlsx")
    text = "".join(zipfile.ZipFile(io.BytesIO(book)).read("xl/worksheets/sheet1.xml").decode())
    if len(seen) != len(set(seen)) or sorted(lines) != sorted(seen) or any(path not in text for path in seen):
        fail(f"the pool: {seen}, as a table {lines}")
    for row in first["rows"]:
        asked, _ = api.ask("GET", "/api/v1/clusters/{cluster}/chances", token, status=200, cluster=row["path"])
        if asked["chances"] and asked["chances"][0]["standard"]["year"] == first["year"] and asked["chances"][0]["standard"]["counts"] != row["counts"]:
            fail(f"the pool and the cluster differ: {row}")


def figures(api, token):
    """Each grouping adds up to the same, as JSON and as a table."""
    whole, _ = api.ask("GET", "/api/v1/figures", token, status=200)
    for by, name in (("province", "provinces"), ("industry", "industries"), ("region", "regions"), ("round", "rounds"), ("year", "announced")):
        body, _ = api.ask("GET", "/api/v1/figures", token, status=200, by=by, format="csv")
        lines = [line.split(",") for line in body.decode("utf-8-sig").splitlines()]
        said = {g["code"]: sum(g["states"].values()) for g in whole[name]}
        if {line[0]: int(line[2]) for line in lines[1:]} != said or not said or (by not in ("round", "year") and not all(line[1] for line in lines)):
            fail(f"figures by {by}: {lines}, not {said}")
        body, _ = api.ask("GET", "/api/v1/figures", token, status=200, by=by, format="xlsx")
        if "xl/worksheets/sheet1.xml" not in zipfile.ZipFile(io.BytesIO(body)).namelist():
            fail("figures as a workbook")
    for query in ({"by": "region"}, {"format": "csv"}, {"by": "odd", "format": "csv"}, {"format": "odd"}):
        api.ask("GET", "/api/v1/figures", token, status=400, **query)
    letters, _ = api.ask("GET", "/api/v1/industries", token, status=200)
    found, _ = api.ask("GET", "/api/v1/industries", token, status=200, q="稻谷")
    if len(letters["industries"]) != 20 or ("A0111", "稻谷种植") not in [(i["code"], i["name"]) for i in found["industries"]]:
        fail(f"industries: {letters} {found}")


def due_by_place(api, token):
    """What falls due with one channel, or in one place, is part of all that does, and lies there."""
    def paths(**query):
        found, more = set(), {}
        while True:
            page, _ = api.ask("GET", "/api/v1/due", token, status=200, days=3000, limit=100, **query, **more)
            found |= {i["path"].split("/")[0] for i in page["items"]}
            if not page["more"]:
                return found
            more = {"cursor": page["cursor"]}

    every, parts = paths(), {}
    for channel in api.ask("GET", "/api/v1/channels", status=200)[0]["channels"]:
        parts[channel["code"]] = paths(channel=channel["code"])
    rounds = {r["round"]["path"] for r in api.ask("GET", "/api/v1/rounds", token, status=200)[0]["rounds"]}
    if set().union(*parts.values()) != every - rounds or sum(map(len, parts.values())) != len(every - rounds) or not every:
        fail(f"what falls due by channel: {parts}, of {every}")
    some = next(code for code, found in parts.items() if found and len(code) == 2)
    if not paths(place=some) >= parts[some]:
        fail(f"what falls due in {some}")


def due_by_month(api, token):
    """A month has what the whole list has of its days, and nothing else."""
    def items(**query):
        found, more = [], {}
        while True:
            page, _ = api.ask("GET", "/api/v1/due", token, status=200, limit=100, **query, **more)
            found += [(i["path"], i["date"], i["what"]["en"]) for i in page["items"] if "date" in i]
            if not page["more"]:
                return sorted(found)
            more = {"cursor": page["cursor"]}

    every = items(days=3000)
    months = {date[:7] for _, date, _ in every}
    for month in sorted(months)[:3] + sorted(months)[-3:]:
        got, wanted = items(**{"from": f"{month}-01", "until": f"{month}-28"}), [i for i in every if f"{month}-01" <= i[1] <= f"{month}-28"]
        if got != wanted:
            fail(f"what falls due in {month}: {got}, not {wanted}")
    if not months:
        fail("nothing falls due at all")


def round_table(api, tokens):
    """A summary of cases that the asker sees in full; acting() has begun one."""
    route = "/api/v1/rounds/{round}/table"
    for who, token in tokens.items():
        signed = token is not None
        api.ask("GET", "/api/v1/rounds/{round}/progress", token, status=200 if signed else 401, round="rt")
        api.ask("GET", "/api/v1/rounds/{round}/progress", token, status=404 if signed else 401, round="nobody")
        api.ask("GET", route, token, status=200 if signed else 401, round="rt")
        api.ask("GET", route, token, status=404 if signed else 401, round="nobody")
        api.ask("GET", route, token, status=404 if signed else 401, round="rt", cases="ct/nothing")
        api.ask("GET", route, token, status=404 if signed else 401, round="r2024", cases="ct/a")
        sees = who in ("ministry", "province", "county")
        book, _ = api.ask("GET", route, token, status=200 if sees else 404 if signed else 401, round="rt", cases="ct/a")
        if sees and "合同集群" not in "".join(read.decode() for read in parts(book)):
            fail("the summary lacks its case")


def orders(api, tokens):
    """An authority's order in a round: its own, by version."""
    route = "/api/v1/rounds/{round}/order"
    mine, other = tokens["province"], tokens["ministry"]
    empty, given = api.ask("GET", route, mine, status=200, round="rt")
    if empty != {"round": "rt", "version": 0, "order": [], "left": [], "at": None, "by": ""} or given["etag"] != '"0"':
        fail(f"an order that nobody has made: {empty}")
    body = {"order": ["ct/a"], "left": ["cu/a"]}
    api.ask("PUT", route, mine, body, 428, round="rt")
    kept, given = api.ask("PUT", route, mine, body, 200, {"If-Match": '"0"'}, round="rt")
    if kept["order"] != body["order"] or kept["left"] != body["left"] or kept["version"] != 1 or kept["by"] == "":
        fail(f"an order that was kept: {kept}")
    _, now = api.ask("PUT", route, mine, {"order": ["cu/a"]}, 412, {"If-Match": '"0"'}, round="rt")
    if now["etag"] != given["etag"]:
        fail(f"an order that was overtaken does not say by which version: {now}")
    api.ask("PUT", route, mine, {"order": ["cu/a", "ct/a"]}, 200, {"If-Match": given["etag"]}, round="rt")
    read, _ = api.ask("GET", route, mine, status=200, round="rt")
    if read["order"] != ["cu/a", "ct/a"] or read["left"] != []:
        fail(f"an order that was kept anew: {read}")
    if api.ask("GET", route, other, status=200, round="rt")[0]["version"] != 0:
        fail("another authority sees it")
    both, _ = api.ask("PUT", route, mine, {"order": ["cu/a", "ct/a"], "left": ["ct/a"]}, 422, {"If-Match": given["etag"]}, round="rt")
    if "left[0]" not in str(both) or "ct/a" not in str(both):
        fail(f"a case in both lists is not named: {both}")
    for wrong in ({"order": ["ct/a", "ct/a"]}, {"order": ["no path"]}, {"order": "ct/a"}, {"left": [1]}, {"order": ["ct"] * 2001}):
        api.ask("PUT", route, mine, wrong, 422, {"If-Match": '"2"'}, round="rt")
    api.ask("GET", route, mine, status=404, round="nobody")
    api.ask("PUT", route, mine, body, 404, {"If-Match": '"0"'}, round="nobody")
    api.ask("GET", route, None, status=401, round="rt")


def parts(book):
    whole = zipfile.ZipFile(io.BytesIO(book))
    return [whole.read(name) for name in whole.namelist() if name.endswith(".xml")]


def refused_questions(api, token):
    api.ask("GET", "/api/v1/clusters", token, status=400, cursor="r6.0.0..0000000000000000")
    api.ask("GET", "/api/v1/clusters", token, status=400, limit=501)
    api.ask("GET", "/api/v1/clusters", token, status=400, state="nothing")
    api.ask("GET", "/api/v1/clusters", token, status=400, no_such=1)
    api.ask("GET", "/api/v1/clusters", token, status=400, format="pdf")
    for route, known in (("/api/v1/waiting", "returned"), ("/api/v1/due", "days"), ("/api/v1/pool", "pool")):
        for wrong in ({"no_such": 1}, {"year": 2024}):
            said, _ = api.ask("GET", route, token, status=400, **wrong)
            if not all(name in said["detail"] for name in (*wrong, known, "cursor")):
                fail(f"{route}: {said}")
    api.ask("GET", "/api/v1/waiting", token, status=400, returned="perhaps")
    api.ask("GET", "/api/v1/pool", token, status=400, pool="perhaps")
    api.ask("GET", "/api/v1/pool", token, status=400, format="pdf")
    api.ask("GET", "/api/v1/pool", token, status=400, limit=101)
    for wrong in ({"from": "2026-04-01"}, {"from": "2026-04-02", "until": "2026-04-01"}, {"from": "soon", "until": "2026-04-01"},
                  {"from": "2026-04-01", "until": "2026-04-30", "days": 3}):
        api.ask("GET", "/api/v1/due", token, status=400, **wrong)
    api.ask("GET", "/api/v1/clusters/{cluster}/chances", token, status=404, cluster="nobody")
    api.ask("GET", "/api/v1/clusters/{cluster}", token, status=404, cluster="nobody")
    api.ask("GET", "/api/v1/clusters/{cluster}/timeline", token, status=404, cluster="nobody")
    api.ask("GET", "/api/v1/rounds/{round}/cases", token, status=404, round="nobody")
    api.ask("GET", "/api/v1/rulebooks/{id}", token, status=404, id="nobody")
    page, _ = api.ask("GET", "/api/v1/clusters", token, status=200, limit=2)
    api.ask("GET", "/api/v1/clusters", token, status=400, limit=2, state="recognised", cursor=page["cursor"])


def dossiers(api, tokens):
    page, _ = api.ask("GET", "/api/v1/clusters", tokens["ministry"], status=200, limit=60)
    for row in page["rows"]:
        whole, _ = api.ask("GET", "/api/v1/clusters/{cluster}", tokens["ministry"], status=200, cluster=row["path"])
        for who, token in tokens.items():
            part, _ = api.ask("GET", "/api/v1/clusters/{cluster}", token, cluster=row["path"])
            if part.get("sight") == "public" and any(c.get("facts") or c.get("marks") for c in part["cases"]):
                fail(f"{who} sees too much of {row['path']}")
            if who == "public" and part.get("sight") == "full":
                fail("the public sees all")
        step, _ = api.ask("GET", "/api/v1/clusters/{cluster}/timeline", tokens["ministry"], status=200,
                          cluster=row["path"], limit=1)
        if step["steps"][0] != whole["timeline"]["steps"][0]:
            fail("the time line is not that of the dossier")


def acting(api, tokens, county):
    ministry, mine = tokens["ministry"], tokens["county"]
    act = "/api/v1/actions/{action}"
    opened = {"target": "rt", "args": {"closes": "2027-12-31", "quota": 6, "quota_separate": 2, "first": True}}
    key = {"Idempotency-Key": "one"}
    first, _ = api.ask("POST", act, ministry, opened, 200, key, action="open_round")
    again, _ = api.ask("POST", act, ministry, opened, 200, key, action="open_round")
    if (first["result"], again["result"]) != ("granted", "repeated") or first["seq"] != again["seq"]:
        fail(f"the key: {first} {again}")
    api.ask("POST", act, ministry, opened, 409, action="open_round")
    api.ask("POST", act, mine, opened, 409, action="open_round")
    api.ask("POST", act, None, opened, 401, action="open_round")
    api.ask("POST", act, tokens["reader"], opened, 403, action="open_round")
    api.ask("POST", act, ministry, {"args": {"quotta": 1}, "target": "rx"}, 400, action="open_round")
    anew, _ = api.ask("GET", "/api/v1/options", mine, status=200)
    names = {o["action"]["name"]: o for o in anew["actions"]}
    if "register" not in names or names["register"]["open"] != "wants" or "open_round" in names:
        fail(f"what a county may open: {anew}")
    anew, _ = api.ask("GET", "/api/v1/options", ministry, status=200)
    if not {("open_round", "round"), ("close_round", "round")} <= {(o["action"]["name"], o.get("part")) for o in anew["actions"]}:
        fail(f"what the ministry may do with rounds: {anew}")
    api.ask("POST", act, mine, {"target": "ct", "args": {"name": "合同集群", "industry": "I6540"}}, 200, action="register")
    api.ask("POST", act, mine, {"target": "ct/a", "args": {"round": "rt"}}, 200, action="apply")
    draft = "/api/v1/drafts/{path}"
    form, given = api.ask("GET", draft, mine, status=200, path="ct/a")
    if form["version"] != 0 or given["etag"] != '"0"':
        fail("a form that nobody has touched")
    figures = {"facts": {"output": {"2025": "41.50"}, "land": 95, "why.staff": "未统计"}}
    api.ask("PUT", draft, mine, figures, 428, path="ct/a")
    _, given = api.ask("PUT", draft, mine, figures, 200, {"If-Match": '"0"'}, path="ct/a")
    api.ask("PUT", draft, mine, figures, 412, {"If-Match": '"0"'}, path="ct/a")
    api.ask("PUT", draft, mine, {"facts": {"otput": 1}}, 400, {"If-Match": given["etag"]}, path="ct/a")
    form, now = api.ask("GET", draft, mine, status=200, path="ct/a")
    held = {i["key"]: i.get("value") for i in form["items"]}
    if now["etag"] != given["etag"] or held.get("land") != "95":
        fail(f"the draft: {held}")
    verdicts = {c["id"]: c for c in form["assessment"]["criteria"]}
    if verdicts["1.3"]["verdict"] != "met" or "land" not in verdicts["1.3"]["facts"] or verdicts["1.4"]["verdict"] != "no_evidence":
        fail(f"the draft against the standard: {verdicts}")
    gone, given = api.ask("PUT", draft, mine, {"facts": {"land": None}}, 200, {"If-Match": given["etag"]}, path="ct/a")
    form, _ = api.ask("GET", draft, mine, status=200, path="ct/a")
    if any(i["key"] == "land" and "value" in i for i in form["items"]):
        fail("null does not take a figure away")
    api.ask("GET", draft, tokens["stranger"], status=404, path="ct/a")
    api.ask("GET", draft, mine, status=404, path="ct/nothing")
    refused, _ = api.ask("POST", act, mine, {"target": "ct/a"}, 409, action="submit")  # not complete
    lacks = [a for need in refused["needs"] for a in need.get("args", [])]
    if not {"land", "output.2024", "pillar"} <= set(lacks) or "output.2025" in lacks or set(lacks) - {i["key"] for i in form["items"]}:
        fail(f"what lacks is named by its key: {lacks}")
    if form["submit"]["action"]["name"] != "submit" or form["submit"]["open"] != "closed" or lacks != [a for r in form["submit"]["reasons"] for a in r.get("args", [])]:
        fail(f"the form says what stands against submitting it: {form['submit']}")
    whole, _ = api.ask("GET", "/api/v1/clusters/{cluster}", mine, status=200, cluster="ct")
    submit = [o for o in whole["actions"] if o["action"]["name"] == "submit" and o["target"] == "ct/a"]
    if not submit or submit[0]["open"] != "closed" or not submit[0]["reasons"]:
        fail(f"submit: {submit}")
    for who, status in (("stranger", 404), ("public", 404), ("ministry", 200), ("province", 200), ("auditor", 401)):
        if who in tokens:
            api.ask("GET", "/api/v1/clusters/{cluster}", tokens[who], status=status, cluster="ct")


def files(api, tokens):
    """One comes in, is named and read by way of the dossier; by whom, is files.py's to test."""
    mine, data = tokens["county"], b"%PDF-1.7\n" + b"%" * 1000
    kind = {"Content-Type": "application/octet-stream"}
    sent, given = api.ask("POST", "/api/v1/files", mine, data, 201, kind, name="证明.pdf")
    if given["location"] != sent["link"]:
        fail(f"{given['location']} is not {sent['link']}")
    api.ask("POST", "/api/v1/files", mine, data, 200, kind)
    api.ask("POST", "/api/v1/files", mine, b"<html>", 422, kind)
    api.ask("POST", "/api/v1/files", tokens["reader"], data, 403, kind)
    one = {"digest": sent["digest"]}
    _, given = api.ask("GET", "/api/v1/files/{digest}", mine, status=200, **one)
    api.ask("GET", "/api/v1/files/{digest}", mine, None, 206, {"Range": "bytes=1-2"}, **one)
    api.ask("GET", "/api/v1/files/{digest}", mine, None, 416, {"Range": "bytes=5000-"}, **one)
    api.ask("GET", "/api/v1/files/{digest}", mine, None, 304, {"If-None-Match": given["etag"]}, **one)
    api.ask("GET", "/api/v1/files/{digest}", tokens["stranger"], status=404, **one)
    plan = {"target": "ct", "args": {"area": "digital", "measures": "x", "goals": sent["value"]}}
    api.ask("POST", "/api/v1/actions/{action}", mine, plan, 200, action="plan_task")
    whole, _ = api.ask("GET", "/api/v1/clusters/{cluster}", mine, status=200, cluster="ct")
    if [f["link"] for f in whole["files"]] != ["/api/v1/clusters/ct/files/" + sent["digest"]]:
        fail(f"files of the dossier: {whole['files']}")
    route = "/api/v1/clusters/{cluster}/files/{digest}"
    for who, status in (("county", 200), ("province", 200), ("ministry", 200), ("stranger", 404), ("public", 401), ("reader", 403)):
        api.ask("GET", route, tokens[who], status=status, cluster="ct", **one)
    api.ask("GET", route, mine, None, 206, {"Range": "bytes=-2"}, cluster="ct", **one)


def machines(api):
    """What is there for programs beside the API."""
    first = json.loads(api.server.ask("GET", "/data/register.json")[2])["rows"][0]["id"]
    for path in MACHINE:
        if "{file}" in path:
            for form in ("csv", "json", "xml", "xlsx"):
                api.ask("GET", path, status=200, file=f"rounds.{form}")
            api.ask("GET", path, status=404, file="nothing.csv")
        else:
            api.ask("GET", path, status=200, **({"cluster": first} if "{cluster}" in path else {}))
    api.ask("GET", "/register.csv", status=400, state="odd")
    api.ask("GET", "/register/{cluster}/proof", status=404, cluster="none")
    api.ask("GET", "/metrics", None, None, 403, {"X-Forwarded-For": "203.0.113.9"})


def persons():
    """Who objected, in a record where somebody did."""
    route, why = "/api/v1/clusters/{cluster}/private", {"path": "c1/a/o1", "reason": "核实"}
    with Record() as record:
        made(record)
        play(record, 'as public\nobject c1/a/o1 name="演示人甲" contact="演示电话" evidence="演示"\n')
        add_account(record, "bu", "--level", "ministry")
        add_account(record, "xihu", "--level", "county", "--place", "330106")
        with Server(record) as server:
            server.ready()
            ministry, county = Office(server, "bu", False), Office(server, "xihu", False)
            flagged = [c["path"] for c in ministry.ask("GET", "/api/v1/clusters/{cluster}", cluster="c1")["cases"] if c.get("private")]
            said = ministry.ask("POST", route, why, cluster="c1")
            if flagged != ["c1/a/o1"] or [[f["field"]["name"] for f in p["fields"]] for p in said["parts"]] != [["name", "contact"]]:
                fail(f"who objected: {flagged}, {said}")
            county.ask("POST", route, why, 403, cluster="c1")
            ministry.ask("POST", route, {"path": "c1/a/o1"}, 422, cluster="c1")
            Api(server).ask("POST", route, None, why, 401, cluster="c1")


class Office:
    """Somebody who has signed in, held against the document as Api does it."""

    def __init__(self, server, login, enrols=True):
        self.client = Client(server)
        self.client.sign_in(login)
        if enrols:
            self.client.enrol()

    def ask(self, method, route, body=None, status=200, **params):
        target, query = route, {}
        for name, value in params.items():
            if "{" + name + "}" in target:
                target = target.replace("{" + name + "}", urllib.parse.quote(value))
            else:
                query[name] = value
        target += "?" + urllib.parse.urlencode(query) if query else ""
        sent = {"Cookie": self.client.cookie, "X-CSRF-Token": self.client.csrf}
        if body is not None:
            sent["Content-Type"] = "application/json"
        got, given, answer = self.client.server.ask(method, target, None if body is None else json.dumps(body).encode(), sent)
        if got != status:
            fail(f"{method} {target}: {got}, not {status}: {answer[:600]!r}")
        done.add((method, route))
        return check((method, route), target, got, given, answer)


def offices(server):
    """Accounts: what is found, what is open to whom, what is done."""
    system, security = Office(server, "system"), Office(server, "security")
    one, act = "/api/v1/accounts/{login}", "/api/v1/accounts/{login}/"
    page = system.ask("GET", "/api/v1/accounts", q="西湖")
    if [i["login"] for i in page["items"]] != ["county1", "xihu"] or page["items"][0]["place"] != "西湖区" or not page["add"]["open"]:
        fail(f"accounts of a place: {page}")
    if security.ask("GET", "/api/v1/accounts", state="inert")["add"]["open"]:
        fail("the security officer makes no account")
    system.ask("GET", "/api/v1/accounts", status=400, state="odd")
    made = system.ask("POST", "/api/v1/accounts", {"login": "fresh", "name": "示例"})
    open_to = {a["act"] for a in made["acts"] if a["open"]}
    if open_to != {"disable", "person", "password", "sessions", "reveal", "erase"}:
        fail(f"open to who made it: {open_to}")
    granted = security.ask("POST", act + "grant", {"level": "province", "who": "33"}, login="fresh")
    if "revoke" not in {a["act"] for a in granted["acts"] if a["open"]} or granted["level_name"]["zh"] == "":
        fail(f"granted: {granted}")
    security.ask("POST", act + "link", {"issuer": "https://provider.example", "subject": "7"}, login="fresh")
    linked = system.ask("GET", one, login="fresh")
    if not linked["linked"] or linked["linked_by"] != "security" or linked["active"]:
        fail(f"linked: {linked}")
    security.ask("DELETE", act + "link", login="fresh")
    system.ask("POST", act + "password", {"password": "Quite-other-9-words"}, login="fresh")
    security.ask("POST", act + "confirm", {"reason": "核对"}, login="fresh")
    mine = system.ask("GET", act + "sessions", login="security")["items"]
    system.ask("DELETE", act + "sessions/{id}", None, 204, login="security", id=mine[0]["id"])
    system.ask("DELETE", act + "sessions", None, 204, login="fresh")
    system.ask("GET", "/api/v1/settings/accounts")
    found = system.ask("GET", "/api/v1/divisions", q="西湖")["divisions"]
    if "浙江省 杭州市 西湖区" not in [d["full"] for d in found]:
        fail(f"divisions of that name: {found}")


def run_audit(audit):
    audit.ask("POST", "/api/v1/audit", status=202)
    while (now := audit.ask("GET", "/api/v1/audit"))["state"] == "running":
        time.sleep(0.05)
    return now


def auditor(server, record):
    """The access record, the log, a run of the audit."""
    audit = Office(server, "auditor")
    page = audit.ask("GET", "/api/v1/access", who="security", did="granted")
    if [i["about"] for i in page["items"]] != ["fresh"] or page["next"] is not None:
        fail(f"what the security officer granted: {page}")
    table = audit.ask("GET", "/api/v1/access", about="fresh", format="csv").decode()
    if not table.startswith("number,at,who,did,about,why,from\r\n") or ",security,granted,fresh,province 33," not in table:
        fail(f"the access record as a table: {table}")
    audit.ask("GET", "/api/v1/access", status=400, format="odd")
    audit.ask("GET", "/api/v1/access", status=400, before="x")
    seen, before, days = 0, {}, []
    while True:
        page = audit.ask("GET", "/api/v1/log", **before)
        seen += len(page["steps"])
        days += [s["day"] for s in page["steps"]]
        if not page["more"]:
            break
        before = {"before": page["before"]}
    if days != sorted(days, reverse=True):
        fail("the log is not newest first")
    some = audit.ask("GET", "/api/v1/log", q="认定", **{"from": days[-1], "until": days[len(days) // 2]})["steps"]
    if not some or any("认定" not in s["action"]["zh"] + s["level"]["zh"] + s.get("place", "") or s["day"] > days[len(days) // 2] for s in some):
        fail(f"recognitions: {some[:3]}")
    path = some[0]["path"].split("/")[0]
    if any(s["path"].split("/")[0] != path for s in audit.ask("GET", "/api/v1/log", path=path)["steps"]):
        fail(f"the log of {path} alone")
    audit.ask("GET", "/api/v1/log", status=400, until="soon")
    audit.ask("GET", "/api/v1/log", status=400, format="xlsx")
    for query in ({}, {"path": path}, {"q": "认定", "from": days[-1], "until": days[len(days) // 2]}):
        whole, before = [], {}
        while True:
            page = audit.ask("GET", "/api/v1/log", **query, **before)
            whole += page["steps"]
            if not page["more"]:
                break
            before = {"before": page["before"]}
        rows = list(csv.DictReader(audit.ask("GET", "/api/v1/log", **query, format="csv").decode().split("\r\n")[1:]))
        if [(r["number"], r["path"], r["name"], r["action"], r["place"]) for r in rows] != [
                (str(s["seq"]), s["path"], s.get("name", ""), s["action"]["name"], s.get("place", "")) for s in whole]:
            fail(f"the log as a table, {query}: {len(rows)} rows, {len(whole)} steps")
    if not any(s.get("name") for s in some):
        fail(f"clusters by their names: {some[:3]}")
    if audit.ask("GET", "/api/v1/audit")["state"] != "none":
        fail("an audit that nobody started")
    now = run_audit(audit)
    if now["state"] != "done" or not now["report"]["clean"] or now["report"]["events"] < seen or now["by"] != "auditor":
        fail(f"the audit: {now}")
    if audit.ask("GET", "/api/v1/access", did="audit")["items"][0]["who"] != "auditor":
        fail("that it was started is not on record")
    audit.ask("DELETE", "/api/v1/audit", status=204)
    with sqlite3.connect(os.path.join(record.data, "jiqun.db"), timeout=30) as db:
        path, name = db.execute("SELECT path, name FROM dossier LIMIT 1").fetchone()
        db.execute("UPDATE dossier SET name = ? WHERE path = ?", ("改名", path))
    now = run_audit(audit)
    if now["report"]["clean"] or "改名" not in now["report"]["difference"]["found"]:
        fail(f"a row that was changed: {now}")
    with sqlite3.connect(os.path.join(record.data, "jiqun.db"), timeout=30) as db:
        db.execute("UPDATE dossier SET name = ? WHERE path = ?", (name, path))


def rules(server, api):
    """A text that somebody writes is checked and proved; nothing is kept."""
    ministry, county, route = Office(server, "bu", False), Office(server, "xihu", False), "/api/v1/rulebooks/check"
    now = next(r for r in api.ask("GET", "/api/v1/rulebooks", status=200)[0]["rulebooks"] if r["in_force"])
    text = api.ask("GET", "/api/v1/rulebooks/{id}", status=200, id=now["id"])[0]["text"]
    same = ministry.ask("POST", route, {"text": text, "prove": True})
    if not same["good"] or not same["follows"]["good"] or same["proof"]["proved"] != same["proofs"] or same["proofs"] < 100:
        fail(f"the text in force: {same}")
    broken = ministry.ask("POST", route, {"text": text.replace("prove ", "proove ", 1)})
    line = next(i for i, words in enumerate(text.split("\n"), 1) if words.lstrip().startswith("prove "))
    if broken["good"] or "proof" in broken or [m["line"] for m in broken["messages"]][:1] != [line]:
        fail(f"a word that is none: {broken}, in line {line}")
    moved = ministry.ask("POST", "/api/v1/rulebooks/whatif", {"text": text.replace("require output >= 40", "require output >= 80")})
    if not moved["flips"] or sum(c["n"] for c in moved["changes"]) != len(moved["flips"]) or moved["from"] != now["id"]:
        fail(f"a bar that is moved: {moved}")
    ministry.ask("POST", route, {"text": "x" * 300000}, 422)
    county.ask("POST", route, {"text": text}, 403)


def proposals(server, api):
    """A text is proposed, declined, proposed anew, withdrawn; and one is put in force by two."""
    one, two, county = Office(server, "bu", False), Office(server, "bu2", False), Office(server, "xihu", False)
    route, act = "/api/v1/proposals", "/api/v1/proposals/{name}/"
    text = api.ask("GET", "/api/v1/rulebooks/{id}", status=200, id="national-2022")[0]["text"].replace("require output >= 40", "require output >= 50")
    body = {"name": "national-2099", "text": text, "from": "2099-01-01"}
    one.ask("POST", route, {**body, "from": "soon"}, 422)
    for end, by in (("decline", two), ("withdraw", one)):
        said = one.ask("POST", route, body, 201)
        by.ask("POST", act + end, {"reason": "核对"}, name="national-2099")
    if one.ask("GET", route)["others"] < 1 or county.ask("GET", route)["propose"]["open"]:
        fail("who may propose")
    one.ask("POST", route, body, 201)
    two.ask("GET", route + "/{name}", name="national-2099")
    county.ask("GET", route + "/{name}", None, 404, name="national-2099")
    one.ask("POST", act + "consent", {"digest": said["digest"]}, 409, name="national-2099")
    done = two.ask("POST", act + "consent", {"digest": said["digest"]}, name="national-2099")
    listed = [r["id"] for r in api.ask("GET", "/api/v1/rulebooks", status=200)[0]["rulebooks"] if r["two_persons"]]
    if done["state"] != "adopted" or done["ended_by"] != "bu2" or listed != ["national-2099"]:
        fail(f"two persons: {done} {listed}")


def matching(server):
    """A list against the rosters, of which there are none, and the files of what was found."""
    ministry, county, route = Office(server, "bu", False), Office(server, "xihu", False), "/api/v1/matching"
    status, sent = ministry.client.ask("POST", "/api/v1/files?name=list.csv", "统一社会信用代码\n91350200MA2YJ1XR9G\nx\n".encode(), {"Content-Type": "application/octet-stream"})
    if status not in (200, 201) or ministry.ask("GET", route)["state"] != "none":
        fail(f"the list: {status} {sent}")
    ministry.ask("GET", route + "/found", None, 404)
    ministry.ask("POST", route, {"file": sent["digest"], "place": "33"}, 202)
    while (now := ministry.ask("GET", route))["state"] == "running":
        time.sleep(0.05)
    if now["state"] != "done" or now["report"]["rows"] != 2 or now["report"]["clusters"] != now["report"]["without"] or not now["report"]["told"]:
        fail(f"a match: {now}")
    for form in ("json", "csv", "xlsx"):
        ministry.ask("GET", route + "/found", format=form)
    ministry.ask("DELETE", route, None, 204)
    county.ask("POST", route, {"file": sent["digest"]}, 403)


def rest(api, routes, token):
    """What is not for a token, or nobody: each is asked once and refused in order."""
    filler = {"id": "x", "name": "x", "login": "x", "cluster": "x", "round": "x", "path": "x", "action": "x"}
    for method, path in sorted(routes - done):
        if path == "/api/v1/events":
            api.ask(method, path, None, status=401)
            continue
        body = {} if method in ("POST", "PUT") else None
        some = {k: v for k, v in filler.items() if "{" + k + "}" in path}
        api.ask(method, path, None, body, **some)
        api.ask(method, path, token, body, **some)


def main():
    routes = route_table()
    county = "330106"
    with Record(clusters=60, years=3) as record:
        tokens = {"public": None}
        for who, words in {"ministry": ["ministry", ""], "province": ["province", "33"], "county": ["county", county],
                           "stranger": ["county", "110105"], "reader": ["ministry", "", "read"]}.items():
            tokens[who] = tool("token", record.data, f"{who}1", *words)
        for login, *grant in (("system", "--office", "system"), ("security", "--office", "security"), ("auditor", "--office", "audit"), ("bu", "--level", "ministry"), ("bu2", "--level", "ministry"), ("xihu", "--level", "county", "--place", county)):
            add_account(record, login, *grant)
        with Server(record) as server:
            server.ready()
            api = Api(server)
            offices(server)
            auditor(server, record)
            rules(server, api)
            matching(server)
            lists(api, {k: v for k, v in tokens.items() if k != "reader"})
            refused_questions(api, tokens["ministry"])
            due_by_place(api, tokens["ministry"])
            due_by_month(api, tokens["ministry"])
            figures(api, tokens["ministry"])
            figures(api, None)
            dossiers(api, {k: v for k, v in tokens.items() if k != "reader"})
            acting(api, tokens, county)
            round_table(api, {k: v for k, v in tokens.items() if k != "reader"})
            orders(api, tokens)
            files(api, tokens)
            proposals(server, api)
            machines(api)
            rest(api, routes, tokens["ministry"])
    persons()
    if routes - done:
        fail(f"never asked: {sorted(routes - done)}")
    print(f"ok - {len(routes)} routes")


main()
