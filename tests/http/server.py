"""A server of a test's own: begins on a free port, is asked over plain sockets, and is ended in order.

    with Record() as record, Server(record) as server:
        status, headers, body = server.ask("GET", "/register")

JIQUN_BIN and JIQUN_ROOT name the program and the tree, as for every test.
"""
import base64
import hashlib
import hmac
import http.client
import json
import os
import re
import shutil
import signal
import socket
import ssl
import struct
import subprocess
import sys
import tempfile
import time

BIN, ROOT = os.environ["JIQUN_BIN"], os.environ["JIQUN_ROOT"]
sys.path.insert(0, os.path.join(ROOT, "tests"))
from tap import Tap  # noqa: E402,F401
SANITIZED = "build-san" in os.environ.get("JIQUN_TOOLS", "")


class Record:
    """A demonstration in a temporary folder; `clusters` 0: nothing has happened in it."""

    def __init__(self, clusters=0, years=1, seed=1):
        self.clusters, self.years, self.seed = clusters, years, seed

    def __enter__(self):
        self.folder = tempfile.mkdtemp(prefix="http-")
        self.data = os.path.join(self.folder, "record")
        self.run("init", "--data", self.data, "--demo")
        if self.clusters:
            self.run("simulate", "--data", self.data, "--clusters", str(self.clusters), "--years", str(self.years),
                     "--seed", str(self.seed))
        return self

    def run(self, *words, **more):
        done = subprocess.run([BIN, *words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **more)
        if done.returncode != 0:
            raise SystemExit(f"jiqun {' '.join(words)}: status {done.returncode}\n{done.stdout}")
        return done.stdout

    def __exit__(self, *_):
        shutil.rmtree(self.folder, ignore_errors=True)


class Server:
    """`trust`: the certificate of one that speaks TLS."""

    def __init__(self, record, *options, trust=None):
        # What is still used when its dossier has left memory is found by the address sanitizer, if none stays.
        memory = ["--memory", "0"] if SANITIZED else []
        self.words = [BIN, "serve", "--lang", "en", "--data", record.data, "--port", "0", *memory, *options]
        self.trust = ssl.create_default_context(cafile=trust) if trust else None

    def __enter__(self):
        self.process = subprocess.Popen(self.words, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        line = self.process.stdout.readline().decode()
        found = re.search(r"https?://\S+:(\d+)/", line)
        if not found:
            raise SystemExit(f"the server did not begin: {line!r} {self.process.stderr.read().decode()}")
        self.port = int(found.group(1))
        return self

    def link(self, timeout=60):
        if self.trust is None:
            return http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        return http.client.HTTPSConnection("127.0.0.1", self.port, timeout=timeout, context=self.trust)

    def ask(self, method, target, body=None, headers=None, timeout=60):
        link = self.link(timeout)
        try:
            link.request(method, target, body, headers or {})
            answer = link.getresponse()
            return answer.status, dict((k.lower(), v) for k, v in answer.getheaders()), answer.read()
        finally:
            link.close()

    def ready(self):
        """Waits until the writer is open."""
        for _ in range(600):
            if self.ask("GET", "/readyz")[0] == 200:
                return
            time.sleep(0.05)
        raise SystemExit("the server does not get ready")

    def raw(self, sent, timeout=30):
        """What comes back on a connection of its own until it is closed."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=timeout) as s:
            s.sendall(sent)
            got = b""
            while True:
                try:
                    piece = s.recv(65536)
                except ConnectionResetError:
                    return got
                if not piece:
                    return got
                got += piece

    def stop(self):
        """SIGTERM; what it said on standard error, and its status."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        out, err = self.process.communicate(timeout=60)
        return self.process.returncode, err.decode()

    def __exit__(self, kind, *_):
        status, err = self.stop()
        if kind is None and (status != 0 or err):
            raise SystemExit(f"the server ended with status {status} and said: {err}")


def totp(secret, at=None, step=0):
    """The code of RFC 6238 for a secret in base 32."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    counter = int((time.time() if at is None else at) // 30) + step
    digest = hmac.new(key, struct.pack(">Q", counter), hashlib.sha1).digest()
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at:at + 4])[0] & 0x7FFFFFFF) % 1000000:06d}"


PASSWORD = "Correct-horse-7-battery"


class Client:
    """A browser that is signed in, or begins to be."""

    def __init__(self, server):
        self.server, self.cookie, self.csrf, self.secret = server, None, None, None

    def ask(self, method, target, body=None, headers=None, csrf=True):
        sent = dict(headers or {})
        if self.cookie:
            sent["Cookie"] = self.cookie
        if csrf and self.csrf and method != "GET":
            sent["X-CSRF-Token"] = self.csrf
        if body is not None and not isinstance(body, bytes):
            sent["Content-Type"] = "application/json"
            body = json.dumps(body).encode()
        status, got, text = self.server.ask(method, target, body, sent)
        if "set-cookie" in got:
            self.cookie = got["set-cookie"].split(";")[0]
        value = json.loads(text) if "json" in got.get("content-type", "") else text
        if isinstance(value, dict) and "csrf" in value:
            self.csrf = value["csrf"]
        return status, value

    def sign_in(self, login, password=PASSWORD):
        status, value = self.ask("POST", "/api/v1/session", {"login": login, "password": password})
        return status, value

    def enrol(self):
        """Sets up the second factor; the recovery codes."""
        status, value = self.ask("POST", "/api/v1/account/second")
        if status != 200:
            raise SystemExit(f"no second factor can be set up: {status} {value}")
        self.secret = value["secret"]
        status, value = self.ask("POST", "/api/v1/account/second/confirm", {"code": totp(self.secret)})
        if status != 200:
            raise SystemExit(f"the second factor is not confirmed: {status} {value}")
        self.ask("GET", "/api/v1/session")
        return value["codes"]


def add_account(record, login, *grant, password=PASSWORD):
    """On the command line; grant: --office system, or --level county --place 330106."""
    record.run("user", "add", login, "--password-stdin", "--keep", "--data", record.data, input=password + "\n")
    if grant:
        record.run("user", "grant", login, *grant, "--data", record.data)
