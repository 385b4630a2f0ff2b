#!/usr/bin/env python3
"""Attachments and files of objections behind clamd, with a list of signatures of its own so that nothing is downloaded: what
is clean is kept, what it finds is refused and named, and nothing is taken while it is away or can not look. Ends with TAP."""
import os
import shutil
import signal
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(__file__))
from evidence import Public, kept_typed  # noqa: E402
from files import digest_of, incoming, pdf, send, stored  # noqa: E402
from portal import made  # noqa: E402
from server import Client, Record, Server, Tap, add_account  # noqa: E402

tap = Tap()
MB = 1 << 20
DAY = "2023-01-10"  # in the time of the notice
# No harm in it: a word that the list of signatures below has.
MARK = b"jiqun-demonstration-of-a-virus"


class Scanner:
    """clamd with one signature: MARK anywhere in a file of any kind."""

    def __init__(self, folder, most_mb):
        self.folder = os.path.join(folder, "clamd")
        self.socket = os.path.join(self.folder, "socket")
        shutil.rmtree(self.folder, ignore_errors=True)
        os.makedirs(os.path.join(self.folder, "signatures"))
        self.write("signatures/own.ndb", f"Jiqun.Demonstration:0:*:{MARK.hex()}\n")
        self.write("clamd.conf", f"LocalSocket {self.socket}\nDatabaseDirectory {self.folder}/signatures\nForeground yes\n"
                                 f"TemporaryDirectory {self.folder}\nStreamMaxLength {most_mb}M\nLogFile {self.folder}/log\nMaxThreads 2\n")
        self.process = None

    def write(self, name, text):
        with open(os.path.join(self.folder, name), "w", encoding="ascii") as f:
            f.write(text)

    def __enter__(self):
        program = shutil.which("clamd") or "/usr/sbin/clamd"
        self.process = subprocess.Popen([program, "-c", os.path.join(self.folder, "clamd.conf")], stdout=subprocess.PIPE,
                                        stderr=subprocess.STDOUT, text=True)
        until = time.time() + 60
        while not os.path.exists(self.socket):
            if self.process.poll() is not None or time.time() > until:
                raise SystemExit(f"clamd does not start: {self.process.stdout.read() if self.process.poll() is not None else ''}")
            time.sleep(0.05)
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGCONT)
        self.process.terminate()
        self.process.communicate()


def attachments(record, county):
    clean, bad = pdf(200000, b"clean"), pdf(200000, b"x" * 70000 + MARK)
    status, value = send(county, clean)
    tap.check(status == 201 and digest_of(clean) in stored(record), "a clean file is kept", value)
    before = stored(record)
    status, value = send(county, bad)
    tap.check(status == 422 and "Jiqun.Demonstration" in str(value) and "恶意代码" in str(value), "what is found is refused, and named", value)
    tap.check(stored(record) == before and not incoming(record), "and nothing of it stays", incoming(record))
    status, value = send(county, pdf(3 * MB, b"large"))
    tap.check(status == 503 and "size limit" in str(value) and stored(record) == before, "what the scanner does not look at is not kept", value)
    text = b"name,code\r\n" + MARK + b",1\r\n"
    tap.check(send(county, text)[0] == 422, "whatever kind of file it is")


def objections(record, server):
    bad = pdf(5000, MARK)
    status, _, body = Public(server).send([("a.pdf", pdf(5000, b"clean")), ("b.pdf", bad)])
    tap.check(status == 422 and "第 2 个文件未接收" in body.decode() and "Jiqun.Demonstration" in body.decode() and kept_typed(body),
              "a file of an objection is scanned, too; what was typed stays", (status, body.decode()[-1500:]))
    tap.check(digest_of(bad) not in stored(record) and not incoming(record), "and it is not kept", incoming(record))


def away(record, county):
    before = stored(record)
    status, value = send(county, pdf(3000, b"while it is away"))
    tap.check(status == 503 and "没有应答" in str(value) and "clamd" in str(value), "while it is away nothing is taken, and why is said", value)
    tap.check(stored(record) == before and not incoming(record), "nothing of it stays", incoming(record))


def main():
    with Record() as record:
        made(record)
        add_account(record, "xihu", "--level", "county", "--place", "330106")
        scanner = Scanner(record.folder, 2)
        with Server(record, "--clamd", scanner.socket, "--today", DAY, "--proxy", "127.0.0.1") as server:
            server.ready()
            county = Client(server)
            county.sign_in("xihu")
            with scanner:
                attachments(record, county)
                objections(record, server)
            away(record, county)
            again = Scanner(record.folder, 2)
            with again:
                status, value = send(county, pdf(3000, b"after"))
                tap.check(status == 201, "when it is back, files are taken again", value)
    for wrong in ("run/clamd", "/" + "x" * 200):
        with Record() as record:
            done = subprocess.run([os.environ["JIQUN_BIN"], "serve", "--lang", "en", "--data", record.data, "--port", "0", "--clamd", wrong],
                                  capture_output=True, text=True, timeout=60)
            tap.check(done.returncode == 2 and "--clamd is the absolute path" in done.stderr, f"no socket's path: {wrong[:12]}", done.stderr)
    tap.end()


main()
