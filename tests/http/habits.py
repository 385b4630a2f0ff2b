#!/usr/bin/env python3
"""What a browser, a spreadsheet or a proxy is protected from, row by row of docs/security.md. Ends with TAP."""
import http.client
import json
import os
import re
import sys

sys.path.insert(0, os.path.dirname(__file__))
from server import PASSWORD, Client, Record, Server, Tap, add_account  # noqa: E402

tap = Tap()
EVIL = '<script>alert(1)</script>'


def headers(server):
    """The same on pages, files, answers of the API, refusals and errors."""
    for target, wanted in (("/", 200), ("/register.csv", 200), ("/api/v1/clusters", 200), ("/api/v1/session", 401), ("/nowhere", 404),
                           ("/%zz", 400)):
        status, got, _ = server.ask("GET", target)
        policy = got.get("content-security-policy", "")
        good = (status == wanted and got.get("x-content-type-options") == "nosniff" and "x-frame-options" in got and "referrer-policy" in got
                and "frame-ancestors 'none'" in policy and "unsafe-eval" not in policy and "default-src 'none'" in policy)
        tap.check(good, f"{target}: the headers that protect a browser", (status, got))
        tap.check("server" not in got and "x-powered-by" not in got, f"{target}: no word of what answers", got)
        disposition = got.get("content-disposition", "")
        tap.check(disposition.startswith("attachment") if target.startswith("/api/") else target.endswith(".csv") or disposition == "",
                  f"{target}: an answer for programs is saved, not shown", got)
    script = re.search(r"script-src[^;]*", server.ask("GET", "/")[1]["content-security-policy"])
    tap.check(script is None or "unsafe-inline" not in script.group(0), "no script within a page runs", script)


def cookies(server):
    """Flags, and that nothing a browser brings along becomes the session."""
    sent = json.dumps({"login": "county", "password": PASSWORD}).encode()
    planted = "A" * 43
    status, got, _ = server.ask("POST", "/api/v1/session", sent, {"Content-Type": "application/json", "Cookie": f"jiqun={planted}"})
    cookie = got.get("set-cookie", "")
    tap.check(status == 200 and all(f in cookie for f in ("HttpOnly", "SameSite=Strict", "Path=/")), "flags of the cookie", cookie)
    tap.check("Domain" not in cookie and planted not in cookie, "it is new, whatever came along (no fixation)", cookie)
    tap.check(server.ask("GET", "/api/v1/session", headers={"Cookie": f"jiqun={planted}"})[0] == 401, "what was planted is nobody")
    first = cookie.split(";")[0]
    _, got, _ = server.ask("POST", "/api/v1/session", sent, {"Content-Type": "application/json", "Cookie": first})
    tap.check(got["set-cookie"].split(";")[0] != first, "each sign-in has a cookie of its own")
    for target in ("/api/v1/session", "/api/v1/clusters", "/api/v1/waiting", "/api/v1/clusters?format=csv"):
        _, got, _ = server.ask("GET", target, headers={"Cookie": first})
        tap.check(got.get("cache-control") == "no-store", f"{target}: kept by nobody", got)


def from_elsewhere(server):
    """A browser that is signed in here, and even knows the form's word, is used by another site: it changes nothing."""
    client = Client(server)
    client.sign_in("county")
    here = f"127.0.0.1:{server.port}"
    foreign = ({"Origin": "https://evil.example"}, {"Origin": "null"}, {"Origin": f"http://{here}.evil.example"}, {"Origin": f"http://evil@{here}"},
               {"Origin": f"http://127.0.0.1:{server.port % 9000 + 1000}"}, {"Origin": f"ftp://{here}"}, {"Origin": here},
               {"Origin": f"http://{here}", "Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Sec-Fetch-Site": "cross-site"})
    for extra in foreign:
        wrong = []
        for method, target, body in (("POST", "/api/v1/tokens", {"name": "x", "scopes": "read"}), ("POST", "/api/v1/session", {"login": "county", "password": PASSWORD}),
                                     ("POST", "/api/v1/actions/register", {"target": "evil9", "args": {"name": "x集群", "industry": "I6540"}}),
                                     ("PUT", "/api/v1/account/password", {"old": PASSWORD, "new": "Quite-other-9-words"}),
                                     ("POST", "/api/v1/files", None), ("DELETE", "/api/v1/session", None)):
            status, value = client.ask(method, target, body if body else b"%PDF-1.4\n", dict(extra))
            if status != 403 or value.get("status") != 403:
                wrong.append((method, target, status, value))
        tap.check(not wrong, f"what another site has a browser send is refused: {extra}", wrong)
    tap.check(client.ask("GET", "/api/v1/tokens")[1]["items"] == [] and Client(server).sign_in("county")[0] == 200, "and nothing came of it")
    status, value = client.ask("POST", "/api/v1/tokens", {"name": "own", "scopes": "read act"}, {"Origin": f"http://{here}", "Sec-Fetch-Site": "same-origin"})
    tap.check(status == 201, "a page of this site is heard", value)
    status, _, body = server.ask("POST", "/api/v1/actions/enter_pool", b'{"target":"nobody"}', {"Content-Type": "application/json", "Origin": "https://province.example",
                                                                                             "Authorization": f"Bearer {value['token']}"})
    tap.check(status == 404, "and a program with a token, wherever it says it is", (status, body[:200]))


def other_sites(server):
    """Forms and scripts of other sites."""
    form = b"code=1"
    for extra in ({"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}):
        status, _, body = server.ask("POST", "/objection", form, {"Content-Type": "application/x-www-form-urlencoded", **extra})
        tap.check(status == 403, f"a form of another site is refused: {extra}", (status, body[:200]))
    from_elsewhere(server)
    client = Client(server)
    client.sign_in("county")
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
        status, _, body = server.ask("POST", "/api/v1/actions/enter_pool", b'{"target":"c1"}',
                                     {"Content-Type": kind, "Cookie": client.cookie, "X-CSRF-Token": client.csrf})
        tap.check(status == 415, f"{kind} is no JSON", (status, body[:200]))
    for target in ("/", "/api/v1/clusters", "/api/v1/session"):
        _, got, _ = server.ask("GET", target, headers={"Origin": "https://evil.example"})
        tap.check(not [h for h in got if h.startswith("access-control")], f"{target}: no other site may read it", got)


def methods(server):
    for method in ("TRACE", "TRACK", "CONNECT", "PATCH", "PROPFIND", "OPTIONS", "DELETE"):
        for target in ("/register", "/api/v1/clusters"):
            status, got, body = server.ask(method, target, headers={"X-Secret": "an-echo"})
            good = status in (400, 405) or (method == "OPTIONS" and status in (200, 204))
            tap.check(good and b"an-echo" not in body, f"{method} {target}", (status, got, body[:200]))


def false_host(server, host):
    for target in ("/", "/register", "/sitemap.xml", "/robots.txt", "/data/catalog.jsonld", "/nowhere"):
        _, got, body = server.ask("GET", target, headers={"Host": host})
        tap.check(b"evil.example" not in body and "evil.example" not in got.get("location", ""), f"{target}: a false host {host} is not repeated", body[:300])


# The status with which each is sent away. A view of the workbench that is not known is the workbench's own page (its
# script says so), where the program has one.
CLIMBING = {"/../../etc/passwd": 400, "/static/../../etc/passwd": 400, "/static/0/..%2f..%2fetc%2fpasswd": 404,
            "/data/..%2f..%2fjiqun.db": 404, "/data/%2e%2e%2fkeys": 404, "/data/%2e%2e/%2e%2e/jiqun.db": 404,
            "/desk/..%2f..%2fetc%2fpasswd": 404, "/desk/assets/..%2f..%2fetc%2fpasswd": 404,
            "/api/v1/rulebooks/..%2f..%2fetc%2fpasswd": 404, "/api/v1/drafts/../../keys": 400, "/register/..%2fkeys": 404,
            "/api/v1/files/..%2f..%2fjiqun.db": 401, "//etc/passwd": 400, "/static/0/%00": 400, "/..%5c..%5cetc/passwd": 404}


def no_file(server):
    """An address climbs to no file: the answer is a refusal, and nothing but that."""
    desk = server.ask("GET", "/desk/")
    for target, wanted in CLIMBING.items():
        link = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
        link.putrequest("GET", target, skip_accept_encoding=True)
        link.endheaders()
        answer = link.getresponse()
        body = answer.read()
        link.close()
        if target.startswith("/desk/..") and desk[0] == 200:
            good = answer.status == 200 and body == desk[2]
        elif answer.getheader("content-type") == "application/problem+json":
            good = answer.status == wanted and json.loads(body)["status"] == wanted and set(json.loads(body)) == {"type", "title", "status", "detail"}
        else:
            good = answer.status == wanted and answer.getheader("content-type") == "text/html; charset=utf-8" and b"<main" in body
        tap.check(good and not re.search(rb"root:|SQLite|keys/", body), f"{target}: no file", (answer.status, body[:300]))


def addresses(server):
    """No other host, no file beside the record."""
    for target in ("//evil.example/", "/en//evil.example", "/theme/plain?to=https://evil.example", "/theme/plain?back=//evil.example",
                   "/theme/contrast?to=//evil.example/", "/desk//evil.example", "/%5Cevil.example", "/signin/oidc?to=//evil.example"):
        _, got, body = server.ask("GET", target, headers={"Referer": "https://evil.example/"})
        where = got.get("location", "/")
        tap.check(re.match(r"/(?![/\\])", where) and b'href="//evil' not in body and b"url=//" not in body, f"{target}: leads nowhere else", got)
    for host in ("evil.example:1@127.0.0.1", "evil.example/a", "evil.example<b>"):
        false_host(server, host)
    no_file(server)
    for target in ("/theme/plain%0d%0aX-Evil:1", "/register?q=%0d%0aX-Evil:%201", "/signin/oidc/callback?state=%0d%0aX-Evil:1"):
        _, got, _ = server.ask("GET", target)
        tap.check("x-evil" not in got, f"{target}: no header slips in", got)


def questions(server):
    """A search is a text, not a pattern, and no SQL."""
    everything = len(json.loads(server.ask("GET", "/api/v1/clusters")[2])["rows"])
    tap.check(everything > 0, "there is something to find")
    for q in ("%25", "_", "%27%20OR%201=1--", "%22", "*", "%25%25", "a%27%3BDROP%20TABLE%20head%3B--"):
        status, _, body = server.ask("GET", f"/api/v1/clusters?q={q}")
        tap.check(status in (200, 400) and (status == 400 or not json.loads(body)["rows"]), f"q={q} finds nothing", body[:300])
        tap.check(server.ask("GET", f"/register?q={q}")[0] in (200, 400), f"nor in the register: {q}")
    for name in ("place", "channel", "industry", "state", "round", "cursor"):
        status, _, body = server.ask("GET", f"/api/v1/clusters?{name}=%27%20OR%201=1")
        tap.check(status == 400 or not json.loads(body)["rows"], f"{name}: the same", body[:300])


def names(server):
    """What somebody wrote is text: in pages, in JSON, in a spreadsheet."""
    for target in ("/register", "/register/evil1", "/en/register", "/register.xml"):
        status, got, body = server.ask("GET", target)
        shown = b"&lt;script&gt;alert(1)&lt;/script&gt;" in body
        tap.check(status == 200 and shown and b"<script>alert" not in body, f"{target}: a name is shown, and is no mark-up", body[:300])
    _, got, body = server.ask("GET", "/api/v1/clusters")
    found = {r["path"]: r["name"] for r in json.loads(body)["rows"]}
    tap.check(got["content-type"] == "application/json" and found["evil1"] == EVIL + "集群" and found["evil2"].startswith("=cmd|"),
              "in JSON it is a text, unchanged", found)
    for q in (EVIL, '"><svg onload=1>', "javascript:1"):
        body = server.ask("GET", "/register?q=" + re.sub(r"[^a-z]", lambda m: f"%{ord(m.group(0)):02x}", q))[2].decode()
        tap.check(EVIL not in body and "<svg" not in body, f"what is searched is repeated as a text: {q}")
    for target in ("/register.csv", "/api/v1/clusters?format=csv"):
        body = server.ask("GET", target)[2].decode()
        cells = [c for c in re.split(r'[,\r\n]', body) if "cmd|" in c]
        tap.check(cells and all(c.lstrip('"').startswith("'=") for c in cells), f"{target}: a name that a spreadsheet would run has an apostrophe", cells)


def unknown_members(server):
    """Nothing is taken over that the route does not know."""
    client = Client(server)
    client.sign_in("county")
    for method, target, body in (("POST", "/api/v1/session", {"login": "county", "password": PASSWORD, "office": "system"}),
                                 ("POST", "/api/v1/tokens", {"name": "x", "scopes": "read", "login": "first"}),
                                 ("PUT", "/api/v1/account/password", {"old": PASSWORD, "new": "Quite-other-9-words", "login": "first"}),
                                 ("POST", "/api/v1/actions/register", {"target": "c9", "args": {"name": "x集群", "industry": "I6540"}, "actor": "ministry"}),
                                 ("POST", "/api/v1/actions/register", {"target": "c9", "args": {"name": "x集群", "industry": "I6540", "county": "110105"}})):
        status, value = client.ask(method, target, body)
        tap.check(status in (400, 422), f"{target}: an unknown member is refused", (status, value))


STORY = """as ministry
take_over evil1 name="<script>alert(1)</script>集群" county=330106 industry=I6540 announcement="演示〔2022〕1号" announced=2022-09-13 valid_from=2022-09-13 valid_until=2025-09-12
take_over evil2 name="=cmd|' /C calc'!A0" county=330106 industry=I6540 announcement="演示〔2022〕1号" announced=2022-09-13 valid_from=2022-09-13 valid_until=2025-09-12
"""


def main():
    with Record() as record:
        path = os.path.join(record.folder, "story.case")
        with open(path, "w", encoding="utf-8") as f:
            f.write(STORY)
        record.run("play", "--data", record.data, "--", path)
        add_account(record, "first")
        add_account(record, "county", "--level", "county", "--place", "330106")
        with Server(record) as server:
            server.ready()
            headers(server)
            cookies(server)
            other_sites(server)
            methods(server)
            addresses(server)
            questions(server)
            names(server)
            unknown_members(server)
        with Server(record, "--site", "https://clusters.example.org/") as server:
            false_host(server, "evil.example")
            body = server.ask("GET", "/sitemap.xml")[2]
            tap.check(b"<loc>https://clusters.example.org/register</loc>" in body, "a site that was told its address names it", body[:300])
            server.ready()
            for origin, wanted in (("https://clusters.example.org", 200), ("http://clusters.example.org", 403), ("https://clusters.example.org.evil.example", 403)):
                status, value = Client(server).ask("POST", "/api/v1/session", {"login": "county", "password": PASSWORD}, {"Origin": origin})
                tap.check(status == wanted, f"and is known by it behind a proxy that says another host: {origin}", value)
    tap.end()


main()
