#!/usr/bin/env python3
"""The password of a database stands in no command line: neither the server's, told by env:NAME, nor that of what it
starts beside itself. Run by test_hidden.sh with a PostgreSQL server of its own. Ends with TAP."""
import os
import sys
import threading
import time

sys.path.insert(0, os.path.dirname(__file__))
from server import Client, Record, Server, Tap, add_account  # noqa: E402

tap = Tap()
SECRET = "geheim-in-der-adresse"


def with_password(address):
    """The server of the test trusts whoever comes through its socket, with whatever password."""
    return address + ("&" if "?" in address else "?") + "password=" + SECRET


def watch(seen, stop):
    """What any process says of itself, again and again."""
    while not stop.is_set():
        for pid in filter(str.isdigit, os.listdir("/proc")):
            try:
                with open(f"/proc/{pid}/cmdline", "rb") as f:
                    words = f.read()
            except OSError:
                continue
            if b"JIQUN_DB" in words or SECRET.encode() in words:
                seen.add(words)


class OnDatabase(Record):
    """A record in the database that JIQUN_DB names; its folder has the keys."""

    def run(self, *words, **more):
        return super().run(*words, "--db", "env:JIQUN_DB", **more)


def main():
    os.environ["JIQUN_DB"] = with_password(os.environ["JIQUN_TEST_DB"])
    seen, stop = set(), threading.Event()
    threading.Thread(target=watch, args=(seen, stop), daemon=True).start()
    with OnDatabase(clusters=200, years=3) as record:
        add_account(record, "shenji", "--office", "audit")
        with Server(record, "--db", "env:JIQUN_DB") as server:
            server.ready()
            auditor = Client(server)
            auditor.sign_in("shenji")
            auditor.enrol()
            status, value = auditor.ask("POST", "/api/v1/audit")
            while status in (200, 202) and value["state"] == "running":
                time.sleep(0.05)
                status, value = auditor.ask("GET", "/api/v1/audit")
            tap.check(value.get("report", {}).get("clean"), "an audit beside the server finds the record clean", value)
    stop.set()
    tap.check(any(b"\0audit\0" in words for words in seen), "its process was looked at", seen)
    tap.check(not [words for words in seen if SECRET.encode() in words], "no command line held the password", seen)
    tap.end()


main()
