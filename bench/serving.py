"""What the benches over HTTP share: a server of ours over a record, officials who are signed in at it, and what it spends."""
import http.client
import json
import os
import re
import socket
import statistics
import subprocess
import time
import urllib.request

BIN = os.environ.get("JIQUN_BIN", "build/jiqun")
PASSWORD = "Correct-horse-7-battery"
TICK = os.sysconf("SC_CLK_TCK")
# The end of a script for wrk: what race() reads.
DONE = """
done = function(s, l, r)
  io.write(string.format("FIGURES %d %d %d %d %d\\n", s.requests, s.duration, l:percentile(50), l:percentile(99),
    s.errors.status + s.errors.read + s.errors.write + s.errors.timeout + s.errors.connect))
end
"""


def cpu_of(pids):
    """Seconds of processor time, of all threads, and of children that have ended."""
    total = 0
    for pid in pids:
        with open(f"/proc/{pid}/stat", encoding="ascii") as f:
            part = f.read().rsplit(")", 1)[1].split()
        total += sum(map(int, part[11:15]))
    return total / TICK


def race(port, script, pids, connections, seconds):
    """By wrk: requests a second, processor time of one in µs, p50 and p99 in ms; `script` is a file of Lua."""
    before = cpu_of(pids)
    out = subprocess.run(["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-s", script, f"http://127.0.0.1:{port}"],
                         check=True, stdout=subprocess.PIPE, text=True).stdout
    spent = cpu_of(pids) - before
    n, micros, p50, p99, errors = map(int, re.search(r"FIGURES (\d+) (\d+) (\d+) (\d+) (\d+)", out).groups())
    if errors or n == 0:
        raise SystemExit(f"{errors} of {n} requests failed\n{out}")
    return n / (micros / 1e6), spent / n * 1e6, p50 / 1000, p99 / 1000


def load(work, port, pid, clients, steps, seconds, begin=0):
    """By bench_load: kinds as (requests, p50, p99, longest in ms); requests a second, processor time of one in µs, and the
    number of the round that all clients have come to."""
    for name, lines in (("clients", clients), ("steps", ["\t".join(s) for s in steps])):
        with open(f"{work}/{name}", "w", encoding="utf-8") as f:
            f.write("\n".join(lines) + "\n")
    before = cpu_of([pid])
    out = subprocess.run(["build/bench/bench_load", str(port), str(round(seconds * 1000)), f"{work}/clients", f"{work}/steps",
                          str(begin)], stdout=subprocess.PIPE, text=True, check=True).stdout
    spent = cpu_of([pid]) - before
    lines = [line.split("\t") for line in out.splitlines()]
    kinds = {line[0]: (int(line[1]), *map(float, line[2:])) for line in lines[:-1]}
    n = sum(k[0] for k in kinds.values())
    return kinds, n / float(lines[-1][2]), spent / n * 1e6, int(lines[-1][1])


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as s:
        return s.getsockname()[1]


def start_ours(record, *options):
    child = subprocess.Popen([BIN, "serve", "--lang", "en", "--data", record, "--port", "0", *options],
                             stdout=subprocess.PIPE, text=True)
    found = re.search(r":(\d+)/", child.stdout.readline())
    if not found:
        raise SystemExit("the server did not begin")
    return child, int(found.group(1))


def ready(port):
    """Waits until the record is open for writing."""
    while True:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=30).close()
            return
        except OSError:
            time.sleep(0.05)


def figure(port, name):
    """One of /metrics."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=30) as r:
        return int(re.search(rb"^jiqun_%s (\d+)" % name.encode(), r.read(), re.M).group(1))


def run(*words, **more):
    return subprocess.run([BIN, *words], check=True, stdout=subprocess.PIPE, text=True, **more).stdout


def counties(data, most):
    """Those that have most dossiers, with the dossiers of each."""
    found = {}
    for line in run("register", "--data", data, "--format", "csv").splitlines()[1:]:
        part = line.split(",")
        if part[4]:
            found.setdefault(part[3], []).append(part[0])
    return sorted(found.items(), key=lambda c: (-len(c[1]), c[0]))[:most]


def accounts(data, places):
    """An official for each county, by its code; the first account of a record is the system officer's, and of no use here."""
    for login in ["admin", *(f"county{place}" for place in places)]:
        run("user", "add", login, "--password-stdin", "--keep", "--data", data, input=PASSWORD + "\n")
    for place in places:
        run("user", "grant", f"county{place}", "--level", "county", "--place", place, "--data", data)


def sign_in(port, login):
    """Cookie and word against forged requests, as bench_load wants them."""
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    link.request("POST", "/api/v1/session", json.dumps({"login": login, "password": PASSWORD}),
                 {"Content-Type": "application/json"})
    answer = link.getresponse()
    text = answer.read()
    if answer.status != 200:
        raise SystemExit(f"{login}: {answer.status} {text.decode()}")
    cookie = answer.getheader("Set-Cookie").split(";")[0]
    link.close()
    return f"{cookie} {json.loads(text)['csrf']}"


def spread(values):
    """Middle, least, most."""
    return statistics.median(values), min(values), max(values)


def show(v):
    return f"{v[0]:,.0f} ({v[1]:,.0f}–{v[2]:,.0f})" if v[0] >= 100 else f"{v[0]:.1f} ({v[1]:.1f}–{v[2]:.1f})"


def verdict(good):
    return "met" if good else "MISSED"
