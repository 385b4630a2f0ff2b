"""Runs a script of steps (steps.mjs) in Chromium against a server and makes TAP of what it says; and what such tests begin
with. Imported first, it says where the modules of tests/http and tests/docs lie.

With SHOTS=FOLDER in the environment pictures are written there (make screens).
"""
import contextlib
import json
import os
import subprocess
import sys

ROOT = os.environ["JIQUN_ROOT"]
sys.path.insert(0, os.path.join(ROOT, "tests/http"))
sys.path.insert(1, os.path.join(ROOT, "tests/web"))
sys.path.insert(2, os.path.join(ROOT, "tests/docs"))
import browser  # noqa: E402
from server import PASSWORD, SANITIZED, Client, Server, add_account  # noqa: E402


def skip(why):
    print(f"1..0 # SKIP {why}")
    raise SystemExit(77)


def needs():
    """Before a record is made."""
    if SANITIZED:
        skip("the workbench is that of the plain build, which is looked at there")
    if browser.chromium() is None:
        skip("Chromium is not installed: scripts/deps.sh test")


def needs_desk(server):
    if server.ask("GET", "/desk/")[0] == 404:
        skip("this build has no workbench (scripts/web.sh)")


@contextlib.contextmanager
def desk(record, *options):
    """A server that is ready and has the workbench."""
    with Server(record, *options) as server:
        server.ready()
        needs_desk(server)
        yield server


def three_levels(record, county="330106"):
    """Accounts of the Ministry, a province and a county of it."""
    add_account(record, "ministry", "--level", "ministry")
    add_account(record, "zhejiang", "--level", "province", "--place", "33")
    add_account(record, "county", "--level", "county", "--place", county)


def signed_in(server, *logins):
    who = {login: Client(server) for login in logins}
    for login, client in who.items():
        client.sign_in(login)
    return who


def written(folder, made):
    """Files for a form, by key: (name, content). Their paths by key."""
    paths = {}
    for key, (name, data) in made.items():
        paths[key] = os.path.join(folder, name)
        with open(paths[key], "wb") as f:
            f.write(data)
    return paths


def act(client, action, target, **args):
    """Decides by the API; the path that came of it."""
    status, value = client.ask("POST", f"/api/v1/actions/{action}", {"target": target, "args": args})
    if status != 200:
        raise SystemExit(f"{action} {target}: {status} {value}")
    return value["events"][0]["path"]


def provincial(who, path, name, industry):
    """A cluster that may apply: registered by its county, in the pool, recognised by its province."""
    act(who["county"], "register", path, name=name, industry=industry)
    act(who["zhejiang"], "enter_pool", path)
    act(who["zhejiang"], "recognise_provincial", path)


def fill_all(client, path):
    """Fills in whatever the form of a case asks for, so that it can be submitted."""
    facts = {"output.2022": "41", "output.2023": "46.5", "output.2024": "52", "sme_output.2024": "38", "leading_output.2024": "40", "land": "95", "little_giants": "2"}
    _, form = client.ask("GET", f"/api/v1/drafts/{path}")
    for item in form["items"]:
        if item["required"] and "value" not in item and item["key"] not in facts:
            facts[item["key"]] = "演示：示例说明" if item["text"] else "10"
    status, value = client.ask("PUT", f"/api/v1/drafts/{path}", {"facts": facts}, {"If-Match": f'"{form["version"]}"'})
    if status != 200:
        raise SystemExit(f"the form of {path}: {status} {value}")


def take(tap, server, script, known):
    """Takes the steps of a script, which is told what is known of the record."""
    config = {**known, "base": f"http://127.0.0.1:{server.port}", "password": PASSWORD, "shots": os.environ.get("SHOTS", "")}
    done = subprocess.run(["node", os.path.join(ROOT, "tests/web", script), browser.packages(), browser.chromium(), json.dumps(config)],
                          capture_output=True, text=True, timeout=1400)
    for line in done.stdout.splitlines():
        step = json.loads(line)
        tap.check(step["good"], step["what"], json.dumps(step.get("detail", ""), ensure_ascii=False, indent=1))
    tap.check(done.returncode == 0, "all steps were taken", done.stderr)
