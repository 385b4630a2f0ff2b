#!/usr/bin/env python3
"""Who is refused what is not for him is on the access record by name, once in a while for the same; what nobody in
particular is refused is not, and nobody fills the record so. Ends with TAP."""
import json
import os
import sys

sys.path.insert(0, os.path.dirname(__file__))
from files import wait_for  # noqa: E402
from server import Client, Record, Server, Tap, add_account  # noqa: E402

tap = Tap()
MANY = 64  # HTTP_DENIED_MAX


def main():
    with Record() as record:
        add_account(record, "xihu", "--level", "county", "--place", "330106")
        add_account(record, "shenji", "--office", "audit")
        add_account(record, "bu", "--level", "ministry")
        with Server(record) as server:
            server.ready()
            xihu, shenji, bu = Client(server), Client(server), Client(server)
            for login, client in (("xihu", xihu), ("shenji", shenji), ("bu", bu)):
                client.sign_in(login)
            shenji.enrol()
            lines = lambda who="": [(r["who"], r["about"], r["why"]) for r in shenji.ask("GET", f"/api/v1/access?did=denied&who={who}")[1]["items"]]  # noqa: E731
            tap.check(lines() == [], "nobody was refused anything yet", lines())

            for target in ("/api/v1/access", "/api/v1/access?who=bu", "/api/v1/accounts", "/api/v1/accounts/bu"):
                tap.check(xihu.ask("GET", target)[0] == 403, f"a county is refused {target}")
            wanted = [("xihu", "GET /api/v1/accounts/{login}", "/api/v1/accounts/bu"), ("xihu", "GET /api/v1/accounts", ""), ("xihu", "GET /api/v1/access", "")]
            tap.check(wait_for(lambda: lines() == wanted, 10), "which is on record by name, route and address, the same once, without the query", lines())

            _, made = bu.ask("POST", "/api/v1/tokens", {"name": "reads", "scopes": "read", "days": 1})
            token = {"Authorization": f"Bearer {made['token']}"}
            status, _, _ = server.ask("POST", "/api/v1/actions/register", b"{}", {**token, "Content-Type": "application/json"})
            tap.check(status == 403 and wait_for(lambda: lines("bu") == [("bu", "POST /api/v1/actions/{action}", "/api/v1/actions/register")], 10),
                      "so is what a token's scope does not contain", (status, lines("bu")))
            status, _ = xihu.ask("POST", "/api/v1/tokens", {"name": "x"}, csrf=False)
            tap.check(status == 403 and wait_for(lambda: lines("xihu")[0][1] == "POST /api/v1/tokens", 10), "and a form that did not come from a page of this site", (status, lines("xihu")))

            before = lines()
            server.ask("GET", "/api/v1/access")
            server.ask("POST", "/notices/c1/a", b"name=x", {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "cross-site"})
            xihu.ask("GET", "/api/v1/clusters/none")
            for i in range(3 * MANY):
                xihu.ask("GET", f"/api/v1/accounts/nobody{i}")
            bu.ask("GET", "/api/v1/log")
            tap.check(wait_for(lambda: lines()[0][:2] == ("bu", "GET /api/v1/log"), 10) and lines()[1:] == before,
                      "what nobody in particular is refused, what is not there, and the same route again and again add nothing", lines())
            xihu.ask("GET", "/api/v1/audit")
        with Server(record) as server:
            server.ready()
            shenji.server = server
            found = shenji.ask("GET", "/api/v1/access?did=denied")[1]["items"]
            tap.check(found[0]["about"] == "GET /api/v1/audit", "what was refused last before a stop is on record, too", json.dumps(found[:2]))
        out = record.run("audit", "--data", record.data, "--lang", "en")
        tap.check(out.startswith("proved"), "and the record is proved", out)
    tap.end()


if __name__ == "__main__":
    main()
