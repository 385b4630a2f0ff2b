#!/usr/bin/env python3
"""Experts, their province and a city at their desks, in Chromium, under the provincial texts that know them: Tianjin's
experts, Henan's cities. Ends with TAP; steps in experts.mjs."""
import json

import steps
from levels import CITY, EXPERT, Provincial, story
from people import play
from server import Client, Server, Tap, add_account

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj\n"


def evidence(server, login):
    """A file that the province names with a check of the application, for the experts to read."""
    client = Client(server)
    client.sign_in(login)
    _, _, body = server.ask("POST", "/api/v1/files?name=" + "%E6%BC%94%E7%A4%BA%E6%9D%90%E6%96%99.pdf", PDF,
                            {"Content-Type": "application/octet-stream", "Cookie": client.cookie, "X-CSRF-Token": client.csrf})
    steps.act(client, "check", "c1/a", finding="演示：一致", **{"evidence.1": json.loads(body)["value"]})


def experts(tap):
    with Provincial("tianjin") as record:
        play(record, story(EXPERT))
        for login in ("zhuanjia", "bieren", "qita"):
            add_account(record, login, "--level", "expert", "--place", login)
        add_account(record, "tianjin", "--level", "province", "--place", "12")
        with steps.desk(record, "--today", "2023-03-02") as server:
            evidence(server, "tianjin")
            steps.take(tap, server, "experts.mjs", {"desk": "expert"})


def cities(tap):
    with Provincial("henan") as record:
        play(record, story(CITY))
        add_account(record, "zhengzhou", "--level", "city", "--place", "4101")
        with Server(record, "--today", "2023-03-02") as server:
            server.ready()
            steps.take(tap, server, "experts.mjs", {"desk": "city"})


def main():
    tap = Tap()
    steps.needs()
    experts(tap)
    cities(tap)
    tap.end()


main()
