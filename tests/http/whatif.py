#!/usr/bin/env python3
"""What another text would judge otherwise: over HTTP and at the terminal, held against a count by hand from what the
dossiers say; who may; what is wrong with a text; portions. Ends with TAP."""
import csv
import io
import os
import sys
from decimal import Decimal

ROOT = os.environ["JIQUN_ROOT"]
sys.path.insert(0, os.path.dirname(__file__))
from server import Client, Record, Server, Tap, add_account  # noqa: E402

tap = Tap()
ROUTE = "/api/v1/rulebooks/whatif"
BAR, OLD_BAR = Decimal(80), Decimal(40)
MANY = 20600  # a portion looks at 20,000


def all_rows(client, address):
    after = ""
    while True:
        page = client.ask("GET", f"{address}&cursor={after}" if after else address)[1]
        yield from page["rows"]
        after = page.get("cursor", "")
        if not after:
            return


def newest(dossier):
    """The judged case with figures that was submitted last: here in the order of opening, since none is submitted anew after a
    later one. Its path ends in its year."""
    with_figures = [k for k in dossier["cases"] if k.get("facts") and "assessment" in k]
    return max(with_figures, key=lambda k: k["opened"], default=None)


def by_hand(client):
    """Those whose output of the last three years reaches the old bar each year and not the new one, while nothing else was
    missed. In the west such a miss asks for a relaxation, so nothing is settled by it."""
    flips, judged, seen = set(), 0, 0
    west = {c["code"] for c in client.ask("GET", "/api/v1/channels")[1]["channels"] if c["region"] == "west"}
    for row in all_rows(client, "/api/v1/clusters?limit=200"):
        seen += 1
        case = newest(client.ask("GET", "/api/v1/clusters/" + row["path"])[1])
        if case is None:
            continue
        judged += 1
        year = case["assessment"]["year"]
        three = [Decimal(f["value"]) for f in case["facts"] if f["fact"] == "output" and year - 3 <= f["year"] < year]
        missed = [c["id"] for c in case["assessment"]["criteria"] if c["figures"] == "not_met"]
        if len(three) == 3 and min(three) < BAR and not missed and row["channel"] not in west:
            flips.add(case["path"])
    return seen, judged, flips


def portions(client, text):
    after, answers = None, []
    while True:
        status, value = client.ask("POST", ROUTE, {"text": text, **({"after": after} if after else {})})
        if status != 200:
            raise SystemExit(f"{status} {value}")
        answers.append(value)
        after = value.get("next")
        if not after:
            return answers


def told(answers):
    flips = [f for a in answers for f in a["flips"]]
    return sum(a["seen"] for a in answers), sum(a["judged"] for a in answers), flips


def figures(record, server, text, client):
    seen, judged, expected = by_hand(client)
    got_seen, got_judged, flips = told(portions(client, text))
    tap.check((got_seen, got_judged) == (seen, judged) and judged > 50, "as many dossiers and figures as the register has", [got_seen, got_judged, seen, judged])
    tap.check({f["path"] for f in flips} == expected and len(flips) == len(expected) > 5, "those flip that do when counted by hand",
              [len(flips), len(expected), sorted({f["path"] for f in flips} ^ expected)])
    one = flips[0]
    tap.check(one["criterion"] == "1.4" and one["to"] == "not_met" and "80" in one["reason"]["zh"] and "80" in one["reason"]["en"], "each with its reason", one)
    with open(os.path.join(record.folder, "new.rules"), "w", encoding="utf-8") as f:
        f.write(text)
    said = record.run("whatif", "--to", f.name, "--data", record.data, "--format", "csv")
    lines = list(csv.DictReader(io.StringIO(said)))
    tap.check({r["id"] for r in lines} == expected and {r["criterion"] for r in lines} == {"1.4"}, "the terminal says the same", lines[:3])
    return expected


def who(server, text, expected, ministry):
    province = Client(server)
    province.sign_in("zhejiang")
    own = {row["path"] for row in all_rows(province, "/api/v1/clusters?limit=200")}
    flips = told(portions(province, text))[2]
    tap.check({f["path"] for f in flips} == {p for p in expected if p.split("/")[0] in own}, "a province sees its own", [len(flips), len(own)])
    county = Client(server)
    county.sign_in("county")
    tap.check(county.ask("POST", ROUTE, {"text": text})[0] == 403, "a county drafts no rules")
    auditor = Client(server)
    auditor.sign_in("auditor")
    tap.check(auditor.ask("POST", ROUTE, {"text": text})[0] == 403, "an auditor neither")
    status, value = ministry.ask("POST", ROUTE, {"text": text.replace("require", "requirre", 1)})
    tap.check(status == 422 and "检查" in str(value), "a text with faults is to be checked first", value)
    status, value = ministry.ask("POST", ROUTE, {"text": text, "after": "nonsense"})
    tap.check(status in (400, 422), "a beginning that is none is refused", [status, value])


def many(text):
    """More dossiers than one portion looks at."""
    with Record() as record:
        record.run("simulate", "--data", record.data, "--shape", "register", "--clusters", str(MANY))
        add_account(record, "ministry", "--level", "ministry")
        with Server(record) as server:
            server.ready()
            client = Client(server)
            client.sign_in("ministry")
            answers = portions(client, text)
            tap.check(len(answers) == 2 and told(answers)[0] == MANY, "portions go on where the last one ended", [a["seen"] for a in answers])


def main():
    with Record(clusters=400, years=3, seed=11) as record:
        add_account(record, "ministry", "--level", "ministry")
        add_account(record, "zhejiang", "--level", "province", "--place", "33")
        add_account(record, "county", "--level", "county", "--place", "330106")
        add_account(record, "auditor", "--office", "audit")
        with Server(record) as server:
            server.ready()
            client = Client(server)
            client.sign_in("ministry")
            now = next(r for r in client.ask("GET", "/api/v1/rulebooks")[1]["rulebooks"] if r["in_force"])
            text = client.ask("GET", "/api/v1/rulebooks/" + now["id"])[1]["text"]
            changed = text.replace(f"require output >= {OLD_BAR} 亿元", f"require output >= {BAR} 亿元")
            tap.check(changed != text, "the text in force has the bar that is moved")
            tap.check(told(portions(client, text))[2] == [], "the same text changes nothing")
            who(server, changed, figures(record, server, changed, client), client)
    many(changed)
    tap.end()


if __name__ == "__main__":
    main()
