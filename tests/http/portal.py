#!/usr/bin/env python3
"""Every page of the portal, in both languages and both views, over a demonstration: status, form, links. Ends with TAP.

What a page must have: one <main>, one <h1>, headings without a step left out, unique ids, a label for every field,
headers in every table, a language; every element closed where HTML wants it. Every link within the site is followed.
"""
import hashlib
import html
import html.parser
import json
import os
import re
import subprocess
import sys
import time
import urllib.parse
import xml.dom.minidom

sys.path.insert(0, os.path.dirname(__file__))
from server import BIN, ROOT, Record, Server, Tap  # noqa: E402

tap = Tap()
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
HOSTILE = "<script>alert(1)</script>\"'&amp;产业集群"
PAGES_MAX = 400


class Page(html.parser.HTMLParser):
    """Faults of one page, and its links."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.open, self.faults, self.links, self.ids = [], [], [], set()
        self.labels, self.fields, self.heading, self.text = set(), [], 0, []
        self.count = {"main": 0, "h1": 0, "title": 0, "script": 0}
        self.lang = None
        self.feed(text)
        self.close()
        self.faults += [f"<{tag}> is not closed" for tag in self.open]
        self.faults += [f"no label for {f}" for f in self.fields if f not in self.labels]
        for tag, wanted in (("main", 1), ("h1", 1), ("title", 1), ("script", 0)):
            if self.count[tag] != wanted:
                self.faults.append(f"{self.count[tag]} <{tag}>")

    def handle_starttag(self, tag, attrs):
        a = dict(attrs)
        if len(a) != len(attrs):
            self.faults.append(f"an attribute of <{tag}> twice")
        if tag in self.count:
            self.count[tag] += 1
        if tag == "html":
            self.lang = a.get("lang")
        if "id" in a:
            if a["id"] in self.ids:
                self.faults.append(f"id {a['id']} twice")
            self.ids.add(a["id"])
        if "style" in a or any(k.startswith("on") for k in a):
            self.faults.append(f"<{tag}> has a style or a script in it")
        if re.fullmatch("h[1-6]", tag):
            level = int(tag[1])
            if level > self.heading + 1:
                self.faults.append(f"<{tag}> after a heading of level {self.heading}")
            self.heading = level
        if tag == "label" and "for" in a:
            self.labels.add(a["for"])
        if tag in ("select", "textarea") or (tag == "input" and a.get("type") not in ("hidden", "submit")):
            self.fields.append(a.get("id", f"a <{tag}> without an id"))
        if tag == "th" and a.get("scope") not in ("row", "col"):
            self.faults.append("<th> without scope")
        if tag in ("a", "link") and a.get("href"):
            self.links.append(a["href"])
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open[-1] != tag:
            self.faults.append(f"</{tag}> within {self.open[-3:]}")
        if tag in self.open:
            while self.open.pop() != tag:
                pass

    def handle_data(self, data):
        self.text.append(data)


def is_html(headers):
    return headers.get("content-type", "").startswith("text/html")


def look(server, target, contrast, wanted=200):
    """Asks for a page and says what is wrong with it; gives the page."""
    status, headers, body = server.ask("GET", target, headers={"Cookie": "theme=contrast"} if contrast else {})
    page = Page(body.decode()) if is_html(headers) else None
    faults = list(page.faults) if page else []
    if status != wanted:
        faults.append(f"status {status}")
    if page and page.lang != ("en" if target == "/en" or target.startswith("/en/") else "zh-CN"):
        faults.append(f"lang {page.lang}")
    if page and contrast and b'class="contrast"' not in body:
        faults.append("not in the view that was asked for")
    if page and body.count(b'<p class="demonstration"') != 1:
        faults.append("does not say that it is a demonstration")
    return page, faults, body


def crawl(server, contrast):
    """Follows every link within the site; each address once, of lists the first few pages."""
    todo, seen, wrong = ["/", "/en"], set(), []
    anchors, ids = set(), {}
    while todo and len(seen) < PAGES_MAX:
        target = todo.pop(0)
        if target in seen:
            continue
        seen.add(target)
        page, faults, _ = look(server, target, contrast)
        wrong += [f"{target}: {f}" for f in faults]
        if page is None:
            continue
        ids[target] = page.ids
        for link in page.links:
            whole = urllib.parse.urlsplit(urllib.parse.urljoin(target, link))
            if whole.netloc or re.match(r"(/en)?/(theme|static|data|desk)/|(/en)?/register\.|.*/proof$|/verify/offline$|(/en)?/api/", whole.path):
                continue
            if "after=" in whole.query and whole.query.count(".") > 1:
                continue
            at = whole.path + ("?" + whole.query if whole.query else "")
            if whole.fragment:
                anchors.add((target, at, urllib.parse.unquote(whole.fragment)))
            todo.append(at)
    wrong += [f"{source}: no place #{name} on {at}" for source, at, name in sorted(anchors) if at in ids and name not in ids[at]]
    return seen, wrong


def hostile_names(server):
    status, _, body = server.ask("GET", "/register")
    text = body.decode()
    tap.check(status == 200 and "<script>alert" not in text and "&lt;script&gt;alert(1)&lt;/script&gt;" in text,
              "a name with markup is text on the register", text[-1500:])
    _, faults, body = look(server, "/register/c9", False)
    tap.check(not faults and b"<script>alert" not in body, "and on its own page", faults)
    for query in ("q=%3Cscript%3E%22%27", "q=%22+onfocus=alert(1)+x=%22", "place=%22%3E"):
        status, _, body = server.ask("GET", "/register?" + query)
        tap.check(status in (200, 400) and b"<script>" not in body and b'" onfocus' not in body, f"{query} is text", body)


def bad_parameters(server):
    for target, wanted in (("/register?after=x", 400), ("/register?year=20x3", 400), ("/register?year=1", 400),
                           ("/register?place=zz", 400), ("/register?state=candidate", 400), ("/register?state=%3C", 400),
                           ("/register?round=%22", 400), ("/register?trail=x", 400), ("/register?q=" + "a" * 101, 400),
                           ("/register?industry=c-1", 400), ("/register?channel=123456", 400), ("/register/nobody", 404),
                           ("/register/c1", 200), ("/register/c2", 404), ("/register/r23", 404), ("/register/c2/proof", 404),
                           ("/notices/c1/nothing", 404), ("/notices/c1/a", 200), ("/announcements/recognition", 404),
                           ("/announcements/recognition?of=none", 404), ("/rulebook/text?version=00", 404),
                           ("/data/nothing.csv", 404), ("/data/register.exe", 404), ("/nowhere", 404), ("/theme/pink", 404)):
        for lang in ("", "/en"):
            if target.startswith("/data/") and lang:
                continue
            _, faults, _ = look(server, lang + target, False, wanted)
            tap.check(not faults, f"{lang}{target}: {wanted}", faults)


def data_files(server):
    for name in ("register", "rounds", "announcements", "divisions", "workdays", "rulebook"):
        sizes = {}
        for form in ("csv", "json", "xml", "xlsx"):
            status, headers, body = server.ask("GET", f"/data/{name}.{form}")
            tap.check(status == 200, f"/data/{name}.{form}", body[:200])
            sizes[form] = body
        rows = json.loads(sizes["json"])
        tap.check(rows["demonstration"] is True and rows["dataset"] == name, f"{name}.json says what it is", rows.get("dataset"))
        tree = xml.dom.minidom.parseString(sizes["xml"])
        lines = [x for x in sizes["csv"].decode().split("\r\n") if x and not x.startswith("# ")]
        tap.check(len(tree.getElementsByTagName("row")) == len(rows["rows"]), f"{name}: as many rows as XML as as JSON", "")
        if name != "rulebook" and name != "register":
            tap.check(len(lines) == len(rows["rows"]) + 1, f"{name}: as many rows as CSV", len(lines))
        tap.check(sizes["csv"].decode().startswith("# 演示"), f"{name}.csv says that it is a demonstration", sizes["csv"][:100])
        tap.check(sizes["xlsx"][:2] == b"PK", f"{name}.xlsx is one", sizes["xlsx"][:10])
        for form, body in sizes.items():
            digest = json.loads(server.ask("GET", f"/data/{name}.{form}/digest")[2])
            own = subprocess.run(["openssl", "dgst", "-sm3", "-r"], input=body, capture_output=True, check=True).stdout.decode()[:64]
            tap.check((digest["file"], digest["bytes"], digest["sha256"], digest["sm3"]) == (f"{name}.{form}", len(body), hashlib.sha256(body).hexdigest(), own),
                      f"{name}.{form} has the digests that are said", digest)
    catalogue = json.loads(server.ask("GET", "/data/catalog.jsonld")[2])
    tap.check(len(catalogue["dcat:dataset"]) == 6, "the catalogue has six datasets", catalogue)
    status, _, body = server.ask("GET", "/register.csv?q=" + urllib.parse.quote("演示") + "&place=33")
    tap.check(status == 200, "a query of the register as CSV", body[:300])


def proof(server, record):
    server.ready()
    status, headers, body = server.ask("GET", "/register/c9/proof")
    tap.check(status == 200, "a proof is signed", body[:300])
    file, keys = os.path.join(record.folder, "c9.proof"), os.path.join(record.folder, "log.pub")
    with open(file, "wb") as f:
        f.write(body)
    with open(keys, "wb") as f:
        f.write(server.ask("GET", "/verify/keys")[2])
    done = subprocess.run([BIN, "verify", "--pub", keys, file], capture_output=True, text=True)
    tap.check(done.returncode == 0, "and it verifies with the keys of the site", done.stdout + done.stderr)


def post(server, target, headers=None, **fields):
    status, got, body = server.ask("POST", target, urllib.parse.urlencode(fields),
                                   {"Content-Type": "application/x-www-form-urlencoded", **(headers or {})})
    return status, got, body


def objections(server, record):
    """From the form to the record; nothing personal is kept in clear text before that."""
    good = {"name": "某某某", "contact": "reader@example.org", "evidence": "该集群所称的龙头企业已经外迁，产值应重新计算。" * 2}
    for field, value in (("name", ""), ("name", "x"), ("contact", "no address"), ("contact", "a@b\r\nBcc: c@d"),
                         ("evidence", "short"), ("evidence", "长" * 4001), ("website", "http://robot")):
        status, _, body = post(server, "/notices/c1/a", **{**good, field: value})
        page = Page(body.decode())
        tap.check(status == 422 and not page.faults, f"{field} {value[:12]!r} is not taken", status)
        ways = [link for link in page.links if link.startswith("#") and link != "#main"]
        wanted = [] if field == "website" else ["#" + field]
        tap.check(ways == wanted and all(w[1:] in page.ids for w in ways), f"{field}: what is wrong leads to its field, and to no other", ways)
    for lang, told in (("", "真实姓名：请填写真实姓名"), ("/en", "Real name: Give your real name")):
        body = post(server, lang + "/notices/c1/a", name="", contact="", evidence="")[2].decode()
        tap.check(re.findall(r'<a href="#(name|contact|evidence)">', body) == ["name", "contact", "evidence"] and told in body and
                  body.index('role="alert"') < body.index('<input id="name"'), f"{lang}: all that is wrong is said first, by field", body[-4000:])
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "http://elsewhere.example"}):
        status, _, _ = post(server, "/notices/c1/a", headers, **good)
        tap.check(status == 403, f"not from elsewhere: {headers}", status)
    status, headers, _ = post(server, "/notices/c1/a", **good)
    found = re.search(r"number=([0-9A-Z]{24})&code=([0-9]{8})$", headers.get("location", ""))
    if not tap.check(status == 303 and found, "an objection is received under a number", (status, headers)):
        return
    number, code = found.groups()
    with open(os.path.join(record.data, "jiqun.db"), "rb") as f, open(os.path.join(record.data, "jiqun.db-wal"), "rb") as g:
        kept = f.read() + g.read()
    tap.check("某某某".encode() not in kept and "外迁".encode() not in kept, "name and evidence are sealed", "")
    page, faults, body = look(server, f"/objection?number={number}", False)
    tap.check(not faults and "待确认" in body.decode() and code.encode() not in body, "its progress", faults)
    for lang in ("", "/en"):
        text = look(server, f"{lang}/objection?number={number}", False)[2].decode()
        tap.check(re.search(r'/register/c1">(<span lang="zh-CN">)?[^<]*产业集群', text), f"{lang} with the cluster by its name", text[-1500:])
    tap.check("已收到异议 1 件，其中 1 件" in look(server, "/notices/c1/a", False)[2].decode(), "it is counted as unconfirmed", "")
    tap.check(look(server, "/objection?number=" + "A" * 24, False, 404)[1] == [], "another number is unknown", "")
    for wrong in range(2):
        status, _, _ = post(server, "/objection", number=number, code=f"{(int(code) + 1 + wrong) % 10**8:08d}")
        tap.check(status == 422, "a wrong code is not taken", status)
    status, _, body = post(server, "/objection", number=number, code=code)
    tap.check(status == 303, "the code is", body[-800:])
    time.sleep(2.1)  # a page's reader is at most so old
    body = look(server, f"/objection?number={number}", False)[2].decode()
    tap.check('class="state open"' in body, "then it is a case on record", body[-1500:])
    tap.check("已收到异议 1 件，其中 0 件" in look(server, "/notices/c1/a", False)[2].decode(), "and confirmed", "")
    status, _, _ = post(server, "/objection", number=number, code=code)
    tap.check(status == 422, "a code counts once", status)
    status, headers, _ = post(server, "/notices/c1/a", **good)
    number = re.search(r"number=([0-9A-Z]{24})", headers.get("location", "")).group(1)
    status = [post(server, "/objection", number=number, code="00000000")[0] for _ in range(6)][-1]
    body = look(server, "/objection?number=" + number, False, 429)[2]
    tap.check(status in (422, 429), "codes can not be tried for ever", status)
    # A minute may begin anew in between, but not twice.
    said = [post(server, "/notices/c1/a", **good)[0] for _ in range(8)]
    tap.check(429 in said, "nor objections handed in", said)


def pages_back_and_forth(server):
    """Over the whole list and back: the same pages."""
    def links(target):
        page, faults, body = look(server, target, False)
        rel = dict(re.findall(r'<a rel="(next|prev)" href="([^"]+)"', body.decode()))
        rows = re.findall(r'<th scope="row"><a href="/register/([^"]+)"', body.decode())
        return {k: v.replace("&amp;", "&") for k, v in rel.items()}, rows
    at, there = "/register", []
    for _ in range(30):
        rel, rows = links(at)
        there.append(rows)
        if "next" not in rel:
            break
        at = rel["next"]
    back = []
    for _ in range(30):
        rel, rows = links(at)
        back.append(rows)
        if "prev" not in rel:
            break
        at = rel["prev"]
    names = [n for rows in there for n in rows]
    tap.check(len(there) > 1 and len(names) == len(set(names)), "pages go on without a row twice", [len(r) for r in there])
    tap.check(there == back[::-1], "and back the same way", [len(r) for r in back])


def rounds_told(server):
    """A round that is still open on record is not called so after its last days."""
    for target, over, county in (("/", "申报已截止", "县级申报已截止，报送中"), ("/en", "closed to applications", "closed to counties, still forwarded")):
        body = look(server, target, False)[2].decode()
        said = re.findall(r'<span class="state ([a-z]+)">([^<]*)</span> ', body[body.index('id="rounds"'):])
        tap.check(said == [("over", over), ("over", county), ("open", "申报中" if target == "/" else "open")], f"{target}: rounds by their days", said)


def cites_told(server):
    """English pages cite the law in English."""
    for target in ("/en/guide", "/en/rulebook", "/en/notices"):
        body = look(server, target, False)[2].decode()
        said = re.findall(r'class="cite"[^>]*>(.*?)</a>', body)
        if target == "/en/rulebook":
            said = re.findall(r'<h3 id="[^"]+">(.*?)</h3>', body)
        wrong = [c for c in said if not re.fullmatch(r"(art\. \d+|annex|notice of \d+|our reading|[A-Za-z ]+)(\(\d+\))*", c)]
        tap.check(said and not wrong, f"{target} cites in English", wrong[:5])
    tap.check('>第十二条</a>' in look(server, "/guide", False)[2].decode(), "Chinese pages cite as the text does", "")


def widened(server):
    """Whoever finds nothing in one state is told where he has looked, and led to all that are public."""
    for lang, told, notices, public in (("", "这里只列“已认定”的集群", "公示与异议", "名录只有以下状态的集群：已认定、已撤销；查不到不等于没有登记"),
                                        ("/en", "Only clusters in the state “recognised”", "Public notices", "these states only: recognised, revoked;")):
        page, faults, body = look(server, f"{lang}/register?q=" + urllib.parse.quote("未公开") + "&place=33", False)
        text = html.unescape(body.decode())
        wide = [link for link in page.links if "state=all" in link]
        tap.check(not faults and told in text and notices in text and public in text and f"{lang}/notices" in page.links,
                  f"{lang}: where was looked, and what is public at all", [faults, text[-1500:]])
        tap.check(len(wide) == 2 and "place=33" in wide[0] and wide[1] == f"{lang}/register?state=all",
                  f"{lang}: the same over all public states, and all clusters without a filter", wide)
        page, faults, body = look(server, wide[0], False)
        tap.check(not faults and "未公开集群" not in body.decode() and "Search in every" not in body.decode() and "在全部公开状态中查找" not in body.decode(),
                  f"{lang}: what is not public is in no state", faults)


def list_leads(server):
    """The list on notice says that a name leads to the form, and it does."""
    for lang, told in (("", "进入该集群的公示页，在该页提出异议"), ("/en", "and to the form to object there")):
        page, faults, body = look(server, f"{lang}/notices", False)
        tap.check(not faults and told in body.decode() and f"{lang}/notices/c1/a" in page.links, f"{lang}: the names of the list", [faults, page.links])
        tap.check(b'<form class="entry"' in look(server, f"{lang}/notices/c1/a", False)[2], f"{lang}: lead to the form")


def every_state(server):
    """The list over all public states has those of each, once."""
    def names(state):
        at, found = f"/register?state={state}", []
        while at:
            body = look(server, at, False)[2].decode()
            found += re.findall(r'<th scope="row"><a href="/register/([^"]+)"', body)
            at = dict(re.findall(r'<a rel="(next)" href="([^"]+)"', body)).get("next", "").replace("&amp;", "&")
        return found
    one, other, both = names("recognised"), names("revoked"), names("all")
    tap.check(other and sorted(one + other) == sorted(both) and len(set(both)) == len(both), "all public states together", [len(one), len(other), len(both)])
    status, _, body = server.ask("GET", "/register.csv?state=all")
    tap.check(status == 200 and all(f"{n}," in body.decode() for n in both), "and as a file", body[:300])


def no_demonstration():
    """A record that is none does not say so, takes no day, and has nothing of the state's: a filing number only when one is given."""
    with Record() as record:
        real = os.path.join(record.folder, "real")
        record.run("init", "--data", real, "--no-prove")
        record.data = real
        done = subprocess.run([BIN, "serve", "--lang", "en", "--data", real, "--port", "0", "--today", "2023-01-01"], capture_output=True, text=True, timeout=60)
        tap.check(done.returncode != 0 and "--today" in done.stderr, "a record that is no demonstration takes no day", done.stderr)
        for options, filed in (((), False), (("--filing", "示例备案文字"), True)):
            with Server(record, *options) as server:
                server.ready()
                for target in ("/", "/en", "/register", "/notices", "/guide", "/help", "/nowhere"):
                    body = server.ask("GET", target)[2].decode()
                    wrong = [w for w in ("demonstration", "<img", "ICP备", "公网安备") if w in body]
                    tap.check(not wrong and ("示例备案文字" in body) == filed, f"{target}: no demonstration, no emblem, {'the' if filed else 'no'} filing number", wrong or body[-600:])


def main():
    no_demonstration()
    with Record(clusters=300, years=2, seed=7) as record:
        with Record() as notice:
            made(notice)
            with Server(notice) as server:
                server.ready()
                hostile_names(server)
                rounds_told(server)
                cites_told(server)
                widened(server)
                list_leads(server)
                bad_parameters(server)
                proof(server, notice)
                objections(server, notice)
        with Server(record) as server:
            server.ready()
            for contrast in (False, True):
                seen, wrong = crawl(server, contrast)
                tap.check(len(seen) > 60 and not wrong, f"{len(seen)} pages{' in high contrast' if contrast else ''}", wrong[:20])
            data_files(server)
            pages_back_and_forth(server)
            every_state(server)
            for target, kind in (("/robots.txt", "text/plain"), ("/sitemap.xml", "application/xml")):
                status, headers, body = server.ask("GET", target)
                tap.check(status == 200 and headers["content-type"].startswith(kind), target, headers)
            xml.dom.minidom.parseString(server.ask("GET", "/sitemap.xml")[2])
    tap.end()


def play(record, text):
    scene = os.path.join(record.folder, "scene.case")
    with open(scene, "w", encoding="utf-8") as f:
        f.write(text)
    record.run("play", scene, "--data", record.data)


def made(record):
    """c9 is recognised under a hostile name (taken over while loading), c1 is on notice, c2 a candidate; of three rounds
    one is over, one for counties only."""
    name = HOSTILE.replace('"', '\\"')
    play(record, f'today 2022-10-01\nas ministry\ntake_over c9 name="{name}" announcement="公告" announced=2022-09-20 county=330108\n')
    record.run("play", os.path.join(ROOT, "tests/scenarios/lib/noticed.case"), "--data", record.data)
    play(record, 'as county 330106\nregister c2 name="未公开集群"\n')
    play(record, 'today 2023-10-01\nas ministry\nopen_round r24 closes=2024-07-31 county_closes=2023-09-30\nopen_round r25 closes=2024-08-31\n')


if __name__ == "__main__":
    main()
