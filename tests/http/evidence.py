#!/usr/bin/env python3
"""Files that come with an objection: from the form to the record, who reads them, what is refused with the page that keeps
what was typed, what the public can not fill, what lapses, what is erased. With JIQUN_TEST_DB in PostgreSQL, but for what
is changed behind the back of the program (budgets, what lapses). Ends with TAP."""
import glob
import html
import os
import re
import sqlite3
import struct
import subprocess
import sys
import zipfile

sys.path.insert(0, os.path.dirname(__file__))
from files import JPEG, LAUGHS, PDF, PNG, digest_of, incoming, pdf, stored, wait_for, zipped  # noqa: E402
from portal import Page, made  # noqa: E402
from server import BIN, Client, Record, Server, Tap, add_account  # noqa: E402

tap = Tap()
MB = 1 << 20
GOOD = {"name": "演示人某", "contact": "reader@example.org", "evidence": "演示：称所称的龙头企业已经外迁，产值应重新计算。" * 2}
JPEG = JPEG[:-2] + b"\xff\xc0\x00\x0b\x08\x00\x10\x00\x10\x01\x01\x11\x00" + b"\xff\xd9"


def multipart(fields, files, boundary="b0undary"):
    out = b""
    for name, value in fields.items():
        out += f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
    for name, data in files:
        out += f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\nContent-Type: image/png\r\n\r\n'.encode()
        out += data + b"\r\n"
    return out + f"--{boundary}--\r\n".encode(), {"Content-Type": f"multipart/form-data; boundary={boundary}"}


class OnDatabase(Record):
    """A record in PostgreSQL; its folder has keys and files."""
    address = os.environ.get("JIQUN_TEST_DB")

    def run(self, *words, **more):
        return super().run(*words, *(("--db", self.address) if self.address else ()), **more)

    def options(self):
        return ("--db", self.address) if self.address else ()

    def names(self):
        """What is kept of attachments: digest -> name."""
        if self.address:
            out = subprocess.run([*self.psql(), "SELECT digest, name FROM attachment"], capture_output=True, text=True, check=True).stdout
            return dict(line.split("\t") for line in out.splitlines())
        with sqlite3.connect(os.path.join(self.data, "jiqun.db")) as db:
            return dict(db.execute("SELECT digest, name FROM attachment"))

    def forget_why(self, digest):
        key = f"erased.file.{digest}"
        if self.address:
            subprocess.run([*self.psql(), f"DELETE FROM meta WHERE key = '{key}'"], capture_output=True, check=True)
            return
        with sqlite3.connect(os.path.join(self.data, "jiqun.db")) as db:
            db.execute("DELETE FROM meta WHERE key = ?", (key,))

    def psql(self):
        program = sorted(glob.glob("/usr/lib/postgresql/*/bin/psql"))[-1]
        return [program, "-At", "-F", "\t", self.address, "-c"]


class Public:
    """Somebody of the public; each time from another address, unless it is said."""

    def __init__(self, server):
        self.server, self.n = server, 0

    def send(self, files, fields=None, address=None, target="/notices/c1/a"):
        self.n += 1
        body, headers = multipart({**GOOD, **(fields or {})}, files)
        address = address or f"198.51.{100 + self.n // 200}.{1 + self.n % 200}"
        return self.server.ask("POST", target, body, {**headers, "X-Forwarded-For": address})

    def object(self, files, address=None):
        """Number and code."""
        status, headers, body = self.send(files, address=address)
        found = re.search(r"number=([0-9A-Z]{24})&code=([0-9]{8})$", headers.get("location", ""))
        if not tap.check(status == 303 and found, "an objection with files is received", (status, headers, body[-600:])):
            raise SystemExit(1)
        return found.groups()

    def confirm(self, number, code):
        self.n += 1
        return self.server.ask("POST", "/objection", f"number={number}&code={code}",
                               {"Content-Type": "application/x-www-form-urlencoded", "X-Forwarded-For": f"198.51.99.{self.n % 250}"})


def kept_typed(body):
    """The page shows what was typed, and no fault of its own."""
    text = html.unescape(body.decode())
    return all(value in text for value in GOOD.values()) and not Page(body.decode()).faults


def files_of(client):
    _, dossier = client.ask("GET", "/api/v1/clusters/c1")
    return [f for f in dossier.get("files") or [] if "/a/p" in f["path"]]


def refused(record, server, public):
    """Nothing of these stays, and nothing that was typed is lost with them."""
    before = stored(record)
    wide = PNG[:16] + struct.pack(">II", 60000, 60000) + PNG[24:]
    tall = JPEG.replace(b"\x08\x00\x10\x00\x10", b"\x08\xff\xff\xff\xff")
    sheet = zipped([("[Content_Types].xml", b"<Types/>"), ("xl/workbook.xml", b"<workbook/>")], zipfile.ZIP_STORED)
    for what, files, words in (
            ("a web page", [("a.pdf", b"<html><script>1</script></html>")], "只接收 PDF"),
            ("a program", [("a.png", b"\x7fELF" + b"\0" * 300)], "只接收 PDF"),
            ("a workbook", [("a.pdf", sheet)], "只接收 PDF"),
            ("a zip of zeros", [("a.pdf", zipped([("zeros", b"\0" * (8 * MB))]))], "只接收 PDF"),
            ("entities that grow", [("a.pdf", LAUGHS)], "只接收 PDF"),
            ("text", [("a.pdf", "演示文字，".encode() * 100)], "只接收 PDF"),
            ("a picture that unpacks to too much", [("a.png", wide)], "展开后过大"),
            ("another one", [("a.jpg", tall)], "展开后过大"),
            ("a damaged picture", [("a.jpg", JPEG[:20])], "不完整"),
            ("a file that is too large", [("a.pdf", pdf(5 * MB + 1))], "超过上限 5 MB"),
            ("an empty one", [("a.pdf", b"")], "是空的"),
            ("four files", [(f"{i}.pdf", pdf(300 + i)) for i in range(4)], "文件过多"),
            ("a good one beside a wrong one", [("a.pdf", pdf(400)), ("b.pdf", b"<svg/>")], "第 2 个文件未接收")):
        status, _, body = public.send(files)
        tap.check(status == 422 and words in body.decode() and kept_typed(body), f"not taken: {what}; what was typed stays", (status, body.decode()[-1500:]))
    status, _, body = public.send([("a.pdf", pdf(500))], {"contact": "no address"})
    tap.check(status == 422 and "文件须重新选择" in body.decode() and "演示人某" in body.decode(), "a wrong field: the files have to be chosen again, and that is said", status)
    tap.check(wait_for(lambda: incoming(record) == [], 10), "nothing is left under way", incoming(record))
    tap.check(not (stored(record) - before) & set(record.names()), "none of it is on record", stored(record) - before)
    for what, body, headers, wanted in (
            ("a form that ends early", multipart(GOOD, [("a.pdf", PDF)])[0][:-9], {"Content-Type": "multipart/form-data; boundary=b0undary"}, 400),
            ("no boundary", b"x", {"Content-Type": "multipart/form-data"}, 400),
            ("a text that is no UTF-8", b'--Z\r\nContent-Disposition: form-data; name="name"\r\n\r\n\xff\xfe\r\n--Z--\r\n', {"Content-Type": "multipart/form-data; boundary=Z"}, 400),
            ("another type", b"{}", {"Content-Type": "application/json"}, 415),
            ("a field without end", multipart({**GOOD, "name": "x" * 70000}, [])[0], {"Content-Type": "multipart/form-data; boundary=b0undary"}, 413)):
        status, _, _ = server.ask("POST", "/notices/c1/a", body, headers)
        tap.check(status == wanted, f"{what}: {wanted}", status)
    got = server.raw(f"POST /notices/c1/a HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=Z\r\nContent-Length: {33 * MB}\r\n\r\n".encode())
    tap.check(b" 413 " in got.split(b"\r\n")[0], "a form that says it is longer than any is refused before it comes", got[:100])
    status, headers, _ = server.ask("POST", "/notices/c1/a", *multipart(GOOD, [("a.pdf", PDF)])[:1], {"Content-Type": "multipart/form-data; boundary=b0undary", "Sec-Fetch-Site": "cross-site"})
    tap.check(status == 403, "not from a page elsewhere", status)


def received(record, server, public, who):
    """From the form to the record, and who reads it there. The number of the event, and the digests."""
    datas = [pdf(300000, b"objection"), PNG, JPEG]
    number, code = public.object([("张某某的举报材料.pdf", datas[0]), ("", b""), ("b.png", datas[1]), ("c.jpg", datas[2])])
    tap.check({digest_of(d) for d in datas} <= stored(record), "each lies in its place")
    names = set(record.names().values())
    tap.check("异议证据1.pdf" in names and not any("张某某" in n for n in names), "the name of a file, which may name a person, is not kept", names)
    body = server.ask("GET", f"/objection?number={number}", None, {"X-Forwarded-For": "198.51.98.1"})[2].decode()
    tap.check("证据文件" in body and "3 个" in body, "how many have come is shown", body[-800:])
    tap.check(all(server.ask("GET", f"/api/v1/files/{digest_of(d)}", None, {"Cookie": who["ministry"].cookie})[0] == 404 for d in datas),
              "before it is confirmed nobody reads them")
    status, _, body = public.confirm(number, code)
    tap.check(status == 303, "the code confirms it", (status, body[-600:]))
    files = files_of(who["ministry"])
    tap.check([f["key"] for f in files] == ["evidence.1", "evidence.2", "evidence.3"] and {f["digest"] for f in files} == {digest_of(d) for d in datas},
              "the Ministry, which decides on it, is told of them", files)
    for data in datas:
        link = f"/api/v1/clusters/c1/files/{digest_of(data)}"
        got = {name: server.ask("GET", link, None, {"Cookie": c.cookie} if c else {}) for name, c in who.items()}
        tap.check(got["ministry"][0] == 200 and got["ministry"][2] == data, "and reads it", got["ministry"][0])
        tap.check({n: g[0] for n, g in got.items() if n != "ministry"} == {"zhejiang": 404, "xihu": 404, "shenji": 404, "nobody": 401},
                  "the province, the county, the auditor and the public do not", {n: g[0] for n, g in got.items()})
    tap.check(not files_of(who["zhejiang"]) and not files_of(who["xihu"]) and not files_of(who["shenji"]), "nor are they told of them", files_of(who["xihu"]))
    told = {n: str(who[n].ask("GET", "/api/v1/clusters/c1/timeline")[1]) for n in ("ministry", "zhejiang", "xihu", "shenji")}
    tap.check([n for n, t in told.items() if digest_of(datas[0]) in t] == ["ministry"], "nor in the time line", told["xihu"][-800:])
    whose(who, files[0]["path"])
    reads = [(r["who"], r["did"], r["why"]) for r in who["shenji"].ask("GET", f"/api/v1/access?about=sha256:{digest_of(datas[0])}")[1]["items"]]
    tap.check(reads == [("ministry", "file", "c1")], "who read one is on record", reads)
    return files[0]["event"], [digest_of(d) for d in datas]


def whose(who, path):
    """Who objected is for whoever decides on it, with a reason, which is on record."""
    link = "/api/v1/clusters/c1/private"
    ask = lambda name, path=path, reason="核实异议": who[name].ask("POST", link, {"path": path, "reason": reason})  # noqa: E731
    flagged = {n: next((c.get("private") for c in who[n].ask("GET", "/api/v1/clusters/c1")[1]["cases"] if c["path"] == path), None)
               for n in ("ministry", "zhejiang", "xihu", "shenji")}
    tap.check(flagged == {"ministry": True, "zhejiang": None, "xihu": None, "shenji": None}, "whoever decides on it is told that there is a name", flagged)
    tap.check(GOOD["contact"] not in str(who["ministry"].ask("GET", "/api/v1/clusters/c1")[1]), "which the dossier does not show")
    said = {n: ask(n)[0] for n in ("zhejiang", "xihu", "shenji")}
    tap.check(said == {"zhejiang": 403, "xihu": 403, "shenji": 403}, "the province, the county and the auditor may not ask", said)
    reads = lambda: [(r["who"], r["why"]) for r in who["shenji"].ask("GET", f"/api/v1/access?about={path}")[1]["items"] if r["did"] == "read"]  # noqa: E731
    tap.check(ask("ministry", reason=" ")[0] == 422, "nor does the Ministry learn it without a reason")
    tap.check(ask("ministry", path="c1")[0] == 404 and ask("ministry", path="c1/a/p99")[0] == 404 and ask("ministry", path="c2")[0] == 404 and ask("ministry", path="c1/a/" + "x" * 300)[0] == 404,
              "nor of a case that has none, that is not there, or of another dossier")
    tap.check(reads() == [], "all of which leaves nothing on record", reads())
    status, answer = ask("ministry")
    parts = answer.get("parts") or [{}]
    told = {f["field"]["name"]: f["value"] for f in parts[0].get("fields", [])}
    tap.check(status == 200 and len(parts) == 1 and not parts[0]["erased"] and told == {"name": GOOD["name"], "contact": GOOD["contact"]},
              "with one, name and contact are shown", (status, answer))
    tap.check(all(f["field"].get("label", f["field"]).get("zh") for f in parts[0]["fields"]), "by their names", parts)
    tap.check(reads() == [("ministry", "核实异议")], "and who read them and why is on record", reads())
    return parts[0]["event"]


def budgets(record, server, public):
    """An address, and all of them, have an amount a day; without files one can always object."""
    for i in range(4):
        files = [(f"{k}.pdf", pdf(5 * MB, b"%d-%d" % (i, k))) for k in range(3)]
        public.send(files, {"contact": "no address"}, address="203.0.113.5")
    wait_for(lambda: "今日已达上限" in public.send([("a.pdf", PDF)], address="203.0.113.5")[2].decode(), 20)
    status, _, body = public.send([("a.pdf", PDF)], address="203.0.113.5")
    tap.check(status == 422 and "此网络地址" in body.decode() and kept_typed(body), "an address that has sent in 60 MB today, refused ones too, sends no more files", (status, body[-600:]))
    tap.check(public.send([], address="203.0.113.5")[0] == 303, "but may object")
    tap.check(public.send([("a.pdf", pdf(600, b"other"))], address="203.0.113.6")[0] == 303, "another address sends files")
    with sqlite3.connect(os.path.join(record.data, "jiqun.db")) as db:
        spent = dict(db.execute("SELECT key, body FROM entry WHERE space = 'upload.day'"))
        tap.check("evidence:all" in spent and not any("203.0.113" in k for k in spent), "no address is kept", list(spent))
        body = re.sub(rb'"bytes":\d+', b'"bytes":%d' % (512 * MB), bytes(spent["evidence:all"]))
        db.execute("UPDATE entry SET body = ? WHERE space = 'upload.day' AND key = 'evidence:all'", (body,))
    status, _, body = public.send([("a.pdf", PDF)])
    tap.check(status == 422 and "本站今日接收的文件已达上限" in body.decode() and kept_typed(body), "when all of a day is used up nobody sends files", (status, body[-600:]))
    tap.check(public.send([])[0] == 303, "but may object")


def lapse(record, public_files):
    """What nobody confirmed goes with its files. Its time is put back in the store; files are young, so --keep-unnamed 0."""
    with Server(record, *record.options(), "--proxy", "127.0.0.1", "--keep-unnamed", "0") as server:
        server.ready()
        number, _ = Public(server).object([("a.pdf", pdf(700, b"lapses"))])
        digest = digest_of(pdf(700, b"lapses"))
        tap.check(digest in stored(record), "an objection that nobody will confirm", digest)
    with sqlite3.connect(os.path.join(record.data, "jiqun.db")) as db:
        db.execute("UPDATE entry SET due = 1 WHERE (space = 'upload' AND key LIKE ? || '%') OR (space = 'objection' AND key = ?)", (digest, number))
    with Server(record, *record.options(), "--proxy", "127.0.0.1", "--keep-unnamed", "0") as server:
        server.ready()
        tap.check(wait_for(lambda: digest not in stored(record), 100), "its file goes", stored(record))
        tap.check(wait_for(lambda: server.ask("GET", f"/objection?number={number}")[0] == 404, 20), "and itself, with nobody handing in another")
        tap.check(set(public_files) <= stored(record), "what an event names stays")


def erased(record, seq, digests):
    """The files go with the person, and everything is proved as before."""
    holders = lambda data: [f for d in os.walk(record.data) for f in d[2] if data in open(os.path.join(d[0], f), "rb").read()]  # noqa: E731
    tap.check(holders(pdf(300000, b"objection")) != [], "before, the content is there")
    out = record.run("person", "erase", str(seq), "--reason", "asked for by the person", "--data", record.data, "--lang", "en")
    tap.check("files that went with it: 3" in out, "the files of an objection are erased with it", out)
    tap.check(not set(digests) & stored(record) and holders(pdf(300000, b"objection")) == [], "nothing of them is left")
    done = subprocess.run([BIN, "audit", "--data", record.data, *record.options(), "--lang", "en"], capture_output=True, text=True)
    tap.check(done.returncode == 0 and "4 erased" in done.stdout, "the record is clean, and the audit says that they were erased", done.stdout[-1500:] + done.stderr)
    with Server(record, *record.options()) as server:
        server.ready()
        ministry = Client(server)
        ministry.sign_in("ministry")
        path = next(c["path"] for c in ministry.ask("GET", "/api/v1/clusters/c1")[1]["cases"] if c.get("private"))
        answer = ministry.ask("POST", "/api/v1/clusters/c1/private", {"path": path, "reason": "核实"})[1]
        tap.check([(p["event"], p["erased"], p["fields"]) for p in answer["parts"]] == [(seq, True, [])], "whoever asks is told that it was erased", answer)
    record.run("backup", os.path.join(record.folder, "backup"), "--data", record.data)
    record.forget_why(digests[0])
    done = subprocess.run([BIN, "audit", "--data", record.data, *record.options(), "--lang", "en"], capture_output=True, text=True)
    tap.check(done.returncode != 0 and digests[0] in done.stdout + done.stderr, "one that is gone without a reason is missed", done.stdout[-800:])


def shared(record):
    """Two objections with the same file: it stays until both are erased."""
    same = pdf(900, b"the same")
    with Server(record, *record.options(), "--proxy", "127.0.0.1") as server:
        server.ready()
        public, ministry = Public(server), Client(server)
        public.n = 150
        ministry.sign_in("ministry")
        for _ in range(2):
            public.confirm(*public.object([("a.pdf", same)]))
        seqs = [f["event"] for f in files_of(ministry) if f["digest"] == digest_of(same)]
        refusing = public.object([("a.pdf", pdf(950, b"refused"))])
    tap.check(len(seqs) == 2, "two objections name the same file", seqs)
    out = record.run("person", "erase", str(seqs[0]), "--reason", "one", "--data", record.data, "--lang", "en")
    tap.check("that stay" in out and digest_of(same) in stored(record), "it stays for the other", out)
    record.run("person", "erase", str(seqs[1]), "--reason", "two", "--data", record.data, "--lang", "en")
    tap.check(digest_of(same) not in stored(record), "and goes with it")
    # The notice is over when the code comes: what is refused keeps no file.
    with Server(record, *record.options(), "--proxy", "127.0.0.1", "--today", "2023-12-29", "--keep-unnamed", "0") as server:
        server.ready()
        status, _, _ = Public(server).confirm(*refusing)
        tap.check(status == 303, "confirmed after the notice", status)
    with Server(record, *record.options(), "--today", "2023-12-29", "--keep-unnamed", "0") as server:
        server.ready()
        tap.check(wait_for(lambda: digest_of(pdf(950, b"refused")) not in stored(record), 100), "what was refused keeps no file", stored(record))


def main():
    with OnDatabase() as record:
        made(record)
        add_account(record, "ministry", "--level", "ministry")
        add_account(record, "zhejiang", "--level", "province", "--place", "33")
        add_account(record, "xihu", "--level", "county", "--place", "330106")
        add_account(record, "shenji", "--office", "audit")
        with Server(record, *record.options(), "--proxy", "127.0.0.1") as server:
            server.ready()
            who = {name: Client(server) for name in ("ministry", "zhejiang", "xihu", "shenji")}
            for name, client in who.items():
                client.sign_in(name)
            who["shenji"].enrol()
            public = Public(server)
            refused(record, server, public)
            seq, digests = received(record, server, public, {**who, "nobody": None})
            if record.address is None:
                budgets(record, server, public)
        if record.address is None:
            with sqlite3.connect(os.path.join(record.data, "jiqun.db")) as db:
                db.execute("DELETE FROM entry WHERE space = 'upload.day'")
            lapse(record, digests)
        shared(record)
        erased(record, seq, digests)
    tap.end()


if __name__ == "__main__":
    main()
