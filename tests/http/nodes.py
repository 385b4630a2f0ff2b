#!/usr/bin/env python3
"""Two servers on one PostgreSQL and one folder: the order of an authority is the same at both, and what overtook it is told
by either; a match that one has run is had from the other, and from both after they began anew. Ends with TAP.

    nodes.py ADDRESS        (runs under tests/store/with_postgres.sh)
"""
import os
import sys

sys.path.insert(0, os.path.dirname(__file__))
sys.path.insert(1, os.path.join(os.environ["JIQUN_ROOT"], "tests/docs"))
import make_book  # noqa: E402
from matching import finished, found, upload  # noqa: E402
from server import Client, Record, Server, Tap, add_account  # noqa: E402

tap = Tap()
DAY = "2025-03-20"
ORDER = "/api/v1/rounds/r2025/order"


class Shared(Record):
    """A record in PostgreSQL."""

    def __init__(self, db):
        super().__init__()
        self.db = db

    def run(self, *words, **more):
        return super().run(*words, "--db", self.db, **more)


def signed_in(server, login):
    client = Client(server)
    client.sign_in(login)
    return client


def orders(one, other, ministry):
    status, said = ministry.ask("POST", "/api/v1/actions/open_round", {"target": "r2025", "args": {"closes": "2025-07-31", "quota": 6}})
    tap.check(status == 200, "a round is open", said)
    status, said = one.ask("PUT", ORDER, {"order": ["a/1"], "left": ["b/1"]}, {"If-Match": '"0"'})
    tap.check(status == 200 and said["version"] == 1, "one server keeps an order", said)
    status, said = other.ask("GET", ORDER)
    tap.check(status == 200 and said["order"] == ["a/1"] and said["left"] == ["b/1"] and said["by"] == "zhejiang", "the other has it", said)
    status, said = other.ask("PUT", ORDER, {"order": ["b/1", "a/1"]}, {"If-Match": '"1"'})
    tap.check(status == 200 and said["version"] == 2, "and keeps another one", said)
    status, said = one.ask("PUT", ORDER, {"order": ["a/1"]}, {"If-Match": '"1"'})
    tap.check(status == 412, "which nobody overwrites unseen", said)
    tap.check(ministry.ask("GET", ORDER)[1]["version"] == 0, "another authority has its own")


def matched(one, other):
    digest = upload(one, ("统一社会信用代码\n" + make_book.credit(1) + "\n").encode(), "list.csv", "&kind=list")
    status, said = one.ask("POST", "/api/v1/matching", {"file": digest})
    tap.check(status == 202, "a match", said)
    tap.check(finished(one)["state"] == "done", "is run by one server")
    now = other.ask("GET", "/api/v1/matching")[1]
    tap.check(now["state"] == "done" and now["report"]["rows"] == 1 and found(other) == [], "and its result is had from the other", now)


def main():
    db = sys.argv[1]
    options = ("--db", db, "--today", DAY)
    with Shared(db) as record:
        add_account(record, "ministry", "--level", "ministry")
        add_account(record, "zhejiang", "--level", "province", "--place", "33")
        with Server(record, *options) as first, Server(record, *options) as second:
            first.ready()
            second.ready()
            one, other = signed_in(first, "zhejiang"), signed_in(second, "zhejiang")
            orders(one, other, signed_in(first, "ministry"))
            matched(one, other)
        with Server(record, *options) as third:
            third.ready()
            later = signed_in(third, "zhejiang")
            tap.check(later.ask("GET", ORDER)[1]["order"] == ["b/1", "a/1"], "the order outlives them")
            tap.check(later.ask("GET", "/api/v1/matching")[1]["state"] == "done", "and so does the result")
    tap.end()


main()
