#!/usr/bin/env python3
"""Who may ask what: every route by every role, and every dossier by every place. Ends with TAP.

What is expected stands in the tables below, which were written from the regulation (第四条, 第十二条 to 第十八条), from what
app/account.h and app/show.h promise and from docs/openapi.yaml; nothing is taken over from what the server answers. A
route that is not in ROUTES, and an action that is not in ACTIONS, fails: whoever adds one says who may use it.
"""
import http.client
import io
import json
import os
import re
import shutil
import subprocess
import sys
import time
import zipfile

sys.path.insert(0, os.path.dirname(__file__))
from server import PASSWORD, ROOT, Client, Record, Server, Tap, add_account  # noqa: E402

TOOLS = os.environ["JIQUN_TOOLS"]
tap = Tap()

# public: anybody, and the same for everybody. open: anybody; who may see more sees more. internal: this machine.
# staged: whoever has begun to sign in. person: whoever has signed in. signed: a person, or a token with the scope to
# read or to act; files: the same with the scope for files.
# After the route of an office: which ones (S system, Y security, A audit); everybody else is refused.
ROUTES = """
public GET /                              public GET /register                     public GET /register/{cluster}
public GET /notices                       public GET /notices/{cluster}/{case}     public POST /notices/{cluster}/{case}
public GET /objection                     public POST /objection                   public GET /announcements
public GET /announcements/recognition     public GET /announcements/reexamination  public GET /announcements/revocation
public GET /register/{cluster}/proof      public GET /verify                       public GET /verify/keys
public GET /verify/checkpoint             public GET /verify/offline               public GET /register.csv
public GET /register.json
public GET /register.xml                  public GET /register.xlsx                public GET /data
public GET /data/catalog.jsonld           public GET /data/{file}                  public GET /data/{file}/digest
public GET /guide                         public GET /rulebook                     public GET /rulebook/text
public GET /rulebook/download             public GET /sitemap                      public GET /help
public GET /accessibility                 public GET /sitemap.xml                  public GET /robots.txt
public GET /theme/{name}                  public GET /signin/oidc                  public GET /signin/oidc/callback
public GET /static/{digest}/{name}        public GET /desk                         public GET /desk/{path*}
public GET /healthz                       public GET /readyz                       internal GET /metrics
public GET /api/v1/rulebooks              public GET /api/v1/rulebooks/{id}        public GET /api/v1/divisions
public GET /api/v1/channels               public POST /api/v1/session
open GET /api/v1/clusters                 open GET /api/v1/clusters/{cluster}      open GET /api/v1/clusters/{cluster}/timeline
open GET /api/v1/rounds                   open GET /api/v1/rounds/{round}/cases    open GET /api/v1/figures
signed GET /api/v1/waiting                signed GET /api/v1/due                   signed GET /api/v1/events
signed GET /api/v1/options                signed GET /api/v1/rounds/{round}/table
files POST /api/v1/files                  files GET /api/v1/files/{digest}
files GET /api/v1/clusters/{cluster}/files/{digest}
signed GET /api/v1/drafts/{path*}         signed PUT /api/v1/drafts/{path*}        signed POST /api/v1/actions/{action}
staged GET /api/v1/session                staged POST /api/v1/session/second       staged PUT /api/v1/account/password
staged POST /api/v1/account/second        staged POST /api/v1/account/second/confirm
person GET /api/v1/sessions               person DELETE /api/v1/sessions/{id}
person GET /api/v1/tokens                 person POST /api/v1/tokens               person DELETE /api/v1/tokens/{id}
person GET /api/v1/accounts:SYA           person GET /api/v1/accounts/{login}:SYA  person POST /api/v1/accounts:S
person POST /api/v1/accounts/{login}/reveal:SYA       person POST /api/v1/accounts/{login}/second-reset:Y
person PUT /api/v1/accounts/{login}/person:S          person POST /api/v1/accounts/{login}/password:S
person POST /api/v1/accounts/{login}/grant:Y          person POST /api/v1/accounts/{login}/revoke:Y
person POST /api/v1/accounts/{login}/confirm:Y        person POST /api/v1/accounts/{login}/disable:SY
person POST /api/v1/accounts/{login}/enable:Y         person POST /api/v1/accounts/{login}/erase:S
person POST /api/v1/accounts/{login}/link:Y           person DELETE /api/v1/accounts/{login}/link:Y
person GET /api/v1/settings/accounts:SYA              person PUT /api/v1/settings/accounts:Y
person GET /api/v1/access:A
person DELETE /api/v1/sessions            staged DELETE /api/v1/session
"""

# Roles, and the place for which they act. What comes behind a place is the place that is asked about.
OFFICIALS = {"county": ("county", "330106"), "sibling": ("county", "330110"), "far-county": ("county", "110105"),
             "city-county": ("county", "330203"), "province": ("province", "33"), "far-province": ("province", "11"),
             "planned-city": ("province", "3302"), "ministry": ("ministry", None)}
OFFICES = {"system": "S", "security": "Y", "audit": "A"}
# Dossiers: the county in which each lies. All are candidates but the last, which is recognised and so public (第十五条).
DOSSIERS = {"zqhome": "330106", "zqnext": "330110", "zqpek": "110105", "zqnbo": "330203", "zqopen": "330106"}
PUBLIC = "zqopen"
# Who sees a candidate, or more of a recognised one than the public: the county itself, the channel to which it reports
# (宁波 reports by itself and not through 浙江), the Ministry, an auditor. Nobody else: no other county, no office.
SEES = {"330106": {"county", "province", "ministry", "audit"}, "330110": {"sibling", "province", "ministry", "audit"},
        "110105": {"far-county", "far-province", "ministry", "audit"},
        "330203": {"city-county", "planned-city", "ministry", "audit"}}

# Which level does what (vocabulary of the regulation): C county, P province, M ministry, * whoever is the public.
ACTIONS = """
open_round M  close_round M  publish_round M  register C  enter_pool P  recognise_provincial P  withdraw_provincial P
rename M  take_over M  apply C  fill C  submit C  withdraw C  accept P  return P  refuse P  check P  review P
grant_relaxation P  refuse_relaxation P  recommend P  not_recommend P  central_check M  re_review M  list M  recognise M
decline M  disqualify M  object *  uphold M  dismiss M  file C  refile C  forward P  file_change C  confirm_change P
report_incident CPM  confirm_incident PM  clear_incident PM  open_supervision PM  answer C  refuse_supervision PM
close_supervision PM  apply_reexamination C  pass M  fail M  propose_revocation PM  hear M  revoke M  drop_revocation M
plan_task C  report_task C  finish_task C  record_support CPM  list_body C  remove_body C  publish_practice P
select_practice M  deny_relaxation M  end_loading M  succeed_division M
"""

BODIES = {"POST /api/v1/actions/{action}": {"target": "zqhome"}, "PUT /api/v1/drafts/{path*}": {"facts": {"land": 95}},
          "POST /api/v1/tokens": {"name": "matrix", "scopes": "read"}, "POST /api/v1/session/second": {"code": "000000"},
          "PUT /api/v1/account/password": {"old": "no-no-No-1", "new": "Quite-other-9-words"},
          "POST /api/v1/account/second/confirm": {"code": "000000"},
          "POST /api/v1/accounts": {"login": "fresh-one", "name": "某某"},
          "POST /api/v1/accounts/{login}/grant": {"level": "county", "who": "330106"},
          "POST /api/v1/accounts/{login}/link": {"issuer": "https://provider.example", "subject": "7"},
          "POST /api/v1/accounts/{login}/password": {"password": "Quite-other-9-words"},
          "PUT /api/v1/accounts/{login}/person": {"name": "某某"},
          "PUT /api/v1/settings/accounts": {"second_offices": True}}
REASON = {"reason": "核对"}
PARAMS = {"cluster": "zqhome", "case": "a", "round": "r23", "path": "zqhome/a", "path*": "zqhome/a", "login": "victim",
          "id": "AAAAAAAAAAAAAAAA", "action": "enter_pool", "file": "register.csv", "name": "plain", "digest": "0"}


class Role:
    """Somebody who asks. kind: nobody, staged, person, token, or bad (a token of nobody)."""

    def __init__(self, name, kind, client=None, token=None, scopes=(), csrf=True, office=""):
        self.name, self.kind, self.client, self.token = name, kind, client, token
        self.scopes, self.csrf, self.office = scopes, csrf, office

    def ask(self, server, method, target, body=None, headers=None):
        """Status, headers, bytes."""
        sent = dict(headers or {})
        if self.token:
            sent["Authorization"] = f"Bearer {self.token}"
        elif self.client and self.client.cookie:
            sent["Cookie"] = self.client.cookie
            if self.csrf and self.client.csrf and method != "GET":
                sent["X-CSRF-Token"] = self.client.csrf
        if body is not None:
            sent["Content-Type"] = "application/json"
            body = json.dumps(body).encode()
        return server.ask(method, target, body, sent)


def gate(access, method, role):
    """The status with which a role is sent away before anything is looked at; None: it is let in."""
    if access in ("public", "internal"):
        return None
    if role.kind == "bad":
        return 401
    if role.kind == "nobody":
        return None if access == "open" else 401
    if role.kind == "token":
        if access in ("staged", "person"):
            return 403
        wanted = "files" if access == "files" else "read" if method == "GET" else "act"
        return None if wanted in role.scopes else 403
    if method != "GET" and not role.csrf:
        return 403
    return 403 if role.kind == "staged" and access in ("person", "signed", "files") else None


def of_office(role, offices):
    return not offices or (role.office != "" and role.office in offices)


def routes():
    table = {}
    for access, method, path in re.findall(r"(public|open|internal|signed|files|staged|person) (GET|POST|PUT|DELETE) (\S+)", ROUTES):
        path, _, offices = path.partition(":")
        table[f"{method} {path}"] = (access, offices)
    return table


def tool(name, *words):
    path = os.path.join(TOOLS, f"http_tool_{name}")
    if not os.path.exists(path):
        path = os.path.join(TOOLS, "tests", f"http_tool_{name}")
    return subprocess.run([path, *words], stdout=subprocess.PIPE, check=True, text=True).stdout.strip()


def all_routes_are_here(table):
    real = set(tool("routes").splitlines())
    tap.check(real == set(table), "each route is in the table, and each of the table is a route",
              f"not in the table: {sorted(real - set(table))}; no routes: {sorted(set(table) - real)}")


# ---- what has happened, and who is there

STORY = """as ministry
open_round r23 closes=2027-12-31 quota=6 quota_separate=2 first=yes
take_over zqopen name="公开集群" county=330106 industry=I6540 announcement="演示〔2022〕1号" announced=2022-09-13 valid_from=2022-09-13 valid_until=2025-09-12
"""


def story(record):
    path = os.path.join(record.folder, "story.case")
    with open(path, "w", encoding="utf-8") as f:
        f.write(STORY)
        for dossier, county in DOSSIERS.items():
            f.write(f"as county {county}\n")
            if dossier != PUBLIC:
                f.write(f'register {dossier} name="密名{dossier}集群" industry=I6540\napply {dossier}/a round=r23\n')
    record.run("play", "--data", record.data, "--", path)


def accounts(record):
    add_account(record, "first")
    for name, (level, place) in OFFICIALS.items():
        add_account(record, name, "--level", level, *(["--place", place] if place else []))
    for name in (*OFFICES, "enrol-office"):
        add_account(record, name, "--office", name if name in OFFICES else "system")
    add_account(record, "security2", "--office", "security")
    add_account(record, "linked", "--level", "county", "--place", "330109")
    add_account(record, "inert")
    add_account(record, "victim", "--level", "county", "--place", "330109")
    add_account(record, "closed", "--level", "county", "--place", "330106")
    record.run("user", "add", "change", "--password-stdin", "--data", record.data, input=PASSWORD + "\n")
    record.run("user", "grant", "change", "--level", "county", "--place", "330106", "--data", record.data)


def signed_in(server, login, stage):
    client = Client(server)
    status, value = client.sign_in(login)
    if not tap.check(status == 200 and value["stage"] == stage, f"{login} signs in: {stage}", value):
        tap.end()
    return client


def token_of(client, scopes):
    status, value = client.ask("POST", "/api/v1/tokens", {"name": scopes, "scopes": scopes})
    if status != 201:
        raise SystemExit(f"no token: {status} {value}")
    return value["token"]


def people(server):
    roles = [Role("nobody", "nobody")]
    for name in OFFICIALS:
        roles.append(Role(name, "person", signed_in(server, name, "full")))
    for name in OFFICES:
        client = signed_in(server, name, "enrol")
        client.enrol()
        roles.append(Role(name, "person", client, office=OFFICES[name]))
    by = {r.name: r for r in roles}
    status, _ = Client(server).sign_in("inert")
    tap.check(status == 403, "who was granted nothing signs in to nothing", status)
    closed = signed_in(server, "closed", "full")
    token = token_of(closed, "read act files")
    status, value = by["security"].client.ask("POST", "/api/v1/accounts/closed/disable", {"reason": "调离"})
    tap.check(status == 200, "an account is closed", value)
    roles += [Role("closed", "nobody", closed), Role("token-of-closed", "bad", token=token),
              Role("enrol", "staged", signed_in(server, "enrol-office", "enrol")),
              Role("change", "staged", signed_in(server, "change", "change")),
              Role("no-csrf", "person", by["county"].client, csrf=False)]
    for scope in ("read", "act", "files"):
        roles.append(Role(f"token-{scope}", "token", token=token_of(by["county"].client, scope), scopes=(scope,)))
    token = roles[-1].token
    roles.append(Role("token-forged", "bad", token=token[:-1] + ("A" if token[-1] != "A" else "B")))
    return roles


# ---- every route by every role

def head(server):
    """How far the log goes, and how far the record of what was done to accounts."""
    return re.search(rb"jiqun_log_size (\d+)", server.ask("GET", "/metrics")[2]).group(1)


def told(body, dossiers=DOSSIERS):
    return [d for d in dossiers if d.encode() in body and d != PUBLIC]


def fill(route):
    method, path = route.split()
    return method, re.sub(r"\{([^}]+)\}", lambda m: PARAMS[m.group(1)], path)


def watch(by, server):
    """What must stay as it is when somebody is refused."""
    victim = by["system"].ask(server, "GET", "/api/v1/accounts/victim")[2]
    settings = by["system"].ask(server, "GET", "/api/v1/settings/accounts")[2]
    draft = by["county"].ask(server, "GET", "/api/v1/drafts/zqhome/a")[2]
    return head(server), victim, settings, draft


def gates(server, table, roles, by):
    """Who is sent away before anything is looked at, with the right status and not a word of the record."""
    before = watch(by, server)
    for route, (access, offices) in table.items():
        if access in ("public", "internal"):
            continue
        wrong = []
        method, target = fill(route)
        for role in roles:
            wanted = gate(access, method, role)
            if wanted is None and not of_office(role, offices):
                wanted = 403
            if wanted is None and role.office and route in ("POST /api/v1/tokens", "POST /api/v1/files"):
                wanted = 403  # an office acts in no case: it has no tokens, and sends nothing in
            if wanted is None:
                continue
            status, headers, body = role.ask(server, method, target, BODIES.get(route, REASON) if method in ("POST", "PUT") else None)
            good = status == wanted and not told(body) and headers.get("cache-control") == "no-store"
            if not good or headers.get("content-type") != "application/problem+json":
                wrong.append((role.name, wanted, status, body[:200]))
        tap.check(not wrong, f"{route}: who may not is sent away", wrong)
    tap.check(watch(by, server) == before, "and nothing has changed by all that")


def admitted(server, table, roles):
    """Whoever is let in is not sent away: the answer is the route's own. What would change something is left out."""
    for route, (access, offices) in table.items():
        method, target = fill(route)
        if method != "GET" or access in ("public", "internal") or route == "GET /api/v1/events":
            continue
        wrong = []
        for role in roles:
            if gate(access, method, role) is not None or not of_office(role, offices):
                continue
            status, headers, body = role.ask(server, method, target)
            if status not in (200, 404) or headers.get("cache-control") != "no-store":
                wrong.append((role.name, status, body[:200]))
        tap.check(not wrong, f"{route}: who may is let in", wrong)


def same_for_all(server, table, roles):
    """What is public is the same for everybody, and has nothing of what is not."""
    some = [r for r in roles if r.name in ("county", "ministry", "audit", "token-read", "token-forged")]
    for route, (access, _) in table.items():
        method, target = fill(route)
        if access != "public" or method != "GET" or route in ("GET /readyz", "GET /healthz"):
            continue
        status, _, body = server.ask("GET", target)
        wrong = [("nobody", told(body))] if told(body) and "zqhome" not in target else []
        for role in some:
            got, _, other = role.ask(server, "GET", target)
            if got != status or (other != body and "xlsx" not in target and "oidc" not in target):
                wrong.append((role.name, status, got))
        tap.check(not wrong and status != 401, f"{route}: the same for everybody ({status})", wrong)


# ---- every dossier by every place

def inside(role, dossier):
    return role in SEES[DOSSIERS[dossier]]


def unnamed(body, *names):
    for name in names:
        body = body.replace(name.encode(), b"*")
    return body


def dossiers(server, by):
    """404 with the words of what is not there at all; 200 in full inside, and what is public of the public one."""
    for name in ("nobody", *OFFICIALS, *OFFICES):
        wrong = []
        for dossier in DOSSIERS:
            for path in ("/api/v1/clusters/{}", "/api/v1/clusters/{}/timeline", "/api/v1/drafts/{}/a"):
                if name == "nobody" and "drafts" in path or dossier == PUBLIC and "drafts" in path:
                    continue
                sees = inside(name, dossier) or dossier == PUBLIC
                status, _, body = by[name].ask(server, "GET", path.format(dossier))
                if status != (200 if sees else 404):
                    wrong.append((path.format(dossier), status, body[:200]))
                none = by[name].ask(server, "GET", path.format("zqnone"))[2]
                if not sees and unnamed(body, dossier) != unnamed(none, "zqnone"):
                    wrong.append((path.format(dossier), body, none))
                if path.endswith("clusters/{}") and status == 200:
                    whole = json.loads(body)["sight"]
                    if whole != ("full" if inside(name, dossier) else "public"):
                        wrong.append((dossier, whole))
        tap.check(not wrong, f"{name} sees the dossiers of its place in full, of others what is public", wrong)


LISTS = ("/api/v1/clusters?limit=100", "/api/v1/clusters?q=zq", "/api/v1/clusters?q=%E5%AF%86%E5%90%8D", "/api/v1/clusters?place=33",
         "/api/v1/clusters?place=110105", "/api/v1/clusters?channel=11", "/api/v1/clusters?state=candidate",
         "/api/v1/clusters?industry=I6540", "/api/v1/clusters?format=csv", "/api/v1/clusters?format=xlsx",
         "/api/v1/rounds", "/api/v1/rounds/r23/cases", "/api/v1/rounds/r23/cases?place=11", "/api/v1/figures",
         "/api/v1/options", "/api/v1/waiting", "/api/v1/waiting?place=33", "/api/v1/due?days=3000", "/api/v1/due?days=3000&place=11")
SIGNED_LISTS = ("/api/v1/options", "/api/v1/waiting", "/api/v1/due")


def lists(server, by):
    """No row of another place, in any form of any list; those of its own are there."""
    for name in ("nobody", *OFFICIALS, *OFFICES):
        wrong = []
        for target in LISTS:
            status, _, body = by[name].ask(server, "GET", target)
            if status != (401 if name == "nobody" and target.startswith(SIGNED_LISTS) else 200):
                wrong.append((target, status, body[:200]))
            if "xlsx" in target and status == 200:
                book = zipfile.ZipFile(io.BytesIO(body))
                body = b"".join(book.read(n) for n in book.namelist())
            beyond = [d for d in told(body) if not inside(name, d)]
            if beyond:
                wrong.append((target, beyond))
            lacking = [d for d in DOSSIERS if inside(name, d) and d.encode() not in body]
            if lacking and target in (LISTS[0], LISTS[8], LISTS[9]):
                wrong.append((target, "lacks", lacking))
        tap.check(not wrong, f"{name} finds in lists, searches, tables and counts what lies in its place", wrong)


def levels():
    words = ACTIONS.split()
    return dict(zip(words[::2], words[1::2]))


def vocabulary(server):
    """Names of the actions of the rulebook that is in force."""
    found = set()

    def walk(node, key=""):
        if isinstance(node, dict):
            for k, v in node.items():
                walk(v, k)
        elif isinstance(node, list):
            for v in node:
                if key == "actions":
                    found.add(v.get("action", v.get("name")) if isinstance(v.get("action", v.get("name")), str) else v["action"]["name"])
                walk(v)
    walk(json.loads(server.ask("GET", "/api/v1/rulebooks/national-2022")[2]))
    return found


def actions(server, by):
    """Nobody acts, or learns anything, outside his place; inside it, each level does what is its own."""
    table = levels()
    real = vocabulary(server)
    tap.check(real == set(table), "each action is in the table", sorted(real ^ set(table)))
    letter = {"county": "C", "province": "P", "ministry": "M"}
    before = head(server)
    for action, who in sorted(table.items()):
        wrong = []
        for name, (level, _) in OFFICIALS.items():
            for dossier in DOSSIERS:
                target = dossier if action in ("register", "enter_pool", "rename", "apply") else f"{dossier}/a"
                if action in ("open_round", "close_round", "publish_round"):
                    target = "r23"
                elif action in ("end_loading", "succeed_division"):
                    target = []  # of the programme, which lies in no place
                asked = {"target": target, "args": {"no_such": 1}} if action == "check" else {"target": target}
                outside = target not in ("r23", []) and not inside(name, dossier)
                if not outside and letter[level] in who:
                    continue
                url = f"/api/v1/actions/{action}"
                status, _, body = by[name].ask(server, "POST", url, asked)
                if outside:
                    asked["target"] = asked["target"].replace(dossier, "zqnone")
                    none = by[name].ask(server, "POST", url, {**asked, "target": "zqnone/a/b"})[2]
                    if status != 404 or unnamed(body, target) != unnamed(none, "zqnone/a/b"):
                        wrong.append((name, target, status, body[:300], none[:300]))
                elif status not in (400, 409) or (status == 409 and b'"why":"level"' not in body and b'"why":"command"' not in body):
                    wrong.append((name, target, status, body[:300]))
        for name in OFFICES:
            status, _, body = by[name].ask(server, "POST", f"/api/v1/actions/{action}", {"target": "zqhome/a"})
            if status != 403 or told(body):
                wrong.append((name, status, body[:200]))
        tap.check(not wrong, f"{action}: by {who} and in its place alone", wrong)
    tap.check(head(server) == before, "and none of these is in the log")


def drafts(server, by):
    """A form is filled in by its own county; who sees it does not write it, and who does not see it does not find it."""
    figures = {"facts": {"land": 77}}
    before = by["county"].ask(server, "GET", "/api/v1/drafts/zqhome/a")[2]
    wrong = []
    for name in (*OFFICIALS, *OFFICES):
        if name == "county":
            continue
        status, _, body = by[name].ask(server, "PUT", "/api/v1/drafts/zqhome/a", figures, {"If-Match": '"0"'})
        wanted = 403 if name in OFFICES else 409 if inside(name, "zqhome") else 404
        none = by[name].ask(server, "PUT", "/api/v1/drafts/zqnone/a", figures, {"If-Match": '"0"'})[2]
        if status != wanted or wanted == 404 and body != none:
            wrong.append((name, status, body, none))
    tap.check(not wrong, "a form is filled in by its own county alone", wrong)
    tap.check(by["county"].ask(server, "GET", "/api/v1/drafts/zqhome/a")[2] == before, "and stays as it was")
    several = {"target": ["zqhome/a", "zqpek/a"]}
    status, _, body = by["county"].ask(server, "POST", "/api/v1/actions/submit", several)
    tap.check(status == 404 and not told(body, ["zqpek"]), "one dossier of another place among several is not there", body)
    status, _, body = by["county"].ask(server, "POST", "/api/v1/actions/register", {"target": "zqpek", "args": {"name": "x集群", "industry": "I6540"}})
    tap.check(status == 404 and b"110105" not in body, "a name that is taken elsewhere is not said to be whose", body)


def files(server, by):
    """An attachment is read by whoever acts for the authority that sent it in, and then through a dossier that names it
    and is seen in full; to know its digest is of no use to anybody else."""
    pdf = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
    client = by["county"].client
    sent = {"Cookie": client.cookie, "X-CSRF-Token": client.csrf, "Content-Type": "application/pdf"}
    status, _, body = server.ask("POST", "/api/v1/files?name=zqhome.pdf", pdf, sent)
    if not tap.check(status == 201, "a county sends a file in", body):
        return
    digest, value = json.loads(body)["digest"], json.loads(body)["value"]
    wrong = []
    for role in by.values():
        own = role.name in ("county", "no-csrf", "token-files")
        wanted = gate("files", "GET", role) or (200 if own else 404)
        for path, status in ((f"/api/v1/files/{digest}", wanted), (f"/api/v1/clusters/zqhome/files/{digest}", 404 if own else wanted)):
            got, _, body = role.ask(server, "GET", path)
            if got != status or (status != 200 and (b"%PDF" in body or told(body, ["zqhome"]))):
                wrong.append((role.name, path, status, got))
    tap.check(not wrong, "it is there for its own authority alone, and for nobody in a dossier that does not name it", wrong)
    asked = {"facts": {"pillar": value}}
    status, _, body = by["sibling"].ask(server, "PUT", "/api/v1/drafts/zqnext/a", asked, {"If-Match": '"0"'})
    tap.check(status != 200 and b"zqhome" not in body, "another county does not come by it by naming it", body)


# ---- what changes

def links(server, by):
    """A security officer says which person of another provider an account is; a second one confirms it."""
    person = {"issuer": "https://provider.example", "subject": "somebody"}
    first, second = by["security"].client, signed_in(server, "security2", "enrol")
    second.enrol()
    url = "/api/v1/accounts/linked"
    tap.check(first.ask("POST", "/api/v1/accounts/security/link", person)[0] == 403, "nobody links his own account")
    status, value = first.ask("POST", f"{url}/link", {"issuer": "https://provider.example"})
    tap.check(status == 422, "issuer and subject belong together", value)
    mine = signed_in(server, "linked", "full")
    status, value = first.ask("POST", f"{url}/link", person)
    tap.check(status == 200 and value["unconfirmed"] and not value["active"], "linked, and inert until it is confirmed", value)
    tap.check("somebody" not in json.dumps(value), "who it is with the provider is shown to nobody")
    tap.check(mine.ask("GET", "/api/v1/session")[0] == 401, "its sessions have ended")
    tap.check(first.ask("POST", f"{url}/confirm", REASON)[0] == 403, "who linked it does not confirm it")
    status, value = second.ask("POST", f"{url}/confirm", REASON)
    tap.check(status == 200 and value["active"], "another security officer does", value)
    status, value = first.ask("DELETE", f"{url}/link")
    tap.check(status == 200 and value["active"], "and that it is nobody any more needs no confirming", value)


def listen(server, role):
    link = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    link.request("GET", "/api/v1/events", None, {"Authorization": f"Bearer {role.token}"} if role.token else {"Cookie": role.client.cookie})
    return link, link.getresponse()


def next_path(answer):
    """The path of the next event; None: the stream has ended."""
    while line := answer.readline().decode():
        if line.startswith("data: "):
            return json.loads(line[6:])["path"]
    return None


def streams(server, by):
    """Whoever has signed out, whose token was revoked or whose account was closed hears nothing more."""
    county = by["county"].client
    again, third = signed_in(server, "county", "full"), signed_in(server, "victim", "full")
    status, made = county.ask("POST", "/api/v1/tokens", {"name": "stream", "scopes": "read"})
    token = Role("stream", "token", token=made["token"])
    gone = Role("gone", "person", again)
    victim = Role("victim", "person", third)
    heard = {r.name: listen(server, r) for r in (by["province"], gone, token, victim)}
    tap.check(all(a.status == 200 for _, a in heard.values()), "they listen", [a.status for _, a in heard.values()])
    act = by["county"].ask(server, "POST", "/api/v1/actions/register", {"target": "zqone", "args": {"name": "一号集群", "industry": "I6540"}})
    tap.check(act[0] == 200, "something happens", act)
    first = {n: next_path(heard[n][1]) for n in ("province", "gone", "stream")}
    while first["province"] != "zqone":  # what had happened shortly before may be told first
        first["province"] = next_path(heard["province"][1])
    for name in ("gone", "stream"):
        while first[name] != "zqone":
            first[name] = next_path(heard[name][1])
    tap.check(again.ask("DELETE", "/api/v1/session")[0] == 204, "one signs out")
    tap.check(county.ask("DELETE", f"/api/v1/tokens/{made['id']}")[0] == 204, "a token is revoked")
    status, value = by["security"].client.ask("POST", "/api/v1/accounts/victim/disable", {"reason": "调离"})
    tap.check(status == 200, "an account is closed", value)
    act = by["province"].ask(server, "POST", "/api/v1/actions/enter_pool", {"target": "zqone"})
    tap.check(act[0] == 200, "something more happens", act)
    tap.check(next_path(heard["province"][1]) == "zqone", "who may still hears of it")
    for name in ("gone", "stream"):
        tap.check(next_path(heard[name][1]) is None, f"{name}: the stream has ended without it")
    for link, _ in heard.values():
        link.close()


# ---- the levels of provincial texts: a city, an expert

class Provincial(Record):
    def __init__(self, rulebook):
        super().__init__()
        self.rulebook = rulebook

    def __enter__(self):
        super().__enter__()
        shutil.rmtree(self.data)
        self.run("init", "--data", self.data, "--demo", "--no-prove", "--day", "2022-10-01", "--rulebook", self.rulebook)
        return self

    def play(self, text):
        shutil.copytree(os.path.join(ROOT, "tests/scenarios/lib"), os.path.join(self.folder, "lib"), dirs_exist_ok=True)
        path = os.path.join(self.folder, "story.case")
        with open(path, "w", encoding="utf-8") as f:
            f.write(text)
        self.run("play", "--data", self.data, "--", path)


def see(server, client, wanted, what):
    wrong = []
    for path, status in wanted.items():
        got, body = client.ask("GET", path)
        if got != status:
            wrong.append((path, got, status, body))
    tap.check(not wrong, what, wrong)


def city():
    with Provincial("henan") as record:
        record.play("""as county 410105
register zqin name="密名甲集群"
as county 410205
register zqout name="密名乙集群"
""")
        add_account(record, "first")
        for login, place in (("zhengzhou", "4101"), ("kaifeng", "4102")):
            add_account(record, login, "--level", "city", "--place", place)
        with Server(record) as server:
            server.ready()
            for login, own, other in (("zhengzhou", "zqin", "zqout"), ("kaifeng", "zqout", "zqin")):
                client = signed_in(server, login, "full")
                see(server, client, {f"/api/v1/clusters/{own}": 200, f"/api/v1/clusters/{other}": 404,
                                     f"/api/v1/clusters/{other}/timeline": 404}, f"{login}: what lies in the city")
                status, value = client.ask("GET", "/api/v1/clusters")
                tap.check([r["path"] for r in value["rows"]] == [own], f"{login}: and nothing else in lists", value)
                tap.check(client.ask("POST", "/api/v1/actions/apply", {"target": other})[0] == 404, f"{login}: nor in acting")


def expert():
    with Provincial("tianjin") as record:
        record.play("""today 2023-03-01
as province 12
open_round r23 closes=2023-07-31
as county 120101
register c1 name="密名甲集群"
apply c1/a round=r23
include lib/facts.case
submit c1/a
as county 120102
register zqother name="密名乙集群"
as province 12
accept c1/a
review c1/a 1.1=met 1.2=met 3=met 4.2=met 5.2=met 6=met 7=met 8=met
check c1/a finding="一致"
assign_expert c1/a/e1 assigned=zhuanjia
""")
        add_account(record, "first")
        for login in ("zhuanjia", "qita"):
            add_account(record, login, "--level", "expert", "--place", login)
        with Server(record) as server:
            server.ready()
            mine, other = signed_in(server, "zhuanjia", "full"), signed_in(server, "qita", "full")
            see(server, mine, {"/api/v1/clusters/c1": 200, "/api/v1/clusters/zqother": 404}, "an expert: what is assigned to him")
            see(server, other, {"/api/v1/clusters/zqother": 404}, "to another one nothing is")
            status, value = other.ask("GET", "/api/v1/clusters/c1")
            tap.check(value["sight"] == "public" and "zhuanjia" not in json.dumps(value) and "c1/a/e1" not in json.dumps(value),
                      "he sees of it what everybody sees: that it is on notice", value)
            status, value = other.ask("POST", "/api/v1/actions/opine", {"target": "c1/a/e1", "args": {"place": 1, "comment": "好"}})
            tap.check(status == 404, "who has no opinion to give there", value)
            status, value = mine.ask("POST", "/api/v1/actions/opine", {"target": "c1/a/e1", "args": {"place": 1, "comment": "好"}})
            tap.check(status == 200, "the one to whom it is assigned gives his", value)
            status, value = mine.ask("POST", "/api/v1/actions/rank", {"target": "c1/a", "args": {"place": 1}})
            tap.check(status == 409 and any(n["why"] == "level" for n in value["needs"]), "and does not rank", value)


def main():
    table = routes()
    all_routes_are_here(table)
    with Record() as record:
        story(record)
        accounts(record)
        with Server(record) as server:
            server.ready()
            roles = people(server)
            by = {r.name: r for r in roles}
            gates(server, table, roles, by)
            admitted(server, table, roles)
            same_for_all(server, table, roles)
            dossiers(server, by)
            lists(server, by)
            actions(server, by)
            drafts(server, by)
            files(server, by)
            links(server, by)
            streams(server, by)
    city()
    expert()
    tap.end()


if __name__ == "__main__":
    main()
