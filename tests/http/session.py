#!/usr/bin/env python3
"""Signing in over HTTP: steps, refusals, forms of other sites, offices, tokens, event streams. Ends with TAP."""
import http.client
import json
import os
import sqlite3
import sys
import threading
import time

sys.path.insert(0, os.path.dirname(__file__))
from server import PASSWORD, Client, Record, Server, Tap, add_account, totp  # noqa: E402

tap = Tap()


def is_problem(value, status):
    return isinstance(value, dict) and value.get("status") == status and value.get("detail")


def steps(server):
    client = Client(server)
    status, value = client.ask("GET", "/api/v1/session")
    tap.check(status == 401 and is_problem(value, 401), "nobody is signed in at first", value)
    status, value = client.sign_in("xihu", "wrong-password-1A")
    wrong = value
    tap.check(status == 401, "a wrong password is refused", value)
    status, value = client.sign_in("nobody-of-that-name", "wrong-password-1A")
    tap.check(status == 401 and value == wrong, "a name that nobody has gets the same answer", value)
    status, value = client.sign_in("xihu")
    tap.check(status == 200 and value["stage"] == "full" and value["level"] == "county" and value["who"] == "330106",
              "a county signs in", value)
    status, value = client.ask("GET", "/api/v1/session")
    tap.check(status == 200 and value["login"] == "xihu", "and is who it is", value)
    status, value = client.ask("GET", "/api/v1/sessions")
    tap.check(status == 200 and len(value["items"]) == 1 and "127.0.0.1" not in json.dumps(value), "sessions are listed, addresses shortened", value)
    for bad in ([], {"login": 1, "password": "x"}, {"login": "xihu"}, {"login": "xihu", "password": "x", "more": 1},
                {"login": "x" * 1000, "password": "x"}, {"login": "xihu", "password": "y" * 2000}):
        status, value = client.ask("POST", "/api/v1/session", bad)
        tap.check(status == 422 and is_problem(value, 422), f"not a sign-in: {json.dumps(bad)[:50]}", value)
    status, _, text = server.ask("POST", "/api/v1/session", b"login=xihu&password=x", {"Content-Type": "application/x-www-form-urlencoded"})
    tap.check(status == 415, "a form of another site can not even try", text)
    status, _, text = server.ask("POST", "/api/v1/session", b'{"a":' + b"[" * 5000 + b"]" * 5000 + b"}", {"Content-Type": "application/json"})
    tap.check(status == 422, "what is nested without end is refused", text)


def forgery(server):
    client = Client(server)
    client.sign_in("xihu")
    status, value = client.ask("DELETE", "/api/v1/session", csrf=False)
    tap.check(status == 403, "without the form's word nothing is changed", value)
    client.csrf, right = "A" * 43, client.csrf
    tap.check(client.ask("DELETE", "/api/v1/session")[0] == 403, "nor with another one")
    client.csrf = right
    other = Client(server)
    other.sign_in("xihu")
    other.csrf = right
    tap.check(other.ask("DELETE", "/api/v1/session")[0] == 403, "nor with that of another session")
    kept = client.cookie
    tap.check(client.ask("DELETE", "/api/v1/session")[0] == 204, "the session ends")
    client.cookie = kept
    tap.check(client.ask("GET", "/api/v1/session")[0] == 401, "its cookie is of no use any more")


def meter(server):
    """What a new password lacks is said while it is typed: by the rule of the site, and with no figure of strength."""
    client = Client(server)
    client.sign_in("fuyang")
    for typed, characters, wanted, met in (("", 0, 14, [False, True, False]), ("abcdefg", 7, 14, [False, True, True]), ("Abc-4efg", 8, 8, [True, True, True]),
                                           ("x-Fuyang-4", 10, 8, [True, False, True]), ("Password1!", 10, 8, [True, True, False]),
                                           ("twelve or more", 14, 14, [True, True, True]), ("集群平台口令Aa", 8, 8, [True, True, True])):
        status, value = client.ask("POST", "/api/v1/account/password/look", {"new": typed})
        tap.check(status == 200 and value["characters"] == characters and value["wanted"] == wanted and [n["met"] for n in value["needs"]] == met and
                  value["good"] == all(met), f"of “{typed}” is said what it lacks", value)
    tap.check("8" in value["needs"][0]["text"]["zh"] and typed not in json.dumps(value, ensure_ascii=False), "in words, without repeating it", value)
    tap.check(client.ask("POST", "/api/v1/account/password/look", {"new": "a" * 200})[1]["good"] is False, "too long is not good")
    tap.check(Client(server).ask("POST", "/api/v1/account/password/look", {"new": "x"})[0] == 401, "nobody asks without a session")


def asked_for(server, security):
    """What a site asks of passwords is a setting: GB/T 22239 at first, or twelve of any kind as OWASP ASVS would have it."""
    status, value = security.ask("GET", "/api/v1/settings/accounts")
    tap.check(status == 200 and (value["password_length"], value["password_kinds"]) == (8, 3), "at first eight of three kinds", value)
    for length, kinds, wanted in ((8, 1, 400), (7, 3, 422), (12, 5, 422), (12, 1, 204)):
        status, value = security.ask("PUT", "/api/v1/settings/accounts", {"second_offices": True, "password_length": length, "password_kinds": kinds})
        tap.check(status == wanted, f"{length} of {kinds} kinds: {wanted}", value)
    client = Client(server)
    client.sign_in("yuhang2")
    old = PASSWORD
    for new, wanted in (("Tq7-mksx", 422), ("tqmksxwqruv", 422), ("tqmksxwqruvx", 200)):
        status, value = client.ask("PUT", "/api/v1/account/password", {"old": old, "new": new})
        tap.check(status == wanted, f"then “{new}”: {wanted}", value)
    security.ask("PUT", "/api/v1/settings/accounts", {"second_offices": True})
    tap.check(security.ask("GET", "/api/v1/settings/accounts")[1]["password_kinds"] == 3, "what is not named is as at first")


def passwords(server):
    client = Client(server)
    client.sign_in("fuyang")
    fresh = "Another-Horse-8-stable"
    tap.check(client.ask("PUT", "/api/v1/account/password", {"old": "no-no-No-1", "new": fresh})[0] == 422, "the old password is wanted")
    for bad in ("short1A", "aaaaaaaaaaaa", "fuyang"):
        tap.check(client.ask("PUT", "/api/v1/account/password", {"old": PASSWORD, "new": bad})[0] == 422, f"“{bad}” is too weak")
    tap.check(client.ask("PUT", "/api/v1/account/password", {"old": PASSWORD, "new": PASSWORD})[0] == 422, "the same one is not new")
    other = Client(server)
    other.sign_in("fuyang")
    old = client.cookie
    status, value = client.ask("PUT", "/api/v1/account/password", {"old": PASSWORD, "new": fresh})
    tap.check(status == 200 and client.cookie != old, "changed, and the session has a new token", value)
    tap.check(client.ask("GET", "/api/v1/session")[0] == 200, "it goes on")
    tap.check(other.ask("GET", "/api/v1/session")[0] == 401, "the others have ended")
    tap.check(Client(server).sign_in("fuyang")[0] == 401 and Client(server).sign_in("fuyang", fresh)[0] == 200, "the new one counts")


def lockout(server):
    client = Client(server)
    last = None
    for _ in range(8):
        last = client.sign_in("yuhang", "wrong-password-1A")
    tap.check(last[0] == 429, "after some failures one has to wait", last)
    tap.check(client.sign_in("yuhang")[0] == 429, "with the right password, too")


def offices(server):
    system = Client(server)
    status, value = system.sign_in("xitong")
    tap.check(status == 200 and value["stage"] == "enrol", "an office needs a second factor", value)
    tap.check(system.ask("GET", "/api/v1/accounts")[0] == 403, "before it has one it can do nothing")
    codes = system.enrol()
    tap.check(len(set(codes)) == 10, "ten recovery codes", codes)
    tap.check(system.ask("GET", "/api/v1/accounts")[0] == 200, "then it can")

    again = Client(server)
    status, value = again.sign_in("xitong")
    tap.check(value["stage"] == "second" and again.ask("GET", "/api/v1/accounts")[0] == 403, "the next time the code is asked for", value)
    tap.check(again.ask("POST", "/api/v1/session/second", {"code": "000000"})[0] in (401, 429), "a wrong code is refused")
    used = totp(system.secret)
    tap.check(again.ask("POST", "/api/v1/session/second", {"code": used})[0] == 401, "one that was used is refused")
    tap.check(again.ask("POST", "/api/v1/session/second", {"code": codes[0]})[0] == 200, "a recovery code is taken")
    third = Client(server)
    third.sign_in("xitong")
    tap.check(third.ask("POST", "/api/v1/session/second", {"code": codes[0]})[0] == 401, "once")

    security, audit = Client(server), Client(server)
    security.sign_in("anquan")
    security.enrol()
    audit.sign_in("shenji")
    audit.enrol()
    new = {"login": "lin-an", "name": "示例", "mail": "lin-an@example.org", "phone": "13800000000", "password": "First-time-5-only"}
    tap.check(security.ask("POST", "/api/v1/accounts", new)[0] == 403, "the security officer makes no account")
    tap.check(audit.ask("POST", "/api/v1/accounts", new)[0] == 403, "nor does the auditor")
    status, value = system.ask("POST", "/api/v1/accounts", new)
    tap.check(status == 200 and not value["active"], "the system officer makes one; it is inert", value)
    tap.check("13800000000" not in json.dumps(value) and "示例" not in json.dumps(value, ensure_ascii=False), "personal data is masked", value)
    tap.check(Client(server).sign_in("lin-an", "First-time-5-only")[0] == 403, "an inert account signs in to nothing")
    grant = {"level": "county", "who": "330112"}
    tap.check(system.ask("POST", "/api/v1/accounts/lin-an/grant", grant)[0] == 403, "who makes does not grant")
    tap.check(security.ask("POST", "/api/v1/accounts/anquan/grant", {"office": "audit"})[0] == 403, "nobody grants to himself")
    status, value = security.ask("POST", "/api/v1/accounts/lin-an/grant", grant)
    tap.check(status == 200 and value["level"] == "county", "the security officer grants", value)
    county = Client(server)
    status, value = county.sign_in("lin-an", "First-time-5-only")
    tap.check(status == 200 and value["stage"] == "change", "the first password has to be changed", value)
    tap.check(county.ask("GET", "/api/v1/tokens")[0] == 403, "before anything else")
    tap.check(county.ask("PUT", "/api/v1/account/password", {"old": "First-time-5-only", "new": "My-own-one-6-now"})[0] == 200, "by its owner")
    tap.check(county.ask("GET", "/api/v1/accounts")[0] == 403, "a county sees no accounts")
    tap.check(county.ask("GET", "/api/v1/access")[0] == 403 and system.ask("GET", "/api/v1/access")[0] == 403, "the access record is the auditor's")

    status, value = system.ask("POST", "/api/v1/accounts/lin-an/reveal", {"reason": "核对联系方式"})
    tap.check(status == 200 and value["phone"] == "13800000000", "with a reason it is shown", value)
    tap.check(system.ask("POST", "/api/v1/accounts/lin-an/reveal", {})[0] == 422, "without one it is not")
    status, value = audit.ask("GET", "/api/v1/access?about=lin-an")
    said = [(r["who"], r["did"]) for r in value["items"]]
    tap.check(("xitong", "read") in said and ("anquan", "granted") in said and ("xitong", "created") in said, "and all of it is on the access record", said)
    asked_for(server, security)
    status, value = security.ask("POST", "/api/v1/accounts/lin-an/disable", {"reason": "调离"})
    tap.check(status == 200, "disabled", value)
    tap.check(county.ask("GET", "/api/v1/session")[0] == 401, "at once")


def tokens(server):
    client = Client(server)
    client.sign_in("zhejiang")
    status, value = client.ask("POST", "/api/v1/tokens", {"name": "省级平台", "scopes": "read", "days": 30})
    tap.check(status == 201 and value["token"].startswith("jq_"), "a token is made and shown once", value)
    bearer = {"Authorization": f"Bearer {value['token']}"}
    tap.check(server.ask("GET", "/api/v1/rounds", None, bearer)[0] == 200, "it reads")
    post = dict(bearer, **{"Content-Type": "application/json"})
    status, _, text = server.ask("POST", "/api/v1/actions/enter_pool", b"{}", post)
    tap.check(status == 403, "it acts not, when its scope is to read", text)
    tap.check(server.ask("GET", "/api/v1/tokens", None, bearer)[0] == 403, "and makes no other token")
    tap.check(server.ask("GET", "/api/v1/rounds", None, {"Authorization": bearer["Authorization"][:-1] + "x"})[0] == 401, "one letter less is nobody")
    tap.check(client.ask("POST", "/api/v1/tokens", {"name": "x", "scopes": "everything"})[0] == 422, "unknown scopes are refused")
    status, listed = client.ask("GET", "/api/v1/tokens")
    tap.check(len(listed["items"]) == 1 and "jq_" not in json.dumps(listed), "listed without itself", listed)
    tap.check(client.ask("DELETE", f"/api/v1/tokens/{value['id']}")[0] == 204, "revoked")
    tap.check(server.ask("GET", "/api/v1/rounds", None, bearer)[0] == 401, "and of no use at once")


def listen(server, client, last=None):
    link = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    headers = {"Cookie": client.cookie}
    if last is not None:
        headers["Last-Event-ID"] = str(last)
    link.request("GET", "/api/v1/events", None, headers)
    return link, link.getresponse()


def next_event(answer):
    """The data of the next event; None when the stream has ended."""
    data = None
    while line := answer.readline().decode():
        if line.startswith("data: "):
            data = json.loads(line[6:])
        elif line == "\n" and data is not None:
            return data
    return None


def events(server, record):
    own, other = Client(server), Client(server)
    own.sign_in("xihu")
    other.sign_in("pudong")
    mine, got = listen(server, own)
    tap.check(got.status == 200 and got.getheader("Content-Type").startswith("text/event-stream"), "a stream of events", got.status)
    _, theirs = listen(server, other)
    above = {}
    for login in ("zhejiang", "bu", "shenji"):
        client = Client(server)
        client.sign_in(login)
        above[login] = listen(server, client)[1]
    time.sleep(1.5)
    record.run("play", "--data", record.data, "--", record.act("330106", "s1"))
    figures = server.ask("GET", "/metrics")[2]
    tap.check(b"jiqun_http_streams 4\n" in figures, "streams are counted", figures[-1500:])
    first = next_event(got)
    tap.check(first and first["action"] == "register" and first["path"] == "s1", "what another process did is told", first)
    record.run("play", "--data", record.data, "--", record.act("310115", "s2"))
    second = next_event(theirs)
    tap.check(second and second["path"] == "s2", "another county hears of its own only", second)
    record.run("play", "--data", record.data, "--", record.act("330111", "s3"))
    seen = [next_event(above["zhejiang"])["path"] for _ in range(2)]
    tap.check(seen == ["s1", "s3"], "a province hears of what reports to it", seen)
    seen = [next_event(above["bu"])["path"] for _ in range(3)]
    tap.check(seen == ["s1", "s2", "s3"], "the ministry of everything", seen)
    tap.check(above["shenji"].status == 403, "an office of nothing", above["shenji"].status)
    mine.close()
    _, again = listen(server, own, first["seq"] - 1)
    tap.check(next_event(again)["seq"] == first["seq"], "who comes back goes on where he was")
    tap.check(Client(server).ask("GET", "/api/v1/events")[0] == 401, "nobody listens who is not signed in")


def at_once(record):
    """Whoever listens as soon as the server is there hears what comes, and nothing of what was; one who has heard more
    than this server has looked at (at another one, or before it began again) goes on after that."""
    with Server(record) as server:
        client = Client(server)
        client.sign_in("xihu")
        _, got = listen(server, client)
        head = int(server.ask("GET", "/metrics")[2].split(b"jiqun_log_size ")[2].split()[0])
        _, again = listen(server, client, head - 1)
        record.run("play", "--data", record.data, "--", record.act("330106", "s9"))
        first, second = next_event(got), next_event(again)
        tap.check(first and first["path"] == "s9" and second == first, "whoever comes first hears nothing old", (first, second))


def before_it_writes(record):
    """Somebody else has the record's lock, so that the writer can not open it yet: who asks for a change meanwhile waits
    for the writer and is not sent away."""
    lock = sqlite3.connect(os.path.join(record.data, "jiqun.db"), isolation_level=None)
    lock.execute("BEGIN IMMEDIATE")
    with Server(record) as server:
        client, got = Client(server), []
        asking = threading.Thread(target=lambda: got.append(client.sign_in("pudong")))
        asking.start()
        for _ in range(40):
            if server.ask("GET", "/readyz")[0] == 200 or got:
                break
            time.sleep(0.05)
        waited = not got
        lock.execute("ROLLBACK")
        asking.join()
        tap.check(waited and got[0][0] == 200, "a change that is asked for while the writer opens the record waits for it", got)
    lock.close()
    key = os.path.join(record.data, "keys", "log-01.key")
    if not tap.check(os.path.exists(key), "the log has a key", os.listdir(os.path.dirname(key))):
        return
    os.rename(key, key + ".away")
    with Server(record) as server:
        status, value = Client(server).sign_in("pudong")
        tap.check(status == 503, "one that can not be opened is told", value)
        os.rename(key + ".away", key)
        server.ready()
        tap.check(Client(server).sign_in("pudong")[0] == 200, "and opened as soon as it can be")


class Acting(Record):
    def act(self, county, name):
        """A scenario in which a county registers a cluster."""
        path = os.path.join(self.folder, f"{name}.case")
        with open(path, "w", encoding="utf-8") as f:
            f.write(f'as county {county}\nregister {name} name="演示集群{name}" industry=I6540\n')
        return path


def main():
    with Acting() as record:
        add_account(record, "xitong")
        add_account(record, "anquan", "--office", "security")
        add_account(record, "shenji", "--office", "audit")
        for login, place in (("xihu", "330106"), ("fuyang", "330111"), ("yuhang", "330110"), ("yuhang2", "330110"), ("pudong", "310115")):
            add_account(record, login, "--level", "county", "--place", place)
        add_account(record, "zhejiang", "--level", "province", "--place", "33")
        add_account(record, "bu", "--level", "ministry")
        with Server(record) as server:
            server.ready()
            steps(server)
            forgery(server)
            meter(server)
            passwords(server)
            lockout(server)
            offices(server)
            tokens(server)
            events(server, record)
        at_once(record)
        before_it_writes(record)
    tap.end()


main()
