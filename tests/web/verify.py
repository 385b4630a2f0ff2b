#!/usr/bin/env python3
"""The page that checks proofs offline, against the program: proofs of both suites, whole and changed at every kind of
place, are to be judged alike. Ends with TAP.
"""
import base64
import json
import os
import random
import re
import subprocess
import sys
import tempfile

ROOT, BIN = os.environ["JIQUN_ROOT"], os.environ["JIQUN_BIN"]
sys.path.insert(0, os.path.join(ROOT, "tests/http"))
sys.path.insert(1, os.path.join(ROOT, "tests/web"))
import steps  # noqa: E402
from server import Record, Server, Tap  # noqa: E402

tap = Tap()
CHANGED = 60  # files a suite
SEED = 20221


def jiqun(*args, good=(0,)):
    done = subprocess.run([BIN, *args], capture_output=True, text=True)
    if done.returncode not in good:
        raise SystemExit(f"jiqun {' '.join(args)}: {done.stdout}{done.stderr}")
    return done


class Proofs:
    """A record of a suite, its key, and proofs of two of its clusters."""

    def __init__(self, folder, suite):
        self.folder, self.suite, self.files = folder, suite, []
        data = os.path.join(folder, suite)
        jiqun("init", "--data", data, "--demo", "--suite", suite)
        jiqun("simulate", "--data", data, "--clusters", "12", "--provinces", "1", "--years", "3")
        said = jiqun("register", "--data", data, "--state", "recognised", "--format", "json").stdout
        rows = [json.loads(line) for line in said.splitlines()]
        self.name = rows[0]["name"]
        self.keys = self.write("pub", "".join(sorted(open(os.path.join(data, "keys", n), encoding="utf-8").read().strip() + "\n"
                                                      for n in os.listdir(os.path.join(data, "keys")) if n.endswith(".pub"))))
        self.secret = os.path.join(data, "keys/log-01.key")
        self.proof = self.made(data, rows[0]["case"])
        self.other = self.made(data, rows[1]["case"])

    def made(self, data, case):
        path = os.path.join(self.folder, f"{self.suite}-{case}.proof")
        jiqun("proof", case, "--data", data, "--to", path)
        return open(path, encoding="utf-8").read()

    def write(self, name, text):
        path = os.path.join(self.folder, f"{self.suite}-{name}")
        with open(path, "w", encoding="utf-8", newline="") as f:
            f.write(text)
        return path

    def add(self, text, what="", keys=None):
        path, keys = self.write(f"{len(self.files)}.proof", text), keys or self.keys
        said = jiqun("verify", path, "--pub", keys, good=(0, 1, 2))
        self.files.append({"path": path, "keys": keys, "holds": said.returncode == 0, "what": what and f"{self.suite}: {what}",
                           "name": self.name, "said": said.stdout + said.stderr})


def changed(text, other, rng):
    """One of the ways in which a file comes to differ."""
    at = rng.randrange(len(text))
    way = rng.randrange(6)
    if way == 0:
        return text[:at] + chr(33 + (ord(text[at]) + 1) % 90) + text[at + 1:]
    if way == 1:
        return text[:at]
    if way == 2:
        return text[:at] + text[at + 1:]
    if way == 3:
        return text[:at] + text[at] + text[at:]
    lines, theirs = text.split("\n"), other.split("\n")
    if way == 4:
        k = rng.randrange(len(lines))
        lines[k] = theirs[k] if k < len(theirs) else ""
    else:
        lines.insert(rng.randrange(len(lines) + 1), rng.choice(["", "\u2014 a/b AAAAAAAA", " "]))
    return "\n".join(lines)


def signed(proofs, text):
    """As the keeper of the log would sign it, were he to sign what is not so (openssl; docs/record.md)."""
    path, out = proofs.write("text", text), proofs.write("signature", "")
    sm2 = ["-digest", "sm3", "-pkeyopt", "distid:1234567812345678"] if proofs.suite == "sm3" else []
    subprocess.run(["openssl", "pkeyutl", "-sign", "-rawin", *sm2, "-inkey", proofs.secret, "-in", path, "-out", out], check=True, capture_output=True)
    name, key_id, _ = open(proofs.keys, encoding="utf-8").readline().split("+", 2)
    with open(out, "rb") as f:
        return f"{text}\n\u2014 {name} {base64.b64encode(bytes.fromhex(key_id) + f.read()).decode()}\n"


class Claim:
    """What a proof says, to be changed and signed again."""

    def __init__(self, proofs, proof):
        self.proofs = proofs
        self.first, text, _ = proof.split("\n", 2)
        self.said = json.loads(text)

    def sign(self):
        text = json.dumps(self.said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return signed(self.proofs, f"{self.first}\n{text}\n")


def event_of(value, key, old, new):
    assert old in value[key], (key, old)
    value[key] = value[key].replace(old, new, 1)


def path_changed(event):
    """Another hash in the path of the inclusion proof."""
    lines = event["proof"].split("\n")
    lines[2] = base64.b64encode(bytes(32)).decode()
    event["proof"] = "\n".join(lines)


# What the keeper signs although it is not so: what is changed in the text, and why that can be seen.
LIES = {
    "not when the state does not follow": lambda c, o: c["certifies"].update(state="revoked"),
    "not when the county does not follow": lambda c, o: c["certifies"].update(county="110101"),
    "not when the term does not follow": lambda c, o: c["certifies"].pop("valid_until"),
    "not when it is said to be real": lambda c, o: c["certifies"].pop("demonstration"),
    "not for another cluster": lambda c, o: c["certifies"].update(cluster=o["certifies"]["cluster"]),
    "not with an event of another cluster": lambda c, o: c["events"].append(o["events"][0]),
    "not without the event of its recognition": lambda c, o: c["events"].pop(),
    "not without events": lambda c, o: c["events"].clear(),
    "not with events in another order": lambda c, o: c["events"].reverse(),
    "not with an event twice": lambda c, o: c["events"].append(c["events"][-1]),
    "not with another payload": lambda c, o: event_of(c["events"][0], "payload", "register", "Register")
                                if "register" in c["events"][0]["payload"] else event_of(c["events"][0], "payload", "20", "21"),
    "not with another salt": lambda c, o: c["events"][0].update(salt="00" * 16),
    "not with another leaf": lambda c, o: event_of(c["events"][1], "leaf", "2023", "2022"),
    "not with another path": lambda c, o: path_changed(c["events"][0]),
    "not with the proof of another event": lambda c, o: c["events"][0].update(proof=c["events"][1]["proof"]),
    "not with another place in the log": lambda c, o: event_of(c["events"][0], "proof", "\nindex ", "\nindex 1"),
    "not by the other suite": lambda c, o: c.update(suite="sha256" if c["suite"] == "sm3" else "sm3"),
    "not with a form of its own": lambda c, o: c["certifies"].update(state=1),
}


def fill(proofs, others, rng):
    proofs.add(proofs.proof, "a proof holds")
    proofs.add(proofs.other, "that of another cluster, too")
    proofs.add(Claim(proofs, proofs.proof).sign(), "signed again by the same key it holds")
    proofs.add(proofs.proof, "not by the key of another log", others.keys)
    proofs.add(proofs.proof.replace('"state":"recognised"', '"state":"revoked"'), "not with words that nobody signed")
    proofs.add(re.sub(r"\n\u2014 .*\n$", "\n", proofs.proof), "not without its signature")
    proofs.add(proofs.proof.replace("\n", "\r\n"), "not with other ends of lines")
    proofs.add("\ufeff" + proofs.proof, "not behind a byte order mark")
    proofs.add("", "not when it is empty")
    for what, lie in LIES.items():
        claim = Claim(proofs, proofs.proof)
        lie(claim.said, Claim(proofs, proofs.other).said)
        proofs.add(claim.sign(), f"signed, but {what}")
    for _ in range(CHANGED):
        proofs.add(changed(proofs.proof, proofs.other, rng))


def main():
    steps.needs()
    rng = random.Random(SEED)
    with tempfile.TemporaryDirectory() as folder, Record(clusters=2, years=1, seed=1) as record, Server(record) as server:
        server.ready()
        status, headers, page = server.ask("GET", "/verify/offline")
        if status == 404:
            steps.skip("this build has no page that checks offline (scripts/web.sh)")
        tap.check(headers["cache-control"] == "no-cache" and "unsafe" not in headers["content-security-policy"]
                  and "frame-ancestors 'none'" in headers["content-security-policy"], "the page and its policy", headers)
        tap.check(b"src=" not in page and b"href=" not in page and b"http" not in page.split(b"<script>")[0].replace(b"http-equiv", b""),
                  "it is one file that names no other")
        shown = server.ask("GET", "/verify")[2].decode()
        tap.check('href="/verify/offline" download="verify.html"' in shown, "it is offered where checking is explained")
        kept = os.path.join(folder, "verify.html")
        with open(kept, "wb") as f:
            f.write(page)
        both = [Proofs(folder, suite) for suite in ("sm3", "sha256")]
        for proofs, others in zip(both, reversed(both)):
            fill(proofs, others, rng)
        files = [f for proofs in both for f in proofs.files]
        whole = [f for f in files if f["holds"]]
        tap.check(6 <= len(whole) < len(files) / 2, "the program takes the whole ones and refuses what was changed",
                  [f["said"] for f in whole])
        wrong = [(f["what"], f["said"]) for f in files if f["what"] and f["holds"] == (": not" in f["what"] or "but not" in f["what"])]
        tap.check(not wrong, "it judges each of those with a name as it should", wrong)
        for f in files:
            del f["said"]
        steps.take(tap, server, "verify.mjs", {"page": kept, "files": files})
    tap.end()


main()
