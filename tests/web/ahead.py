#!/usr/bin/env python3
"""What lies ahead, in Chromium: whether a cluster may apply, the cultivation pool, the calendar of deadlines, what was
given back. Ends with TAP; steps in ahead.mjs."""
import cases
import steps
from server import Tap

tap = Tap()


def needs_of(chance):
    return {need["need"]["zh"]: need["holds"] for need in chance["needs"]}


def fresh(office):
    """A cluster that has submitted nothing: not a single criterion passes, and needs are told one by one."""
    county = office["county330109"]
    county.act("register", "fresh", name="演示·未填报产业集群（虚构）", industry="C3360")
    status, answer = county.client.ask("GET", "/api/v1/clusters/fresh/chances")
    chance = answer["chances"][0]
    needs = needs_of(chance)
    tap.check(status == 200 and chance["round"]["path"] == "r2025" and chance["open"] and not chance["may_submit"] and chance["own"],
              "it may be begun and not yet be submitted", answer)
    tap.check(needs["批次申报中"] == "yes" and needs["未过申报截止日"] == "yes" and needs["已认定为省级集群（首批除外）"] == "no" and
              needs["同类事项一次办理一件"] == "yes" and needs["近三年无否决情形"] == "yes", "each need says whether it holds", needs)
    tap.check(all(need["article"] for need in chance["needs"]), "by article", chance["needs"])
    verdicts = {c["verdict"] for c in chance["standard"]["criteria"]}
    tap.check(answer["sources"] == [] and verdicts <= {"no_evidence", "unknown"} and chance["standard"]["counts"]["met"] == 0,
              "without figures nothing passes", sorted(verdicts))
    office["zhejiang"].act("enter_pool", "fresh")
    office["zhejiang"].act("recognise_provincial", "fresh")
    _, answer = county.client.ask("GET", "/api/v1/clusters/fresh/chances")
    tap.check(answer["chances"][0]["may_submit"], "a provincial cluster may submit", answer["chances"][0]["needs"])
    _, answer = office["zhejiang"].client.ask("GET", "/api/v1/clusters/fresh/chances")
    tap.check(answer["chances"][0]["open"] and not answer["chances"][0]["own"], "its province reads the county's answer", answer["chances"][0])
    status, _ = office["county330402"].client.ask("GET", "/api/v1/clusters/fresh/chances")
    tap.check(status == 404, "another county does not", status)


def known(office, path):
    """One that has submitted: the figures, and how far they are, to the last decimal."""
    county, cluster = office["county330106"], path.split("/")[0]
    _, answer = county.client.ask("GET", f"/api/v1/clusters/{cluster}/chances")
    chance = answer["chances"][0]
    tap.check(not chance["open"] and needs_of(chance)["同类事项一次办理一件"] == "no", "one at a time", chance["needs"])
    tap.check([s["path"] for s in answer["sources"]] == [path], "it says where its figures are from", answer["sources"])
    by = {c["id"]: c for c in chance["standard"]["criteria"]}
    gaps = {i: [(g["declared"], g["wanted"], g["difference"], g["unit"], g["exact"]) for g in by[i]["gaps"]] for i in ("1.3", "1.5", "1.7")}
    tap.check(gaps == {"1.3": [("95", "100", "-5", "平方公里", True)], "1.5": [("38", "36.4", "1.6", "亿元", True)],
                       "1.7": [("52", "49.61", "2.39", "亿元", True)]}, "declared, wanted and their difference are exact", gaps)
    tap.check(by["1.5"]["verdict"] == "met" and by["1.1"]["verdict"] == "judge" and by["4.1"]["verdict"] == "unknown", "with the verdicts of the standard", {i: c["verdict"] for i, c in by.items()})


def later(office):
    """A year on the newest figure is missing: what was met is no longer known."""
    office["ministry"].act("open_round", "r2026", closes="2026-07-31", quota=2, quota_separate=2)
    _, answer = office["county330106"].client.ask("GET", "/api/v1/clusters/m1/chances")
    first = answer["chances"][0]
    by = {c["id"]: c for c in first["standard"]["criteria"]}
    tap.check(first["round"]["path"] == "r2026" and by["1.4"]["verdict"] == by["1.5"]["verdict"] == by["1.7"]["verdict"] == "no_evidence" and
              by["1.5"]["gaps"][0]["missing"] == ["sme_output.2025", "output.2025"], "a figure that is not there is never a pass", by["1.5"])


def pool(office):
    _, page = office["zhejiang"].client.ask("GET", "/api/v1/pool")
    rows = [(r["path"], r["counts"]["not_met"], r["counts"]["no_evidence"]) for r in page["rows"]]
    tap.check([r[0] for r in rows][:2] == ["low", "fresh"] and rows == sorted(rows, key=lambda r: (-r[1], -r[2])), "the pool stands worst first", rows)
    low = page["rows"][0]
    tap.check({c["name"] for c in low["not_met"]} >= {"1.4", "1.5", "1.6", "1.7"} and low["figures_of"], "with the criteria that are not met", low)


def returned(office):
    """What a province has given back is the county's to find; a draft that was never submitted is not among it."""
    county = office["county330402"]
    paths = lambda client: [r["path"] for r in client.ask("GET", "/api/v1/waiting?returned=yes")[1]["rows"]]  # noqa: E731
    tap.check(paths(county.client) == ["m3/application1"], "what was given back is found", paths(county.client))
    tap.check(paths(office["county330109"].client) == [] and paths(office["zhejiang"].client) == [], "by whom it awaits, and nobody else")
    county.act("submit", "m3/application1")
    tap.check(paths(county.client) == [], "until it is submitted again")
    office["zhejiang"].act("return", "m3/application1", reason="演示：仍须更正")


def main():
    with cases.desk() as (server, office):
        paths = cases.applications(office)
        fresh(office)
        known(office, paths[0])
        low = office["county330109"]
        cases.candidate(office, "330109", "低值", "low")
        case = low.act("apply", "low", round="r2025")
        low.fill(case, {**cases.FACTS, "output": {"2022": 30, "2023": 31, "2024": 32}, "sme_output": {"2024": 16}, "leading_output": {"2024": 16}})
        low.act("submit", case)
        pool(office)
        office["zhejiang"].act("return", paths[2], reason="演示：请更正集群面积")
        returned(office)
        low.act("register", "out", name="演示·未入库产业集群（虚构）", industry="C3360")
        steps.take(tap, server, "ahead.mjs", {"returned": paths[2]})
        later(office)
    tap.end()


main()
