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


def vetoes(client, path):
    """Of a case: its marks, and what is told of each veto."""
    _, dossier = client.ask("GET", f"/api/v1/clusters/{path.split('/')[0]}")
    case = next(c for c in dossier["cases"] if c["path"] == path)
    told = {c["id"]: (c["verdict"], c.get("from_register", False)) for c in case["assessment"]["criteria"] if c["id"].startswith("0.")}
    return {m["mark"]["name"] for m in case["marks"]}, told


def register_answers(tap, office, path):
    """Vetoes are the register's to answer: what counts there, and nothing else, speaks against the case."""
    client, cluster = office["zhejiang"].client, path.split("/")[0]
    marks, told = vetoes(client, path)
    tap.check(marks == {"clean"} and set(told.values()) == {("met", True)} and len(told) == 6, "a case without incidents is told as clean, veto by veto", told)
    small = office["zhejiang"].act("report_incident", cluster, kind="accident", date="2024-05-01", grade="一般")
    office["zhejiang"].act("confirm_incident", small)
    office["zhejiang"].act("report_incident", cluster, kind="tax", date="2024-05-01")
    marks, told = vetoes(client, path)
    tap.check(marks == {"clean"} and set(told.values()) == {("met", True)}, "neither an ordinary accident nor one that is not confirmed counts", told)
    grave = office["zhejiang"].act("report_incident", cluster, kind="accident", date="2024-05-01", grade="较大")
    office["zhejiang"].act("confirm_incident", grave)
    marks, told = vetoes(client, path)
    tap.check(marks == set() and told["0.1"] == ("not_met", True) and told["0.2"] == ("met", True), "a grave one is told at its own veto, and the case is clean no more", told)


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
        register_answers(tap, office, paths[2])
    tap.end()


main()
