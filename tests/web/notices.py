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


def main():
    steps.needs()
    with Record() as record:
        cases.accounts(record)
        with steps.desk(record, "--today", cases.DAY) as server:
            office = cases.offices(server)
            paths = cases.applications(office, n=2)
            for path in paths:
                cases.re_reviewed(office, path)
            known = {"paths": paths, "counted": COUNTED}
            steps.take(tap, server, "notices.mjs", {**known, "part": "list"})
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
