#!/usr/bin/env python3
"""Ranking within the places in Chromium: three reviewed applications, two places. Ends with TAP; steps in ranking.mjs."""
import io
import re
import zipfile

import cases
import steps
from server import Tap

tap = Tap()


def order_of(book):
    """Paths in the order of the rows of a workbook."""
    whole = zipfile.ZipFile(io.BytesIO(book))
    text = "".join(whole.read(n).decode() for n in whole.namelist() if n.endswith(".xml"))
    return re.findall(r">(m\d/application1)<", text), text


def table(client, paths):
    status, book = client.ask("GET", f"/api/v1/rounds/r2025/table?cases={','.join(paths)}")
    got, text = order_of(book) if status == 200 else (status, "")
    tap.check(got == paths and "52" in text, "the summary has the rows in the order asked for, with figures", got)


def at_desk(client, paths, sent):
    """The screen knows no action and no state by name: the server says which cases it takes up, and which it has led on."""
    _, dossier = client.ask("GET", f"/api/v1/clusters/{paths[0].split('/')[0]}")
    said = {o["action"]["name"] for o in dossier["actions"] if o.get("desk") in ("order", "rank") and o["target"] == paths[0]}
    tap.check(said == {"recommend"}, "the action of the desk", said)
    for led, wanted in (("", [p for p in paths if p not in sent]), ("&led=yes", sent)):
        status, page = client.ask("GET", "/api/v1/rounds/r2025/cases?desk=order" + led)
        tap.check(status == 200 and sorted(r["path"] for r in page["rows"]) == sorted(wanted), f"cases of the desk{led}", page)


def main():
    with cases.desk() as (server, office):
        paths = cases.applications(office)
        for path in paths:
            cases.reviewed(office["zhejiang"], path)
        client = office["zhejiang"].client
        at_desk(client, paths, [])
        table(client, [paths[2], paths[0], paths[1]])
        status, _ = client.ask("POST", "/api/v1/actions/recommend", {"target": paths})
        _, page = client.ask("GET", "/api/v1/rounds/r2025/cases?state=reviewed")
        tap.check(status == 409 and len(page["rows"]) == 3, "more than the places is refused, and none of them is recommended", page)
        steps.take(tap, server, "ranking.mjs", {"paths": paths})
        _, page = client.ask("GET", "/api/v1/rounds/r2025/cases?state=recommended")
        tap.check(sorted(r["path"] for r in page["rows"]) == sorted([paths[2], paths[0]]), "two are on record as recommended", page)
        at_desk(client, paths, [paths[2], paths[0]])
    tap.end()


main()
