#!/usr/bin/env python3
"""Pages over HTTP, beside nginx that serves the same bytes from files, in one run.

    bench/pages.py SMALL LARGE [ROUNDS] [SECONDS]

SMALL and LARGE are records (folders) with few and with many recognised clusters (bench/recognised.py). For each record
and kind of page, addresses are drawn and asked for in turn over 16 connections by wrk on one thread, ours and nginx one
after the other, ROUNDS times; every answer of ours is saved once and becomes the file that nginx serves. Told are
requests a second, the processor time a request costs the server (of all its threads or workers), and the time within
which half of the requests and 99 in a hundred are answered.

Then, in one run again, other programs in C as Debian has them (bench/others.py) beside ours over the large record: what they
serve is not the same, so nothing is won or lost there; it says what such pages cost elsewhere.

The server keeps a few hundred finished pages. MADE addresses are so many more that nearly every one is made anew; KEPT
are so few that nearly every one is found: both are told, apart. The API keeps none.
"""
import json
import os
import random
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request

import others
from serving import DONE, free_port, race, show, spread, start_ours, verdict

MADE, KEPT, CONNECTIONS = 2000, 8, 16
small, large = sys.argv[1:3]
rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 5
seconds = int(sys.argv[4]) if len(sys.argv) > 4 else 3
work = tempfile.mkdtemp(prefix="http-bench-")
os.chmod(work, 0o755)
LUA = """
local at, list = 0, {}
for line in io.lines("%s") do list[#list + 1] = line end
request = function()
  at = at %% #list + 1
  return wrk.format("GET", list[at], %s)
end
"""


def race_over(port, listing, pids, headers=None):
    sent = "{" + ", ".join(f"[{json.dumps(k)}] = {json.dumps(v)}" for k, v in (headers or {}).items()) + "}"
    with open(f"{work}/wrk.lua", "w", encoding="ascii") as f:
        f.write(LUA % (listing, sent) + DONE)
    return race(port, f"{work}/wrk.lua", pids, CONNECTIONS, seconds)[:4]


def start_nginx(root):
    """Two workers, keep-alive, sendfile, no log: as it is set up to be quick."""
    port, folder = free_port(), f"{work}/nginx"
    os.makedirs(folder, exist_ok=True)
    with open(f"{folder}/nginx.conf", "w", encoding="ascii") as f:
        f.write(f"""daemon off; master_process on; worker_processes 2; pid {folder}/pid; error_log {folder}/error;
events {{ worker_connections 1024; }}
http {{ access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000; open_file_cache max=2000;
  default_type text/html; client_body_temp_path {folder}/b; proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f;
  uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  server {{ listen 127.0.0.1:{port}; root {root}; }} }}""")
    child = subprocess.Popen(["nginx", "-p", folder, "-c", f"{folder}/nginx.conf", "-e", f"{folder}/error"])
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            break
        except OSError:
            time.sleep(0.05)
    workers = subprocess.run(["pgrep", "-P", str(child.pid)], stdout=subprocess.PIPE, text=True, check=True).stdout.split()
    return child, port, [child.pid, *map(int, workers)]


def fetch(port, path):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=30) as r:
        return r.read()


def addresses(port, chance):
    """Pages of the register, begun anywhere in it, and what it names: pages of clusters, and their dossiers."""
    count = int(re.search(rb"jiqun_log_size (\d+)", fetch(port, "/metrics")).group(1))
    register = ["/register"] + [f"/register?after={chance.randrange(count)}" for _ in range(MADE - 1)]
    found = set()
    for path in register[:MADE // 4]:
        found.update(re.findall(rb'href="(/register/[^"?/]+)"', fetch(port, path)))
    clusters = sorted(p.decode() for p in found if b"." not in p)
    chance.shuffle(clusters)
    clusters = clusters[:MADE]
    if len(clusters) <= KEPT:
        raise SystemExit(f"the record has {len(clusters)} clusters that the public sees: it needs more")
    return {"register page, made": register, "register page, kept": register[:KEPT], "cluster page, made": clusters,
            "cluster page, kept": clusters[:KEPT], "API dossier": [f"/api/v1/clusters/{p.rsplit('/', 1)[1]}" for p in clusters]}


def save(port, paths):
    """The files, and what is asked for: names in the record resp. in the folder."""
    folder = f"{work}/files/pages"
    os.makedirs(folder)
    sizes = []
    for i, path in enumerate(paths):
        body = fetch(port, path)
        sizes.append(len(body))
        with open(f"{folder}/{i}", "wb") as f:
            f.write(body)
    theirs = [f"/pages/{i}" for i in range(len(paths))]
    for name, lines in (("ours", paths), ("theirs", theirs)):
        with open(f"{work}/{name}", "w", encoding="ascii") as f:
            f.write("\n".join(lines) + "\n")
    return statistics.mean(sizes), max(sizes)


def measure(record, label, rows):
    chance = random.Random(7)
    ours, port = start_ours(record, "--read-only")
    try:
        for kind, paths in addresses(port, chance).items():
            shutil.rmtree(f"{work}/files", ignore_errors=True)
            mean, biggest = save(port, paths)
            nginx, nginx_port, pids = start_nginx(f"{work}/files")
            got = {"ours": [], "nginx": []}
            try:
                for _ in range(rounds):
                    got["ours"].append(race_over(port, f"{work}/ours", [ours.pid]))
                    got["nginx"].append(race_over(nginx_port, f"{work}/theirs", pids))
            finally:
                nginx.send_signal(signal.SIGQUIT)
                nginx.wait()
            rows.append((kind, label, mean, biggest, *[spread([r[i] for r in got["ours"]]) for i in range(4)],
                         *[spread([r[i] for r in got["nginx"]]) for i in range(4)]))
    finally:
        ours.terminate()
        ours.wait()


def listed(name, paths):
    path = f"{work}/{name}"
    with open(path, "w", encoding="ascii") as f:
        f.write("\n".join(paths) + "\n")
    return path


def beside(record):
    """Ours and the others, each kind of page in turn, ROUNDS times."""
    chance = random.Random(7)
    ours, port = start_ours(record, "--read-only")
    known = [(None, ours)]
    got, sizes = {}, {}
    try:
        known += [(o, o.child) for o in (others.start_fossil(work), others.start_glewlwyd(work))]
        kinds = []
        for kind, paths in addresses(port, chance).items():
            sizes["ours", kind] = statistics.mean(len(fetch(port, p)) for p in paths[:200])
            kinds.append(("ours", kind, port, listed(f"ours-{len(kinds)}", paths), [ours.pid], None))
        for o, child in known[1:]:
            for kind, path in o.pages.items():
                sizes[o.name, kind] = o.size(path)
                kinds.append((o.name, kind, o.port, listed(f"other-{len(kinds)}", [path]), [child.pid], o.headers))
        for _ in range(rounds):
            for name, kind, at, listing, pids, headers in kinds:
                got.setdefault((name, kind), []).append(race_over(at, listing, pids, headers))
    finally:
        for o, child in known:
            child.terminate()
            child.wait()
    return [(name, kind, sizes[name, kind], *[spread([r[i] for r in figures]) for i in range(4)]) for (name, kind), figures in got.items()]


def put_beside(rows):
    print("\n| program | page | bytes | requests/s | CPU µs | p50 ms | p99 ms |")
    print("|---|---|---|---|---|---|---|")
    for name, kind, size, rate, cpu, p50, p99 in rows:
        print(f"| {name} | {kind} | {size:,.0f} | {show(rate)} | {show(cpu)} | {show(p50)} | {show(p99)} |")


def main():
    rows = []
    try:
        measure(small, "small", rows)
        measure(large, "large", rows)
        elsewhere = beside(large)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    print("| page | record | bytes, mean (most) | requests/s | nginx/s | CPU µs | nginx µs | p50 ms | p99 ms | nginx p99 | goals |")
    print("|---|---|---|---|---|---|---|---|---|---|---|")
    for kind, label, mean, most, rate, cpu, p50, p99, rate2, cpu2, _, p992 in rows:
        goals = [f"≤ 20 KB {verdict(most <= 20480)}", f"≤ 40 µs {verdict(cpu[0] <= 40)}",
                 f"≥ 10,000/s {verdict(rate[0] >= 10000)}", f"p99 < 10 ms {verdict(p99[0] < 10)}",
                 f"≥ half of nginx: {rate[0] / rate2[0]:.2f} {verdict(rate[0] >= rate2[0] / 2)}"]
        if label == "large":
            first = next(r for r in rows if r[0] == kind and r[1] == "small")
            goals.append(f"within 20 % of small: × {cpu[0] / first[5][0]:.2f} {verdict(cpu[0] <= first[5][0] * 1.2)}")
        print(f"| {kind} | {label} | {mean:,.0f} ({most:,}) | {show(rate)} | {show(rate2)} | {show(cpu)} | {show(cpu2)} | "
              f"{show(p50)} | {show(p99)} | {show(p992)} | {'; '.join(goals)} |")
    put_beside(elsewhere)


main()
