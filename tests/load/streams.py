#!/usr/bin/env python3
"""Many event streams at one server on which nothing happens, and then one thing does. Ends with TAP.

    LOAD_STREAMS (1000; make streams: 10000): how many

Told are the memory that one more stream takes (what the server gets ready
for the first of them is no stream's), the processor time that all of them take while nothing happens, and how long the
last one waits for an event. One in a hundred is of another county and must not hear of it. Held against a limit are
memory (20 KiB a stream, and 200 MB in all) and what comes; not time, which is the machine's.
"""
import os
import resource
import selectors
import socket
import sys
import time

sys.path.insert(0, os.path.dirname(__file__))
from office import SANITIZED, Fault, Node, Person, Place, Tap, until  # noqa: E402

STREAMS = int(os.environ.get("LOAD_STREAMS", "300" if SANITIZED else "1000"))
AN_ADDRESS = 500  # HTTP_CONNECTIONS_ADDRESS is 512
LOOK_S = 5
tap = Tap()


class Stream:
    """One connection: how many events and comments have come on it."""

    def __init__(self, node, cookie, number):
        self.socket = socket.socket()
        # Each address of this machine may have so many connections.
        self.socket.bind((f"127.99.0.{1 + number // AN_ADDRESS}", 0))
        self.socket.connect((node.host, node.port))
        self.socket.sendall(f"GET /api/v1/events HTTP/1.1\r\nHost: a\r\nCookie: {cookie}\r\n\r\n".encode())
        self.socket.setblocking(False)
        self.head, self.text = False, b""

    def take(self):
        """False when it has ended."""
        try:
            piece = self.socket.recv(65536)
        except BlockingIOError:
            return True
        self.text += piece
        if not self.head and b"\r\n\r\n" in self.text:
            self.head = self.text.startswith(b"HTTP/1.1 200")
            self.text = self.text.split(b"\r\n\r\n", 1)[1]
        return bool(piece)

    def events(self):
        return self.text.count(b"event: change\n")


class Crowd:
    def __init__(self):
        self.streams, self.poll, self.ended = [], selectors.DefaultSelector(), 0

    def add(self, stream):
        self.streams.append(stream)
        self.poll.register(stream.socket, selectors.EVENT_READ, stream)

    def listen(self, wait):
        for key, _ in self.poll.select(wait):
            if not key.data.take():
                self.poll.unregister(key.fileobj)
                self.ended += 1

    def until(self, what, words):
        until(lambda: self.listen(0.01) or what(), words)

    def close(self):
        for s in self.streams:
            s.socket.close()
        self.poll.close()


def room_for(n):
    """Descriptors for both ends; fewer streams where the machine allows no more."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < hard:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return n if hard == resource.RLIM_INFINITY else min(n, hard - 200)


def come(node, crowd, n, mine, other):
    for k in range(len(crowd.streams), n):
        crowd.add(Stream(node, other if k % 100 == 99 else mine, k))
        if k % 100 == 99:
            crowd.listen(0)
    crowd.until(lambda: all(s.head for s in crowd.streams), "each stream begins")
    until(lambda: node.figure("http_streams") == n, "the server counts them")


def idle(node, crowd, n, few, before):
    """They are there and nothing happens."""
    cpu, end = node.figure("process_cpu_microseconds_total"), time.monotonic() + LOOK_S
    while time.monotonic() < end:
        crowd.listen(0.1)
    spent = (node.figure("process_cpu_microseconds_total") - cpu) / LOOK_S
    now = node.figure("process_resident_bytes")
    print(f"# {n} streams: {now / 1e6:.1f} MB resident, {(now - before) / (n - few) / 1024:.1f} KiB a stream, "
          f"{spent / 1000:.1f} ms of processor time a second")
    if SANITIZED:
        return
    tap.check(now - before <= (n - few) * 20 * 1024 and now < 200e6,
              f"{n} streams take at most 20 KiB each, and 200 MB in all", f"{before} bytes with {few}, {now} with all")


def happen(node, crowd, official):
    """One event: each of its county gets it once, nobody else does."""
    theirs = [s for k, s in enumerate(crowd.streams) if k % 100 != 99]
    status, _, value = official.send("POST", "/api/v1/actions/register",
                                     {"target": "s1", "args": {"name": "演示集群s1", "industry": "I6540"}})
    if status != 200:
        raise Fault(f"register: {status} {value}")
    began = time.monotonic()
    crowd.until(lambda: all(s.events() for s in theirs), "everybody hears of it")
    print(f"# the last one had it {1000 * (time.monotonic() - began):.0f} ms after the answer")
    crowd.listen(0)
    heard = [s.events() for s in crowd.streams]
    tap.check(sum(heard) == len(theirs) and crowd.ended == 0,
              f"{len(theirs)} streams of the county hear of it once, {len(heard) - len(theirs)} others do not",
              f"{sum(heard)} events, {crowd.ended} streams ended")


def main():
    n = room_for(STREAMS)
    if n < STREAMS:
        print(f"# the machine allows {n} streams only (ulimit -n)")
    with Place() as place:
        node, crowd = Node(place), Crowd()
        try:
            node.start()
            official, other = (Person(node.host, node.port, login).sign_in() for login in ("xihu", "fuyang"))
            come(node, crowd, n // 5, official.cookie, other.cookie)
            before = node.figure("process_resident_bytes")
            come(node, crowd, n, official.cookie, other.cookie)
            idle(node, crowd, n, n // 5, before)
            happen(node, crowd, official)
            crowd.close()
            until(lambda: node.figure("http_streams") == 0, "those that went are noticed")
            wrong = node.stop()
            tap.check(not wrong, "the server ends in order", wrong)
        except Fault as e:
            tap.check(False, "streams", f"{e}\n{node.said()}")
        finally:
            node.end()
    tap.end()


main()
