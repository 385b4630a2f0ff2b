"""Other programs in C that serve what a database holds, as Debian has them, each with a record of its own in a folder: what
bench/pages.py asks them for is what of theirs comes nearest to a page of the register and to an answer of our API.

fossil      a wiki of rows with links, and the time line: pages that are made anew from SQLite; a process a connection
glewlwyd    a sign-in server (libmicrohttpd, as ours): an answer of its API to who is signed in, from SQLite; a static page
"""
import http.client
import json
import os
import socket
import subprocess
import time

from serving import free_port

ROWS = 20  # of a page of our register
SETTINGS = """port=%(port)d
bind_address="127.0.0.1"
external_url="http://127.0.0.1:%(port)d/"
log_mode="console"
log_level="NONE"
static_files_path="/usr/share/glewlwyd/webapp/"
database = { type = "sqlite3"; path = "%(folder)s/glewlwyd.db" };
"""
REPLACED = ("port=", "bind_address=", "external_url=", "log_mode=", "log_level=", "log_file=", "static_files_path=", "@include")


class Other:
    """A server that runs: its process, its port, what is asked for by name, and the headers that go along."""

    def __init__(self, name, child, port, pages, headers=None):
        self.name, self.child, self.port, self.pages, self.headers = name, child, port, pages, headers or {}

    def stop(self):
        self.child.terminate()
        self.child.wait()

    def size(self, path):
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        link.request("GET", path, None, self.headers)
        answer = link.getresponse()
        body = answer.read()
        link.close()
        if answer.status != 200:
            raise SystemExit(f"{self.name} {path}: {answer.status}")
        return len(body)


def begun(words, port, **more):
    child = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **more)
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return child
        except OSError:
            time.sleep(0.05)
    raise SystemExit(f"{words[0]} does not begin")


def start_fossil(work):
    folder, port = os.path.join(work, "fossil"), free_port()
    env = {**os.environ, "HOME": folder, "USER": "bench"}
    os.makedirs(os.path.join(folder, "tree"))

    def fossil(*words, at=folder):
        subprocess.run(["fossil", *words], cwd=at, env=env, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    fossil("new", "r.fossil")
    tree = os.path.join(folder, "tree")
    fossil("open", "-f", "../r.fossil", at=tree)
    for i in range(ROWS):
        with open(os.path.join(tree, f"row{i}"), "w", encoding="utf-8") as f:
            f.write(f"{i}\n")
        fossil("add", f"row{i}", at=tree)
        fossil("commit", "-m", f"row {i} of a time line", "--no-warnings", at=tree)
    with open(os.path.join(folder, "page.md"), "w", encoding="utf-8") as f:
        f.write("# Register\n\n| name | place | industry |\n|---|---|---|\n")
        f.writelines(f"| [a cluster of row {i}](/wiki?name=Row{i}) | a county of some province | an industry |\n" for i in range(ROWS))
    fossil("wiki", "create", "Register", "page.md", "-M", "text/x-markdown", "-R", "r.fossil")
    child = begun(["fossil", "server", "r.fossil", "--port", str(port), "--localhost", "--nojail"], port, cwd=folder, env=env)
    return Other("fossil", child, port, {"wiki page": "/wiki?name=Register", "time line": f"/timeline?n={ROWS}"})


def start_glewlwyd(work):
    folder, port = os.path.join(work, "glewlwyd"), free_port()
    os.makedirs(folder)
    with open("/usr/share/dbconfig-common/data/glewlwyd/install/sqlite3", encoding="utf-8") as f:
        subprocess.run(["sqlite3", os.path.join(folder, "glewlwyd.db")], stdin=f, check=True, stdout=subprocess.DEVNULL)
    with open("/etc/glewlwyd/glewlwyd.conf", encoding="utf-8") as f:
        kept = [line for line in f if not line.startswith(REPLACED)]
    with open(os.path.join(folder, "conf"), "w", encoding="utf-8") as f:
        f.write(SETTINGS % {"port": port, "folder": folder} + "".join(kept))
    child = begun(["glewlwyd", f"--config-file={folder}/conf"], port)
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    # The account that its own table of a new record holds.
    link.request("POST", "/api/auth/", json.dumps({"username": "admin", "password": "password"}), {"Content-Type": "application/json"})
    answer = link.getresponse()
    answer.read()
    cookie = (answer.getheader("Set-Cookie") or "").split(";")[0]
    link.close()
    if answer.status != 200:
        raise SystemExit(f"glewlwyd: nobody signs in ({answer.status})")
    return Other("glewlwyd", child, port, {"API, signed in": "/api/scope", "static page": "/login.html"}, {"Cookie": cookie})
