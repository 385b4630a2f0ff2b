#!/usr/bin/env python3
"""No page of the portal has an accessibility violation: axe-core in Chromium, both languages, both views. Ends with TAP.

The packages of tests/web/package.json are installed into the build folder. Without Chromium the test is skipped.
"""
import json
import os
import subprocess
import sys

sys.path.insert(0, os.path.dirname(__file__))
sys.path.insert(1, os.path.join(os.environ["JIQUN_ROOT"], "tests/web"))
import browser  # noqa: E402
from portal import made, post  # noqa: E402
from server import ROOT, SANITIZED, Record, Server, Tap  # noqa: E402

tap = Tap()
PAGES = ("/", "/register", "/register?q=none&place=3301", "/register?state=revoked", "/register/{cluster}", "/notices", "/objection",
         "/announcements", "/announcements/revocation", "/announcements/reexamination", "/announcements/recognition?round=r2023",
         "/guide", "/rulebook", "/data", "/verify", "/sitemap", "/help", "/accessibility", "/nowhere")


def look(urls, chromium):
    tasks = "".join(f"{url}\t{view}\n" for view in ("plain", "contrast") for url in urls)
    done = subprocess.run(["node", os.path.join(ROOT, "tests/web/axe.mjs"), browser.packages(), chromium], input=tasks,
                          capture_output=True, text=True, timeout=1400)
    if done.returncode != 0:
        raise SystemExit(f"axe.mjs: {done.stderr}")
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    tap.check(len(lines) == 2 * len(urls), f"{len(urls)} pages were looked at in both views", len(lines))
    for line in lines:
        tap.check(line["status"] == (404 if line["url"].endswith("/nowhere") else 200), f"{line['url'].split('/', 3)[3]} is there", line["status"])
        tap.check(not line["violations"], f"{line['url'].split('/', 3)[3]} ({line['view']})",
                  json.dumps(line["violations"], ensure_ascii=False, indent=1))


def both(server, pages):
    return [f"http://127.0.0.1:{server.port}{lang}{page if page != '/' or not lang else ''}" for lang in ("", "/en") for page in pages]


def main():
    if SANITIZED:
        print("1..0 # SKIP the pages are those of the plain build, which are looked at there")
        raise SystemExit(77)
    chromium = browser.chromium()
    if chromium is None:
        print("1..0 # SKIP Chromium is not installed: scripts/deps.sh test")
        raise SystemExit(77)
    with Record(clusters=150, years=2, seed=5) as record, Server(record) as server:
        server.ready()
        first = json.loads(server.ask("GET", "/data/register.json")[2])["rows"][0]["id"]
        # The whole text has a thousand places to look at, the same in either language.
        look(both(server, [page.format(cluster=first) for page in PAGES]) + both(server, ["/rulebook/text"])[:1], chromium)
    with Record() as record:
        made(record)
        with Server(record) as server:
            server.ready()
            _, headers, _ = post(server, "/notices/c1/a", name="某某某", contact="reader@example.org", evidence="证据与事实" * 10)
            look(both(server, ["/notices", "/notices/c1/a", headers["location"], "/register/c1", "/register"]), chromium)
    tap.end()


if __name__ == "__main__":
    main()
