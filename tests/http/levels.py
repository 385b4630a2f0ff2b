#!/usr/bin/env python3
"""The levels that only provincial texts have, a city and an expert: every route by each of them and by a token of each,
and what each sees, in records of their own. Ends with TAP.
"""
import json
import os
import re
import shutil
import sys
import urllib.parse

sys.path.insert(0, os.path.dirname(__file__))
from matrix import BODIES, REASON, fill, routes  # noqa: E402
from people import Role, changed, gate, of_office, office_roles, play, signed_in, tap, token_roles, watch  # noqa: E402
from server import ROOT, Record, Server, add_account  # noqa: E402


class Provincial(Record):
    def __init__(self, rulebook):
        super().__init__()
        self.rulebook = rulebook

    def __enter__(self):
        super().__enter__()
        shutil.rmtree(self.data)
        self.run("init", "--data", self.data, "--demo", "--no-prove", "--day", "2022-10-01", "--rulebook", self.rulebook)
        shutil.copytree(os.path.join(ROOT, "tests/scenarios/lib"), os.path.join(self.folder, "lib"), dirs_exist_ok=True)
        return self


def arrive(record, server, level, logins):
    """Somebody of each login, with tokens of every scope; an office beside them. By name."""
    roles = [Role("nobody", "nobody")] + office_roles(server)
    for login in logins:
        role = Role(login, "person", signed_in(server, login, "full"), sees=login)
        roles += [role, Role(f"{login}-no-csrf", "person", role.client, csrf=False, sees=login),
                  Role(f"{login}-other-site", "person", role.client, sees=login, headers={"Sec-Fetch-Site": "cross-site"})]
        roles += token_roles(role, "read", "act", "files", "read act files")
    return {r.name: r for r in roles}


def gates(record, server, level, roles, **params):
    """As in matrix.py: who may not is sent away, nothing comes of it, and who may is not."""
    before, wrong = watch(record), []
    for route, (access, offices) in routes().items():
        method, target = fill(route, **params)
        if access in ("public", "internal") or route == "GET /api/v1/events":
            continue
        for role in roles.values():
            wanted = gate(access, method, role)
            if wanted is None and not of_office(role, offices):
                wanted = 403
            if wanted is None and role.office and route in ("POST /api/v1/tokens", "POST /api/v1/files"):
                wanted = 403
            if wanted is None and route.split()[1].startswith("/api/v1/matching"):
                wanted = 403  # lists are matched by the Ministry and the provinces, of whom nobody is here
            if wanted is None and method != "GET":
                continue
            status, _, body = role.ask(server, method, target, BODIES.get(route, REASON) if method in ("POST", "PUT") else None)
            if status != wanted if wanted else status not in (200, 404):
                wrong.append((route, role.name, wanted, status, body[:200]))
    tap.check(not wrong, f"{level}: who may not is sent away, who may is let in, on every route", wrong)
    left = changed(before, watch(record))
    tap.check(not left, f"{level}: and nothing has changed by that", left)


def see(server, role, wanted, what):
    wrong = []
    for path, status in wanted.items():
        got, _, body = role.ask(server, "GET", path)
        if got != status:
            wrong.append((path, got, status, body[:200]))
    tap.check(not wrong, what, wrong)


def act(server, role, action, target, **args):
    """Status, and why not."""
    status, _, body = role.ask(server, "POST", f"/api/v1/actions/{action}", {"target": target, **({"args": args} if args else {})})
    return status, {n["why"] for n in json.loads(body).get("needs", [])}


def readers(by, login):
    return [by[login], by[f"{login}-token-read"], by[f"{login}-token-read-act-files"]]


def paths(server, role, path):
    status, _, body = role.ask(server, "GET", path)
    return sorted(r["path"] for r in json.loads(body)["rows"]) if status == 200 else [status, body]


def story(text):
    """A line FACTS_OF PATH stands for whatever the form of PATH asks for."""
    facts = """output.2020=41 output.2021=46.5 output.2022=52 sme_output.2022=38 leading_output.2022=40 land=95 champions=0 little_giants=2
specialised=12 innovative=20 high_tech=9 pillar="一" leader="二" layout="三" innovation_platforms="四"
infrastructure="五" green="六" opening="七" governance="八\""""
    return re.sub(r"^FACTS_OF (.*)$", lambda m: "\n".join(f"fill {m[1]} {line}" for line in facts.split("\n")), text, flags=re.M)


# Two cities with a county each. In Zhengzhou two applications wait for the city and one has passed on to the province; in
# Kaifeng one waits; one is a draft and waits for nobody but its county.
CITY = """today 2023-03-01
as province 41
open_round r23 closes=2023-07-31 quota_big_city=3 quota_city=1
as county 410105
register zqin name="密名甲集群"
register zone name="密名甲集群一"
apply zone/a round=r23
FACTS_OF zone/a
submit zone/a
register ztwo name="密名甲集群二"
apply ztwo/a round=r23
FACTS_OF ztwo/a
submit ztwo/a
register zpast name="密名甲集群三"
apply zpast/a round=r23
FACTS_OF zpast/a
submit zpast/a
as city 4101
city_review zpast/a statement="演示"
as county 410205
register zqout name="密名乙集群"
apply zqout/a round=r23
register kone name="密名乙集群一"
apply kone/a round=r23
FACTS_OF kone/a
submit kone/a
"""
# Of each city, counted by hand: its clusters, what waits for it, and what is under way in the round.
CITIES = {"zhengzhou": (["zone", "zpast", "zqin", "ztwo"], ["zone/a", "ztwo/a"], ["zone/a", "zpast/a", "ztwo/a"]), "kaifeng": (["kone", "zqout"], ["kone/a"], ["kone/a"])}


def city():
    with Provincial("henan") as record:
        play(record, story(CITY))
        add_account(record, "first")
        for name in ("system", "security", "audit"):
            add_account(record, name, "--office", name)
        for login, place in (("zhengzhou", "4101"), ("kaifeng", "4102")):
            add_account(record, login, "--level", "city", "--place", place)
        with Server(record) as server:
            server.ready()
            by = arrive(record, server, "city", ("zhengzhou", "kaifeng"))
            gates(record, server, "city", by, cluster="zqin", **{"path*": "zqin/a"})
            for login, own, other in (("zhengzhou", "zqin", "zqout"), ("kaifeng", "zqout", "zqin")):
                for role in readers(by, login):
                    see(server, role, {f"/api/v1/clusters/{own}": 200, f"/api/v1/clusters/{own}/timeline": 200, f"/api/v1/clusters/{other}": 404,
                                       f"/api/v1/clusters/{other}/timeline": 404, f"/api/v1/drafts/{other}/a": 404}, f"{role.name}: what lies in the city")
                    clusters, waiting, under_way = CITIES[login]
                    for path, wanted in (("/api/v1/clusters", clusters), ("/api/v1/clusters?q=%E5%AF%86%E5%90%8D", clusters), ("/api/v1/clusters?state=candidate", clusters),
                                         ("/api/v1/waiting", waiting), ("/api/v1/waiting?round=r23", waiting), ("/api/v1/waiting?state=submitted", waiting),
                                         ("/api/v1/waiting?state=city_reviewed", []), ("/api/v1/rounds/r23/cases", under_way)):
                        got = paths(server, role, path)
                        tap.check(got == wanted, f"{role.name}: {path} is what lies in the city", (got, wanted))
                    for path in ("/api/v1/waiting", "/api/v1/due?days=3000", "/api/v1/options", "/api/v1/figures", "/api/v1/clusters?format=csv"):
                        body = role.ask(server, "GET", path)[2]
                        tap.check(other.encode() not in body, f"{role.name}: nor in {path}", body[:300])
                for role in (by[login], by[f"{login}-token-act"]):
                    tap.check(act(server, role, "apply", other)[0] == 404, f"{role.name}: nor in acting")
                    status, why = act(server, role, "enter_pool", own)
                    tap.check(status == 409 and why == {"level"}, f"{role.name}: and does not do what is the province's", (status, why))


EXPERT = """today 2023-03-01
as province 12
open_round r23 closes=2023-07-31
as county 120101
register c1 name="密名甲集群"
apply c1/a round=r23
include lib/facts.case
submit c1/a
as county 120102
register zqother name="密名乙集群"
as province 12
accept c1/a
review c1/a 1.1=met 1.2=met 3=met 4.2=met 5.2=met 6=met 7=met 8=met
check c1/a finding="一致"
assign_expert c1/a/e1 assigned=zhuanjia
assign_expert c1/a/e2 assigned=bieren
as county 120103
register zqthird name="密名丙集群"
apply zqthird/a round=r23
FACTS_OF zqthird/a
submit zqthird/a
as province 12
accept zqthird/a
assign_expert zqthird/a/e1 assigned=bieren
"""

# Counted by hand in the story above: the clusters, and the opinions that are awaited, of each expert.
ASSIGNED = {"zhuanjia": (["c1"], ["c1/a/e1"]), "bieren": (["c1", "zqthird"], ["c1/a/e2", "zqthird/a/e1"]), "qita": ([], [])}


def by_pages(server, role, path):
    """A page that has one behind it is full: what is others' is passed over, not shown as a gap."""
    got, cursor = [], ""
    for _ in range(20):
        value = json.loads(role.ask(server, "GET", f"{path}?limit=1{cursor}")[2])
        got += [r["path"] for r in value["rows"]]
        if not value["more"]:
            return sorted(got)
        if len(value["rows"]) != 1:
            return ["a short page", *got]
        cursor = "&cursor=" + urllib.parse.quote(value["cursor"])
    return ["no end", *got]


def lists_of_experts(server, by):
    """Every list of every expert, against the count by hand; and what is left when filters are laid over it."""
    for login, (clusters, opinions) in ASSIGNED.items():
        for role in readers(by, login):
            for path, wanted in (("/api/v1/clusters", clusters), ("/api/v1/clusters?channel=12", clusters), ("/api/v1/clusters?channel=33", []),
                                 ("/api/v1/clusters?place=120101", [c for c in clusters if c == "c1"]), ("/api/v1/waiting", opinions),
                                 ("/api/v1/waiting?round=r23", opinions), ("/api/v1/waiting?round=r24", []), ("/api/v1/waiting?state=awaited", opinions),
                                 ("/api/v1/waiting?state=submitted", []), ("/api/v1/rounds/r23/cases", sorted({o.rsplit("/", 1)[0] for o in opinions})), ("/api/v1/waiting?place=120101", [o for o in opinions if o.startswith("c1/")])):
                got = paths(server, role, path)
                tap.check(got == wanted, f"{role.name}: {path} is what names him", (got, wanted))
            for path, wanted in (("/api/v1/clusters", clusters), ("/api/v1/waiting", opinions)):
                got = by_pages(server, role, path)
                tap.check(got == wanted, f"{role.name}: {path}, a row on each page, is the same", (got, wanted))


def opinion_of_one(server, by):
    """The application he is to judge, with its figures; of another's opinion not a word, before his own and after."""
    for role in readers(by, "zhuanjia"):
        _, _, body = role.ask(server, "GET", "/api/v1/clusters/c1")
        value = json.loads(body)
        cases = {c["path"]: c for c in value["cases"]}
        tap.check(sorted(cases) == ["c1", "c1/a", "c1/a/e1"] and cases["c1/a"].get("facts") and cases["c1/a"].get("assessment"),
                  f"{role.name}: sees the application with its figures and its verdicts", sorted(cases))
        tap.check("bieren" not in body.decode() and "c1/a/e2" not in body.decode(), f"{role.name}: and no other expert", body[:300])
        log = role.ask(server, "GET", "/api/v1/clusters/c1/timeline")[2].decode()
        tap.check("bieren" not in log and "c1/a/e2" not in log and "c1/a/e1" in log, f"{role.name}: nor on the time line", log[:300])


def expert():
    with Provincial("tianjin") as record:
        play(record, story(EXPERT))
        add_account(record, "first")
        for name in ("system", "security", "audit"):
            add_account(record, name, "--office", name)
        for login in ("zhuanjia", "bieren", "qita"):
            add_account(record, login, "--level", "expert", "--place", login)
        with Server(record) as server:
            server.ready()
            by = arrive(record, server, "expert", ("zhuanjia", "bieren", "qita"))
            gates(record, server, "expert", by, cluster="c1", **{"path*": "c1/a"})
            for role in readers(by, "zhuanjia"):
                see(server, role, {"/api/v1/clusters/c1": 200, "/api/v1/clusters/zqother": 404}, f"{role.name}: what is assigned to him")
                status, _, body = role.ask(server, "GET", "/api/v1/clusters/c1")
                tap.check(status == 200 and json.loads(body)["sight"] == "full", f"{role.name}: that in full", body[:300])
            for role in readers(by, "qita"):
                see(server, role, {"/api/v1/clusters/zqother": 404, "/api/v1/drafts/c1/a": 404}, f"{role.name}: nothing is assigned to him")
                value = json.loads(role.ask(server, "GET", "/api/v1/clusters/c1")[2])
                tap.check(value["sight"] == "public" and "zhuanjia" not in json.dumps(value) and "c1/a/e1" not in json.dumps(value),
                          f"{role.name}: he sees of it what everybody sees: that it was handed in", value)
                for path in ("/api/v1/clusters", "/api/v1/waiting", "/api/v1/due?days=3000", "/api/v1/options", "/api/v1/clusters?format=csv"):
                    body = role.ask(server, "GET", path)[2]
                    tap.check(b"zhuanjia" not in body and b"c1/a/e1" not in body and b"zqother" not in body, f"{role.name}: nor in {path}", body[:300])
            lists_of_experts(server, by)
            opinion_of_one(server, by)
            opinion = {"place": 1, "comment": "好"}
            for role in (by["qita"], by["qita-token-act"]):
                tap.check(act(server, role, "opine", "c1/a/e1", **opinion)[0] == 404, f"{role.name}: has no opinion to give there")
            for role in (by["zhuanjia-token-read"], by["zhuanjia-no-csrf"], by["zhuanjia-other-site"]):
                tap.check(act(server, role, "opine", "c1/a/e1", **opinion)[0] == 403, f"{role.name}: gives none")
            for role in (by["zhuanjia"], by["zhuanjia-token-act"]):
                status, why = act(server, role, "rank", "c1/a", place=1)
                tap.check(status == 409 and "level" in why, f"{role.name}: does not rank", (status, why))
            tap.check(act(server, by["zhuanjia-token-act"], "opine", "c1/a/e1", **opinion)[0] == 200, "the one to whom it is assigned gives his")
            opinion_of_one(server, by)
            for role in readers(by, "zhuanjia"):
                got = (paths(server, role, "/api/v1/waiting"), paths(server, role, "/api/v1/clusters"))
                tap.check(got == ([], ["c1"]), f"{role.name}: then nothing waits for him, and what he judged is still to be read", got)
            see(server, by["bieren"], {"/api/v1/clusters/c1": 200}, "bieren: whose own is still awaited")
            body = by["bieren"].ask(server, "GET", "/api/v1/clusters/c1")[2]
            tap.check("好" not in body.decode() and b"zhuanjia" not in body, "and he reads nothing of the one that was given", body[:300])


def main():
    city()
    expert()
    tap.end()


if __name__ == "__main__":
    main()
