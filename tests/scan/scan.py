#!/usr/bin/env python3
"""Tools that attack a web server, against one of our own with a demonstration: slowhttptest in its four modes, wapiti.

    scan.py [SECONDS]     seconds of each mode of slowhttptest (30 unless told); make scan

Not part of `make test`: it takes minutes, and what a scanner finds depends on its edition. While slowhttptest holds its
connections others have to be served; wapiti must not find anything. Ends with TAP.
"""
import json
import os
import re
import subprocess
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../http"))
from server import Client, Record, Server, Tap, add_account  # noqa: E402

MODES = {"-H": "headers that never end (slowloris)", "-B": "bodies that come byte by byte", "-R": "ranges that overlap (apache killer)",
         "-X": "answers that are read slowly"}
# Every module of the edition of Debian that looks at a running server; those that only collect what is there are left out.
MODULES = "backup,blindsql,cookieflags,crlf,csp,csrf,exec,file,htaccess,http_headers,methods,permanentxss,redirect,shellshock,sql,ssrf,xss,xxe"
# What is so on purpose. Browsers have given X-XSS-Protection up, and it opened holes of its own; the policy forbids the
# scripts. The other two are there over TLS (tests/http/wire.py:over_tls) and would be of no use here.
EXPLAINED = {"X-XSS-Protection is not set", "Strict-Transport-Security is not set",
             "Secure flag is not set in the cookie : theme", "Secure flag is not set in the cookie : jiqun"}
tap = Tap()


def slow(server, seconds):
    for mode, words in MODES.items():
        worst, failed, over = 0.0, [], threading.Event()

        def others():
            nonlocal worst
            while not over.is_set():
                began = time.monotonic()
                try:
                    status = server.ask("GET", "/register", timeout=20)[0]
                except OSError as e:
                    status = str(e)
                if status != 200:
                    failed.append(status)
                worst = max(worst, time.monotonic() - began)
                time.sleep(0.2)

        watcher = threading.Thread(target=others)
        watcher.start()
        # Fewer than one address may have: the watcher comes from the same one.
        target = f"http://127.0.0.1:{server.port}/" + ("objection" if mode == "-B" else "register.xlsx" if mode == "-X" else "register")
        ran = subprocess.run(["slowhttptest", mode, "-c", "400", "-r", "100", "-i", "3", "-l", str(seconds), "-p", "5", "-u", target,
                              *(["-t", "POST"] if mode == "-B" else [])], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        over.set()
        watcher.join()
        said = re.sub(r"\x1b\[[0-9;]*[A-Za-z]", "", ran.stdout)
        ended = re.search(r"Exit status: *(.*)", said)
        tap.check(ran.returncode == 0 and not failed, f"slowhttptest {mode}, {words}: others are served, the slowest in {worst:.2f} s "
                  f"({ended.group(1) if ended else 'it did not end'})",
                  (failed[:5], ran.stdout[-800:]))


def asked(server):
    """How often the server was asked, by its own count, and signed in or not: the scanner does not say what it reached."""
    figures = server.ask("GET", "/metrics")[2].decode()
    return sum(int(n) for n in re.findall(r'route="[^"]*",class="[^"]*"} (\d+)', figures))


def scan(server, folder, cookie):
    before = asked(server)
    report = os.path.join(folder, "report.json")
    words = ["wapiti", "-u", f"http://127.0.0.1:{server.port}/", "--scope", "folder", "-m", MODULES, "-f", "json", "-o", report,
             "--flush-session", "--no-bugreport", "--store-session", folder, "--store-config", folder, "--max-scan-time", "10", "--max-links-per-page", "30",
             "-d", "3"]
    if cookie:
        words += ["-H", f"Cookie: {cookie}", "-s", f"http://127.0.0.1:{server.port}/api/v1/clusters"]
    ran = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env={**os.environ, "HOME": folder})
    if not os.path.exists(report):
        tap.check(False, "wapiti ran", ran.stdout[-1500:])
        return
    with open(report, encoding="utf-8") as f:
        said = json.load(f)
    found = {}
    for kind, items in [*said["vulnerabilities"].items(), *said["anomalies"].items()]:
        open_ones = [f"{v['method']} {v['path']}: {v['info']}" for v in items if v["info"] not in EXPLAINED]
        if open_ones:
            found[kind] = open_ones
    tap.check(not found, f"wapiti, {'signed in' if cookie else 'as the public'}: {asked(server) - before} requests, nothing found that is not explained",
              json.dumps(found, ensure_ascii=False, indent=1))


def main():
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else 30
    with Record(clusters=60, years=3) as record:
        add_account(record, "first")
        add_account(record, "county", "--level", "county", "--place", "330106")
        with Server(record) as server:
            server.ready()
            slow(server, seconds)
        with Server(record) as server:
            server.ready()
            client = Client(server)
            client.sign_in("county")
            scan(server, record.folder, None)
            scan(server, record.folder, client.cookie)
            tap.check(server.ask("GET", "/register")[0] == 200, "and it is there after all that")
    tap.end()


main()
