#!/usr/bin/env python3
"""Lists, notices and objections in Chromium, on two days. Ends with TAP; steps in notices.mjs."""
import cases
import steps
from server import Client, Record, Server, Tap

tap = Tap()
# Five working days from Thursday 2025-03-20, that day counted.
COUNTED = ["2025-03-20", "2025-03-21", "2025-03-24", "2025-03-25", "2025-03-26"]
AFTER = "2025-03-27"


def api(server, path):
    """What is told of a notice: the days to everybody, objections to who sees the dossier in full."""
    seen = {}
    for login in (None, "ministry", "zhejiang", "county330109"):
        client = Client(server)
        if login:
            client.sign_in(login)
        status, value = client.ask("GET", "/api/v1/notices")
        seen[login] = {n["path"]: n for n in value["notices"]}
        n = seen[login].get(path, {})
        tap.check(status == 200 and n.get("workdays") == COUNTED and n.get("last") == COUNTED[-1] and n.get("days_left") == 5
                  and n.get("over") is False and n.get("kind", {}).get("name") == "application", f"{login}: the days of a notice", value)
    told = {login: n[path].get("objections") for login, n in seen.items()}
    tap.check(told[None] is None and told["county330109"] is None, "objections are not told to the public, nor to another county", told)
    tap.check([o["state"]["name"] for o in told["ministry"]] == ["open"] and told["zhejiang"] == told["ministry"], "but to the province and the Ministry", told)


def desks(client, path, desk):
    """At which desk each action on a case is done; whether the round tells the case for `desk`."""
    _, page = client.ask("GET", f"/api/v1/rounds/r2025/cases?desk={desk}")
    _, dossier = client.ask("GET", f"/api/v1/clusters/{path.split('/')[0]}")
    said = {o["action"]["name"]: o["desk"] for o in dossier["actions"] if "desk" in o and (o["target"] == path or o["creates"])}
    return [r["path"] for r in page["rows"]], said


def desk_told(client, path, desk):
    """The screen knows no action by name: the server says which belongs to it, and which cases it takes up."""
    for asked in ("list", "announce"):
        paths, said = desks(client, path, asked)
        tap.check((path in paths) == (asked == desk), f"on the way to {desk}: cases for {asked}", paths)
        tap.check(said == {"list": "list", "recognise": "announce", "report_incident": "incident"}, "desks of actions", said)
    tap.check(client.ask("GET", "/api/v1/rounds/r2025/cases?desk=incident")[0] == 400, "another desk has no cases of a round", "")


def main():
    steps.needs()
    with Record() as record:
        cases.accounts(record)
        with steps.desk(record, "--today", cases.DAY) as server:
            office = cases.offices(server)
            paths = cases.applications(office, n=2)
            cases.re_reviewed(office, paths[0])
            cases.recommended(office, paths[1])
            known = {"paths": paths, "counted": COUNTED}
            client = Client(server)
            client.sign_in("ministry")
            desk_told(client, paths[0], "list")
            steps.take(tap, server, "notices.mjs", {**known, "part": "list"})
            desk_told(client, paths[0], "announce")
            cases.objected(server, paths[0])
            api(server, paths[0])
            steps.take(tap, server, "notices.mjs", {**known, "part": "objections"})
        with Server(record, "--today", AFTER) as server:
            server.ready()
            steps.take(tap, server, "notices.mjs", {**known, "part": "announce"})
            client = Client(server)
            _, page = client.ask("GET", "/api/v1/clusters?state=recognised")
            tap.check(sorted(r["path"] for r in page["rows"]) == ["m1", "m2"] and all(r["announcement"] == "演示公告第1号" for r in page["rows"]),
                      "both are in the public register", page)
    tap.end()


main()
