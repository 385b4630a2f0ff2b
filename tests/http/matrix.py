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
import subprocess
import sys
import zipfile

sys.path.insert(0, os.path.dirname(__file__))
from people import (DOSSIERS, OFFICES, OFFICIALS, PUBLIC, RECOGNISED, SECRET, WAITING, Role, accounts, changed, gate, inside,  # noqa: E402
                    of_office, people, signed_in, story, tap, told, unnamed, watch)
from server import PASSWORD, Client, Record, Server  # noqa: E402

TOOLS = os.environ["JIQUN_TOOLS"]

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
public GET /api/v1/channels               public GET /api/v1/industries            public POST /api/v1/session
open GET /api/v1/clusters                 open GET /api/v1/clusters/{cluster}      open GET /api/v1/clusters/{cluster}/timeline
open GET /api/v1/rounds                   open GET /api/v1/rounds/{round}/cases    open GET /api/v1/figures
open GET /api/v1/clusters/{cluster}/documents/{kind}   open GET /api/v1/rounds/{round}/documents/{list}
signed GET /api/v1/waiting                signed GET /api/v1/due                   signed GET /api/v1/events
person POST /api/v1/clusters/{cluster}/private
signed GET /api/v1/clusters/{cluster}/chances  signed GET /api/v1/pool
signed GET /api/v1/options                signed GET /api/v1/rounds/{round}/table  open GET /api/v1/notices
signed GET /api/v1/rounds/{round}/progress
signed GET /api/v1/rounds/{round}/order   signed PUT /api/v1/rounds/{round}/order
files POST /api/v1/files                  files GET /api/v1/files/{digest}
files GET /api/v1/clusters/{cluster}/files/{digest}
signed POST /api/v1/rosters               signed GET /api/v1/rosters/template
person GET /api/v1/matching               person POST /api/v1/matching             person DELETE /api/v1/matching
person GET /api/v1/matching/found
signed GET /api/v1/drafts/{path*}         signed PUT /api/v1/drafts/{path*}        signed POST /api/v1/actions/{action}
staged GET /api/v1/session                staged POST /api/v1/session/second       staged PUT /api/v1/account/password
staged POST /api/v1/account/password/look
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
person GET /api/v1/accounts/{login}/sessions:SYA      person DELETE /api/v1/accounts/{login}/sessions:SY
person DELETE /api/v1/accounts/{login}/sessions/{id}:SY
person GET /api/v1/settings/accounts:SYA              person PUT /api/v1/settings/accounts:Y
person POST /api/v1/rulebooks/check
person POST /api/v1/rulebooks/whatif
person GET /api/v1/proposals              person POST /api/v1/proposals             person GET /api/v1/proposals/{name}
person POST /api/v1/proposals/{name}/consent          person POST /api/v1/proposals/{name}/decline
person POST /api/v1/proposals/{name}/withdraw
person GET /api/v1/access:A                           person GET /api/v1/log:A
person GET /api/v1/audit:A                            person POST /api/v1/audit:A
person DELETE /api/v1/audit:A
person DELETE /api/v1/sessions            staged DELETE /api/v1/session
"""

# Which level does what (vocabulary of the regulation): C county, P province, M ministry, * whoever is the public.
ACTIONS = """
open_round M  close_round M  publish_round M  register C  enter_pool P  recognise_provincial P  withdraw_provincial P
rename M  take_over M  apply C  fill C  submit C  withdraw C  accept P  return P  refuse P  check P  review P
grant_relaxation P  refuse_relaxation P  recommend P  not_recommend P  central_check M  re_review M  list M  recognise M
decline M  disqualify M  object *  uphold M  dismiss M  file C  refile C  forward P  file_change C  confirm_change P
report_incident CPM  confirm_incident PM  clear_incident PM  open_supervision PM  answer C  refuse_supervision PM
close_supervision PM  apply_reexamination C  pass M  fail M  propose_revocation PM  file_statement C  hear M  revoke M
drop_revocation M
plan_task C  report_task C  finish_task C  record_support CPM  list_body C  remove_body C  publish_practice P
select_practice M  deny_relaxation M  end_loading M  succeed_division M
"""

BODIES = {"POST /api/v1/actions/{action}": {"target": "zqhome"}, "PUT /api/v1/drafts/{path*}": {"facts": {"land": 95}},
          "POST /api/v1/tokens": {"name": "matrix", "scopes": "read"}, "POST /api/v1/session/second": {"code": "000000"},
          "PUT /api/v1/account/password": {"old": "no-no-No-1", "new": "Quite-other-9-words"},
          "POST /api/v1/account/password/look": {"new": "Quite-other-9-words"},
          "POST /api/v1/account/second/confirm": {"code": "000000"},
          "POST /api/v1/accounts": {"login": "fresh-one", "name": "某某"},
          "POST /api/v1/accounts/{login}/grant": {"level": "county", "who": "330106"},
          "POST /api/v1/accounts/{login}/link": {"issuer": "https://provider.example", "subject": "7"},
          "POST /api/v1/accounts/{login}/password": {"password": "Quite-other-9-words"},
          "PUT /api/v1/accounts/{login}/person": {"name": "某某"},
          "PUT /api/v1/settings/accounts": {"second_offices": True}}
BODIES["POST /api/v1/audit"] = None
REASON = {"reason": "核对"}
PARAMS = {"cluster": "zqhome", "kind": "report", "list": "announcement", "case": "a", "round": "r23", "path": "zqhome/a", "path*": "zqhome/a", "login": "victim",
          "id": "AAAAAAAAAAAAAAAA", "action": "enter_pool", "file": "register.csv", "name": "plain", "digest": "0"}


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


# ---- every route by every role

def fill(route, **params):
    method, path = route.split()
    return method, re.sub(r"\{([^}]+)\}", lambda m: {**PARAMS, **params}[m.group(1)], path)


def gates(record, server, table, roles, digest):
    """Who is sent away before anything is looked at, with the right status and not a word of the record; and whatever
    it was, nothing came of it."""
    for route, (access, offices) in table.items():
        method, target = fill(route, digest=digest)
        if access == "internal" or (access == "public" and method == "GET"):
            continue
        wrong, before = [], watch(record)
        for role in roles:
            wanted = gate(access, method, role)
            if wanted is None and not of_office(role, offices):
                wanted = 403
            if wanted is None and role.office and route in ("POST /api/v1/tokens", "POST /api/v1/files"):
                wanted = 403  # an office acts in no case: it has no tokens, and sends nothing in
            if wanted is None:
                continue
            status, headers, body = role.ask(server, method, target, BODIES.get(route, REASON) if method in ("POST", "PUT") else None)
            good = status == wanted and (not told(body) or target.startswith("/notices/"))
            if target.startswith("/api/"):
                good = good and headers.get("cache-control") == "no-store" and headers.get("content-type") == "application/problem+json"
            if not good:
                wrong.append((role.name, wanted, status, body[:200]))
        tap.check(not wrong, f"{route}: who may not is sent away", wrong)
        left = changed(before, watch(record))
        tap.check(not left, f"{route}: and nothing has changed by that", left)


def sees_home(role):
    return 200 if inside(role, "330106") else 404


def owns(status):
    """The programme of this record is the Ministry's."""
    return lambda role: status if role.sees == "ministry" else 403


def matches(status):
    """Lists are matched by the Ministry and the provinces."""
    return lambda role: status if role.sees in ("province", "far-province", "planned-city", "ministry") else 403


# What somebody who is let in gets: of a dossier what lies in his place (404: as if it were not there), of a file what
# his own authority sent in; everything else is there. Of the streams see streams().
LET_IN = {"GET /api/v1/clusters/{cluster}": sees_home, "GET /api/v1/clusters/{cluster}/timeline": sees_home, "GET /api/v1/clusters/{cluster}/chances": sees_home, "GET /api/v1/drafts/{path*}": sees_home,
          "GET /api/v1/files/{digest}": lambda role: 200 if role.sees == "county" else 404,
          "GET /api/v1/clusters/{cluster}/files/{digest}": sees_home, "GET /api/v1/clusters/{cluster}/documents/{kind}": sees_home,
          # what is changed is asked for in a way that can not be done, so that all are asked alike
          "DELETE /api/v1/sessions/{id}": lambda role: 404, "DELETE /api/v1/tokens/{id}": lambda role: 404,
          "DELETE /api/v1/accounts/{login}/sessions/{id}": lambda role: 404, "POST /api/v1/rosters": lambda role: 403 if role.office else 422,
          "POST /api/v1/files": lambda role: 403 if role.office else 422,
          "GET /api/v1/matching": matches(200), "POST /api/v1/matching": matches(422), "GET /api/v1/matching/found": matches(404),
          "DELETE /api/v1/matching": matches(204),
          # a text is drafted by the Ministry and the provinces
          "POST /api/v1/rulebooks/check": lambda role: 422 if role.sees in ("province", "far-province", "planned-city", "ministry") else 403,
          "POST /api/v1/rulebooks/whatif": lambda role: 422 if role.sees in ("province", "far-province", "planned-city", "ministry") else 403,
          # and put in force by whose programme it is; to others a proposal is as if it were not there, and there is none
          "POST /api/v1/proposals": owns(422), "GET /api/v1/proposals/{name}": lambda role: 404, "POST /api/v1/proposals/{name}/consent": owns(422),
          "POST /api/v1/proposals/{name}/decline": owns(422), "POST /api/v1/proposals/{name}/withdraw": owns(422),
          # an order belongs to whoever acts; what is kept is asked for in a way that can not be done
          "GET /api/v1/rounds/{round}/order": lambda role: 404 if role.office else 200,
          "PUT /api/v1/rounds/{round}/order": lambda role: 403 if role.office else 422,
          "POST /api/v1/actions/{action}": lambda role: 403 if role.office else 400,
          "PUT /api/v1/drafts/{path*}": lambda role: 403 if role.office else 400 if inside(role, "330106") else 404}
# These ask for nothing that could be wrong: ends() does them, and links() and contract.py what it does not.
DONE = ("GET /api/v1/events", "DELETE /api/v1/sessions", "DELETE /api/v1/session", "POST /api/v1/account/second", "DELETE /api/v1/accounts/{login}/link",
        "DELETE /api/v1/accounts/{login}/sessions", "POST /api/v1/audit", "DELETE /api/v1/audit")
UNKNOWN = {"no_such": 1}


def admitted(record, server, table, roles, digest):
    """Whoever is let in is not sent away: the answer is the route's own. Where something would be changed a member is
    sent that the route does not know: it looks at what it was sent, which it does for nobody else, and does nothing."""
    before = watch(record)
    for route, (access, offices) in table.items():
        method, target = fill(route, digest=digest, **({"id": "national-2022"} if "rulebooks" in route else {}))
        if access == "internal" or (access == "public" and not target.startswith("/api/")) or route in DONE:
            continue
        wrong = []
        for role in roles:
            if gate(access, method, role) is not None or not of_office(role, offices):
                continue
            wanted = LET_IN.get(route, lambda role, method=method: 200 if method == "GET" else 422)(role)
            body = None if method in ("GET", "DELETE") else b"\x7fELF" if route == "POST /api/v1/files" else UNKNOWN
            status, headers, body = role.ask(server, method, target, body, {"If-Match": '"0"'} if method == "PUT" else None)
            kept = headers.get("cache-control") == "no-store" or access == "public"
            if status != wanted or not kept:
                wrong.append((role.name, wanted, status, body[:200]))
        tap.check(not wrong, f"{route}: who may is let in", wrong)
    left = changed(before, watch(record))
    # What was sent in counts for the day, whatever it was; and who read a file is on record.
    left = [c for c in left if "'upload.day'" not in c and '"did":"file"' not in c]
    tap.check(not left, "and what can not be done changes nothing", left)


def same_for_all(server, table, roles):
    """What is public is the same for everybody, and has nothing of what is not: an address that names what is not
    public answers as if there were none of that name."""
    some = [r for r in roles if r.name in ("county", "ministry", "audit", "county-token-read", "token-forged")]
    for route, (access, _) in table.items():
        method, target = fill(route)
        if access != "public" or method != "GET" or route in ("GET /readyz", "GET /healthz"):
            continue
        status, _, body = server.ask("GET", target)
        none = server.ask("GET", target.replace("zqhome", "zqnone"))
        wrong = [("nobody", told(body))] if told(body) and "zqhome" not in target else []
        if (status, unnamed(body, "zqhome")) != (none[0], unnamed(none[2], "zqnone")) and "xlsx" not in target and "oidc" not in target:
            wrong.append(("nobody", status, none[0], body[:300]))
        for role in some:
            got, _, other = role.ask(server, "GET", target)
            if got != status or (other != body and "xlsx" not in target and "oidc" not in target):
                wrong.append((role.name, status, got))
        tap.check(not wrong and status != 401, f"{route}: the same for everybody ({status})", wrong)


# ---- every dossier by every place

def dossiers(server, roles):
    """404 with the words of what is not there at all; 200 in full inside, and what is public of the public one."""
    for role in roles:
        wrong = []
        for dossier, county in DOSSIERS.items():
            for path in ("/api/v1/clusters/{}", "/api/v1/clusters/{}/timeline", "/api/v1/drafts/{}/a"):
                if role.kind == "nobody" and "drafts" in path or dossier == PUBLIC and "drafts" in path:
                    continue
                sees = inside(role, county) or dossier == PUBLIC
                status, _, body = role.ask(server, "GET", path.format(dossier))
                if status != (200 if sees else 404):
                    wrong.append((path.format(dossier), status, body[:200]))
                none = role.ask(server, "GET", path.format("zqnone"))[2]
                if not sees and unnamed(body, dossier) != unnamed(none, "zqnone"):
                    wrong.append((path.format(dossier), body, none))
                if path.endswith("clusters/{}") and status == 200:
                    whole = json.loads(body)["sight"]
                    if whole != ("full" if inside(role, county) else "public"):
                        wrong.append((dossier, whole))
        tap.check(not wrong, f"{role.name} sees the dossiers of its place in full, of others what is public", wrong)


def waits_for(role, d, c):
    """An application that was handed in waits for its province, what a province wants to know for its county."""
    return d in WAITING if role.sees in ("province", "far-province", "planned-city") else d in RECOGNISED if "county" in role.sees or role.sees == "sibling" else False


EVERY = {**SECRET, **WAITING, **RECOGNISED, PUBLIC: DOSSIERS[PUBLIC]}


def all_of(role, d, c):
    return True


# Each list: whose it is, and which of the dossiers (d, in county c) it has for whoever may find them there.
# register: whoever is the public finds what is recognised, an official and an auditor what lies in his place.
# round: the same, but the public finds what was handed in. own: in his place alone, and the public has none.
LISTS = {
    "/api/v1/clusters?limit=100": ("register", all_of),
    "/api/v1/clusters?q=zq": ("register", lambda role, d, c: d in SECRET),
    "/api/v1/clusters?q=%E5%AF%86%E5%90%8D&limit=100": ("register", lambda role, d, c: d in SECRET or d in WAITING),
    "/api/v1/clusters?place=33&limit=100": ("register", lambda role, d, c: c.startswith("33")),
    "/api/v1/clusters?place=110105": ("register", lambda role, d, c: c == "110105"),
    "/api/v1/clusters?channel=11": ("register", lambda role, d, c: c == "110105"),
    "/api/v1/clusters?channel=3302": ("register", lambda role, d, c: c == "330203"),
    "/api/v1/clusters?state=candidate": ("register", lambda role, d, c: d in SECRET or d in WAITING),
    "/api/v1/clusters?industry=I6540&limit=100": ("register", all_of),
    "/api/v1/clusters?format=csv": ("register", all_of),
    "/api/v1/clusters?format=xlsx": ("register", all_of),
    "/api/v1/rounds": ("own", lambda role, d, c: False),
    "/api/v1/rounds/r23/cases": ("round", lambda role, d, c: d in WAITING),
    "/api/v1/rounds/r23/cases?place=11": ("round", lambda role, d, c: d in WAITING and c == "110105"),
    "/api/v1/notices": ("own", lambda role, d, c: False),
    "/api/v1/rounds/r23/table": ("own", lambda role, d, c: d in WAITING),
    "/api/v1/figures": ("own", lambda role, d, c: False),
    "/api/v1/options": ("own", lambda role, d, c: False),
    "/api/v1/waiting": ("own", waits_for),
    "/api/v1/waiting?place=33": ("own", lambda role, d, c: waits_for(role, d, c) and c.startswith("33")),
    "/api/v1/waiting?returned=yes": ("own", lambda role, d, c: False),
    "/api/v1/pool": ("own", lambda role, d, c: False),
    "/api/v1/pool?pool=out": ("own", lambda role, d, c: d in SECRET or d in WAITING),
    "/api/v1/pool?pool=out&place=33&format=csv": ("own", lambda role, d, c: (d in SECRET or d in WAITING) and c.startswith("33")),
    "/api/v1/pool?pool=out&format=xlsx": ("own", lambda role, d, c: d in SECRET or d in WAITING),
    "/api/v1/due?days=3000": ("own", lambda role, d, c: d in RECOGNISED)}
SIGNED_LISTS = ("/api/v1/options", "/api/v1/waiting", "/api/v1/due", "/api/v1/pool", "/api/v1/rounds/r23/table")
# Beside those that are demanded there may be others of the same place: what may be closed at any time, say.
MAY_HAVE_MORE = ("/api/v1/waiting", "/api/v1/waiting?place=33", "/api/v1/due?days=3000")


def finds(role, whose, d, c):
    if role.sees not in (None, "system", "security"):
        return inside(role, c)
    return {"register": d in RECOGNISED or d == PUBLIC, "round": d in WAITING, "own": False}[whose]


def in_list(role, target, body):
    """What is wrong with one list: what is of another place or was not asked for, and what is lacking."""
    if body.startswith(b"PK"):
        book = zipfile.ZipFile(io.BytesIO(body))
        body = b"".join(book.read(n) for n in book.namelist())
    whose, has = LISTS[target]
    here = {d for d in EVERY if d.encode() in body}
    wanted = {d for d, c in EVERY.items() if finds(role, whose, d, c) and has(role, d, c)}
    allowed = {d for d, c in EVERY.items() if finds(role, whose, d, c)} if target in MAY_HAVE_MORE else wanted
    return [(what, sorted(some)) for what, some in (("too much", here - allowed), ("lacks", wanted - here)) if some]


def lists(server, roles):
    """No row of another place, in any form of any list; those of its own are there, and nothing that was not asked for."""
    for role in roles:
        wrong = []
        for target in LISTS:
            status, _, body = role.ask(server, "GET", target)
            if status != (401 if role.kind == "nobody" and target.startswith(SIGNED_LISTS) else 200):
                wrong.append((target, status, body[:200]))
            if status == 200:
                wrong += [(target, *w, body[:300]) for w in in_list(role, target, body)]
        tap.check(not wrong, f"{role.name} finds in lists, searches and tables what lies in its place", wrong)


def turns(server, roles):
    """Whose turn it is, is told to everybody by his own level, and to nobody who only reads; a date that binds no level
    is nobody's turn. What is offered to be said meanwhile is offered to those levels alone."""
    for role in roles:
        if role.kind == "nobody":
            continue
        items = json.loads(role.ask(server, "GET", "/api/v1/due?days=3000&limit=100")[2])["items"]
        level = OFFICIALS[role.sees][0] if role.sees in OFFICIALS else None
        wrong = [i for i in items if i["mine"] != (level in [w["name"] for w in i["levels"]])]
        wrong += [i for i in items if i.get("may", {}).get("mine") and level not in [w["name"] for w in i["may"]["levels"]]]
        tap.check(not wrong, f"{role.name} is told what is his turn", wrong)


def figures(server, roles):
    """Counted by hand: everybody is told of recognised ones, the Ministry and an auditor of candidates too. A province or
    a county counts no candidates: what is public is the same for all, its own it has in its list."""
    def count(found, place=""):
        return sum(1 for c in found.values() if c.startswith(place))
    recognised = {**RECOGNISED, PUBLIC: DOSSIERS[PUBLIC]}
    for role in roles:
        value = json.loads(role.ask(server, "GET", "/api/v1/figures")[2])
        whole = role.sees in ("ministry", "audit")
        hidden = {**SECRET, **WAITING} if whole else {}
        want = {"states": {"recognised": count(recognised), "revoked": 0}, "provinces": {}, "years": {"2022": count(recognised)}}
        for place in ("11", "33"):
            want["provinces"][place] = {"recognised": count(recognised, place), "revoked": 0}
            if whole:
                want["provinces"][place]["candidate"] = count(hidden, place)
        if whole:
            want["states"]["candidate"] = count(hidden)
        got = {"states": value["states"], "provinces": {p["code"]: p["states"] for p in value["provinces"]}, "years": value["years"]}
        industries = {i["code"]: i["states"] for i in value["industries"]}
        tap.check(got == want and industries == {"I": want["states"]}, f"{role.name} is told the figures that are for it", (got, want))


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


def target_of(action, dossier):
    if action in ("open_round", "close_round", "publish_round"):
        return "r23"
    if action in ("end_loading", "succeed_division"):
        return []  # of the programme, which lies in no place
    return dossier if action in ("register", "enter_pool", "rename", "apply") else f"{dossier}/a"


def acts(server, role, action, dossier, who):
    """What is wrong with the answer to somebody who may not do this there; None: nothing, or he may."""
    target = target_of(action, dossier)
    asked = {"target": target, "args": {"no_such": 1}} if action == "check" else {"target": target}
    outside = target not in ("r23", []) and not inside(role, DOSSIERS[dossier])
    if not outside and OFFICIALS[role.sees][0][0].upper() in who:
        return None
    url = f"/api/v1/actions/{action}"
    status, _, body = role.ask(server, "POST", url, asked)
    if outside:
        none = role.ask(server, "POST", url, {**asked, "target": "zqnone/a/b"})[2]
        good = status == 404 and unnamed(body, target) == unnamed(none, "zqnone/a/b")
    else:
        why = {n["why"] for n in json.loads(body).get("needs", [])}
        good = status == 400 or (status == 409 and why & {"level", "command"})
    return None if good else (role.name, target, status, body[:300])


def actions(record, server, by):
    """Nobody acts, or learns anything, outside his place; inside it, each level does what is its own. A token does what
    its owner may."""
    table = levels()
    real = vocabulary(server)
    tap.check(real == set(table), "each action is in the table", sorted(real ^ set(table)))
    acting = [by[n] for n in (*OFFICIALS, "county-token-act", "province-token-act", "ministry-token-act", "far-province-token-read-act-files")]
    before = watch(record)
    for action, who in sorted(table.items()):
        wrong = [acts(server, role, action, dossier, who) for role in acting for dossier in DOSSIERS]
        for name in OFFICES:
            status, _, body = by[name].ask(server, "POST", f"/api/v1/actions/{action}", {"target": "zqhome/a"})
            if status != 403 or told(body):
                wrong.append((name, status, body[:200]))
        wrong = [w for w in wrong if w]
        tap.check(not wrong, f"{action}: by {who} and in its place alone", wrong)
    left = [c for c in changed(before, watch(record)) if not c.startswith("refusal +")]
    tap.check(not left, "and nothing of all that is on record but that it was refused", left)


def drafts(record, server, by, roles):
    """A form is filled in by its own county; who sees it does not write it, and who does not see it does not find it."""
    figures_77 = {"facts": {"land": 77}}
    wrong, before = [], watch(record)
    for role in roles:
        if role.kind not in ("person", "token") or "act" not in (role.scopes or ("act",)) or (role.sees == "county" and role.csrf and not role.headers):
            continue
        status, _, body = role.ask(server, "PUT", "/api/v1/drafts/zqhome/a", figures_77, {"If-Match": '"0"'})
        wanted = 403 if role.office or role.headers or not role.csrf else 409 if inside(role, "330106") else 404
        none = role.ask(server, "PUT", "/api/v1/drafts/zqnone/a", figures_77, {"If-Match": '"0"'})[2]
        why = {n["why"] for n in json.loads(body).get("needs", [])}
        if status != wanted or (wanted == 404 and body != none) or (wanted == 409 and why != {"level"}):
            wrong.append((role.name, status, body, none))
    tap.check(not wrong, "a form is filled in by its own county alone; who may not is told that it is not for his level", wrong)
    left = [c for c in changed(before, watch(record)) if not c.startswith("refusal +")]
    tap.check(not left, "and stays as it was", left)
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
        own = role.sees == "county"
        wanted = gate("files", "GET", role) or (200 if own else 404)
        for path, status in ((f"/api/v1/files/{digest}", wanted), (f"/api/v1/clusters/zqhome/files/{digest}", 404 if own and wanted == 200 else wanted)):
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


def ends(server, by):
    """What can only be done or not: done by those who may, each to a session of its own."""
    for login, stage in (("county", "full"), ("change", "change"), ("enrol-office", "enrol")):
        client = signed_in(server, login, stage)
        tap.check(client.ask("DELETE", "/api/v1/session")[0] == 204 and client.ask("GET", "/api/v1/session")[0] == 401, f"{stage}: signs out")
    one, two = signed_in(server, "sibling", "full"), signed_in(server, "sibling", "full")
    tap.check(one.ask("DELETE", "/api/v1/sessions")[0] == 204, "ends its other sessions")
    tap.check(two.ask("GET", "/api/v1/session")[0] == 401 and one.ask("GET", "/api/v1/session")[0] == 200, "those, and not this one")
    tap.check(by["county"].client.ask("GET", "/api/v1/session")[0] == 200, "nor anybody else's")
    tap.check(by["security"].client.ask("DELETE", "/api/v1/accounts/sibling/sessions")[0] == 204 and one.ask("GET", "/api/v1/session")[0] == 401,
              "a security officer ends all of somebody's sessions")
    status, value = by["far-county"].client.ask("POST", "/api/v1/account/second")
    tap.check(status == 200 and "secret" in value, "begins to set up a second factor", value)


def named_file(server, by):
    """A file that the county sent in and that zqhome names; its digest."""
    client = by["county"].client
    status, value = client.ask("POST", "/api/v1/files?name=a.pdf", b"%PDF-1.7\n%matrix\n", {"Content-Type": "application/pdf"})
    if not tap.check(status == 201, "a county sends a file in", value):
        tap.end()
    args = {"area": "digital", "measures": "x", "goals": value["value"]}
    status, done = client.ask("POST", "/api/v1/actions/plan_task", {"target": ["zqhome"], "args": args})
    tap.check(status == 200, "and names it", done)
    return value["digest"]


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
            digest = named_file(server, by)
            gates(record, server, table, roles, digest)
            admitted(record, server, table, roles, digest)
            same_for_all(server, table, roles)
            seeing = [r for r in roles if gate("open", "GET", r) is None and r.kind in ("nobody", "person", "token") and r.name not in ("closed", "no-csrf", "other-site")]
            signed = [r for r in seeing if r.kind == "nobody" or gate("signed", "GET", r) is None]
            dossiers(server, signed)
            lists(server, signed)
            turns(server, signed)
            figures(server, seeing)
            actions(record, server, by)
            drafts(record, server, by, roles)
            files(server, by)
            links(server, by)
            streams(server, by)
            ends(server, by)
    tap.end()


if __name__ == "__main__":
    main()
