#!/usr/bin/env python3
"""A rulebook is put in force with two persons' consent, over HTTP: who proposes, who consents, who is sent away and why;
what no longer fits; two at once; what the record and its audit say of it; a province's own programme. Ends with TAP."""
import os
import sys
import threading

ROOT = os.environ["JIQUN_ROOT"]
sys.path.insert(0, os.path.dirname(__file__))
from server import Client, Record, Server, Tap, add_account  # noqa: E402

tap = Tap()
ROUTE = "/api/v1/proposals"
BAR = "require output >= 40"
MINISTRY = ("zhang", "li", "zhao")


def signed_in(server, login):
    client = Client(server)
    client.sign_in(login)
    if login == "auditor":
        client.enrol()
    return client


def versions(client):
    return client.ask("GET", "/api/v1/rulebooks")[1]["rulebooks"]


def text_of(client, name):
    return client.ask("GET", "/api/v1/rulebooks/" + name)[1]["text"]


def propose(client, name, text, day):
    return client.ask("POST", ROUTE, {"name": name, "text": text, "from": day})


def consent(client, name, digest):
    return client.ask("POST", f"{ROUTE}/{name}/consent", {"digest": digest})


def why(proposal, act):
    return next(a for a in proposal["acts"] if a["act"] == act)


def who_may(server, by, text):
    """Whose programme it is, and by himself; nobody else learns that there is anything."""
    status, made = propose(by["zhang"], "national-2027", text, "2027-06-01")
    tap.check(status == 201 and made["state"] == "open" and made["by"] == "zhang" and made["proved"] > 100 and made["fits"]["open"], "what is proposed is checked, proved and kept", [status, made])
    tap.check(why(made, "withdraw")["open"] and "另一人" in why(made, "consent")["why"]["zh"], "the proposer may withdraw and not consent, and is told why", made["acts"])
    for login in ("zhejiang", "county", "auditor"):
        status, said = propose(by[login], "mine", text, "2027-06-01")
        tap.check(status == 403, f"{login} proposes nothing", [status, said])
        status, said = consent(by[login], "national-2027", made["digest"])
        tap.check(status == 403, f"{login} consents to nothing", [status, said])
        listed = by[login].ask("GET", ROUTE)[1]
        seen = by[login].ask("GET", f"{ROUTE}/national-2027")[0]
        sees = login == "auditor"
        tap.check(len(listed["items"]) == (1 if sees else 0) and seen == (200 if sees else 404) and not listed["propose"]["open"] and listed["propose"]["why"]["zh"] != "",
                  f"{login} {'sees all and may nothing' if sees else 'sees nothing of it, and why'}", [listed, seen])
    tap.check(server.ask("GET", ROUTE)[0] == 401, "who has not signed in is asked to")
    status, token = by["li"].ask("POST", "/api/v1/tokens", {"name": "t", "scopes": "read act"})
    status = server.ask("GET", ROUTE, None, {"Authorization": f"Bearer {token.get('token')}"})[0]
    tap.check(status == 403, "a token is no person", [status, token])
    status, said = consent(by["zhang"], "national-2027", made["digest"])
    tap.check(status == 409 and "另一人" in str(said), "nobody consents to what he proposed, and is told so", [status, said])
    status, said = propose(by["li"], "national-2027", text, "2027-07-01")
    tap.check(status == 409 and "尚未办结" in str(said), "of one name there is one at a time", [status, said])
    return made


def not_proposed(by, text):
    for what, name, said, day, status, word in (
            ("a text with a fault", "n1", text.replace("require", "requirre", 1), "2027-06-01", 422, "行"),
            ("a text of which something is not proved", "n1", text + "prove cluster leaves recognised only by rename  reading\n", "2027-06-01", 422, "性质"),
            ("the text in force", "n1", text.replace("require output >= 50", BAR), "2027-06-01", 422, "已经施行"),
            ("a name on record", "national-2022", text, "2027-06-01", 422, "另取名称"),
            ("a name that is none", "a/b", text, "2027-06-01", 422, "名称"),
            ("a day that has passed", "n1", text, "2026-11-30", 422, "已过"),
            ("a day that is none", "n1", text, "2027-02-30", 422, "2027")):
        got, answer = propose(by["zhang"], name, said, day)
        tap.check(got == status and word in str(answer), f"{what} is not proposed", [got, answer])


def declined(by, text):
    propose(by["zhang"], "other", text.replace(">= 50", ">= 51"), "2027-06-01")
    status, said = by["zhang"].ask("POST", f"{ROUTE}/other/decline", {"reason": "x"})
    tap.check(status == 409, "nobody declines what he proposed", [status, said])
    status, said = by["li"].ask("POST", f"{ROUTE}/other/withdraw", {"reason": "x"})
    tap.check(status == 409 and "只有提请人" in str(said), "only the proposer withdraws", [status, said])
    status, said = by["li"].ask("POST", f"{ROUTE}/other/decline", {})
    tap.check(status == 422, "who declines says why", [status, said])
    status, said = by["li"].ask("POST", f"{ROUTE}/other/decline", {"reason": "第十二条引用有误"})
    tap.check(status == 200 and said["state"] == "declined" and said["reason"] == "第十二条引用有误" and said["ended_by"] == "li" and "text" in said, "the reason is kept, and the text for who mends it", [status, said])
    status, said = consent(by["zhao"], "other", said["digest"])
    tap.check(status == 409 and "退回" in str(said), "what was declined is consented to no more", [status, said])


def at_once(calls):
    """The answers, in the order of the calls, which are begun together."""
    answers, ready = [None] * len(calls), threading.Barrier(len(calls))

    def run(i):
        ready.wait()
        answers[i] = calls[i]()
    threads = [threading.Thread(target=run, args=(i,)) for i in range(len(calls))]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    return answers


def two_at_once(by, made, text):
    """Two who consent, and one who consents beside the proposer who withdraws: one of them comes first."""
    status, beside = propose(by["li"], "beside", text.replace(">= 50", ">= 52"), "2027-06-01")
    before = len(versions(by["li"]))
    status, said = consent(by["li"], "national-2027", "0" * 64)
    tap.check(status == 409 and "摘要" in str(said), "consent is to the text that was read", [status, said])
    answers = at_once([lambda c=by[login]: consent(c, "national-2027", made["digest"]) for login in ("li", "zhao")] * 3)
    won = [a for a in answers if a[0] == 200]
    tap.check(len(won) == 1 and all(a[0] == 409 for a in answers if a not in won), "of those who consent at once one does", [a[0] for a in answers])
    now = versions(by["li"])
    tap.check(len(now) == before + 1 and now[0]["id"] == "national-2027" and now[0]["digest"] == made["digest"] and now[0]["two_persons"] and not now[1]["two_persons"],
              "and it is adopted once", [v["id"] for v in now])
    tap.check(text_of(by["li"], "national-2027") == text, "the very text that was proposed")
    tap.check("text" not in by["li"].ask("GET", f"{ROUTE}/national-2027")[1], "which is then the log's")
    status, said = consent(by["zhang"], "beside", beside["digest"])
    seen = by["zhang"].ask("GET", f"{ROUTE}/beside")[1]
    tap.check(status == 409 and "另有文本施行" in str(said) and not seen["fits"]["open"] and not why(seen, "consent")["open"] and why(seen, "decline")["open"],
              "what was proposed beside it no longer fits, and says so", [status, said, seen])
    by["li"].ask("POST", f"{ROUTE}/beside/withdraw", {"reason": "x"})
    status, made = propose(by["zhang"], "third", text.replace(">= 50", ">= 53"), "2027-06-01")
    before = len(versions(by["li"]))
    taken, gone = at_once([lambda: consent(by["li"], "third", made["digest"]), lambda: by["zhang"].ask("POST", f"{ROUTE}/third/withdraw", {"reason": "x"})])
    adopted = len(versions(by["li"])) - before
    tap.check(sorted((taken[0], gone[0])) == [200, 409] and adopted == (1 if taken[0] == 200 else 0), "consent and withdrawal at once: one of them", [taken[0], gone[0], adopted])


def one_alone(record, server, by):
    tap.check(by["zhang"].ask("GET", ROUTE)[1]["others"] == 2, "how many others could consent is told")
    for login in ("li", "zhao"):
        record.run("user", "disable", login, "--reason", "x", "--data", record.data)
    tap.check(by["zhang"].ask("GET", ROUTE)[1]["others"] == 0, "and that there is nobody")


def passed(record, name, digest):
    with Server(record, "--today", "2027-08-02") as server:
        server.ready()
        li = signed_in(server, "li")
        status, said = consent(li, name, digest)
        seen = li.ask("GET", f"{ROUTE}/{name}")[1]
        tap.check(status == 409 and "已过" in str(said) and not seen["fits"]["open"], "a day that has passed meanwhile", [status, said])


def audited(record):
    """What was decided is decided again, in the record and in an exported log."""
    record.run("audit", "--data", record.data)
    log = os.path.join(record.folder, "log")
    record.run("export", "log", log, "--data", record.data)
    record.run("audit", "--log", log)
    tap.check(True, "the audit decides it again, in the record and in an exported log")


def access_record(auditor):
    did = {d: [(i["who"], i["about"]) for i in auditor.ask("GET", f"/api/v1/access?did={d}")[1]["items"]] for d in ("proposed", "consented", "declined", "withdrew")}
    tap.check(("zhang", "national-2027") in did["proposed"] and [a for _, a in did["consented"]].count("national-2027") == 1 and ("li", "other") in did["declined"] and ("li", "beside") in did["withdrew"],
              "who proposed, consented, declined, withdrew is on the access record", did)


def national():
    with Record() as record:
        for login in MINISTRY:
            add_account(record, login, "--level", "ministry")
        add_account(record, "zhejiang", "--level", "province", "--place", "33")
        add_account(record, "county", "--level", "county", "--place", "330106")
        add_account(record, "auditor", "--office", "audit")
        with Server(record, "--today", "2026-12-01") as server:
            server.ready()
            by = {login: signed_in(server, login) for login in (*MINISTRY, "zhejiang", "county", "auditor")}
            text = text_of(by["zhang"], "national-2022").replace(BAR, "require output >= 50")
            made = who_may(server, by, text)
            not_proposed(by, text)
            declined(by, text)
            two_at_once(by, made, text)
            access_record(by["auditor"])
            late = propose(by["zhang"], "late", text.replace(">= 50", ">= 54"), "2027-08-01")[1]
        passed(record, "late", late["digest"])
        audited(record)
        with Server(record, "--today", "2027-08-02") as server:
            server.ready()
            one_alone(record, server, {"zhang": signed_in(server, "zhang")})


def provincial():
    """A province's own programme, whose text is based on others that came with it."""
    with Record() as record:
        record.data = os.path.join(record.folder, "yunnan")
        record.run("init", "--data", record.data, "--demo", "--rulebook", "yunnan")
        for login, *grant in (("kunming1", "--level", "province", "--place", "53"), ("kunming2", "--level", "province", "--place", "53"),
                              ("other", "--level", "province", "--place", "33"), ("panlong", "--level", "county", "--place", "530103")):
            add_account(record, login, *grant)
        with Server(record, "--today", "2026-12-01") as server:
            server.ready()
            by = {login: signed_in(server, login) for login in ("kunming1", "kunming2", "other", "panlong")}
            text = text_of(by["kunming1"], "yunnan")
            status, said = by["kunming1"].ask("POST", "/api/v1/rulebooks/check", {"text": text})
            tap.check(status == 200 and said["good"], "a text that is based on others is checked with them", [status, str(said)[:600]])
            changed = text + "# 演示：改动一行\n"
            status, made = propose(by["kunming1"], "yunnan-2027", changed, "2027-01-01")
            tap.check(status == 201, "a province proposes its own text", [status, made])
            for login in ("other", "panlong"):
                status, said = consent(by[login], "yunnan-2027", made.get("digest", ""))
                tap.check(status == 403 and by[login].ask("GET", f"{ROUTE}/yunnan-2027")[0] == 404, f"{login} has nothing to do with it", [status, said])
            status, said = consent(by["kunming2"], "yunnan-2027", made.get("digest", ""))
            tap.check(status == 200 and versions(by["other"])[0]["id"] == "yunnan-2027", "and its second person consents", [status, said])
            body = server.ask("GET", "/rulebook/text")[2] + server.ask("GET", "/rulebook/text?version=" + made["digest"])[2]
            page = server.ask("GET", "/rulebook")[2].decode()
            tap.check("（经两人同意施行）" in page.split("yunnan-2027")[1][:200] and page.count("（经两人同意施行）") == 1, "the portal says which version two persons put in force")
            tap.check(b"kunming1" not in body and b"consented" not in body, "the portal shows rules, and names nobody")
        record.run("audit", "--data", record.data)


def by_the_calendar():
    """A record that is no demonstration: its days are the clock's."""
    with Record() as record:
        record.data = os.path.join(record.folder, "real")
        record.run("init", "--data", record.data, "--no-prove")
        for login in ("zhang", "li"):
            add_account(record, login, "--level", "ministry")
        with Server(record) as server:
            server.ready()
            zhang, li = signed_in(server, "zhang"), signed_in(server, "li")
            text = text_of(zhang, "national-2022").replace(BAR, "require output >= 50")
            tap.check(propose(zhang, "n", text, "2026-01-01")[0] == 422, "nothing holds from a day before the clock's")
            status, made = propose(zhang, "national-2099", text, "2099-01-01")
            done, said = consent(li, "national-2099", made.get("digest", ""))
            tap.check((status, done) == (201, 200) and [v["two_persons"] for v in versions(li)] == [True, False], "in a real record, too", [status, made, done, said])
        record.run("audit", "--data", record.data)


def main():
    national()
    by_the_calendar()
    provincial()
    tap.end()


if __name__ == "__main__":
    main()
