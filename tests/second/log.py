#!/usr/bin/env python3
"""A second implementation of the log, written from the standards and not from src/log, to compare with.

Only Python's standard library is used; SM3, SM2 and Ed25519 are written out in suites.py. Everything follows definitions
rather than speed: roots and proofs are the recursions of RFC 9162 section 2.1, tiles are rows of roots as C2SP
tlog-tiles says.

  log.py selftest                                 vectors printed in the standards
  log.py check DIR VKEY...                        a log in the layout of tlog-tiles: checkpoint, entries, every tile
  log.py proof FILE ENTRY [FILE ENTRY...] VKEY... inclusion proofs (*.tlog-proof), each for the bytes in the file ENTRY
  log.py proofs DIR LIST VKEY...                  lines "inclusion INDEX SIZE HASH..." and "consistency OLD SIZE HASH..."
                                                  against what the entries of DIR make them
  log.py record DIR [DB]                          a record as jiqun export log writes it, by the keys in DIR/keys: as
                                                  check; every payload by its salted digest; every checkpoint, and that
                                                  each is an extension of the one before; DB: the record's SQLite
                                                  database, for the persons' parts
  log.py certificate FILE VKEY...                 a proof as jiqun proof writes it

VKEY is a verifier key or a file that holds one. Exit status 0: all is well; 1: it is not, and standard error says why.
"""
import base64
import functools
import json
import os
import re
import sqlite3
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import sealed  # noqa: E402
from suites import SM2_G, SM2_N, Bad, ed25519_verify, need, sha256, sm2_mul, sm2_point, sm2_verify, sm3  # noqa: E402


# ---- the tree (RFC 9162 section 2.1) ----

HASHES = {"sm3": sm3, "sha256": sha256}


class Tree:
    """A log of which all leaf hashes are known."""

    def __init__(self, suite, leaves):
        self.hash = HASHES[suite]
        self.leaves = leaves
        self.root = functools.lru_cache(maxsize=None)(self._root)

    @property
    def size(self):
        return len(self.leaves)

    def _root(self, first, end):
        """MTH(D[first:end])"""
        if end == first:
            return self.hash(b"")
        if end - first == 1:
            return self.leaves[first]
        k = first + split(end - first)
        return self.hash(b"\x01" + self.root(first, k) + self.root(k, end))

    def inclusion(self, m, size):
        """PATH(m, D[size])"""
        def path(m, first, end):
            if end - first == 1:
                return []
            k = first + split(end - first)
            if m < k:
                return path(m, first, k) + [self.root(k, end)]
            return path(m, k, end) + [self.root(first, k)]
        need(m < size <= self.size, "no such leaf")
        return path(m, 0, size)

    def consistency(self, m, size):
        """PROOF(m, D[size])"""
        def subproof(m, first, end, whole):
            if m == end:
                return [] if whole else [self.root(first, end)]
            k = first + split(end - first)
            if m <= k:
                return subproof(m, first, k, whole) + [self.root(k, end)]
            return subproof(m, k, end, False) + [self.root(first, k)]
        need(0 < m <= size <= self.size, "no such sizes")
        return subproof(m, 0, size, True)

    def tile(self, level, index, width=256):
        """The hashes of a tile, as they stand in its file."""
        span = 256 ** level
        at = [(index * 256 + i) * span for i in range(width)]
        return b"".join(self.root(first, first + span) for first in at)


def split(n):
    """The largest power of two below n."""
    return 1 << (n - 1).bit_length() - 1


def leaf_hash(suite, entry):
    return HASHES[suite](b"\0" + entry)


def root_from_inclusion(suite, leaf, index, size, path):
    """The root that a path leads to: the recursion of PATH read from its end."""
    hash_ = HASHES[suite]

    def climb(m, n, path):
        if n == 1:
            need(not path, "the path is too long")
            return leaf
        need(path, "the path is too short")
        k = split(n)
        if m < k:
            return hash_(b"\x01" + climb(m, k, path[:-1]) + path[-1])
        return hash_(b"\x01" + path[-1] + climb(m - k, n - k, path[:-1]))
    need(0 <= index < size, "no such leaf")
    return climb(index, size, path)


def roots_from_consistency(suite, old, old_root, size, path):
    """The old and the new root that a consistency proof leads to."""
    hash_ = HASHES[suite]

    def climb(m, n, whole, path):
        if m == n:
            if whole:
                need(not path, "the proof is too long")
                return old_root, old_root
            need(len(path) == 1, "the proof has a wrong length")
            return path[0], path[0]
        need(path, "the proof is too short")
        k, last = split(n), path[-1]
        if m <= k:
            before, after = climb(m, k, whole, path[:-1])
            return before, hash_(b"\x01" + after + last)
        before, after = climb(m - k, n - k, False, path[:-1])
        return hash_(b"\x01" + last + before), hash_(b"\x01" + last + after)
    need(0 < old <= size, "no such sizes")
    return climb(old, size, True, path)


# ---- notes, keys, checkpoints (C2SP signed-note, tlog-checkpoint) ----

SM2_TYPE = b"\xffjiqun/sm2"
ED_TYPE = b"\x01"


def decode64(text):
    value = base64.b64decode(text, validate=True)
    need(base64.b64encode(value).decode() == text, "base64 not in its one form")
    return value


def name_ok(name):
    return bool(name) and "+" not in name and not re.search(r"\s", name)


class Key:
    """A verifier key."""

    def __init__(self, line):
        self.line = line
        self.name, key_id, material = line.split("+", 2)
        need(name_ok(self.name) and re.fullmatch("[0-9a-f]{8}", key_id), "not a verifier key")
        material = decode64(material)
        self.id = sha256(self.name.encode() + b"\n" + material)[:4]
        need(self.id.hex() == key_id, "the id of the verifier key is wrong")
        if material.startswith(SM2_TYPE):
            self.suite, self.raw = "sm3", material[len(SM2_TYPE):]
            sm2_point(self.raw)
            need(self.name.endswith("/sm3"), "the name of an SM3 log ends in /sm3")
        else:
            need(material.startswith(ED_TYPE) and len(material) == 33, "a verifier key of unknown type")
            self.suite, self.raw = "sha256", material[1:]

    def signed(self, text, signature):
        return (sm2_verify if self.suite == "sm3" else ed25519_verify)(self.raw, text, signature)


def open_note(note, keys):
    """The text of a note and the keys that signed it."""
    text = note.decode("utf-8", "strict")
    need(not re.search(r"[\x00-\x09\x0b-\x1f]", text), "a control character in a note")
    at = text.rfind("\n\n")
    need(at > 0 and text.endswith("\n") and at + 2 < len(text), "not a signed note")
    body, by = text[:at + 1], []
    for line in text[at + 2:-1].split("\n"):
        parts = line.split(" ")
        need(len(parts) == 3 and parts[0] == "\u2014" and name_ok(parts[1]), "not a signature line: " + line)
        blob = decode64(parts[2])
        need(len(blob) > 4, "a signature line without a signature")
        known = [k for k in keys if k.name == parts[1] and k.id == blob[:4]]
        for key in known:
            need(key.signed(body.encode(), blob[4:]), f"the signature by {key.name} is bad")
        by += known
    need(by, "no signature by a known key")
    return body, by


class Checkpoint:
    def __init__(self, note, keys):
        text, by = open_note(note, keys)
        lines = text.split("\n")
        need(len(lines) >= 4 and lines.pop() == "" and all(lines), "not a checkpoint")
        need(re.fullmatch("0|[1-9][0-9]*", lines[1]), "not a size")
        self.origin, self.size, self.root = lines[0], int(lines[1]), decode64(lines[2])
        need(len(self.root) == 32, "not a root")
        own = [k for k in by if k.name == self.origin]
        need(own, f"no key of {self.origin} signed its checkpoint")
        self.key = own[0]
        self.suite = self.key.suite


# ---- inclusion proofs as text (C2SP tlog-proof) ----

FIRST_LINE = {"jiqun/tlog-proof-sm3@v1": "sm3", "c2sp.org/tlog-proof@v1": "sha256"}


class Proof:
    def __init__(self, data):
        head, found, self.note = data.partition(b"\n\n")
        need(found, "no checkpoint after the proof")
        lines = head.decode("ascii", "strict").split("\n")
        need(lines[0] in FIRST_LINE, "not an inclusion proof")
        self.suite = FIRST_LINE[lines.pop(0)]
        self.extra = b""
        if lines and lines[0].startswith("extra "):
            self.extra = decode64(lines.pop(0)[6:])
        need(lines and re.fullmatch("index (0|[1-9][0-9]*)", lines[0]), "no index")
        self.index = int(lines.pop(0)[6:])
        self.path = [decode64(line) for line in lines]
        need(all(len(h) == 32 for h in self.path), "a hash of another length")

    def verify(self, entry, keys):
        checkpoint = Checkpoint(self.note, keys)
        need(checkpoint.suite == self.suite, "proof and key are of two kinds")
        leaf = leaf_hash(self.suite, entry)
        root = root_from_inclusion(self.suite, leaf, self.index, checkpoint.size, self.path)
        need(root == checkpoint.root, "the path does not lead to the root of the checkpoint")
        return checkpoint


# ---- a log as files (C2SP tlog-tiles) ----

def tile_path(level, index, width=256):
    groups = f"{index:03d}"
    groups = groups.zfill(-(-len(groups) // 3) * 3)
    parts = [groups[i:i + 3] for i in range(0, len(groups), 3)]
    path = "/".join(["tile", str(level)] + ["x" + p for p in parts[:-1]] + parts[-1:])
    return path if width == 256 else f"{path}.p/{width}"


def tiles_of(size):
    """Level, index and width of every tile of a tree."""
    level = 0
    while size >> 8 * level:
        count = size >> 8 * level
        for index in range(-(-count // 256)):
            yield level, index, min(256, count - 256 * index)
        level += 1


def read(*path):
    with open(os.path.join(*path), "rb") as f:
        return f.read()


def bundle_entries(data):
    entries, at = [], 0
    while at < len(data):
        n = int.from_bytes(data[at:at + 2], "big")
        need(at + 2 + n <= len(data), "an entry bundle that is cut off")
        entries.append(data[at + 2:at + 2 + n])
        at += 2 + n
    return entries


class Log:
    """A log in a folder; what is read is checked against its checkpoint."""

    def __init__(self, folder, keys):
        self.folder = folder
        self.checkpoint = Checkpoint(read(folder, "checkpoint"), keys)
        self.entries = []
        for level, index, width in tiles_of(self.checkpoint.size):
            if level > 0:
                break
            found = bundle_entries(read(folder, tile_path("entries", index, width)))
            need(len(found) == width, f"entry bundle {index} has {len(found)} entries, not {width}")
            self.entries += found
        suite = self.checkpoint.suite
        self.tree = Tree(suite, [leaf_hash(suite, e) for e in self.entries])
        need(self.tree.root(0, self.tree.size) == self.checkpoint.root, "the entries do not make the root")

    def check_tiles(self):
        count = 0
        for level, index, width in tiles_of(self.checkpoint.size):
            path = tile_path(level, index, width)
            need(read(self.folder, path) == self.tree.tile(level, index, width), path + " is wrong")
            count += 1
        return count

    def check_proofs(self, lines):
        """Each proof is the one that the definition gives, and leads to the root."""
        tree, suite, count = self.tree, self.checkpoint.suite, 0
        for line in lines:
            kind, first, size, *path = line.split()
            first, size, path = int(first), int(size), [bytes.fromhex(h) for h in path]
            root = tree.root(0, size)
            if kind == "inclusion":
                need(path == tree.inclusion(first, size), line + ": another path")
                need(root_from_inclusion(suite, tree.leaves[first], first, size, path) == root, line + ": no root")
            else:
                need(kind == "consistency" and path == tree.consistency(first, size), line + ": another proof")
                old = tree.root(0, first)
                need(roots_from_consistency(suite, first, old, size, path) == (old, root), line + ": no roots")
            count += 1
        return count


# ---- a record of jiqun (docs/record.md) ----

def canonical(text):
    """The object that a text is, when it is written in the one form: members in order, no blanks, no fractions."""
    value = json.loads(text)
    again = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    need(again.encode() == text, "not canonical JSON: " + text[:80].decode(errors="replace"))
    return value


def salted(suite, salt, data):
    need(len(salt) == 16, "a salt of another length")
    return HASHES[suite](salt + data).hex()


class Record(Log):
    def __init__(self, folder):
        names = sorted(n for n in os.listdir(os.path.join(folder, "keys")) if n.endswith(".pub"))
        self.keys = [Key(read(folder, "keys", n).decode().strip()) for n in names]
        super().__init__(folder, self.keys)
        self.suite = self.checkpoint.suite
        self.leaves = [canonical(e) for e in self.entries]
        for i, leaf in enumerate(self.leaves):
            need(leaf["seq"] == i, f"entry {i} is of event {leaf['seq']}")

    def check_payloads(self):
        count = 0
        for level, index, width in tiles_of(self.checkpoint.size):
            if level > 0:
                break
            lines = read(self.folder, tile_path("entries", index, width).replace("tile/entries", "payload")).split(b"\n")
            need(lines.pop() == b"" and len(lines) == width, f"payload bundle {index} has not {width} lines")
            for i, line in enumerate(lines):
                salt, _, payload = line.partition(b" ")
                leaf = self.leaves[256 * index + i]
                need(salted(self.suite, bytes.fromhex(salt.decode()), payload) == leaf["payload"],
                     f"event {leaf['seq']}: the payload is not the one of its leaf")
                canonical(payload)
                count += 1
        return count

    def check_checkpoints(self):
        """Each was signed, has the tree of its size, and extends the one before it."""
        sizes = sorted(int(n) for n in os.listdir(os.path.join(self.folder, "checkpoints")))
        before, newest = None, None
        for size in sizes:
            note = read(self.folder, "checkpoints", str(size))
            c = Checkpoint(note, self.keys)
            need(c.size == size and c.root == self.tree.root(0, size), f"checkpoint {size} is of another tree")
            if before:
                proof = self.tree.consistency(before.size, size)
                need(roots_from_consistency(self.suite, before.size, before.root, size, proof) == (before.root, c.root),
                     f"checkpoint {size} does not extend {before.size}")
            before, newest = c, note
        need(newest == read(self.folder, "checkpoint"), "the last of checkpoints/ is not the checkpoint")
        for index in range(0, self.tree.size, 7):
            path = self.tree.inclusion(index, self.tree.size)
            need(root_from_inclusion(self.suite, self.tree.leaves[index], index, self.tree.size, path) == before.root,
                 f"event {index} is not in the tree")
        return len(sizes)

    def check_persons(self, path):
        """Those that were not erased are what the leaves name, and nobody else is there."""
        rows = sqlite3.connect(f"file:{path}?mode=ro", uri=True).execute("SELECT seq, erased, salt, body FROM person")
        keys = sealed.keys_of(os.path.dirname(path))
        found = {seq: (erased, salt, body) for seq, erased, salt, body in rows}
        named = {leaf["seq"]: leaf["person"] for leaf in self.leaves if "person" in leaf}
        need(set(found) == set(named), "persons of other events than the leaves name")
        for seq, (erased, salt, body) in found.items():
            if erased:
                need(salt == b"" and body == b"", f"event {seq}: erased, and still there")
            else:
                plain = sealed.open_part(keys, seq, body)
                need(salted(self.suite, salt, plain) == named[seq], f"event {seq}: the person is not the one of its leaf")
        return sum(1 for erased, _, _ in found.values() if not erased)


def check_certificate(data, keys):
    """The events that a certificate gives are in the log, and say what it certifies."""
    text, by = open_note(data, keys)
    first, _, rest = text.partition("\n")
    need(first == "jiqun/certificate@v1" and rest.endswith("\n"), "not a certificate")
    said = canonical(rest[:-1].encode())
    suite, certified, state, origin = said["suite"], said["certifies"], None, None
    for event in said["events"]:
        entry, payload = event["leaf"].encode(), event["payload"].encode()
        leaf, happened = canonical(entry), canonical(payload)
        need(salted(suite, bytes.fromhex(event["salt"]), payload) == leaf["payload"], "the payload of another event")
        proof = Proof(event["proof"].encode())
        need(proof.index == leaf["seq"] and leaf["stream"] == certified["cluster"], "the proof of another event")
        origin = proof.verify(entry, keys).origin
        for sign, path, owner, _, to in happened.get("counts", []):
            if sign == "+" and owner == "" and (path or leaf["case"]) == certified["cluster"]:
                state = to
    need(state == certified["state"], "it certifies another state than its events give")
    need(origin in [k.name for k in by], "it was not signed by a key of the log")
    return f"{certified['cluster']}: {state}, {len(said['events'])} events"


# ---- vectors ----

def selftest():
    h = bytes.fromhex
    need(sm3(b"abc") == h("66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"), "SM3, example 1")
    need(sm3(b"abcd" * 16) == h("debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"), "SM3, example 2")
    # GM/T 0003.5, the example of a signature on the recommended curve
    public = h("0409f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020"
               "ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13")
    signature = h("3046022100f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3"
                  "022100b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa")
    need(sm2_mul(0x3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8, SM2_G) == sm2_point(public),
         "SM2, the public key")
    need(sm2_verify(public, b"message digest", signature), "SM2, the signature")
    need(not sm2_verify(public, b"message digesu", signature), "SM2, another message")
    need(not sm2_verify(public, b"message digest", signature, b"1234567812345679"), "SM2, another id")
    need(sm2_mul(SM2_N, SM2_G) is None, "SM2, the order of the base point")
    # RFC 8032 section 7.1, tests 1 and 3
    for key, message, signature in (
            ("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
             "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe"
             "24655141438e7a100b"),
            ("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
             "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed2"
             "8dc027beceea1ec40a")):
        need(ed25519_verify(h(key), h(message), h(signature)), "Ed25519, a signature")
        need(not ed25519_verify(h(key), h(message) + b"x", h(signature)), "Ed25519, another message")
    # Certificate Transparency: eight leaves
    inputs = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
    tree = Tree("sha256", [leaf_hash("sha256", h(x)) for x in inputs])
    for size, root in ((0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
                       (3, "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"),
                       (7, "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c"),
                       (8, "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328")):
        need(tree.root(0, size) == h(root), f"the root of {size} leaves")
    # C2SP signed-note and tlog-tiles
    key = Key("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")
    note = ("This is an example message.\n\n\u2014 example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ER"
            "YNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n")
    need(open_note(note.encode(), [key]) == ("This is an example message.\n", [key]), "the note of signed-note")
    need(tile_path(0, 1234067) == "tile/0/x001/x234/067", "a tile's path")
    need(tile_path(0, 273, 112) == "tile/0/273.p/112", "a partial tile's path")
    need(list(tiles_of(70000))[-5:] == [(0, 272, 256), (0, 273, 112), (1, 0, 256), (1, 1, 17), (2, 0, 1)], "tiles")


# ---- command line ----

def keys_of(arguments):
    need(arguments, "a verifier key is lacking")
    return [Key(read(a).decode().strip() if os.path.exists(a) else a) for a in arguments]


def command(name, *arguments):
    if name == "selftest":
        selftest()
        return "the vectors hold"
    if name == "check":
        log = Log(arguments[0], keys_of(arguments[1:]))
        return f"{log.checkpoint.origin}: {log.tree.size} entries, {log.check_tiles()} tiles"
    if name == "proof":
        said, rest = [], list(arguments)
        while len(rest) > 2 and rest[0].endswith(".tlog-proof"):
            said.append((Proof(read(rest.pop(0))), read(rest.pop(0))))
        keys = keys_of(rest)
        need(said, "a proof is lacking")
        return "\n".join(f"entry {p.index} of {p.verify(entry, keys).size}" for p, entry in said)
    if name == "proofs":
        log = Log(arguments[0], keys_of(arguments[2:]))
        return f"{log.check_proofs(read(arguments[1]).decode().splitlines())} proofs"
    if name == "record":
        record = Record(arguments[0])
        said = (f"{record.checkpoint.origin}: {record.tree.size} events, {record.check_tiles()} tiles, "
                f"{record.check_payloads()} payloads, {record.check_checkpoints()} checkpoints")
        return said + (f", {record.check_persons(arguments[1])} persons" if len(arguments) > 1 else "")
    if name == "certificate":
        return check_certificate(read(arguments[0]), keys_of(arguments[1:]))
    raise Bad("unknown command " + name)


def main():
    if len(sys.argv) < 2 or sys.argv[1] not in (
            "selftest", "check", "proof", "proofs", "record", "certificate"):
        print(__doc__, file=sys.stderr)
        return 2
    try:
        print(command(*sys.argv[1:]))
    except (Bad, ValueError, OSError, IndexError, KeyError, TypeError, AttributeError, sqlite3.Error) as why:
        print(f"log.py: {why}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
