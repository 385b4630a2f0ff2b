"""Who asks, what has happened, and what each may see: the ground on which matrix.py and levels.py stand.

What is expected stands in tables that were written from the regulation (第四条, 第十二条 to 第十八条), from what
app/account.h and app/show.h promise and from docs/openapi.yaml; nothing is taken over from what the server answers.
"""
import json
import os
import sqlite3

from server import PASSWORD, ROOT, Client, Tap, add_account

tap = Tap()

# Roles, and the place for which they act. What comes behind a place is the place that is asked about.
OFFICIALS = {"county": ("county", "330106"), "sibling": ("county", "330110"), "far-county": ("county", "110105"),
             "city-county": ("county", "330203"), "province": ("province", "33"), "far-province": ("province", "11"),
             "planned-city": ("province", "3302"), "ministry": ("ministry", None)}
OFFICES = {"system": "S", "security": "Y", "audit": "A"}
# The county in which each lies. Of every county there is a candidate whose form is being filled in (zq), one whose
# application was handed in (zw), which everybody may know of the round, and a recognised one (zr), which is public
# (第十五条) while what falls due for it, and what its province wants to know of it, is not.
COUNTIES = {"home": "330106", "next": "330110", "pek": "110105", "nbo": "330203"}
CHANNEL = {"330106": "33", "330110": "33", "110105": "11", "330203": "3302"}
DOSSIERS = {"zqhome": "330106", "zqnext": "330110", "zqpek": "110105", "zqnbo": "330203", "zqopen": "330106"}
PUBLIC = "zqopen"
WAITING, RECOGNISED = ({f"{family}{name}": county for name, county in COUNTIES.items()} for family in ("zw", "zr"))
SECRET = {d: c for d, c in DOSSIERS.items() if d != PUBLIC}
# Who sees a candidate, or more of a recognised one than the public: the county itself, the channel to which it reports
# (宁波 reports by itself and not through 浙江), the Ministry, an auditor. Nobody else: no other county, no office.
SEES = {"330106": {"county", "province", "ministry", "audit"}, "330110": {"sibling", "province", "ministry", "audit"},
        "110105": {"far-county", "far-province", "ministry", "audit"},
        "330203": {"city-county", "planned-city", "ministry", "audit"}}

STORY = """as ministry
open_round r23 closes=2027-12-31 quota=6 quota_separate=2 first=yes
take_over zqopen name="公开集群" county=330106 industry=I6540 announcement="演示〔2022〕1号" announced=2022-09-13 valid_from=2022-09-13 valid_until=2025-09-12
"""
FACTS = "tests/scenarios/lib/facts.case"


class Role:
    """Somebody who asks. kind: nobody, staged, person, token, or bad (a token of nobody). sees: the name in SEES by which
    it sees (a token sees what its owner does); None: as the public."""

    def __init__(self, name, kind, client=None, token=None, scopes=(), csrf=True, office="", sees=None, headers=None):
        self.name, self.kind, self.client, self.token = name, kind, client, token
        self.scopes, self.csrf, self.office, self.sees, self.headers = scopes, csrf, office, sees, headers or {}

    def ask(self, server, method, target, body=None, headers=None):
        """Status, headers, bytes."""
        sent = {**self.headers, **(headers or {})}
        if self.token:
            sent["Authorization"] = f"Bearer {self.token}"
        elif self.client and self.client.cookie:
            sent["Cookie"] = self.client.cookie
            if self.csrf and self.client.csrf and method != "GET":
                sent["X-CSRF-Token"] = self.client.csrf
        if body is not None and not isinstance(body, bytes):
            sent["Content-Type"] = "application/json"
            body = json.dumps(body).encode()
        return server.ask(method, target, body, sent)


def gate(access, method, role):
    """The status with which a role is sent away before anything is looked at; None: it is let in."""
    if method != "GET" and role.headers:
        return 403  # a page of another site
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


# ---- what has happened

def applied(dossier, county):
    with open(os.path.join(ROOT, FACTS), encoding="utf-8") as f:
        facts = f.read().replace("c1/a", f"{dossier}/a")
    for year in range(2020, 2023):
        facts = facts.replace(f".{year}=", f".{year + 4}=")  # r23 closes in 2027
    return (f'as county {county}\nregister {dossier} name="密名{dossier}集群" industry=I6540\n'
            f"as province {CHANNEL[county]}\nrecognise_provincial {dossier}\n"
            f"as county {county}\napply {dossier}/a round=r23\n{facts}submit {dossier}/a\n")


def story(record):
    text = STORY
    for dossier, county in RECOGNISED.items():
        text += (f'take_over {dossier} name="名{dossier}集群" county={county} industry=I6540 announcement="演示〔2022〕1号" '
                 "announced=2022-09-13 valid_from=2022-09-13 valid_until=2025-09-12\n")
    for dossier, county in DOSSIERS.items():
        text += f"as county {county}\n"
        if dossier != PUBLIC:
            text += f'register {dossier} name="密名{dossier}集群" industry=I6540\napply {dossier}/a round=r23\n'
    for dossier, county in WAITING.items():
        text += applied(dossier, county)
    for dossier, county in RECOGNISED.items():
        text += f'as province {CHANNEL[county]}\nopen_supervision {dossier}/s subject="核查"\n'
    play(record, text)


def play(record, text):
    path = os.path.join(record.folder, "story.case")
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)
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


# ---- who is there

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


def token_roles(role, *scopes):
    """Tokens of somebody, each with one of those scopes (or several, with blanks between)."""
    return [Role(f"{role.name}-token-{s.replace(' ', '-')}", "token", token=token_of(role.client, s), scopes=tuple(s.split()), sees=role.sees)
            for s in scopes]


def office_roles(server):
    roles = []
    for name, letter in OFFICES.items():
        client = signed_in(server, name, "enrol")
        client.enrol()
        roles.append(Role(name, "person", client, office=letter, sees=name))
    return roles


def people(server):
    roles = [Role("nobody", "nobody")]
    for name in OFFICIALS:
        roles.append(Role(name, "person", signed_in(server, name, "full"), sees=name))
    roles += office_roles(server)
    by = {r.name: r for r in roles}
    status, _ = Client(server).sign_in("inert")
    tap.check(status == 403, "who was granted nothing signs in to nothing", status)
    closed = signed_in(server, "closed", "full")
    token = token_of(closed, "read act files")
    status, value = by["security"].client.ask("POST", "/api/v1/accounts/closed/disable", {"reason": "调离"})
    tap.check(status == 200, "an account is closed", value)
    county = by["county"]
    roles += [Role("closed", "nobody", closed), Role("token-of-closed", "bad", token=token),
              Role("enrol", "staged", signed_in(server, "enrol-office", "enrol")),
              Role("change", "staged", signed_in(server, "change", "change")),
              Role("no-csrf", "person", county.client, csrf=False, sees="county"),
              Role("other-site", "person", county.client, sees="county", headers={"Origin": "https://evil.example"})]
    for name in OFFICIALS:
        roles += token_roles(by[name], *(("read", "act", "files") if name in ("county", "province", "ministry") else ()), "read act files")
    forged = next(r for r in roles if r.name == "county-token-read-act-files").token
    roles.append(Role("token-forged", "bad", token=forged[:-1] + ("A" if forged[-1] != "A" else "B")))
    return roles


# ---- what may be told, and what must stay

def told(body, dossiers=None):
    return [d for d in (SECRET if dossiers is None else dossiers) if d.encode() in body and d != PUBLIC]


def inside(role, county):
    """Whether a role, or a name of SEES, sees in full what lies in a county."""
    return (role.sees if isinstance(role, Role) else role) in SEES[county]


def unnamed(body, *names):
    for name in names:
        body = body.replace(name.encode(), b"*")
    return body


# What a request may leave behind though it was refused: when a session or token was last used, how often somebody was
# wrong, where the day's work stands. Of these only which there are is compared.
MOVES = ("session", "token", "throttle")


def watch(record):
    """Everything that the record and its folder hold, to be compared before and after requests that are refused: a
    cluster, an account, a token, a session, a file, a draft, a line of the access record, an objection."""
    found = {}
    link = sqlite3.connect(f"file:{record.data}/jiqun.db?mode=ro", uri=True)
    link.execute("BEGIN")
    tables = [t for (t,) in link.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND "
                                             "sql NOT LIKE 'CREATE VIRTUAL%'")]
    for table in tables:
        if table.startswith("checkpoint"):
            continue  # signed when nothing else is to do
        rows = link.execute(f"SELECT * FROM {table}").fetchall()
        if table == "entry":
            # That somebody was refused is put on the access record, in a while; its head follows from what is on it.
            rows = [r[:2] if r[0] in MOVES else r for r in rows if r[0] != "access.head" and b'"did":"denied"' not in bytes(r[5] or b"")]
        found[table] = sorted(rows, key=repr)
    link.close()
    files = os.path.join(record.data, "files")
    found["files"] = sorted(os.path.join(where, n) for where, _, names in os.walk(files) for n in names)
    return found


def changed(before, after):
    """What is there now and was not, or the other way round; as little of it as a reader needs."""
    out = []
    for table in before:
        old, new = set(map(repr, before[table])), set(map(repr, after[table]))
        out += [f"{table} - {r[:200]}" for r in sorted(old - new)] + [f"{table} + {r[:200]}" for r in sorted(new - old)]
    return out
