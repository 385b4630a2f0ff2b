#!/usr/bin/env python3
"""Cookies over TLS: sent back there alone, and settable by this host alone (the prefix __Host-). A name with that
prefix counts over TLS only, and the plain name counts there not at all: who can write a cookie for another host of the
domain, or over a plain connection, plants none. Ends with TAP.
"""
import http.server
import json
import os
import subprocess
import sys
import threading

sys.path.insert(0, os.path.dirname(__file__))
from server import PASSWORD, Client, Record, Server, Tap, add_account  # noqa: E402

tap = Tap()
SIGN_IN = json.dumps({"login": "county", "password": PASSWORD}).encode()
JSON = {"Content-Type": "application/json"}


def certificate(folder):
    key, cert = f"{folder}/key.pem", f"{folder}/cert.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1",
                    "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", cert],
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    return key, cert


def parts(cookie):
    """Name, value and attributes as a browser reads them."""
    first, *rest = [p.strip() for p in cookie.split(";")]
    name, _, value = first.partition("=")
    return name, value, {p.partition("=")[0].lower(): p.partition("=")[2] for p in rest}


def of_host(cookie, name, same_site):
    """What a browser demands of a name that begins with __Host- (RFC 6265bis, 4.1.3.2), and our own flags beside it."""
    got, value, has = parts(cookie)
    return (got == name and "secure" in has and has.get("path") == "/" and "domain" not in has and "httponly" in has
            and has.get("samesite") == same_site and len(value) >= 40)


def session(server, headers, what):
    """Signs in over what counts as TLS; only the prefixed name is a session afterwards."""
    status, got, _ = server.ask("POST", "/api/v1/session", SIGN_IN, {**JSON, **headers})
    cookie = got.get("set-cookie", "")
    tap.check(status == 200 and of_host(cookie, "__Host-jiqun", "Strict"), f"{what}: the cookie of a session is the host's own", (status, cookie))
    tap.check(got.get("strict-transport-security", "").startswith("max-age="), f"{what}: and the browser is told to stay there", got)
    token = parts(cookie)[1]
    for name, wanted in (("__Host-jiqun", 200), ("jiqun", 401), ("__host-jiqun", 401), ("__Secure-jiqun", 401)):
        status, _, body = server.ask("GET", "/api/v1/session", headers={"Cookie": f"{name}={token}", **headers})
        tap.check(status == wanted, f"{what}: the name {name} counts: {wanted == 200}", (status, body))
    return token


def ends(server):
    """Signing out takes the same cookie away, under the same name and flags."""
    status, got, body = server.ask("POST", "/api/v1/session", SIGN_IN, JSON)
    mine = {"Cookie": got["set-cookie"].split(";")[0], "X-CSRF-Token": json.loads(body)["csrf"]}
    status, got, _ = server.ask("DELETE", "/api/v1/session", headers=mine)
    name, value, has = parts(got.get("set-cookie", ""))
    tap.check(status == 204 and (name, value) == ("__Host-jiqun", "") and has.get("max-age") == "0" and "secure" in has,
              "signing out takes it away", (status, got))
    tap.check(server.ask("GET", "/api/v1/session", headers=mine)[0] == 401, "and it is nobody's")


def plain(record, token):
    """The same session over a plain connection: the prefixed name is no session there."""
    with Server(record) as server:
        server.ready()
        for more in ({}, {"X-Forwarded-Proto": "https"}):
            status, _, _ = server.ask("GET", "/api/v1/session", headers={"Cookie": f"__Host-jiqun={token}", **more})
            tap.check(status == 401, f"plain, {more or 'as it is'}: the name __Host-jiqun does not count", status)
        _, got, _ = server.ask("POST", "/api/v1/session", SIGN_IN, {**JSON, "X-Forwarded-Proto": "https"})
        name, _, has = parts(got.get("set-cookie", ""))
        tap.check(name == "jiqun" and "secure" not in has, "what a proxy nobody has named says of TLS counts for nothing", got)


def agrees(server, *options):
    """Whether the server agrees to a handshake; `openssl` offers what Python's library would not."""
    done = subprocess.run(["openssl", "s_client", "-connect", f"127.0.0.1:{server.port}", *options], input=b"", stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, timeout=60)
    return done.returncode == 0 and b"Cipher is (NONE)" not in done.stdout and b"Cipher    : 0000" not in done.stdout


def handshakes(server):
    """TLS 1.2 and 1.3 with forward secrecy and authenticated encryption; nothing older, nothing weaker."""
    weak = "ALL:eNULL:@SECLEVEL=0"
    for options, wanted in ((("-tls1_3",), True), (("-tls1_2",), True), (("-tls1_1", "-cipher", weak), False), (("-tls1", "-cipher", weak), False),
                            (("-tls1_2", "-cipher", "ECDHE-RSA-AES256-GCM-SHA384"), True), (("-tls1_2", "-cipher", "ECDHE-RSA-CHACHA20-POLY1305"), True),
                            (("-tls1_2", "-cipher", "AES128-GCM-SHA256"), False), (("-tls1_2", "-cipher", "AES256-SHA:@SECLEVEL=0"), False),
                            (("-tls1_2", "-cipher", "ECDHE-RSA-AES128-SHA:@SECLEVEL=0"), False), (("-tls1_2", "-cipher", "NULL-SHA256:@SECLEVEL=0"), False)):
        tap.check(agrees(server, *options) == wanted, f"a handshake {' '.join(options)}: {wanted}")


class Discovery(http.server.BaseHTTPRequestHandler):
    """As much of a provider as is asked before the browser is sent there."""

    def do_GET(self):
        at = f"http://127.0.0.1:{self.server.server_port}"
        body = json.dumps({"issuer": at, "authorization_endpoint": f"{at}/auth", "token_endpoint": f"{at}/token", "jwks_uri": f"{at}/jwks",
                           "response_types_supported": ["code"], "subject_types_supported": ["public"],
                           "id_token_signing_alg_values_supported": ["RS256"]}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def provider(record, tls):
    """The cookie that binds a sign-in through a provider to the browser."""
    there = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Discovery)
    threading.Thread(target=there.serve_forever, daemon=True).start()
    secret = os.path.join(record.folder, "secret")
    with open(secret, "w", encoding="utf-8", opener=lambda p, f: os.open(p, f, 0o600)) as f:
        f.write("a secret\n")
    options = ("--oidc-issuer", f"http://127.0.0.1:{there.server_port}", "--oidc-client", "jiqun", "--oidc-secret-file", secret)
    for secure in (True, False):
        with Server(record, *options, *(tls["words"] if secure else ()), trust=tls["cert"] if secure else None) as server:
            server.ready()
            status, got, _ = server.ask("GET", "/signin/oidc")
            cookie = got.get("set-cookie", "=")
            name, value, has = parts(cookie)
            good = of_host(cookie, "__Host-jiqun-oidc", "Lax") if secure else (name == "jiqun-oidc" and "secure" not in has)
            tap.check(status == 303 and good and has.get("max-age", "0") != "0", f"sent to a provider, over TLS {secure}: the cookie", (status, cookie))
            state = got.get("location", "").partition("state=")[2].partition("&")[0]
            other = "jiqun-oidc" if secure else "__Host-jiqun-oidc"
            status, got, body = server.ask("GET", f"/signin/oidc/callback?code=x&state={state}", headers={"Cookie": f"{other}={value}"})
            tap.check(status == 400 and "set-cookie" not in got, f"{other} binds nothing, over TLS {secure}", (status, body[:200]))
    there.shutdown()
    there.server_close()


def main():
    with Record() as record:
        key, cert = certificate(record.folder)
        tls = {"words": ("--certificate", cert, "--key", key), "cert": cert}
        add_account(record, "county", "--level", "county", "--place", "330106")
        with Server(record, *tls["words"], trust=cert) as server:
            server.ready()
            token = session(server, {}, "TLS here")
            ends(server)
            handshakes(server)
            client = Client(server)
            client.sign_in("county")
            tap.check(client.cookie.startswith("__Host-jiqun=") and client.ask("GET", "/api/v1/waiting")[0] == 200, "and one works with it")
        plain(record, token)
        with Server(record, "--proxy", "127.0.0.1") as server:
            server.ready()
            session(server, {"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.7"}, "TLS at a named proxy")
        provider(record, tls)
    tap.end()


main()
