#!/usr/bin/env python3
"""The key of personal data is replaced, again and again, beside a server at work: nobody who signs in, is named, is erased
or objects notices; pages stay open; and a server whose key file is older says what to do, and goes on once it is done.
With JIQUN_TEST_DB in PostgreSQL. Ends with TAP.
"""
import json
import os
import re
import shutil
import sys
import threading
import time

sys.path.insert(0, os.path.dirname(__file__))
from evidence import OnDatabase, Public, pdf, tap  # noqa: E402
from portal import made  # noqa: E402
from server import PASSWORD, Client, Server, add_account  # noqa: E402

WORKERS = [f"w{i:02d}" for i in range(6)]
CHANGES = 4
IDENTITY_S = 2  # HTTP_IDENTITY_S
GONE = "gone"


def key(record, what):
    return record.run("key", what, "--data", record.data, "--lang", "en")


def key_file(record):
    return os.path.join(record.data, "keys", "personal.key")


class Work:
    """What goes on until it is told to end; `wrong`: what was not answered as it should be."""

    def __init__(self, *jobs):
        self.done, self.wrong, self.count = threading.Event(), [], {}
        self.threads = [threading.Thread(target=self.loop, args=(job,)) for job in jobs]

    def loop(self, job):
        name, n = job.__name__, 0
        while not self.done.is_set():
            said = job(n)
            n += 1
            self.count[name] = n
            if said:
                self.wrong.append(f"{name} {n}: {said}")
            time.sleep(0.01)

    def __enter__(self):
        for t in self.threads:
            t.start()
        return self

    def __exit__(self, *_):
        self.done.set()
        for t in self.threads:
            t.join()


def at_work(record, server, officer, public):
    def objects(_):
        time.sleep(0.05)
        status, headers, body = public.send([])
        found = re.search(r"number=([0-9A-Z]{24})&code=([0-9]{8})$", headers.get("location", ""))
        if status != 303 or not found:
            return (status, body[-300:])
        status, _, body = public.confirm(*found.groups())
        if status != 303:
            return (status, body[-300:])
        body = server.ask("GET", f"/objection?number={found.group(1)}", headers={"X-Forwarded-For": f"203.0.113.{public.n % 250}"})[2]
        return "not confirmed" if b'name="code"' in body or b"<dl" not in body else None

    def signs_in(n):
        client = Client(server)
        status, value = client.sign_in(WORKERS[n % len(WORKERS)])
        if status != 200 or value.get("stage") != "full":
            return (status, value)
        status, value = client.ask("DELETE", "/api/v1/session")
        return None if status == 204 else (status, value)

    def is_wrong(n):
        status, value = Client(server).sign_in(WORKERS[n % len(WORKERS)], PASSWORD + "x") if n < 3 else (401, None)
        time.sleep(0.3)
        return None if status == 401 else (status, value)

    def names(n):
        login = WORKERS[n % 2]
        status, value = officer.ask("PUT", f"/api/v1/accounts/{login}/person", {"name": f"演示{n}", "mail": "", "phone": ""})
        last[login] = f"演示{n}"
        return None if status == 200 else (status, value)

    def looks(_):
        status, value = officer.ask("GET", "/api/v1/accounts")
        return None if status == 200 and len(value["items"]) >= len(WORKERS) else (status, value)

    last = {}
    with Work(signs_in, is_wrong, names, looks, objects) as work:
        for i in range(CHANGES):
            time.sleep(0.4)
            said = key(record, "rotate")
            tap.check("is replaced by" in said, f"change {i + 1} beside the server", said)
            time.sleep(0.3)
            if i == 1:
                status, value = officer.ask("POST", f"/api/v1/accounts/{GONE}/erase", {"reason": "演示"})
                tap.check(status == 200, "somebody is erased meanwhile", value)
            said = key(record, "retire")
            tap.check("sealed texts were opened" in said, "and the old key is retired", said)
            officer.ask("GET", "/api/v1/session")  # what a page does that is opened again
    # Between `retire` and the look above a page may have carried the word of a key that is gone: it is told so.
    wrong = [w for w in work.wrong if not (w.startswith("names ") and "(403," in w)]
    tap.check(not wrong, f"nobody noticed: {work.count}", "\n".join(wrong[:10]))
    tap.check(all(n > CHANGES for n in work.count.values()), "they were at work all the time", work.count)
    shown = json.loads(record.run("user", "list", "--format", "json", "--data", record.data))
    names = {x["login"]: x["name"] for x in shown}
    tap.check(all(names[login][:1] == name[:1] for login, name in last.items()), "names are the last that were set", (names, last))
    tap.check(not names[GONE], "who was erased is not back", names[GONE])
    return work.count["objects"]


def pages(record, server):
    held = Client(server)
    held.sign_in(WORKERS[0])
    old = held.csrf
    key(record, "rotate")
    time.sleep(IDENTITY_S + 0.5)  # until it is looked up again who that is
    status, value = held.ask("GET", "/api/v1/session")
    tap.check(status == 200, "a session goes on", value)
    tap.check(held.csrf != old, "its pages carry another word from now on")
    held.csrf = old
    status, value = held.ask("DELETE", "/api/v1/session")
    tap.check(status == 204, "a page that was open goes on, too", (status, value))
    key(record, "retire")


def objections(server, public, before, others):
    """Handed in before the changes, confirmed after them."""
    number, code = before
    status, headers, body = public.confirm(number, code)
    tap.check(status == 303, "an objection is confirmed by a code of before", (status, body[-500:]))
    body = server.ask("GET", f"/objection?number={number}")[2].decode()
    tap.check("演示人某" not in body and "code" not in re.findall(r'name="([a-z]+)"', body), "and is one now", body[-1500:])
    body = server.ask("GET", "/en/notices/c1/a")[2].decode()
    found = re.search(r"([0-9]+) objections were received; the contact of ([0-9]+) is not confirmed", body)
    tap.check(found and found.groups() == (str(others + 1), "0"), f"it is counted once, as {others} others are", found)


def older_file(record):
    kept = key_file(record) + ".kept"
    shutil.copy2(key_file(record), kept)
    key(record, "rotate")
    newer = key_file(record) + ".newer"
    shutil.copy2(key_file(record), newer)
    os.replace(kept, key_file(record))
    with Server(record, *record.options(), "--proxy", "127.0.0.1") as server:
        for _ in range(100):
            status, _, body = server.ask("GET", "/readyz")
            if b"lacks the key" in body:
                break
            time.sleep(0.05)
        tap.check(status == 503 and b"copy the file" in body, "a server whose file is older says so", (status, body))
        status, value = Client(server).sign_in(WORKERS[1])
        tap.check(status == 503 and "personal.key" in json.dumps(value), "nobody can sign in there, and is told why", (status, value))
        tap.check(server.ask("GET", "/register")[0] == 200, "the portal is there")
        os.replace(newer, key_file(record))
        server.ready()
        status, value = Client(server).sign_in(WORKERS[1])
        tap.check(status == 200, "with a copy of the file it goes on, and was not started again", (status, value))
    key(record, "retire")


def main():
    with OnDatabase() as record:
        made(record)
        for login in WORKERS + [GONE]:
            add_account(record, login, "--level", "county", "--place", "330106")
        add_account(record, "xitong", "--office", "system")
        with Server(record, *record.options(), "--proxy", "127.0.0.1") as server:
            server.ready()
            officer = Client(server)
            officer.sign_in("xitong")
            officer.enrol()
            public = Public(server)
            before = public.object([("a.pdf", pdf(700))])
            others = at_work(record, server, officer, public)
            objections(server, public, before, others)
            pages(record, server)
        older_file(record)
        shown = key(record, "show")
        tap.check(shown.count("retired ") == CHANGES + 2 and "being replaced" not in shown, "what hangs on which key", shown)
        record.run("audit", "--data", record.data)
    tap.end()


if __name__ == "__main__":
    main()
