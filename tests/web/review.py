#!/usr/bin/env python3
"""The review desk in Chromium: three applications of a round wait for a province. Ends with TAP; steps in review.mjs."""
import tempfile

import cases
import steps
from server import Tap

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj\n"


JUDGED = {"1.1", "1.2", "3", "4.2", "5.2", "6", "7", "8"}


def awaited(client, path):
    """What the server says of the judgements of a case: those that it awaits, and all that could be made."""
    _, dossier = client.ask("GET", f"/api/v1/clusters/{path.split('/')[0]}")
    args = [a for o in dossier["actions"] if o["target"] == path and o["action"]["name"] == "review" for a in o["args"]]
    return {a["name"] for a in args if a.get("awaited")}, {a["name"] for a in args}


def main():
    tap = Tap()
    with cases.desk() as (server, office):
        paths = cases.applications(office)
        for path in paths[:2]:
            office["zhejiang"].act("accept", path)
        waits = office["zhejiang"].client
        _, page = waits.ask("GET", "/api/v1/waiting?round=r2025")
        tap.check([r["path"] for r in page["rows"]] == [paths[2], *paths[:2]] and page["rows"][0]["round"] == "r2025",
                  "what waits can be had of one round", page)
        now, all_of_them = awaited(waits, paths[0])
        tap.check(now == JUDGED < all_of_them, "of the judgements that can be made the server says which are awaited", sorted(now))
        _, page = waits.ask("GET", "/api/v1/waiting?round=r2024")
        tap.check(page["rows"] == [], "and not of another", page)
        with tempfile.TemporaryDirectory(prefix="review-") as folder:
            files = steps.written(folder, {"proof": ("创新平台证明.pdf", PDF), "taxProof": ("无欠税证明.pdf", PDF + b"%tax\n")})
            steps.take(tap, server, "review.mjs", {"paths": paths, **files})
    tap.end()


main()
