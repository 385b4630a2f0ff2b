#!/usr/bin/env python3
"""What somebody who does it for the first time was stopped by (docs/usability.md), in Chromium: steps in walk.mjs. Ends with
TAP."""
import steps
from server import Client, Record, Tap, add_account

DAY = "2026-05-11"
tap = Tap()


def clusters(who, state):
    _, page = who.ask("GET", f"/api/v1/clusters?state={state}&limit=200")
    return page["rows"]


def sign_in(server, login):
    client = Client(server)
    client.sign_in(login)
    return client


def proposed(who, name):
    """A text of another bar, proposed by the API; its digest."""
    _, book = who.ask("GET", "/api/v1/rulebooks/national-2022")
    text = book["text"].replace("require output >= 40 ", "require output >= 45 ", 1)
    status, p = who.ask("POST", "/api/v1/proposals", {"name": name, "text": text, "from": "2099-01-01"})
    if status not in (200, 201):
        raise SystemExit(f"propose: {status} {p}")
    return p["digest"]


def main():
    steps.needs()
    with Record(clusters=300, years=3, seed=300) as record:
        for login in ("ministry", "ministry2"):
            add_account(record, login, "--level", "ministry")
        for office in ("security", "audit"):
            add_account(record, office, "--office", office)
        add_account(record, "waiting")
        with steps.desk(record, "--today", DAY) as server:
            who = sign_in(server, "ministry")
            row = next(r for r in clusters(who, "recognised") if r["valid_until"].startswith("2026-"))
            gone = clusters(who, "revoked")[0]
        add_account(record, "county", "--level", "county", "--place", row["county"])
        add_account(record, "province", "--level", "province", "--place", row["channel"])
        with steps.desk(record, "--today", DAY) as server:
            who = {login: sign_in(server, login) for login in ("ministry", "ministry2")}
            proposed(who["ministry"], "declined-2099")
            who["ministry2"].ask("POST", "/api/v1/proposals/declined-2099/decline", {"reason": "演示：标准提高过多"})
            digest = proposed(who["ministry"], "adopted-2099")
            steps.take(tap, server, "walk.mjs", {"cluster": row["path"], "name": row["name"], "gone": gone["name"],
                                                 "adopted": {"name": "adopted-2099", "digest": digest}})
    tap.end()


if __name__ == "__main__":
    main()
