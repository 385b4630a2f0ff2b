#!/usr/bin/env python3
"""Cases that an older text judges, read by a server under a newer one: a text that adds wherever a text may add comes into
force in the middle of a country's life. Every page and answer about every cluster is asked for by each level; none may
fail, and what is done under the newer text is decided again by the audit. Ends with TAP."""
import os
import re
import sys

sys.path.insert(0, os.path.dirname(__file__))
from server import Client, Record, Server, Tap, SANITIZED, add_account  # noqa: E402

tap = Tap()
NAME, BEGINS = "national-2027", "2025-02-01"
FACT = 'fact extra_figure "附加指标" "extra figure" 家\nfact extra_year "附加年度指标" "extra yearly figure" 家 yearly\n'
CRITERIA = '''    criterion 8.9 "附加条目" "extra criterion" require extra_figure >= 1 家
    criterion 8.91 "附加评判" "extra judgement" judge extra_words
  area 9 "附加" "extra"  relaxable in east
    criterion 9.1 "附加年度" "extra year" require extra_year >= 2 家 in each of the last 2 years
'''


def after(text, mark, more):
    """`more` behind the line that begins with `mark`."""
    at = text.index(mark)
    end = text.index("\n", at) + 1
    return text[:end] + more + text[end:]


def cases(text):
    """[name, level that may act on it, its first state] of each kind of case that has states."""
    for block in re.split(r"(?m)^(?=case )", text)[1:]:
        name = re.match(r"case (\w+)", block).group(1)
        states = re.findall(r"(?m)^  state (\w+)", block)
        levels = re.findall(r"(?m)^  action \w+ .*? by (\w+)", block)
        if states and levels:
            yield name, levels[0], states[0]


def larger(text):
    """The text with a field and an action more in every kind of case, choices, facts, criteria, questions of a form."""
    text = after(text, "fact governance", FACT + 'fact extra_words "附加说明" "extra words" statement\n')
    text = after(text, "    criterion 8 ", CRITERIA)
    text = after(text, '  governance = "示例"', '  extra_words = "示例"\n  extra_figure = 1\n  extra_year.2021 = 2\n  extra_year.2022 = 2\n')
    text = after(text, "    asks land, champions", "    asks extra_figure, extra_words\n    asks extra_year in each of the last 2 years\n")
    text = text.replace('other_grave "其他重大问题" "other grave matter"', 'other_grave "其他重大问题" "other grave matter",\n    harmless "轻微" "harmless"', 1)
    blocks = re.split(r"(?m)^(?=case )", text)
    found = {name: (level, state) for name, level, state in cases(text)}
    for i, block in enumerate(blocks):
        name = (re.match(r"case (\w+)", block) or [None, None])[1]
        if name not in found:
            continue
        level, state = found[name]
        more = f'''  action extra_{name} "附注" "note" by {level}  in {state}  reading
    takes extra_note
'''
        lines = block.rstrip("\n").split("\n")
        last = max(n for n, line in enumerate(lines) if line.startswith("  "))
        blocks[i] = "\n".join(lines[:last + 1]) + "\n" + more + "\n".join(lines[last + 1:]) + "\n"
    return "".join(blocks)


def signed_in(server, login):
    client = Client(server)
    client.sign_in(login)
    return client


def put_in_force(server):
    zhang, li = signed_in(server, "zhang"), signed_in(server, "li")
    text = larger(zhang.ask("GET", "/api/v1/rulebooks/national-2022")[1]["text"])
    status, made = zhang.ask("POST", "/api/v1/proposals", {"name": NAME, "text": text, "from": BEGINS})
    tap.check(status == 201, "a text that adds wherever it may is proposed", [status, made])
    status, said = li.ask("POST", f"/api/v1/proposals/{NAME}/consent", {"digest": made["digest"]})
    tap.check(status == 200, "and consented to", [status, said])


class Asking:
    """Asks, and remembers what failed."""

    def __init__(self, client, who):
        self.client, self.who, self.n, self.rounds, self.bad = client, who, 0, 0, []

    def get(self, target, refused=(403, 404)):
        status, value = self.client.ask("GET", target)
        self.n += 1
        if status >= 500 or (status >= 400 and status not in refused):
            self.bad.append([target, status, value])
        return value if status == 200 else None

    def done(self, rounds=0):
        tap.check(self.n > 20 and self.rounds >= rounds and not self.bad, f"{self.n} answers to {self.who}", [self.rounds, self.bad[:5]])


def below(value, name):
    """Every value of that name, wherever it stands."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == name:
                yield inner
            yield from below(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from below(inner, name)


def clusters(asking):
    rows, cursor = [], ""
    while True:
        page = asking.get(f"/api/v1/clusters?limit=100{cursor}")
        if page is None:
            return rows
        rows += [row["path"] for row in page["rows"]]
        if not page["more"]:
            return rows
        cursor = f"&cursor={page['cursor']}"


def everything(server, login):
    """All that a level can ask for; the dossiers that it saw whole."""
    asking, seen = Asking(signed_in(server, login), login), []
    paths = clusters(asking)
    for path in paths[:12] if SANITIZED else paths:
        dossier = asking.get(f"/api/v1/clusters/{path}")
        asking.get(f"/api/v1/clusters/{path}/chances")
        asking.get(f"/api/v1/clusters/{path}/timeline")
        asking.get(f"/register/{path}")
        if dossier is not None:
            seen.append(dossier)
        for case in (dossier or {}).get("cases", []):
            asking.get(f"/api/v1/drafts/{case['path']}")
    for r in [r["round"]["path"] for r in (asking.get("/api/v1/rounds") or {"rounds": []})["rounds"]]:
        asking.rounds += 1
        for what in ("cases", "table", "progress", "order"):
            asking.get(f"/api/v1/rounds/{r}/{what}")
    for target in ("/api/v1/waiting", "/api/v1/options", "/api/v1/due", "/api/v1/figures", "/api/v1/notices", "/api/v1/pool", "/api/v1/log",
                   "/api/v1/clusters?format=csv", "/api/v1/clusters?format=xlsx",
                   "/", "/register", "/notices", "/announcements", "/guide", "/rulebook", "/data", "/rulebook?lang=en", "/guide?lang=en"):
        asking.get(target)
    asking.done(rounds=2)
    return seen


def documents(server, login, dossiers):
    asking = Asking(signed_in(server, login), f"{login}, documents")
    kinds = sorted({(d["cluster"]["path"] if "cluster" in d else d["cases"][0]["path"]) for d in dossiers})[:8]
    for path in kinds:
        for kind in ("application", "certificate", "evaluation", "revocation"):
            asking.get(f"/api/v1/clusters/{path}/documents/{kind}", (400, 403, 404))
    asking.done()


def act_on_old_cases(server, login, dossiers):
    """What is open without a word more on a case of the older text is done, first of all below the clusters themselves."""
    client, done = signed_in(server, login), 0
    options = [o for d in dossiers for o in d["actions"] if o["open"] and not o["action"]["name"].startswith("extra_")]
    for option in sorted(options, key=lambda o: "/" not in o["target"])[:10]:
        name, target = option["action"]["name"], option["target"]
        status, said = client.ask("POST", f"/api/v1/actions/{name}", {"target": [target]}, {"Idempotency-Key": f"versions-{login}-{done}"})
        tap.check(status in (200, 201, 409, 422), f"{login}: {name} on {target}", [status, said])
        done += 1
    return done


def main():
    with Record(12 if SANITIZED else 40, years=2, seed=5) as record:
        for login in ("zhang", "li"):
            add_account(record, login, "--level", "ministry")
        with Server(record, "--today", "2025-01-15") as server:
            server.ready()
            put_in_force(server)
            row = clusters(Asking(signed_in(server, "zhang"), "x"))[0]
            county = signed_in(server, "zhang").ask("GET", f"/api/v1/clusters/{row}")[1]
            place = next(below(county, "county"), None) or next(f["value"] for f in county["cases"][0]["fields"] if f["field"]["name"] == "county")
        add_account(record, "province", "--level", "province", "--place", place[:2])
        add_account(record, "county", "--level", "county", "--place", place)
        with Server(record, "--today", "2025-02-05") as server:
            server.ready()
            seen = everything(server, "zhang")
            kinds = {case["kind"]["name"] for dossier in seen for case in dossier["cases"]}
            tap.check(len(seen) > 5 and {"application", "annual_report"} <= kinds, "dossiers are seen whole, with what happened before", [len(seen), kinds])
            documents(server, "zhang", seen)
            for login in ("province", "county"):
                act_on_old_cases(server, login, everything(server, login))
            tap.check(act_on_old_cases(server, "zhang", seen) > 0, "something is done on cases of the older text")
            everything(server, "zhang")
        record.run("audit", "--data", record.data)
        tap.check(True, "the audit decides all of it again")


main()
tap.end()
