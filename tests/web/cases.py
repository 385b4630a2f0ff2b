"""Cases for the desks of cities, provinces and the ministry: a round in which counties have applied, made by the API."""
import contextlib
import re
import urllib.parse

import steps
from server import Client, Record, add_account

DAY = "2025-03-20"
COUNTIES = ("330106", "330109", "330402")
NAMES = ("云计算", "精密模具", "光伏组件")
FACTS = {
    "output": {"2022": 41, "2023": "46.5", "2024": 52}, "sme_output": {"2024": 38}, "leading_output": {"2024": 40},
    "land": 95, "champions": 0, "little_giants": 2, "specialised": 12, "innovative": 20, "high_tech": 9,
    **{text: "演示：说明文字" for text in ("pillar", "leader", "layout", "innovation_platforms", "infrastructure", "green",
                                     "opening", "governance")},
}


def accounts(record):
    add_account(record, "ministry", "--level", "ministry")
    for login in ("zhejiang", "zhejiang2"):  # two people of one province
        add_account(record, login, "--level", "province", "--place", "33")
    for code in COUNTIES:
        add_account(record, f"county{code}", "--level", "county", "--place", code)


class Office:
    """An account at work by the API."""

    def __init__(self, server, login):
        self.client = Client(server)
        self.client.sign_in(login)

    def act(self, action, target, **args):
        return steps.act(self.client, action, target, **args)

    def fill(self, path, facts):
        status, value = self.client.ask("PUT", f"/api/v1/drafts/{path}", {"facts": facts}, headers={"If-Match": '"0"'})
        if status != 200:
            raise SystemExit(f"fill {path}: {status} {value}")


def offices(server):
    return {login: Office(server, login) for login in ("ministry", "zhejiang", *(f"county{code}" for code in COUNTIES))}


@contextlib.contextmanager
def desk():
    """A record that is empty but for the accounts, and a server on DAY: that, and who is at work there."""
    steps.needs()
    with Record() as record:
        accounts(record)
        with steps.desk(record, "--today", DAY) as server:
            yield server, offices(server)


def candidate(office, code, name, path):
    """A cluster that may apply."""
    office[f"county{code}"].act("register", path, name=f"演示·{name}产业集群（虚构）", industry="I6540")
    office["zhejiang"].act("enter_pool", path)
    office["zhejiang"].act("recognise_provincial", path)


def applications(office, n=3, quota=2):
    """Submitted in round r2025; their paths."""
    office["ministry"].act("open_round", "r2025", closes="2025-07-31", quota=quota, quota_separate=2)
    paths = []
    for i in range(n):
        code, path = COUNTIES[i % len(COUNTIES)], f"m{i + 1}"
        candidate(office, code, NAMES[i % len(NAMES)], path)
        county = office[f"county{code}"]
        case = county.act("apply", path, round="r2025")
        county.fill(case, FACTS)
        county.act("submit", case)
        paths.append(case)
    return paths


def reviewed(province, path):
    """Accepted, reviewed with every judgement in its favour, spot-checked."""
    province.act("accept", path)
    province.act("review", path, **{c: "met" for c in ("1.1", "1.2", "3", "4.2", "5.2", "6", "7", "8")})
    province.act("check", path, finding="演示：抽查三家企业，产值与报表一致")


def recommended(office, path):
    """Through the province."""
    reviewed(office["zhejiang"], path)
    office["zhejiang"].act("recommend", path)


def re_reviewed(office, path):
    """Through the province and the Ministry's re-review."""
    recommended(office, path)
    office["ministry"].act("re_review", path)


def objected(server, path):
    """Somebody of the public objects on the portal and confirms it."""
    def post(target, **fields):
        return server.ask("POST", target, urllib.parse.urlencode(fields), {"Content-Type": "application/x-www-form-urlencoded"})[1]
    got = post(f"/notices/{path}", name="演示人甲", contact="reader@example.org", evidence="演示：称该集群所称的龙头企业已经外迁，产值应当重新计算。" * 2)
    number, code = re.search(r"number=([0-9A-Z]{24})&code=([0-9]{8})$", got.get("location", "")).groups()
    post("/objection", number=number, code=code)


def reexaminations(office, n=2):
    """Clusters that were recognised before the system, whose re-examination the province has reviewed; their paths."""
    office["ministry"].act("open_round", "r2025re", closes="2025-07-31", reexamination="yes")
    paths = []
    for i in range(n):
        code, path = COUNTIES[i % len(COUNTIES)], f"re{i + 1}"
        office["ministry"].act("take_over", path, name=f"演示·{NAMES[i]}产业集群（虚构）", announcement="演示公告", announced="2022-10-01", county=code)
        county = office[f"county{code}"]
        case = county.act("apply_reexamination", path, round="r2025re")
        county.fill(case, {"goals": "met"})
        county.act("submit", case)
        office["zhejiang"].act("review", case, goals="met", passed_on="yes")
        paths.append(case)
    return paths
