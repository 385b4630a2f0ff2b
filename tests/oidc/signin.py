"""Signing in through a real provider: a browser that is a script goes to it, through its pages, and comes back.

    signin.py NODE_MODULES

What must not sign anybody in is tried as well: another state, another browser, a code used twice, a nonce that was
exchanged, somebody without an account. Ends with TAP.
"""
import base64
import hashlib
import hmac
import http.client
import json
import os
import re
import struct
import subprocess
import sys
import time
import urllib.parse

sys.path.insert(0, f"{os.environ['JIQUN_ROOT']}/tests/http")
from server import BIN, Record, Server, Tap  # noqa: E402

SECRET, PASSWORD = "a secret:with+signs%", "Correct-horse 7"


class Provider:
    def __init__(self, modules):
        self.process = subprocess.Popen(["node", f"{os.environ['JIQUN_ROOT']}/tests/oidc/provider.mjs", modules],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                                        text=True)
        self.issuer = f"http://127.0.0.1:{self.line('PORT').split()[1]}"

    def line(self, begins):
        line = self.process.stdout.readline()
        if not line.startswith(begins):
            raise SystemExit(f"the provider does not begin: {line!r}")
        return line

    def serve(self, port):
        self.process.stdin.write(f"http://127.0.0.1:{port}/signin/oidc/callback\n")
        self.process.stdin.flush()
        self.line("READY")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait(20)


class Browser:
    """Keeps cookies by host and port; goes where it is told to, one step at a time."""

    def __init__(self):
        self.cookies = {}

    def ask(self, method, url, form=None, headers=None, body=None):
        parts = urllib.parse.urlsplit(url)
        jar = self.cookies.setdefault(parts.netloc, {})
        send = {"Cookie": "; ".join(f"{k}={v}" for k, v in jar.items()), "Host": parts.netloc, **(headers or {})}
        if form is not None:
            body = urllib.parse.urlencode(form)
            send["Content-Type"] = "application/x-www-form-urlencoded"
        link = http.client.HTTPConnection(parts.netloc, timeout=60)
        try:
            target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            link.request(method, target, body, send)
            answer = link.getresponse()
            for cookie in answer.headers.get_all("Set-Cookie") or []:
                name, _, value = cookie.split(";")[0].partition("=")
                jar[name] = value
                if not value or "max-age=0" in cookie.lower() or "expires=thu, 01 jan 1970" in cookie.lower():
                    jar.pop(name)
            text = answer.read().decode("utf-8", "replace")
            where = answer.headers.get("Location")
            return answer.status, urllib.parse.urljoin(url, where) if where else None, text
        finally:
            link.close()


class Way:
    """From the first address of the service to the one with which the provider sends back."""

    def __init__(self, base):
        self.base, self.browser = base, Browser()

    def begin(self):
        status, where, text = self.browser.ask("GET", f"{self.base}/signin/oidc")
        if status != 303:
            raise SystemExit(f"the way to the provider does not begin: {status} {text}")
        return where

    def through(self, url, login, amr=None):
        """The provider's pages, until it sends the browser back to the service."""
        for _ in range(12):
            if url.startswith(self.base):
                return url
            status, where, text = self.browser.ask("GET", url)
            if where is None and 'name="prompt" value="login"' in text:
                action = urllib.parse.urljoin(url, re.search(r'action="([^"]+)"', text).group(1))
                if amr:
                    more = {"X-Test-Amr": amr, "X-Test-Login": login}
                    status, where, text = self.browser.ask("POST", action, {"prompt": "login"}, more)
                else:
                    status, where, text = self.browser.ask("POST", action, {"prompt": "login", "login": login,
                                                                            "password": "any"})
            elif where is None and 'name="prompt" value="consent"' in text:
                action = urllib.parse.urljoin(url, re.search(r'action="([^"]+)"', text).group(1))
                status, where, text = self.browser.ask("POST", action, {"prompt": "consent"})
            if where is None:
                raise SystemExit(f"the provider leads nowhere: {status} {text[:2000]}")
            url = where
        raise SystemExit("the provider leads in circles")

    def whole(self, login, amr=None):
        back = self.through(self.begin(), login, amr)
        return back, *self.browser.ask("GET", back)

    def session(self):
        status, _, text = self.browser.ask("GET", f"{self.base}/api/v1/session")
        return status, json.loads(text)


def changed(url, **values):
    parts = urllib.parse.urlsplit(url)
    query = dict(urllib.parse.parse_qsl(parts.query))
    query.update(values)
    return urllib.parse.urlunsplit(parts._replace(query=urllib.parse.urlencode(query)))


def totp(secret, at):
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, struct.pack(">Q", int(at) // 30), hashlib.sha1).digest()
    n = struct.unpack(">I", digest[digest[-1] & 15:][:4])[0] & 0x7FFFFFFF
    return f"{n % 1000000:06d}"


def set_up_second(base):
    """`li` signs in by password and sets up a second factor; its secret."""
    b = Browser()
    api = {"Content-Type": "application/json"}
    status, _, text = b.ask("POST", f"{base}/api/v1/session", None, api,
                            json.dumps({"login": "li", "password": PASSWORD}))
    csrf = {**api, "X-CSRF-Token": json.loads(text)["csrf"]}
    status, _, text = b.ask("POST", f"{base}/api/v1/account/second", None, csrf)
    secret = json.loads(text)["secret"]
    status, _, text = b.ask("POST", f"{base}/api/v1/account/second/confirm", None, csrf,
                            json.dumps({"code": totp(secret, time.time())}))
    if status != 200:
        raise SystemExit(f"no second factor: {status} {text}")
    return secret


def good_ways(tap, base):
    way = Way(base)
    first = way.begin()
    query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(first).query))
    tap.check(query["code_challenge_method"] == "S256" and len(query["code_challenge"]) == 43, "PKCE with S256", query)
    tap.check(query["response_type"] == "code" and len(query["nonce"]) == 43, "code flow with a nonce", query)
    back, status, _, text = way.whole("subject-of-li")
    tap.check(status == 200, "comes back signed in", (status, text))
    desk = "/desk/" if Way(base).browser.ask("GET", f"{base}/desk/")[0] == 200 else "/"
    tap.check(f'href="{desk}">' in text.split("<main")[1], "and is led to where the work is done", text)
    status, session = way.session()
    tap.check(status == 200 and session["login"] == "li" and session["stage"] == "full", "as the account", session)
    return back, way


def bad_ways(tap, base, used, way):
    status, _, text = way.browser.ask("GET", used)
    tap.check(status == 400, "the same answer a second time is refused", (status, text))
    code = urllib.parse.parse_qs(urllib.parse.urlsplit(used).query)["code"][0]

    other = Way(base)
    back = other.through(other.begin(), "subject-of-li")
    status, _, text = other.browser.ask("GET", changed(back, code=code))
    tap.check(status == 400 and other.session()[0] == 401, "a code used before is refused", (status, text))

    other = Way(base)
    back = other.through(other.begin(), "subject-of-li")
    state = urllib.parse.parse_qs(urllib.parse.urlsplit(back).query)["state"][0]
    wrong = ("B" if state[0] == "A" else "A") + state[1:]
    status, _, text = other.browser.ask("GET", changed(back, state=wrong))
    tap.check(status == 400 and other.session()[0] == 401, "another state is refused", (status, text))
    status, _, text = Browser().ask("GET", back)
    tap.check(status == 400, "another browser is refused", (status, text))
    status, _, text = other.browser.ask("GET", changed(back, iss="http://127.0.0.1:1"))
    tap.check(status == 400 and other.session()[0] == 401, "another issuer is refused", (status, text))

    other = Way(base)
    back = other.through(changed(other.begin(), nonce="A" * 43), "subject-of-li")
    status, _, text = other.browser.ask("GET", back)
    tap.check(status == 400 and "nonce" in text, "another nonce is refused", (status, text))

    other = Way(base)
    back = other.through(changed(other.begin(), code_challenge="A" * 43), "subject-of-li")
    status, _, text = other.browser.ask("GET", back)
    tap.check(status == 400 and "invalid_grant" in text, "another verifier is refused by the provider", (status, text))

    other = Way(base)
    _, status, _, text = other.whole("somebody")
    tap.check(status == 403 and "somebody" in text, "nobody without an account, who is told his name", (status, text))
    _, status, _, text = Way(base).whole("subject-of-inert")
    tap.check(status == 403, "no account that was granted nothing", (status, text))


def second_factor(tap, base):
    secret = set_up_second(base)
    way = Way(base)
    _, status, _, text = way.whole("subject-of-li")
    status, session = way.session()
    tap.check(session["stage"] == "second", "the second factor is asked for", session)
    status, _, _ = way.browser.ask("GET", f"{base}/api/v1/sessions")
    tap.check(status == 403, "and nothing is open before", status)
    csrf = {"Content-Type": "application/json", "X-CSRF-Token": session["csrf"]}
    status, _, text = way.browser.ask("POST", f"{base}/api/v1/session/second", None, csrf,
                                      json.dumps({"code": totp(secret, time.time() + 30)}))
    tap.check(status == 200 and way.session()[1]["stage"] == "full", "its code opens", (status, text))
    way = Way(base)
    _, status, _, text = way.whole("subject-of-li", "pwd otp")
    tap.check(way.session()[1]["stage"] == "full", "not asked for where the provider has", (status, text))


def enrolment(tap, base):
    """An office needs a second factor, however it signs in; a new password between does not open anything."""
    way = Way(base)
    way.whole("subject-of-office")
    session = way.session()[1]
    tap.check(session.get("stage") == "enrol", "an office without a second factor sets one up first", session)
    fresh = "Another-Horse-8-stable"
    csrf = {"Content-Type": "application/json", "X-CSRF-Token": session["csrf"]}
    status, _, text = way.browser.ask("PUT", f"{base}/api/v1/account/password", None, csrf,
                                      json.dumps({"old": PASSWORD, "new": fresh}))
    tap.check(status == 200 and json.loads(text)["stage"] == "enrol", "after a new password, too", (status, text))
    status, _, _ = way.browser.ask("GET", f"{base}/api/v1/accounts")
    tap.check(way.session()[1]["stage"] == "enrol" and status == 403, "and nothing is open before", status)
    way = Way(base)
    way.whole("subject-of-office", "pwd otp")
    session = way.session()[1]
    tap.check(session.get("stage") == "full", "not where the provider has asked for one", session)
    csrf["X-CSRF-Token"] = session["csrf"]
    status, _, text = way.browser.ask("PUT", f"{base}/api/v1/account/password", None, csrf,
                                      json.dumps({"old": fresh, "new": "Third-Mule-9-in-a-row"}))
    tap.check(status == 200 and json.loads(text)["stage"] == "full", "which counts after a new password", (status, text))


def no_script(tap, base, record, provider):
    words = [BIN, "serve", "--data", record.data, "--oidc-issuer", provider.issuer]
    done = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    tap.check(done.returncode == 2 and b"--oidc-client" in done.stderr, "issuer and client belong together",
              done.stderr)
    done = subprocess.run([*words[:-1], "http://provider.example", "--oidc-client", "x"], stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE)
    tap.check(done.returncode == 2 and b"https" in done.stderr, "http is for this machine only", done.stderr)
    for path in ("/signin/oidc/callback", "/signin/oidc/callback?state=x&code=y"):
        status, _, text = Browser().ask("GET", base + path)
        tap.check(status == 400, f"{path} by itself is refused", (status, text))


def people(record, issuer):
    record.run("user", "add", "admin", "--password-stdin", "--keep", "--data", record.data, input=f"{PASSWORD}\n")
    for login in ("li", "inert", "office"):
        record.run("user", "add", login, "--password-stdin", "--keep", "--data", record.data, input=f"{PASSWORD}\n")
        record.run("user", "link", login, "--issuer", issuer, "--subject", f"subject-of-{login}", "--data",
                   record.data)
    record.run("user", "grant", "office", "--office", "system", "--data", record.data)
    record.run("user", "grant", "li", "--level", "county", "--place", "330106", "--data", record.data)


def one_more(tap, modules, record, alg):
    """The other algorithms, as a public client."""
    with Provider(modules) as provider:
        record.run("user", "link", "li", "--issuer", provider.issuer, "--subject", "7", "--data", record.data)
        with Server(record, "--oidc-issuer", provider.issuer, "--oidc-client", f"jiqun {alg}") as server:
            server.ready()
            provider.serve(server.port)
            way = Way(f"http://127.0.0.1:{server.port}")
            _, status, _, text = way.whole("7", "mfa")
            tap.check(status == 200 and way.session()[1]["stage"] == "full", f"{alg}, a public client", (status, text))


def main():
    tap = Tap()
    with Record() as record, Provider(sys.argv[1]) as provider:
        people(record, provider.issuer)
        secret = os.path.join(record.folder, "secret")
        with open(secret, "w", encoding="utf-8") as f:
            f.write(f"{SECRET}\n")
        with Server(record, "--oidc-issuer", provider.issuer, "--oidc-client", "jiqun ES256", "--oidc-secret-file",
                    secret) as server:
            base = f"http://127.0.0.1:{server.port}"
            server.ready()
            status, _, text = Browser().ask("GET", f"{base}/signin/oidc")
            tap.check(status == 503, "a provider that is away is said to be", (status, text))
            status, _, text = Browser().ask("GET", f"{base}/desk/")
            tap.check(status == 404 or re.search('<html[^>]* class="[^"]*provider', text), "the workbench is told that there is one", text[:300])
            provider.serve(server.port)
            bad_ways(tap, base, *good_ways(tap, base))
        # Ways are counted by the minute; a new process begins anew.
        with Server(record, "--oidc-issuer", provider.issuer, "--oidc-client", "jiqun ES256", "--oidc-secret-file",
                    secret, "--port", str(server.port)) as server:
            server.ready()
            no_script(tap, base, record, provider)
            second_factor(tap, base)
            enrolment(tap, base)
    with Record() as record:
        people(record, "https://provider.example")
        for alg in ("RS256", "EdDSA"):
            one_more(tap, sys.argv[1], record, alg)
    tap.end()


main()
