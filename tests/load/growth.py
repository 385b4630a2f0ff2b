#!/usr/bin/env python3
"""Memory of a server over very many requests: pages, lists, dossiers, refused actions, forms, what is malformed. Ends with
TAP.

    LOAD_REQUESTS (50000): how many

Everything is asked for a fifth of the time first, so that caches are full; what is resident then is held against what is
resident in the end. It may grow by 3 MiB and 8 bytes a request: refusals are rows, of which the writer keeps the newest
pages at hand. A leak of 100 bytes a request shows in the small run, one of 10 in that of a million.
"""
import json
import os
import random
import re
import socket
import sys
import time
from collections import Counter

sys.path.insert(0, os.path.dirname(__file__))
from office import FACTS, SANITIZED, Fault, Node, Person, Place, Tap  # noqa: E402

REQUESTS = int(os.environ.get("LOAD_REQUESTS", "2000" if SANITIZED else "50000"))
MORE = (3 << 20) + 8 * REQUESTS
LINKS, PIPE = 4, 16
LENGTH = re.compile(rb"\r\nContent-Length: (\d+)\r\n")
tap = Tap()
chance = random.Random(4)


class Link:
    """A connection on which several requests are under way at once."""

    def __init__(self, node):
        self.socket = socket.create_connection((node.host, node.port), timeout=240)
        self.text = b""

    def answer(self):
        """Status of the next one; its body is passed over."""
        while (end := self.text.find(b"\r\n\r\n")) < 0:
            self.more()
        found = LENGTH.search(self.text, 0, end + 2)
        length = int(found.group(1)) if found else 0
        while len(self.text) < end + 4 + length:
            self.more()
        status = int(self.text[9:12])
        self.text = self.text[end + 4 + length:]
        return status

    def more(self):
        piece = self.socket.recv(1 << 18)
        if not piece:
            raise Fault(f"a connection was closed: {self.text[:200]}")
        self.text += piece

    def close(self):
        self.socket.close()


def request(method, target, headers="", body=b""):
    if body:
        headers += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    return f"{method} {target} HTTP/1.1\r\nHost: a\r\n{headers}\r\n".encode() + body


def mix(county, ministry, clusters):
    """(weight, what is sent, what is answered): a function makes each anew."""
    def signed(who):
        return f"Cookie: {who.cookie}\r\nX-CSRF-Token: {who.csrf}\r\n"

    def cluster():
        return chance.choice(clusters)

    act = "/api/v1/actions/"
    bad = json.dumps({"target": clusters[0], "args": {"name": "演示集群", "industry": "I6540"}}).encode()
    wrong_name = b'{"target": "g1", "args": {"n%d": 1}}'
    form = json.dumps({"facts": FACTS}).encode()
    return [
        (8, lambda: request("GET", chance.choice(("/", "/en/", "/register", "/en/register", "/notices", "/guide", "/help",
                                                   "/announcements", "/rulebook", "/data", "/sitemap.xml"))), 200),
        (8, lambda: request("GET", f"/register?after={chance.randrange(60)}"), 200),
        (8, lambda: request("GET", f"/register?q=n{chance.randrange(10000)}"), 200),
        (10, lambda: request("GET", f"/register/{cluster()}", "Cookie: theme=contrast\r\n" if chance.random() < .5 else ""), 200),
        (6, lambda: request("GET", f"/register/x{chance.randrange(1 << 30)}"), 404),
        (10, lambda: request("GET", "/api/v1/clusters?limit=20", signed(ministry)), 200),
        (10, lambda: request("GET", f"/api/v1/clusters/{cluster()}", signed(ministry)), 200),
        (6, lambda: request("GET", f"/api/v1/clusters/{cluster()}/timeline"), 200),
        (4, lambda: request("GET", "/api/v1/waiting?limit=20", signed(ministry)), 200),
        (4, lambda: request("GET", "/api/v1/figures"), 200),
        (4, lambda: request("GET", "/api/v1/rounds", signed(county)), 200),
        (4, lambda: request("GET", "/api/v1/session", signed(county)), 200),
        (4, lambda: request("GET", "/api/v1/waiting", f"Cookie: jiqun={chance.randrange(1 << 60):043d}\r\n"), 401),
        (1, lambda: request("POST", act + "register", signed(county), bad), 409),
        (3, lambda: request("POST", act + "register", signed(county), wrong_name % chance.randrange(1 << 30)), 400),
        (2, lambda: request("POST", act + "register", signed(county), b'{"target": [' + b"[" * chance.randrange(50)), 400),
        (2, lambda: request("DELETE", "/api/v1/session", f"Cookie: {county.cookie}\r\n"), 403),
        (2, lambda: request("GET", "/api/v1/drafts/g1/a", signed(county)), 200),
        (2, lambda: request("PUT", "/api/v1/drafts/g1/a", signed(county) + 'If-Match: "77"\r\n', form), 412),
        (2, lambda: request("GET", f"/api/v1/clusters?cursor=r6.{chance.randrange(99)}"), 400),
        (2, lambda: request("GET", "/register?q=%ff%fe"), 400),
        (1, lambda: request("GET", "/metrics"), 200),
    ]


MALFORMED = (b"BREW / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\r\n\r\n",
             b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"x" * 9000 + b"\r\n\r\n", b"GET /register HTTP/1.1\r\nHost",
             b"POST /api/v1/session HTTP/1.1\r\nHost: a\r\nContent-Length: 50\r\n\r\n{", b"",
             b"POST /api/v1/session HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 2000000\r\n\r\n")


def malformed(node, held):
    """On a connection of its own, which is dropped some others later, answered or not."""
    held.append(socket.create_connection((node.host, node.port), timeout=60))
    held[-1].sendall(chance.choice(MALFORMED))
    if len(held) > 20:
        held.pop(0).close()


def ask(links, kinds, n, wrong, node):
    weights, held = [w for w, _, _ in kinds], []
    for _ in range(n // (LINKS * PIPE) + 1):
        wanted = []
        for link in links:
            chosen = chance.choices(kinds, weights, k=PIPE)
            link.socket.sendall(b"".join(make() for _, make, _ in chosen))
            wanted.append([(status, make) for _, make, status in chosen])
        for link, list_ in zip(links, wanted):
            for status, make in list_:
                got = link.answer()
                if got != status:
                    wrong[(make()[:60], got, status)] += 1
        malformed(node, held)
    for s in held:
        s.close()


def fill_record(node, county, province):
    for k in range(1, 40):
        for who, action, target, args in ((county, "register", f"g{k}", {"name": f"演示集群{k}", "industry": "I6540"}),
                                          (province, "recognise_provincial", f"g{k}", {}),
                                          (county, "apply", f"g{k}/a", {"round": "r1"})):
            status, _, value = who.send("POST", f"/api/v1/actions/{action}", {"target": target, "args": args})
            if status != 200:
                raise Fault(f"{action} {target}: {status} {value}")


def public_clusters(node):
    """Those that have a page: they were recognised before."""
    return sorted(set(re.findall(r'href="/register/([a-z0-9]+)"', node.get("/register")[1])))


def run(place, node):
    people = {login: Person(node.host, node.port, login).sign_in() for login in ("ministry", "zhejiang", "xihu")}
    status, _, value = people["ministry"].send("POST", "/api/v1/actions/open_round", {
        "target": "r1", "args": {"closes": "2023-12-31", "quota": 6, "quota_separate": 2}})
    if status != 200:
        raise Fault(f"open_round: {status} {value}")
    fill_record(node, people["xihu"], people["zhejiang"])
    kinds, wrong = mix(people["xihu"], people["ministry"], public_clusters(node)), Counter()
    links = [Link(node) for _ in range(LINKS)]
    ask(links, kinds, REQUESTS // 5, wrong, node)
    warm, began = node.figure("process_resident_bytes"), time.monotonic()
    for k in range(4):
        ask(links, kinds, REQUESTS // 5, wrong, node)
        print(f"# {node.figure('http_requests_total')} requests: {node.figure('process_resident_bytes') / 1e6:.2f} MB")
    took = time.monotonic() - began
    end, n = node.figure("process_resident_bytes"), node.figure("http_requests_total")
    for link in links:
        link.close()
    print(f"# {warm / 1e6:.2f} MB after {n // 5} requests, {end / 1e6:.2f} MB after {n}; {n * 0.8 / took:.0f} a second")
    tap.check(not wrong, f"{n} requests are answered as they should be", wrong.most_common(5))
    if not SANITIZED:
        tap.check(end - warm <= MORE, f"memory grows by {(end - warm) / 1024:.0f} KiB at most {MORE / 1024:.0f}", (warm, end))


BEFORE = "today 2023-01-02\nas ministry\n" + "".join(
    f"take_over c{k} name=\"演示·第{k}号集群\" county=330106 industry=I6540 announcement=演示公告 announced=2022-11-01 "
    "valid_from=2023-01-01 valid_until=2025-12-31\n" for k in range(60)) + "end_loading programme\n"


def main():
    with Place() as place:
        script = os.path.join(place.folder, "before.case")
        with open(script, "w", encoding="utf-8") as f:
            f.write(BEFORE)
        place.run("play", *place.where(), script)
        # A second reader opens its part of the record when it is first wanted beside the other, early or late: a step that
        # says nothing of what requests leave behind.
        node = Node(place, "--header-seconds", "5", "--threads", "1")
        try:
            node.start()
            run(place, node)
            wrong = node.stop()
            tap.check(not wrong, "the server ends in order", wrong)
        except Fault as e:
            tap.check(False, "requests", f"{e}\n{node.said()}")
        finally:
            node.end()
    tap.end()


main()
