#!/usr/bin/env python3
"""The workbench in Chromium, over a demonstration: steps in desk.mjs, accessibility of every screen. Ends with TAP.

With SHOTS=FOLDER pictures of every screen are written there (make screens).
"""
import steps
from server import Client, Record, Tap, add_account

tap = Tap()
DAY = "2025-03-20"


def built(server):
    """What is sent without a browser: the page, its files, whatever is no file."""
    status, headers, page = server.ask("GET", "/desk/")
    tap.check(status == 200 and headers["cache-control"] == "no-store" and b"<script type=\"module\"" in page, "the page of the workbench", page[:300])
    tap.check("unsafe" not in headers["content-security-policy"], "its policy allows nothing inside a page", headers)
    tap.check(server.ask("GET", "/desk/clusters/c1/whatever")[2] == page, "every screen is answered by the page")
    tap.check(b'class="contrast demonstration"' in server.ask("GET", "/desk/", headers={"Cookie": "theme=contrast"})[2], "in the view that was chosen")
    tap.check(server.ask("GET", "/desk/assets/none.js")[0] == 404, "what is no file is not found")
    tap.check(server.ask("GET", "/en/desk/clusters")[:2][1].get("location") == "/desk/clusters?lang=en", "in English at the same address")
    script = page.decode().split('src="')[1].split('"')[0]
    sizes = []
    for coding in ("", "gzip", "br"):
        status, headers, body = server.ask("GET", script, headers={"Accept-Encoding": coding})
        good = status == 200 and headers.get("content-encoding", "") == coding and "immutable" in headers["cache-control"]
        tap.check(good and headers["vary"] == "Accept-Encoding", f"a script as {coding or 'it is'}", headers)
        again = server.ask("GET", script, headers={"Accept-Encoding": coding, "If-None-Match": headers["etag"]})
        tap.check(again[0] == 304 and again[2] == b"", "it is not sent again", again[0])
        sizes.append(len(body))
    tap.check(sizes[0] > sizes[1] > sizes[2], "each coding is smaller", sizes)


def plan(server):
    """What the steps need to know of this record."""
    ministry = Client(server)
    ministry.sign_in("ministry")
    _, page = ministry.ask("GET", "/api/v1/clusters?state=recognised&limit=500")
    row = next(r for r in page["rows"] if r["county"].startswith("33") and r["channel"] == "33")
    _, dossier = ministry.ask("GET", f"/api/v1/clusters/{row['path']}")
    return {"cluster": row["path"], "name": dossier["name"], "part": dossier["name"].split("产业集群")[0][-4:], "county": row["county"]}


def application(server):
    """An application that a county has begun."""
    who = steps.signed_in(server, "ministry", "zhejiang", "county")
    steps.act(who["ministry"], "open_round", "r2025", closes="2025-07-31", quota=6, quota_separate=2)
    steps.provincial(who, "draft1", "演示·新申报的产业集群（虚构）", "I6540")
    return steps.act(who["county"], "apply", "draft1", round="r2025")


def main():
    steps.needs()
    with Record(clusters=300, years=2, seed=300) as record:
        add_account(record, "ministry", "--level", "ministry")
        add_account(record, "zhejiang", "--level", "province", "--place", "33")
        add_account(record, "xitong", "--office", "system")
        with steps.desk(record, "--today", DAY) as server:
            built(server)
            said = plan(server)
            add_account(record, "county", "--level", "county", "--place", said["county"])
            said["draft"] = application(server)
            steps.take(tap, server, "desk.mjs", said)
    tap.end()


if __name__ == "__main__":
    main()
