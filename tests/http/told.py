#!/usr/bin/env python3
"""What the server tells so that no screen has to find it out: the course of a case, what a change stands beside, which action
gives a case back, what an event has made of the register. Ends with TAP."""
import os
import sys
import time

ROOT = os.environ["JIQUN_ROOT"]
sys.path.insert(0, os.path.dirname(__file__))
sys.path.insert(1, os.path.join(ROOT, "tests/web"))
import steps  # noqa: E402
from server import Client, Record, Server, Tap, add_account  # noqa: E402

tap = Tap()
DAY = "2024-07-15"
BEFORE = """today 2023-01-02
as ministry
take_over c1 name="演示·云计算集群" county=330106 industry=I6540 announcement=演示公告 announced=2022-11-01 valid_from=2023-01-01 valid_until=2025-12-31
take_over c2 name="演示·传感器集群" county=330106 industry=C4019 announcement=演示公告 announced=2022-11-01 valid_from=2023-01-01 valid_until=2025-12-31
end_loading programme
"""


def case(client, path):
    _, dossier = client.ask("GET", f"/api/v1/clusters/{path.split('/')[0]}")
    return next(c for c in dossier["cases"] if c["path"] == path), dossier


def changes(who):
    county = who["county"]
    kinds = [("leading_industry", "改为传感器"), ("operator", "由演示运营公司接任"), ("leading_industry", "改为芯片")]
    codes = [{"industry": "C4019"}, {}, {"industry": "C3973"}]
    paths = [steps.act(county, "file_change", "c1", kind=kind, date=f"2024-0{i + 3}-10", to=to, **codes[i]) for i, (kind, to) in enumerate(kinds)]
    first, second, third = (case(county, path)[0]["compared"] for path in paths)
    tap.check(first["before"] == {"value": "运行维护服务 I6540"} and first["after"] == "改为传感器" and first["day"] == "2024-03-10", "a change beside what the register says", first)
    tap.check("before" not in second and second["matter"] == {"zh": "运营管理机构", "en": "operating body"}, "where nothing is on record, nothing is said to be", second)
    tap.check(third["before"] == {"value": "改为传感器", "day": "2024-03-10", "path": paths[0]}, "and beside the change of the same matter that was filed last", third)
    tap.check("compared" not in case(county, "c1")[0], "other cases are no changes")
    confirmed(who, paths)


def industry(client):
    """What dossier, register and search say of it: its code and name, and whether it is found by the new and the old one."""
    field = {f["field"]["name"]: f["value"] for f in case(client, "c1")[0]["fields"]}["industry"]
    found = [[r["path"] for r in client.ask("GET", f"/api/v1/clusters?industry={code}")[1]["rows"]] for code in ("C4019", "I6540")]
    (row,) = [r for r in client.ask("GET", "/api/v1/clusters")[1]["rows"] if r["path"] == "c1"]
    return field, row["industry"], found


def confirmed(who, paths):
    tap.check(industry(who["county"]) == ("I6540", "I6540", [["c2"], ["c1"]]), "a change that is only filed changes nothing", industry(who["county"]))
    for path in paths[:2]:
        steps.act(who["zhejiang"], "confirm_change", path)
    now = industry(who["county"])
    tap.check(now == ("C4019", "C4019", [["c1", "c2"], []]), "once it is confirmed, dossier, register and search have the new industry", now)
    item = case(who["county"], paths[0])[0]
    tap.check(item["compared"]["before"] == {"value": "运行维护服务 I6540"}, "and the change what it was before", item["compared"])
    other = {f["field"]["name"] for f in case(who["county"], paths[1])[0]["fields"]}
    tap.check("industry" not in other, "another change names no new industry", other)
    status, page = Client(who["county"].server).ask("GET", "/register/c1")
    tap.check(status == 200 and b"C4019" in page and b"I6540" not in page, "the portal's page, too", status)


def renewal(who):
    """Of a recognised cluster whether it may be re-examined stands first; of a candidate that is no question."""
    ask = lambda: who["county"].ask("GET", "/api/v1/clusters/c2/chances")[1]["chances"]
    first, second = ask()
    needs = {n["need"]["zh"]: n for n in first["needs"]}
    tap.check(first["kind"]["name"] == "reexamination" and "round" not in first and "standard" not in first and not first["open"], "a re-examination first, without a standard", first)
    year = needs["已进入有效期最后一年"]
    tap.check(year["holds"] == "no" and "第十五条" in year["article"] and "2025-01-01" in year["detail"]["zh"] and needs["有效期未届满"]["holds"] == "yes", "from which day on it may be applied for", needs)
    tap.check(second["kind"]["name"] == "application" and {n["need"]["zh"]: n["holds"] for n in second["needs"]}["尚未认定"] == "no", "and that a new application is none of its", second)
    steps.act(who["county"], "register", "c9", name="演示·候选集群（虚构）")
    (only,) = who["county"].ask("GET", "/api/v1/clusters/c9/chances")[1]["chances"]
    tap.check(only["kind"]["name"] == "application" and "standard" in only, "a candidate is asked for an application only", only["kind"])


def reminded(who):
    """Of a late report who was reminded of it, when and by which way: the server's own work of the day has told the county."""
    for _ in range(200):
        items = [i for i in who["zhejiang"].ask("GET", "/api/v1/due?days=30&reminders=yes")[1]["items"] if i["path"] == "c1/report2023"]
        if items and items[0]["reminders"]:
            break
        time.sleep(0.05)
    (once,) = items[0]["reminders"]
    tap.check(items[0]["group"] == "overdue" and once["day"] == DAY and [(o["level"]["name"], o["place"], o["place_name"]) for o in once["to"]] == [("county", "330106", "西湖区")], "who was reminded of a late report, and when", items)
    (own,) = [i for i in who["county"].ask("GET", "/api/v1/due?days=30")[1]["items"] if i["path"] == "c1/report2023"]
    tap.check(own["mine"] is True and items[0]["mine"] is False and [w["name"] for w in own["levels"]] == ["county"], "whose turn it is: the county's, and no province's", (own, items[0]))
    tap.check("reminders" not in who["zhejiang"].ask("GET", "/api/v1/due?days=30")[1]["items"][0], "in a list only when it is asked for")
    (item,) = [i for i in case(who["county"], "c1")[1]["due"] if i["path"] == "c1/report2023"]
    tap.check(item["reminders"] == items[0]["reminders"], "and in the dossier", item)


def course(client, path):
    item, _ = case(client, path)
    return item["course"], [stage["is"] for stage in item["course"]]


def file_of(client, name):
    status, value = client.ask("POST", f"/api/v1/files?name={name}", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj\n" + name.encode(), {"Content-Type": "application/octet-stream"})
    if status not in (200, 201):
        raise SystemExit(f"{name}: {status} {value}")
    return value["value"]


def heard_by(who, path):
    """Who may be heard, by what and until when; a statement comes with its file, and the Ministry reads both."""
    (item,) = [d for d in case(who["county"], path)[1]["due"] if d["path"] == path]
    tap.check(item["date"] == "2024-07-22" and item["may"]["action"]["name"] == "file_statement" and [w["name"] for w in item["may"]["levels"]] == ["county"] and item["may"]["done"] is False and item["may"]["mine"] is True, "that it may file a statement, and until when", item)
    for name in ("zhejiang", "ministry"):
        (item,) = [d for d in who[name].ask("GET", "/api/v1/due?days=30")[1]["items"] if d["path"] == path]
        tap.check(item["may"]["mine"] is False and [w["name"] for w in item["may"]["levels"]] == ["county"] and item["mine"] is False, f"which is not for {name} to do", item)
    (item,) = [d for d in who["county"].ask("GET", "/api/v1/due?days=30")[1]["items"] if d["path"] == path]
    tap.check(item["may"]["action"]["zh"] == "提交陈述申辩", "in the list of what falls due, too", item)
    files = {o["action"]["name"]: o.get("files") for o in case(who["county"], path)[1]["actions"]}
    tap.check(files["file_statement"] == 20 and files["file_change"] is None, "files may go along with it", files)
    steps.act(who["county"], "file_statement", path, own_statement="演示：已更正", **{"evidence.1": file_of(who["county"], "reply.pdf")})
    item, dossier = case(who["ministry"], path)
    (note,) = item["course"][1]["notes"]
    said = {s["key"]: s for s in note["said"]}
    (file,) = [f for f in dossier["files"] if f["path"] == path]
    tap.check(said["own_statement"]["value"] == "演示：已更正" and said["evidence.1"]["file"] == file["digest"] and said["evidence.1"]["label"]["zh"] == "附件 1" and file["name"] == "reply.pdf", "the Ministry has statement and file", (note, file))
    tap.check(who["ministry"].ask("GET", file["link"])[0] == 200, "and reads it")
    tap.check([d["may"]["done"] for d in case(who["county"], path)[1]["due"] if d["path"] == path] == [True], "that it was filed")


def ended(who, path):
    """A revoked cluster is nowhere said to be valid still: since which day, by which article."""
    term = case(who["county"], "c1")[0]["term"]
    tap.check(term["is"] == "ended" and term["ended"] == DAY and term["until"] == "2025-12-31" and term["action"]["name"] == "revoke" and term["article"] == "第十七条(二)" and term["path"] == path, "that the term ended with the revocation", term)
    anybody = Client(who["county"].server)
    term = case(anybody, "c1")[0]["term"]
    tap.check(term["ended"] == DAY and term["article"] == "第十七条", "of whose ground the public is told nothing", term)
    tap.check(case(who["county"], "c2")[0]["term"] == {"is": "runs", "until": "2025-12-31"}, "another's term runs")
    page = anybody.ask("GET", "/register/c1")[1].decode()
    facts = page[page.index('<dl class="facts">'):page.index("</dl>")]
    tap.check("有效期至</dt>" not in facts.replace("公告的有效期至</dt>", "") and "认定终止" in facts and DAY in facts and "第十七条" in facts and "公告的有效期至" in facts, "nor does the portal say that it is valid", facts)
    tap.check("有效期同日终止" in page, "but that it ended")
    (row,) = [r for r in who["county"].ask("GET", "/api/v1/clusters")[1]["rows"] if r["path"] == "c1"]
    listed = anybody.ask("GET", "/register?state=revoked")[1].decode()
    tap.check(row["ended"] is True and "/register/c1" in listed and "2025-12-31" not in listed[listed.index("/register/c1"):], "nor do the lists", row)


def ground_that_fails(who):
    """Of a ground of several parts that does not stand: which of them does not."""
    _, problem = who["zhejiang"].ask("POST", "/api/v1/actions/propose_revocation", {"target": "c1", "args": {"ground": "一", "evidence": "演示"}})
    (need,) = problem["needs"]
    zh, en = need["detail"]["zh"].split("；"), need["detail"]["en"].split("; ")
    tap.check(need["article"] == "第十七条(一)" and zh[1].startswith("有效期末日 ") and zh[1].endswith("（不符合要求）") and en[1].endswith(" (not as required)"), "which part of a ground fails", need)
    tap.check(sum("不符合" in part for part in zh) == 1 and len(zh) == len(en) == 4, "and no other", (zh, en))


def revocation(who):
    ground_that_fails(who)
    path = steps.act(who["zhejiang"], "propose_revocation", "c1", ground="二", evidence="演示调查报告")
    stages, are = course(who["ministry"], path)
    tap.check(are == ["done", "now", "ahead"], "proposed, to be heard, to be decided", are)
    said = {s["key"]: s for s in stages[0]["step"]["said"]}
    tap.check(said["ground"]["article"] == "第十七条(二)" and said["ground"]["words"]["zh"] == "虚假申报或违法违规" and said["evidence"]["value"] == "演示调查报告", "with its ground by article, and its evidence", said)
    tap.check([a["name"] for a in stages[1]["actions"]] == ["hear"] and stages[1]["offers"] == ["hear"] and stages[1]["until"] == "2024-07-22", "what is next, and until when", stages[1])
    tap.check([n["label"]["zh"] for n in stages[1]["wanted"]] == ["已陈述或陈述期满"], "on what that rests", stages[1]["wanted"])
    tap.check(set(stages[2]["offers"]) == {"revoke", "drop_revocation"} and {a["name"] for a in stages[2]["actions"]} == {"revoke", "drop_revocation"}, "and how it may end", stages[2])
    heard_by(who, path)
    tap.check([s["offers"] for s in course(who["zhejiang"], path)[0]] == [[], [], []], "a province is offered nothing of it")
    steps.act(who["ministry"], "hear", path, statement="演示：陈述")
    tap.check(course(who["ministry"], path)[1] == ["done", "done", "now"], "heard")
    tap.check(all("may" not in d for d in case(who["county"], path)[1]["due"]), "then nobody is")
    _, answer = who["ministry"].ask("POST", "/api/v1/actions/revoke", {"target": path, "args": {"reason": "演示"}})
    row = answer["events"][0]["register"]
    tap.check(row["path"] == "c1" and row["before"]["state"]["name"] == "recognised" and row["now"]["state"]["name"] == "revoked" and row["now"]["announcement"] == "演示公告", "what became of the register is told with the answer", row)
    stages, are = course(who["ministry"], path)
    tap.check(are == ["done", "done", "done"] and stages[2]["step"]["action"]["name"] == "revoke" and stages[2]["offers"] == [], "revoked", are)
    ended(who, path)
    path = steps.act(who["zhejiang"], "propose_revocation", "c2", ground="二", evidence="演示")
    _, answer = who["ministry"].ask("POST", "/api/v1/actions/drop_revocation", {"target": path, "args": {"reason": "演示"}})
    tap.check("register" not in answer["events"][0], "what changes nothing there says nothing of it", answer)
    tap.check(course(who["ministry"], path)[1] == ["done", "skipped", "done"], "dropped before it was heard")


def given_back(who):
    steps.act(who["ministry"], "open_round", "r2024", closes="2024-09-30", quota=6, quota_separate=2)
    steps.act(who["county"], "register", "c3", name="演示·新集群（虚构）", industry="C3979")
    steps.act(who["zhejiang"], "recognise_provincial", "c3")
    path = steps.act(who["county"], "apply", "c3", round="r2024")
    form = who["county"].ask("GET", f"/api/v1/drafts/{path}")[1]
    tap.check("course" not in case(who["county"], path)[0] and form["submit"]["open"] == "closed", "an application goes its round's way; its form says what it lacks")
    fill(who["county"], path, form)
    tap.check(who["county"].ask("GET", f"/api/v1/drafts/{path}")[1]["submit"]["open"] == "open", "once all is there it may be submitted")
    tap.check("submit" not in who["zhejiang"].ask("GET", f"/api/v1/drafts/{path}")[1], "by its own county")
    steps.act(who["county"], "submit", path)
    _, dossier = case(who["zhejiang"], path)
    back = {o["action"]["name"] for o in dossier["actions"] if o.get("gives_back")}
    tap.check(back == {"return"}, "of all actions one gives it back", back)
    steps.act(who["zhejiang"], "return", path, reason="演示：请补正")
    _, dossier = case(who["county"], path)
    back = [s["action"]["name"] for s in dossier["timeline"]["steps"] if s.get("gives_back")]
    tap.check(back == ["return"] and not any(o.get("gives_back") for o in dossier["actions"]), "and of all steps", back)


def fill(client, path, form):
    facts = {i["key"]: ("演示：说明" if i["text"] else "50") for i in form["items"] if i["required"]}
    status, value = client.ask("PUT", f"/api/v1/drafts/{path}", {"facts": facts}, {"If-Match": f'"{form["version"]}"'})
    if status != 200:
        raise SystemExit(f"the form of {path}: {status} {value}")


def main():
    with Record() as record:
        script = os.path.join(record.folder, "before.case")
        with open(script, "w", encoding="utf-8") as f:
            f.write(BEFORE)
        record.run("play", "--data", record.data, "--", script)
        add_account(record, "ministry", "--level", "ministry")
        add_account(record, "zhejiang", "--level", "province", "--place", "33")
        add_account(record, "county", "--level", "county", "--place", "330106")
        with Server(record, "--today", DAY) as server:
            server.ready()
            who = {}
            for login in ("ministry", "zhejiang", "county"):
                who[login] = Client(server)
                who[login].sign_in(login)
            reminded(who)
            changes(who)
            renewal(who)
            revocation(who)
            given_back(who)
    tap.end()


main()
