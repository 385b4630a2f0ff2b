"""An office at work over HTTP while its servers die: what tests of load and faults share.

A Desk is a thread that takes dossiers from their registration to the review, as the county and as the province, and looks
at lists and dossiers in between. It gives each action a request id (Idempotency-Key) and, when the connection breaks or
the server can not do it now, sends the same again until there is an answer. As each step is open only once, a step that
was done twice, or not at all although it was answered, shows at the next; and at the end what was answered is compared
with the log, event by event (Listener).
"""
import http.client
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "http"))
from server import BIN, PASSWORD, SANITIZED, Tap  # noqa: E402,F401

DAY = "2023-05-08"
COUNTIES = {"xihu": "330106", "fuyang": "330111", "yuhang": "330110", "binjiang": "330108"}
FACTS = {"output": {"2020": "41", "2021": "46.5", "2022": "52"}, "sme_output": {"2022": 38}, "leading_output": {"2022": 40},
         "land": 95, "champions": 0, "little_giants": 2, "specialised": 12, "innovative": 20, "high_tech": 9,
         **{name: "已建立" for name in ("pillar", "leader", "layout", "innovation_platforms", "infrastructure", "green",
                                     "opening", "governance")}}
JUDGED = {name: "met" for name in ("1.1", "1.2", "3", "4.2", "5.2", "6", "7", "8")}
STEPS = ("register", "recognise_provincial", "apply", "submit", "accept", "check", "review")
PATIENCE = 240  # seconds without an answer after which a test fails; one that passes never waits so long


class Fault(Exception):
    pass


def until(what, words, seconds=PATIENCE):
    """Waits for a state, however long this machine takes."""
    end = time.monotonic() + seconds
    while not what():
        if time.monotonic() > end:
            raise Fault(f"in vain: {words}")
        time.sleep(0.02)


class Place:
    """A record of a demonstration with accounts of a ministry, a province and its counties; `db`: in PostgreSQL."""

    def __init__(self, db=None):
        self.db = db

    def __enter__(self):
        self.folder = tempfile.mkdtemp(prefix="load-")
        self.data = os.path.join(self.folder, "record")
        try:
            self.run("init", "--demo", "--no-prove", "--day", "2023-01-01", *self.where())
            self.account("admin")  # the first one is the system officer
            self.account("ministry", "ministry")
            self.account("zhejiang", "province", "33")
            for login, unit in COUNTIES.items():
                self.account(login, "county", unit)
        except BaseException:
            self.__exit__()
            raise
        return self

    def where(self, data=None):
        return ["--data", data or self.data] + (["--db", self.db] if self.db else [])

    def run(self, *words, **more):
        done = subprocess.run([BIN, *words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **more)
        if done.returncode != 0:
            raise SystemExit(f"jiqun {' '.join(words)}: status {done.returncode}\n{done.stdout}")
        return done.stdout

    def account(self, login, level=None, unit=None, mail=None):
        self.run("user", "add", login, "--password-stdin", "--keep", *(["--mail", mail] if mail else []), *self.where(),
                 input=PASSWORD + "\n")
        if level:
            self.run("user", "grant", login, "--level", level, *(["--place", unit] if unit else []), *self.where())

    def audit(self):
        done = subprocess.run([BIN, "audit", "--lang", "en", *self.where()], stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True)
        return done.returncode == 0, done.stdout[-2000:]

    def __exit__(self, *_):
        shutil.rmtree(self.folder, ignore_errors=True)


def free_address():
    """An address of this machine that no other test has, so that a server that was killed gets it again."""
    host = f"127.{random.randrange(1, 255)}.{random.randrange(256)}.{random.randrange(1, 255)}"
    with socket.create_server((host, 0)) as s:
        return host, s.getsockname()[1]


class Node:
    """A server that dies and comes back under the same address."""

    def __init__(self, place, *options, data=None):
        self.host, self.port = free_address()
        self.lives, self.process = 0, None
        self.words = [BIN, "serve", "--lang", "en", *place.where(data), "--address", self.host, "--port", str(self.port),
                      "--today", DAY, *options]
        self.log = os.path.join(place.folder, f"said-{self.host}")

    def start(self, **env):
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(self.words, stdout=subprocess.PIPE, stderr=log, env={**os.environ, **env})
        self.lives += 1
        if b"http" not in self.process.stdout.readline():
            raise Fault(f"the server did not begin: {self.said()}")
        until(self.is_ready, "the server gets ready")

    def get(self, target):
        link = http.client.HTTPConnection(self.host, self.port, timeout=60)
        try:
            link.request("GET", target)
            answer = link.getresponse()
            return answer.status, answer.read().decode()
        finally:
            link.close()

    def is_ready(self):
        try:
            return self.get("/readyz")[0] == 200
        except OSError:
            return False

    def figure(self, name):
        """One of /metrics; labels are added up."""
        lines = [line.split() for line in self.get("/metrics")[1].splitlines() if not line.startswith("#")]
        return sum(int(n) for what, n in lines if what.split("{")[0] == "jiqun_" + name)

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.process.stdout.close()

    def stop(self):
        """In order; what is wrong with it."""
        self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(timeout=PATIENCE)
        self.process.stdout.close()
        said = self.said()
        return f"status {status}, {said}" if status != 0 or said else ""

    def said(self):
        with open(self.log, encoding="utf-8", errors="replace") as f:
            return f.read()[-3000:]

    def end(self):
        if self.process and self.process.poll() is None:
            self.kill()


class Person:
    """Somebody who is signed in, at whatever answers under the address."""

    def __init__(self, host, port, login):
        self.host, self.port, self.login = host, port, login
        self.link, self.cookie, self.csrf = None, None, None

    def send(self, method, target, body=None, headers=None):
        """One try; OSError or HTTPException when the connection breaks."""
        sent = {"Accept-Language": "en", **(headers or {})}
        if self.cookie:
            sent["Cookie"] = self.cookie
            if method != "GET":
                sent["X-CSRF-Token"] = self.csrf
        if isinstance(body, bytes):
            sent["Content-Type"] = "application/octet-stream"
        elif body is not None:
            sent["Content-Type"] = "application/json"
            body = json.dumps(body, ensure_ascii=False).encode()
        if self.link is None:
            self.link = http.client.HTTPConnection(self.host, self.port, timeout=60)
        try:
            self.link.request(method, target, body, sent)
            answer = self.link.getresponse()
            text, got = answer.read(), {k.lower(): v for k, v in answer.getheaders()}
        except (OSError, http.client.HTTPException):
            self.close()
            raise
        return answer.status, got, json.loads(text) if "json" in got.get("content-type", "") else text

    def sign_in(self):
        status, got, value = self.send("POST", "/api/v1/session", {"login": self.login, "password": PASSWORD})
        if status != 200:
            raise Fault(f"{self.login} can not sign in: {status} {value}")
        self.cookie, self.csrf = got["set-cookie"].split(";")[0], value["csrf"]
        return self

    def close(self):
        if self.link:
            self.link.close()
        self.link = None


class Desk(threading.Thread):
    """A county's dossiers; `answered` is what the office was told: (path, action, number in the log)."""

    def __init__(self, number, host, port):
        super().__init__(daemon=True)
        self.number, self.chance = number, random.Random(number)
        county = sorted(COUNTIES)[number % len(COUNTIES)]
        self.county, self.province = (Person(host, port, login).sign_in() for login in (county, "zhejiang"))
        self.answered, self.asked, self.broken, self.most = [], 0, 0, 0
        self.status, self.reasons, self.fault = Counter(), Counter(), None
        self.stopping, self.files = False, []

    def run(self):
        n = 0
        try:
            while not self.stopping:
                self.life(f"d{self.number}x{n}")
                n += 1
        except Exception as e:  # pylint: disable=broad-except
            self.fault = f"desk {self.number}: {type(e).__name__} {e}"
        self.county.close()
        self.province.close()

    def ask(self, who, method, target, body=None, headers=None):
        """The same again while the connection breaks or the server can not do it now; the tries it took come first."""
        tries, end = 0, time.monotonic() + PATIENCE
        while True:
            tries += 1
            self.asked += 1
            try:
                status, got, value = who.send(method, target, body, headers)
                self.status[status] += 1
                if status < 500:
                    self.most = max(self.most, tries)
                    return tries, status, got, value
                self.reasons[str(value)[:300]] += 1
            except (OSError, http.client.HTTPException):
                self.broken += 1
            if time.monotonic() > end:
                raise Fault(f"no answer to {method} {target}")
            time.sleep(0.05)

    def look(self, who, target):
        _, status, _, value = self.ask(who, "GET", target)
        if status != 200:
            raise Fault(f"GET {target}: {status} {value}")
        return value

    def act(self, who, action, path, args=None):
        key = {"Idempotency-Key": f"{path}-{action}-{self.chance.randrange(1 << 30)}"}
        body = {"target": path, "args": args} if args else {"target": path}
        tries, status, _, value = self.ask(who, "POST", f"/api/v1/actions/{action}", body, key)
        if status != 200 or (tries == 1 and value["result"] != "granted"):
            raise Fault(f"{action} {path}, try {tries}: {status} {value}")
        self.answered.append((path, action, value["seq"]))
        if tries == 1 and self.chance.random() > 0.2:
            return
        _, status, _, again = self.ask(who, "POST", f"/api/v1/actions/{action}", body, key)
        if status != 200 or again["result"] != "repeated" or (again["seq"], again["events"]) != (value["seq"], value["events"]):
            raise Fault(f"{action} {path}, asked again: {status} {again}, not {value}")

    def fill_in(self, path):
        """A form has a version instead of an id: of two that save the same one the second is told so."""
        target = f"/api/v1/drafts/{path}"
        tries, status, got, value = self.ask(self.county, "PUT", target, {"facts": FACTS}, {"If-Match": '"0"'})
        if status != 200 and not (tries > 1 and status == 412 and got.get("etag") == '"1"'):
            raise Fault(f"form of {path}, try {tries}: {status} {value}")
        form = self.look(self.county, target)
        if form["version"] != 1 or {i["key"]: i.get("value") for i in form["items"]}.get("land") != "95":
            raise Fault(f"the form of {path} is not as it was saved: version {form['version']}")

    def send_file(self, name):
        """The same bytes again are the same file. Who has sent enough for a day is told so, and sends no more."""
        data = b"%PDF-1.7\n" + f"{name} {self.chance.random()}\n".encode() * 500
        _, status, _, value = self.ask(self.county, "POST", "/api/v1/files", data)
        if status == 429:
            return
        if status not in (200, 201):
            raise Fault(f"a file of {len(data)} bytes: {status} {value}")
        self.files.append((value["digest"], data))
        self.is_whole(*self.files[-1])

    def is_whole(self, digest, data):
        if self.look(self.county, f"/api/v1/files/{digest}") != data:
            raise Fault(f"the file {digest} is not what was sent")

    def life(self, name):
        """About a fifth lists, a fifth dossiers, a tenth files sent in, a tenth something new; the rest actions and forms."""
        county, province, case = self.county, self.province, f"{name}/a"
        self.act(county, "register", name, {"name": f"演示集群{name}", "industry": "I6540"})
        self.look(county, f"/api/v1/clusters?limit=20&q={name}")
        self.act(province, "recognise_provincial", name)
        self.act(county, "apply", case, {"round": "r1"})
        self.look(county, f"/api/v1/clusters/{name}")
        self.send_file(name)
        self.send_file(f"{name} 2")
        self.fill_in(case)
        self.act(county, "submit", case)
        self.look(county, f"/api/v1/clusters/{name}")
        self.look(county, "/api/v1/waiting?limit=20")
        self.look(province, "/api/v1/waiting?limit=20")
        self.act(province, "accept", case)
        self.act(province, "check", case, {"finding": "已实地抽查"})
        self.look(province, f"/api/v1/clusters/{name}")
        self.act(province, "review", case, JUDGED)
        self.look(province, f"/api/v1/clusters/{name}")
        self.look(province, "/api/v1/rounds/r1/cases?limit=20")


class Listener(threading.Thread):
    """The ministry's event stream. When it breaks the next one goes on after the last event that came."""

    def __init__(self, host, port):
        super().__init__(daemon=True)
        self.person = Person(host, port, "ministry").sign_in()
        self.events, self.comings, self.stopping, self.fault = [], 0, False, None
        self.last = 0

    def run(self):
        try:
            while not self.stopping:
                try:
                    self.listen()
                except (OSError, http.client.HTTPException):
                    time.sleep(0.05)
        except Exception as e:  # pylint: disable=broad-except
            self.fault = f"the listener: {type(e).__name__} {e}"

    def listen(self):
        link = http.client.HTTPConnection(self.person.host, self.person.port, timeout=30)
        try:
            link.request("GET", "/api/v1/events", None, {"Cookie": self.person.cookie, "Last-Event-ID": str(self.last)})
            answer = link.getresponse()
            if answer.status >= 500:
                raise OSError(answer.status)
            if answer.status != 200:
                raise Fault(f"{answer.status} {answer.read()}")
            self.comings += 1
            while not self.stopping and (line := answer.readline()):
                if line.startswith(b"data: ") and line.endswith(b"\n"):
                    self.take(json.loads(line[6:]))
        finally:
            link.close()

    def take(self, event):
        if event["seq"] <= self.last:
            raise Fault(f"event {event['seq']} after {self.last}")
        self.last = event["seq"]
        self.events.append((event["path"], event["action"], event["seq"]))


class Office:
    """Desks and a listener at one address, with a round that is open."""

    def __init__(self, host, port, desks):
        ministry = Person(host, port, "ministry").sign_in()
        status, _, value = ministry.send("POST", "/api/v1/actions/open_round", {
            "target": "r1", "args": {"closes": "2023-12-31", "quota": 6, "quota_separate": 2}})
        if status != 200:
            raise Fault(f"open_round: {status} {value}")
        ministry.close()
        self.first = ("r1", "open_round", value["seq"])
        self.desks = [Desk(n, host, port) for n in range(desks)]
        self.listener = Listener(host, port)
        for t in (*self.desks, self.listener):
            t.start()

    def faults(self):
        return [t.fault for t in (*self.desks, self.listener) if t.fault]

    def answered(self):
        return sum(len(d.answered) for d in self.desks)

    def sum(self, name):
        return sum(getattr(d, name) for d in self.desks)

    def tries(self):
        return max(d.most for d in self.desks)

    def why(self):
        """What those were told who had to come again."""
        return dict(sum((d.reasons for d in self.desks), Counter()).most_common(5))

    def go_on(self, least, words):
        """Until each desk got so many answers more."""
        wanted = [len(d.answered) + least for d in self.desks]
        until(lambda: self.faults() or all(len(d.answered) >= n for d, n in zip(self.desks, wanted)), words)
        if self.faults():
            raise Fault("; ".join(self.faults()))

    def close(self):
        """Everybody ends what is being asked; the listener hears of all of it."""
        for d in self.desks:
            d.stopping = True
        for d in self.desks:
            d.join(PATIENCE)
        for d in self.desks:
            for digest, data in d.files:
                d.is_whole(digest, data)
            d.county.close()
        last = max(seq for d in self.desks for _, _, seq in d.answered)
        until(lambda: self.listener.fault or self.listener.last >= last, "the listener hears of everything")
        self.listener.stopping = True

    def check(self, tap):
        """What was answered, and the log as it was told."""
        told = [self.first] + [a for d in self.desks for a in d.answered]
        heard = [e for e in self.listener.events if e[2] >= self.first[2]]
        tap.check(not self.faults(), "nobody was told anything wrong", self.faults())
        tap.check(self.desks[0].files, f"{sum(len(d.files) for d in self.desks)} files are there as they were sent")
        twice = [k for k, n in Counter(heard).items() if n > 1]
        lost, unknown = set(told) - set(heard), set(heard) - set(told)
        tap.check(not twice and not lost and not unknown,
                  f"each of {len(told)} answers is in the log once, and nothing else is",
                  f"lost {sorted(lost)[:5]}, twice {twice[:5]}, unasked {sorted(unknown)[:5]}")
        numbers = [e[2] for e in self.listener.events]
        tap.check(numbers == list(range(numbers[0], numbers[-1] + 1)),
                  f"the event stream left nothing out although it came {self.listener.comings} times", numbers[:50])
