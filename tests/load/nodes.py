#!/usr/bin/env python3
"""Two servers on one PostgreSQL behind nginx as packaging/nginx.conf sets it up: an office at work while one of them, then
the other, is killed and comes back. Runs under with_postgres.sh; ends with TAP.

    nodes.py ADDRESS     LOAD_SECONDS (0): how long it goes on at least; LOAD_LEAST (10): answers of each desk between two
                         faults; LOAD_KILLS (2): how often a node is killed
"""
import email
import base64
import json
import os
import re
import shutil
import subprocess
import sys
import threading
import time
from collections import Counter

sys.path.insert(0, os.path.dirname(__file__))
from office import BIN, COUNTIES, DAY, PATIENCE, SANITIZED, Fault, Node, Office, Person, Place, Tap, free_address, until  # noqa: E402

ROOT = os.environ["JIQUN_ROOT"]
SECONDS = float(os.environ.get("LOAD_SECONDS", "0"))
LEAST = int(os.environ.get("LOAD_LEAST", "5" if SANITIZED else "10"))
KILLS = int(os.environ.get("LOAD_KILLS", "2"))
DESKS = 3 if SANITIZED else 6
OVERDUE = """today 2023-01-02
as ministry
take_over c1 name="演示·云计算集群" county=330106 industry=I6540 announcement=演示公告 announced=2022-11-01 valid_from=2023-01-01 valid_until=2025-12-31
take_over c2 name="演示·传感器集群" county=330108 industry=C4019 announcement=演示公告 announced=2022-11-01 valid_from=2023-01-01 valid_until=2025-12-31
end_loading programme
"""
tap = Tap()


class Balancer:
    """nginx, with the example's lines but for addresses and TLS, in a folder of its own."""

    def __init__(self, folder, nodes):
        self.host, self.port = free_address()
        self.folder = os.path.join(folder, "nginx")
        os.mkdir(self.folder)
        with open(os.path.join(ROOT, "packaging/nginx.conf"), encoding="utf-8") as f:
            lines = f.read()
        for name, node in zip(("10.0.0.11:8080", "10.0.0.12:8080"), nodes):
            lines = lines.replace(name, f"{node.host}:{node.port}")
        lines = lines.replace("listen 443 ssl", f"listen {self.host}:{self.port}")
        lines = re.sub(r"^ *ssl_certificate.*\n", "", lines, flags=re.M)
        paths = "".join(f"{what}_temp_path {self.folder}/{what};" for what in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        with open(f"{self.folder}/nginx.conf", "w", encoding="utf-8") as f:
            f.write(f"daemon off; master_process off; pid {self.folder}/pid;\nevents {{ worker_connections 1024; }}\n"
                    f"http {{ access_log off; {paths}\n{lines}\n}}\n")
        self.log = open(f"{self.folder}/error", "wb")
        self.process = subprocess.Popen(["nginx", "-p", self.folder, "-c", f"{self.folder}/nginx.conf", "-e", "stderr"],
                                        stderr=self.log)
        until(self.answers, "nginx answers")

    def answers(self):
        try:
            return Person(self.host, self.port, "").send("GET", "/healthz")[0] == 200
        except OSError:
            if self.process.poll() is not None:
                raise Fault("nginx did not begin: " + self.said()) from None
            return False

    def said(self):
        with open(self.log.name, encoding="utf-8", errors="replace") as f:
            return f.read()[-2000:]

    def stop(self):
        self.process.terminate()
        self.process.wait(PATIENCE)
        self.log.close()


class Sink:
    """A mail server (tests/mail/sink.py)."""

    def __init__(self, folder):
        self.mails, port_file = f"{folder}/mails", f"{folder}/port"
        python = next(p for p in (sys.executable, "/usr/bin/python3")
                      if subprocess.run([p, "-c", "import aiosmtpd"], stderr=subprocess.DEVNULL, check=False).returncode == 0)
        self.process = subprocess.Popen([python, f"{ROOT}/tests/mail/sink.py", port_file, self.mails],
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until(lambda: os.path.exists(port_file) and os.path.getsize(port_file), "the mail server listens")
        with open(port_file, encoding="ascii") as f:
            self.port = int(f.read())

    def taken(self):
        """(recipient, Message-ID) of each."""
        if not os.path.exists(self.mails):
            return []
        with open(self.mails, encoding="utf-8") as f:
            mails = [json.loads(line) for line in f.read().splitlines()]
        return [(m["to"][0], email.message_from_bytes(base64.b64decode(m["raw"]))["Message-ID"]) for m in mails]

    def stop(self):
        self.process.terminate()
        self.process.wait(PATIENCE)


def is_in(node, person):
    here = Person(node.host, node.port, person.login)
    here.cookie, here.csrf = person.cookie, person.csrf
    try:
        return here.send("GET", "/api/v1/session")[0] == 200
    finally:
        here.close()


def signing_out(balancer, nodes):
    """A session is begun at one node, known at both, and ended at both."""
    person = Person(balancer.host, balancer.port, "xihu").sign_in()
    tap.check(all(is_in(n, person) for n in nodes), "who signed in at one node is signed in at both")
    person.send("DELETE", "/api/v1/session")
    until(lambda: not any(is_in(n, person) for n in nodes), "a session that was ended is ended at both nodes")


def day_is_done_once(nodes, sink):
    until(lambda: sum(n.figure("clock_days_total") for n in nodes) > 0, "the work of the day is done")
    until(lambda: len({to for to, _ in sink.taken()}) >= 2, "the mails are sent")
    days = [n.figure("clock_days_total") for n in nodes]
    tap.check(sum(days) == 1, f"one of the two did the work of the day: {days}")


def both_work(office, nodes):
    """Each of them has answered to this office since it began."""
    before = [n.figure("writer_granted_total") for n in nodes]
    until(lambda: office.faults() or all(n.figure("writer_granted_total") > b for n, b in zip(nodes, before)), "both nodes work")


def kill_and_return(office, nodes, k, began):
    node, other = nodes[k % 2], nodes[1 - k % 2]
    office.go_on(LEAST, f"work before death {k}")
    while time.monotonic() < began + SECONDS * (k + 1) / (KILLS + 1):
        office.go_on(1, "work")
    served = other.figure("writer_granted_total")
    node.kill()
    office.go_on(LEAST, "the other node does the work")
    tap.check(other.figure("writer_granted_total") > served, f"node {k % 2} is dead and the office works")
    node.start()
    both_work(office, nodes)


def work(place, nodes, balancer, sink):
    day_is_done_once(nodes, sink)
    signing_out(balancer, nodes)
    office = Office(balancer.host, balancer.port, DESKS)
    began = time.monotonic()
    both_work(office, nodes)
    for k in range(KILLS):
        kill_and_return(office, nodes, k, began)
    office.go_on(LEAST, "work after all")
    people = [p for d in office.desks for p in (d.county, d.province)]
    tap.check(all(is_in(n, p) for n in nodes for p in people), "everybody is signed in at both, still")
    office.close()
    statuses = sum((d.status for d in office.desks), Counter())
    tap.check(office.sum("broken") == 0 and office.tries() <= 2,
              f"{office.answered()} answers to {office.sum('asked')} requests; none took more than one retry",
              f"{office.sum('broken')} broken, {office.tries()} tries, {dict(statuses)}, {office.why()}")
    tap.check(office.listener.comings > 1, "the event stream went on at the other node")
    office.check(tap)
    told = place.run("clock", "--lang", "en", *place.where(), "--today", DAY)
    tap.check("0 new reminders, 0 notices, 0 mails" in told, "nothing is left to be reminded of", told)
    mails = sink.taken()
    tap.check(len(set(mails)) == len({to for to, _ in mails}) >= 2, f"{len(mails)} mails, one a recipient", mails)


def main():
    if not shutil.which("nginx", path=os.environ.get("PATH", "") + ":/usr/sbin"):
        print("1..0 # SKIP no nginx (nginx-light)")
        raise SystemExit(77)
    os.environ["PATH"] += ":/usr/sbin"
    with Place(sys.argv[1]) as place:
        for login, unit in COUNTIES.items():
            place.account(login + "2", "county", unit, f"{login}@county.example")
        script = os.path.join(place.folder, "overdue.case")
        with open(script, "w", encoding="utf-8") as f:
            f.write(OVERDUE)
        place.run("play", *place.where(), script)
        second = os.path.join(place.folder, "second")
        shutil.copytree(place.data, second)
        os.makedirs(os.path.join(place.data, "files"), 0o700, exist_ok=True)
        shutil.rmtree(os.path.join(second, "files"), ignore_errors=True)
        os.symlink(os.path.join(place.data, "files"), os.path.join(second, "files"))
        sink = Sink(place.folder)
        mail = ["--smtp", f"smtp://127.0.0.1:{sink.port}", "--from", "jiqun@platform.example"]
        nodes = [Node(place, "--proxy", "127.0.0.1", *mail, data=data) for data in (place.data, second)]
        balancer = None
        try:
            beginning = [threading.Thread(target=n.start) for n in nodes]
            for t in beginning:
                t.start()
            for t in beginning:
                t.join()
            balancer = Balancer(place.folder, nodes)
            work(place, nodes, balancer, sink)
            for k, n in enumerate(nodes):
                wrong = n.stop()
                tap.check(not wrong, f"node {k} ends in order", wrong)
        except Fault as e:
            tap.check(False, "work goes on", "\n".join([str(e), *(n.said() for n in nodes)]))
        finally:
            for n in nodes:
                n.end()
            if balancer:
                balancer.stop()
            sink.stop()
        good, said = place.audit()
        tap.check(good, "the record is proved afterwards", said)
    tap.end()


main()
