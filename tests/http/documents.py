#!/usr/bin/env python3
"""Documents over HTTP and at the terminal: what is on them is what the viewer may see; they are printed by a process of
its own, whose end is no end of the server. Ends with TAP."""
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading

sys.path.insert(0, os.path.dirname(__file__))
from server import SANITIZED, Client, Record, Server, Tap, add_account  # noqa: E402

tap = Tap()
ROOT = os.environ["JIQUN_ROOT"]
DAY = "2025-03-20"


def words(pdf):
    with tempfile.NamedTemporaryFile(suffix=".pdf") as f:
        f.write(pdf)
        f.flush()
        text = subprocess.run(["pdftotext", "-raw", f.name, "-"], capture_output=True, text=True, check=True).stdout
    return re.sub(r"\s+", "", text)


def ask(server, who, target):
    return server.ask("GET", target, None, {"Cookie": who.cookie} if who else {})


def known(server, ministry):
    """A recognised cluster, a candidate, a case that is decided, and a round with a list."""
    _, page = ministry.ask("GET", "/api/v1/clusters?state=recognised&limit=100")
    _, rest = ministry.ask("GET", "/api/v1/clusters?state=candidate&limit=100")
    row = next(r for r in page["rows"] if r["county"])
    _, dossier = ministry.ask("GET", f"/api/v1/clusters/{row['path']}")
    case = next(c for c in dossier["cases"] if c["kind"]["name"] == "application" and c["state"]["name"] == "recognised")
    hidden = next(r for r in rest["rows"] if server.ask("GET", f"/api/v1/clusters/{r['path']}")[0] == 404)
    return row, hidden, dossier, case


def of_cluster(server, ministry, county, far, row, candidate, dossier, case):
    base = f"/api/v1/clusters/{row['path']}/documents"
    _, other = ministry.ask("GET", f"/api/v1/clusters/{candidate['path']}")
    tap.check(sorted(dossier["documents"]) == ["certificate", "report"] and other["documents"] == ["report"], "a dossier says which there are", dossier["documents"])
    name = re.sub(r"\s+", "", row["name"])
    status, headers, pdf = ask(server, None, f"{base}/certificate")
    tap.check(status == 200 and headers["content-type"] == "application/pdf" and pdf[:5] == b"%PDF-", "a certificate is for everybody", (status, pdf[:300]))
    text = words(pdf)
    tap.check(name in text and "认定证明" in text and "演示系统所出" in text, "it names the cluster, and says that it is invented", text)
    tap.check("certificate" in headers["content-disposition"] and headers["content-disposition"].startswith("inline"), "and has a name", headers)
    status, _, pdf = ask(server, None, f"{base}/certificate?lang=en")
    tap.check(status == 200 and "Certificateofrecognition" in words(pdf), "in English, too", status)
    status, _, body = ask(server, ministry, f"/api/v1/clusters/{candidate['path']}/documents/certificate")
    tap.check(status == 400 and "只有已认定的集群" in body.decode(), "who is not recognised has none, and is told why", (status, body))
    figure = next(f for f in case["facts"] if f.get("unit"))
    for who, what in ((ministry, "the ministry"), (county, "its county")):
        status, _, pdf = ask(server, who, f"{base}/case?case={case['path']}")
        text = words(pdf) if status == 200 else pdf
        tap.check(status == 200 and figure["value"] in text and "申报内容" in text and "对照标准" in text, f"{what} has the whole case on paper", (status, text))
    for who, what in ((None, "the public"), (far, "another county")):
        status, _, pdf = ask(server, who, f"{base}/case?case={case['path']}")
        text = words(pdf) if status == 200 else ""
        tap.check(status == 200 and "申报内容" not in text and "对照标准" not in text and "核查情况" not in text, f"{what} what is public of it", (status, text))
    status, _, pdf = ask(server, ministry, f"{base}/report")
    tap.check(status == 200 and "历年指标" in words(pdf), "a report with figures by year", status)
    status, _, pdf = ask(server, None, f"{base}/report")
    tap.check(status == 200 and "历年指标" not in words(pdf), "without them for the public", status)


def nowhere(server, ministry, far, row, candidate, case):
    base = "/api/v1/clusters"
    for who, target, wanted, what in (
            (ministry, f"{base}/{row['path']}/documents/nothing", 404, "no such kind"),
            (ministry, f"{base}/{row['path']}/documents/notice", 404, "a kind of rounds"),
            (ministry, f"{base}/nobody/documents/report", 404, "no such cluster"),
            (None, f"{base}/{candidate['path']}/documents/report", 404, "a candidate, for the public"),
            (far, f"{base}/{candidate['path']}/documents/report", 404, "a candidate, for another county"),
            (ministry, f"{base}/{candidate['path']}/documents/case?case={case['path']}", 404, "a case of another cluster"),
            (ministry, f"{base}/{row['path']}/documents/case", 200, "a case without a name is the cluster itself"),
            (ministry, f"{base}/{row['path']}/documents/case?case={row['path']}/nothing", 404, "no such case")):
        status, _, body = ask(server, who, target)
        tap.check(status == wanted, what, (status, body[:300]))


def of_round(server, ministry, row, case):
    base = f"/api/v1/rounds/{case['round']}/documents"
    name = re.sub(r"\s+", "", row["name"])
    status, _, pdf = ask(server, None, f"{base}/announcement")
    tap.check(status == 200 and name in words(pdf), "the recognised of a round are for everybody", status)
    status, _, pdf = ask(server, None, f"{base}/notice")
    tap.check(status == 200 and "目前没有" in words(pdf), "nothing is on notice: that is said", (status, pdf[:200]))
    status, _, _ = ask(server, None, f"{base}/recommendations")
    tap.check(status == 404, "what is recommended is for officials", status)
    status, _, pdf = ask(server, ministry, f"{base}/recommendations")
    tap.check(status == 200, "who see a list", status)
    status, _, _ = ask(server, ministry, "/api/v1/rounds/nothing/documents/notice")
    tap.check(status == 404, "no such round", status)


def on_notice():
    """A case on public notice is on both lists, with the last day of the notice."""
    with Record() as record:
        record.run("play", os.path.join(ROOT, "tests/scenarios/lib/noticed.case"), "--data", record.data)
        add_account(record, "ministry", "--level", "ministry")
        with Server(record, "--today", "2023-09-28") as server:
            server.ready()
            ministry = Client(server)
            ministry.sign_in("ministry")
            _, dossier = ministry.ask("GET", "/api/v1/clusters/c1")
            case = next(c for c in dossier["cases"] if c["path"] == "c1/a")
            name = re.sub(r"\s+", "", dossier["name"])
            year, month, day = (int(x) for x in case["last_day"].split("-"))
            base = f"/api/v1/rounds/{case['round']}/documents"
            status, _, pdf = ask(server, None, f"{base}/notice")
            text = words(pdf) if status == 200 else pdf
            tap.check(status == 200 and name in text and f"{year}年{month}月{day}日" in text, "the notice names it and its last day", text)
            status, _, pdf = ask(server, ministry, f"{base}/recommendations")
            tap.check(status == 200 and name in words(pdf), "it is among the recommended", status)
            status, _, pdf = ask(server, ministry, f"{base}/recommendations?channel=33")
            tap.check(status == 200 and name in words(pdf), "of its channel", status)
            status, _, pdf = ask(server, ministry, f"{base}/recommendations?channel=11")
            tap.check(status == 200 and "目前没有" in words(pdf), "and not of another", status)


def children(parent):
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as f:
                if f.read().rpartition(")")[2].split()[1] == str(parent):
                    found.append(int(pid))
        except OSError:
            continue
    return found


def the_process(server, ministry, row):
    """It is killed while it prints; many want one at once."""
    target = f"/api/v1/clusters/{row['path']}/documents/report"
    done, answers = threading.Event(), []

    def keep_asking():
        while not done.is_set():
            answers.append(ask(server, ministry, target)[0])

    threads = [threading.Thread(target=keep_asking) for _ in range(3)]
    for t in threads:
        t.start()
    killed = 0
    while killed < 3 and len(answers) < 25:
        for pid in children(server.process.pid)[:1]:
            try:
                os.kill(pid, signal.SIGKILL)
                killed += 1
            except ProcessLookupError:
                pass
    done.set()
    for t in threads:
        t.join()
    status, _, _ = server.ask("GET", "/healthz")
    tap.check(killed > 0 and status == 200 and set(answers) <= {200, 429, 503} and 503 in answers, "a child that is killed is an error for one reader",
              (killed, sorted(set(answers)), answers.count(503)))
    left = children(server.process.pid)
    tap.check(left == [], "and nothing of it stays", left)


def too_often(server, row):
    """Somebody who wants one after the other is told to wait; others go on."""
    target = f"/api/v1/clusters/{row['path']}/documents/nothing-but-a-try?x=1"
    ask(server, None, target)
    statuses = [ask(server, None, f"/api/v1/clusters/nobody{i}/documents/report")[0] for i in range(70)]
    tap.check(statuses[-1] == 429 and 404 in statuses, "who asks too often is told to wait", sorted(set(statuses)))


def terminal(record, row, case):
    out = os.path.join(record.folder, "a.pdf")
    record.run("document", "case", case["path"], "--data", record.data, "--to", out)
    with open(out, "rb") as f:
        tap.check(re.sub(r"\s+", "", row["name"]) in words(f.read()), "jiqun document prints the same")
    for args, said in ((("nothing", row["path"]), "certificate"), (("report", "nobody"), "nobody"), (("report",), "KIND TARGET")):
        done = subprocess.run([os.environ["JIQUN_BIN"], "document", *args, "--data", record.data, "--to", out, "--lang", "en"], capture_output=True, text=True)
        tap.check(done.returncode == 2 and said in done.stderr, f"document {' '.join(args)}: what is wrong is said", done.stderr)


def main():
    if shutil.which("pdftotext") is None:
        print("1..0 # SKIP poppler-utils are not installed: scripts/deps.sh test")
        raise SystemExit(77)
    with Record(clusters=60 if SANITIZED else 150, years=2, seed=7) as record:
        add_account(record, "ministry", "--level", "ministry")
        add_account(record, "far", "--level", "county", "--place", "540102")
        with Server(record, "--today", DAY) as server:
            server.ready()
            ministry = Client(server)
            ministry.sign_in("ministry")
            row, candidate, dossier, case = known(server, ministry)
            add_account(record, "county", "--level", "county", "--place", row["county"])
            county, far = Client(server), Client(server)
            for client, login in ((county, "county"), (far, "far")):
                client.sign_in(login)
            of_cluster(server, ministry, county, far, row, candidate, dossier, case)
            nowhere(server, ministry, far, row, candidate, case)
        with Server(record, "--today", DAY) as server:  # what was asked before no longer counts
            server.ready()
            ministry = Client(server)
            ministry.sign_in("ministry")
            of_round(server, ministry, row, case)
        with Server(record, "--today", DAY) as server:
            server.ready()
            ministry = Client(server)
            ministry.sign_in("ministry")
            the_process(server, ministry, row)
            too_often(server, row)
        terminal(record, row, case)
    on_notice()
    tap.end()


main()
