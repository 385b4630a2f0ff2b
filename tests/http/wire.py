#!/usr/bin/env python3
"""What the server does with clients that are slow, huge, malformed or many, and how it ends. Ends with TAP."""
import http.client
import json
import os
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time

sys.path.insert(0, os.path.dirname(__file__))
from server import Record, Server, Tap  # noqa: E402

tap = Tap()


def status_of(answer):
    return int(answer.split(b" ", 2)[1]) if answer.startswith(b"HTTP/1.1 ") else 0


def malformed(server):
    get = b"GET %s HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
    for target, wanted in ((b"/register", 200), (b"/register/", 200), (b"/healthz", 200), (b"/nowhere", 404),
                           (b"/%zz", 400), (b"/%", 400), (b"/a//b", 400), (b"/a/../b", 400), (b"/%00", 400),
                           (b"/register?q=%ff%fe", 400), (b"/register?q=%0b", 400), (b"/register?q=%e7%94%b5", 200),
                           (b"/register?" + b"&".join(b"a%d=1" % i for i in range(65)), 414),
                           (b"/" + b"a/" * 13, 414), (b"/" + b"a" * 5000, 414), (b"/register?after=x", 400),
                           (b"/register?after=99999999999999999999", 400), (b"/en/healthz", 404), (b"*", 400)):
        got = server.raw(get % target)
        tap.check(status_of(got) == wanted, f"{target[:40].decode()}: {wanted}", got[:300])
    for what, sent, wanted in (("no HTTP at all", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", (0, 400)),
                               ("headers over the limit", b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"x" * 40000 + b"\r\n\r\n", (0, 431, 413)),
                               ("a length that is no number", b"POST /register HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n", (400, 405)),
                               ("two lengths", b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", (400, 413)),
                               ("a body where none belongs", b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc", (413,)),
                               ("a chunk that is none", b"GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", (0, 400, 413)),
                               ("an unknown method", b"BREW / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", (405,))):
        got = server.raw(sent)
        tap.check(status_of(got) in wanted, f"{what}: {wanted}", got[:300])
    status, headers, _ = server.ask("POST", "/register")
    tap.check(status == 405 and headers.get("allow") == "GET, HEAD", "a wrong method names the right ones", headers)
    status, headers, body = server.ask("HEAD", "/register")
    tap.check(status == 200 and body == b"" and int(headers["content-length"]) > 1000, "HEAD is GET without the body", headers)
    status, headers, body = server.ask("GET", "/api/nothing")
    tap.check(status == 404 and headers["content-type"] == "application/problem+json" and b'"status":404' in body,
              "under /api a problem is JSON (RFC 9457)", body)
    for name in ("content-security-policy", "x-content-type-options", "x-frame-options", "referrer-policy"):
        tap.check(name in headers, f"every answer has {name}", headers)


def slow(server):
    """Each is cut off although something moves all the time."""
    began, ends = time.monotonic(), {}

    def drip(what, first, piece):
        with socket.create_connection(("127.0.0.1", server.port), timeout=30) as s:
            s.sendall(first)
            try:
                while time.monotonic() - began < 20:
                    s.sendall(piece)
                    s.settimeout(0.2)
                    try:
                        if s.recv(4096) == b"":
                            break
                    except TimeoutError:
                        pass
            except OSError:
                pass
            ends[what] = time.monotonic() - began

    lines = {"a request line": (b"GET /", b"a"), "headers": (b"GET / HTTP/1.1\r\nHost: a\r\n", b"X: y\r\n"),
             "nothing but blank lines": (b"", b"\r\n")}
    threads = [threading.Thread(target=drip, args=(what, *parts)) for what, parts in lines.items()]
    for t in threads:
        t.start()
    status, _, _ = server.ask("GET", "/register")
    tap.check(status == 200, "others are served meanwhile")
    for t in threads:
        t.join()
    for what in lines:
        tap.check(ends[what] < 10, f"byte by byte, {what}: cut off", f"{ends[what]:.1f} s")


def flood(server):
    """Many connections that say nothing: others are served; then they are gone."""
    held = []
    for _ in range(400):
        s = socket.create_connection(("127.0.0.1", server.port), timeout=10)
        held.append(s)
    status, _, _ = server.ask("GET", "/register")
    tap.check(status == 200, "400 silent connections keep nobody out")
    more = []
    for _ in range(300):
        try:
            s = socket.create_connection(("127.0.0.1", server.port), timeout=10)
            s.settimeout(2)
            s.sendall(b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
            more.append(s.recv(100))
            held.append(s)
        except OSError:
            more.append(b"")
    tap.check(more.count(b"") > 0, "one address can not have any number of them")
    for s in held:
        s.close()
    for _ in range(100):
        status, _, _ = server.ask("GET", "/healthz")
        if status == 200:
            break
        time.sleep(0.1)
    tap.check(status == 200, "once they are gone the address is served again")


def ending(record):
    server = Server(record).__enter__()
    s = socket.create_connection(("127.0.0.1", server.port), timeout=10)
    s.sendall(b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
    s.recv(4096)
    began = time.monotonic()
    status, said = server.stop()
    tap.check(status == 0 and said == "", "SIGTERM ends it in order", said)
    tap.check(time.monotonic() - began < 10, "an idle connection does not hold it up")
    s.close()


def refused(server):
    try:
        socket.create_connection(("127.0.0.1", server.port), timeout=30).close()
        return False
    except ConnectionRefusedError:
        return True


def draining(record):
    """What is being sent when SIGTERM comes is answered; whoever comes meanwhile is refused, so that he goes elsewhere."""
    server = Server(record).__enter__()
    body = b'{"login": "nobody", "password": "Correct-1-horse"}'
    s = socket.create_connection(("127.0.0.1", server.port), timeout=60)
    s.sendall(b"POST /api/v1/session HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
              % (len(body), body[:20]))
    while b"jiqun_http_body_bytes 20\n" not in server.ask("GET", "/metrics")[2]:
        time.sleep(0.02)
    server.process.send_signal(signal.SIGTERM)
    turned_away = False
    for _ in range(500):
        turned_away = refused(server)
        if turned_away:
            break
        time.sleep(0.02)
    tap.check(turned_away and server.process.poll() is None, "at SIGTERM whoever comes is refused")
    s.sendall(body[20:])
    got = s.recv(4096)
    tap.check(status_of(got) == 401, "what had begun is answered", got)
    s.close()
    status, said = server.stop()
    tap.check(status == 0 and said == "", "and then it ends", said)


def ending_again(record):
    """With many threads, each of which has to be told, and right after they had something to do."""
    wrong = []
    for _ in range(5):
        server = Server(record, "--read-only", "--threads", "16").__enter__()
        links = [http.client.HTTPConnection("127.0.0.1", server.port, timeout=60) for _ in range(40)]
        for link in links:
            link.request("GET", "/healthz")
            link.getresponse().read()
        ended = server.stop()
        if ended != (0, ""):
            wrong.append(ended)
        for link in links:
            link.close()
    tap.check(not wrong, "so it is with sixteen threads and connections that are open", wrong)


def handed_over(record):
    """A socket that a supervisor has opened: connections that came before the service are answered."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        early = socket.create_connection(("127.0.0.1", port), timeout=30)
        early.sendall(b"GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        words = Server(record).words
        child = subprocess.Popen(["sh", "-c", 'exec 3<&"$0"; LISTEN_PID=$$ LISTEN_FDS=1; export LISTEN_PID LISTEN_FDS; exec "$@"',
                                  str(listener.fileno()), *words], pass_fds=[listener.fileno()], stdout=subprocess.PIPE,
                                 stderr=subprocess.PIPE)
        got = b""
        while piece := early.recv(4096):
            got += piece
        early.close()
        tap.check(status_of(got) == 200, "a socket that was handed over is served", got)
        child.terminate()
        _, said = child.communicate(timeout=60)
        tap.check(child.returncode == 0 and said == b"", "and ended in order", said)


def journal(record):
    path = f"{record.folder}/journal"
    with Server(record, "--journal", path, "--proxy", "127.0.0.1", "--monitor", "192.0.2.7") as server:
        server.ask("GET", "/register?q=%E7%94%B5%E6%A2%AF")
        server.ask("GET", "/register/secret-name")
        via = {"X-Forwarded-For": "203.0.113.5, 192.0.2.7"}
        wanted = b'route="/register",class="2xx"} 1'
        for asked in range(1, 101):  # a request is counted when it is over, which may be after its answer has arrived
            status, _, body = server.ask("GET", "/metrics", headers=via)
            if status != 200 or wanted in body:
                break
            time.sleep(0.1)
        tap.check(status == 200 and wanted in body, "a named monitor reads /metrics", body)
        via["X-Forwarded-For"] = "192.0.2.7, 203.0.113.5"
        tap.check(server.ask("GET", "/metrics", headers=via)[0] == 403, "what a client claims ahead of the proxy counts for nothing")
    with open(path, encoding="utf-8") as f:
        lines = [json.loads(line) for line in f]
    # Each is written when its last byte has gone, so two threads may write them in either order.
    said = {(r["route"], r["status"]) for r in lines}
    tap.check(len(lines) == 3 + asked and said == {("/register", 200), ("/register/{cluster}", 404), ("/metrics", 200), ("/metrics", 403)},
              "a line a request", lines)
    text = json.dumps(lines)
    tap.check("203.0.113" not in text and "secret" not in text and "\\u7535" not in text, "and nothing in it of who asked for what", text)
    with Server(record) as server:
        status, _, body = server.ask("GET", "/metrics")
        tap.check(status == 200, "this machine reads /metrics")
        figures = dict(line.split() for line in body.decode().splitlines() if not line.startswith("#"))
        tap.check(int(figures.get("jiqun_http_connections", 0)) >= 1 and figures.get("jiqun_http_streams") == "0",
                  "and finds there what the server counts", body[-1500:])
        tap.check(server.ask("GET", "/metrics", headers={"X-Forwarded-For": "127.0.0.1"})[0] == 403,
                  "through a proxy that is not named nobody does")


def rotation(record):
    """The journal is moved away, as logrotate does, and a new one is begun at SIGHUP."""
    path = f"{record.folder}/rotated"
    with Server(record, "--journal", path) as server:
        server.ask("GET", "/healthz")
        os.rename(path, path + ".1")
        server.process.send_signal(signal.SIGHUP)
        for _ in range(1200):
            if os.path.exists(path):
                break
            time.sleep(0.05)
        tap.check(os.path.exists(path), "at SIGHUP the journal is opened anew")
        server.ask("GET", "/register")
    said = [json.loads(line)["route"] for name in (path + ".1", path) if os.path.exists(name)
            for line in open(name, encoding="utf-8")]
    tap.check(sorted(said) == ["/healthz", "/register"], "and no line of it is lost", said)


def gone(record):
    """Whoever leaves while his request is put aside (passwords are looked at elsewhere) holds up nothing."""
    server = Server(record).__enter__()
    body = b'{"login": "nobody", "password": "Correct-1-horse"}'
    held = [socket.create_connection(("127.0.0.1", server.port), timeout=60) for _ in range(12)]
    for s in held:
        s.sendall(b"POST /api/v1/session HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
                  % (len(body), body))
    for s in held:
        s.close()
    # All of them are over, so only what they left behind can hold it up.
    while b"jiqun_http_connections 1\n" not in server.ask("GET", "/metrics")[2]:
        time.sleep(0.02)
    try:
        status, said = server.stop()
    except subprocess.TimeoutExpired:
        server.process.kill()
        status, said = -1, "it did not end"
    tap.check(status == 0 and said == "", "who left while his request was put aside holds up no end", said)


def over_tls(record):
    """A certificate made for the test; what is not TLS is not answered."""
    made = subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
                           "/CN=localhost", "-keyout", f"{record.folder}/key.pem", "-out", f"{record.folder}/cert.pem"],
                          stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    if not tap.check(made.returncode == 0, "a certificate is made"):
        return
    with Server(record, "--certificate", f"{record.folder}/cert.pem", "--key", f"{record.folder}/key.pem") as server:
        trust = ssl.create_default_context(cafile=f"{record.folder}/cert.pem")
        trust.check_hostname = False
        link = http.client.HTTPSConnection("127.0.0.1", server.port, timeout=30, context=trust)
        link.request("GET", "/healthz")
        answer = link.getresponse()
        tap.check(answer.status == 200 and answer.getheader("Strict-Transport-Security"), "TLS, and it says to stay there")
        answer.read()
        link.request("GET", "/theme/contrast")
        cookie = link.getresponse().getheader("Set-Cookie")
        tap.check(cookie.endswith("; Secure"), "and cookies stay there", cookie)
        link.close()
        tap.check(status_of(server.raw(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")) == 0, "plain HTTP is not answered there")
    for words in (["--certificate", f"{record.folder}/cert.pem"], ["--certificate", f"{record.folder}/key.pem", "--key", f"{record.folder}/cert.pem"],
                  ["--address", "localhost"], ["--today", "2026-13-01"], ["--proxy", ",".join(["::1"] * 17)]):
        done = subprocess.run([*Server(record).words, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60)
        tap.check(done.returncode == 2 and done.stderr, f"refused: {words[0]} {words[-1][:20]}", done)


def main():
    with Record(clusters=30) as record:
        with Server(record, "--header-seconds", "3", "--idle-seconds", "4") as server:
            malformed(server)
            slow(server)
            flood(server)
        ending(record)
        draining(record)
        gone(record)
        ending_again(record)
        handed_over(record)
        journal(record)
        rotation(record)
        over_tls(record)
    tap.end()


main()
