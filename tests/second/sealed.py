#!/usr/bin/env python3
"""Opens what a record keeps sealed, by its key file: HMAC-SM3, SM4 (GB/T 32907) and GCM (NIST SP 800-38D) written out from
the standards, by nothing but the standard library.

  sealed.py parts FOLDER    the person parts of a record on SQLite that are not erased: a line of JSON each,
                            [number of the event, digits of its salt, what the part says]
  sealed.py vectors         the worked examples of the standards
"""
import json
import os
import sqlite3
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from suites import Bad, need, sm3  # noqa: E402


# ---- SM4 ----

def _inverses():
    """In GF(2^8) by x^8+x^7+x^6+x^5+x^4+x^2+1; that of 0 is 0."""
    def times(a, b):
        product = 0
        while b:
            if b & 1:
                product ^= a
            a = a << 1 ^ (0x1F5 if a & 0x80 else 0)
            b >>= 1
        return product

    inverse = [0] * 256
    for a in range(1, 256):
        inverse[a] = next(b for b in range(1, 256) if times(a, b) == 1)
    return inverse


def _affine(x):
    rows = [(0xA7 << i | 0xA7 >> (8 - i)) & 0xFF for i in range(8)]
    return sum((bin(row & x).count("1") & 1) << i for i, row in enumerate(rows)) ^ 0xD3


_INVERSE = _inverses()
_SBOX = [_affine(_INVERSE[_affine(x)]) for x in range(256)]
_FK = (0xA3B1BAC6, 0x56AA3350, 0x677D9197, 0xB27022DC)
_CK = [int.from_bytes(bytes((4 * i + j) * 7 & 0xFF for j in range(4)), "big") for i in range(32)]


def _rotl(x, n):
    return (x << n | x >> (32 - n)) & 0xFFFFFFFF


def _tau(x):
    return int.from_bytes(bytes(_SBOX[b] for b in x.to_bytes(4, "big")), "big")


def _words(block):
    return [int.from_bytes(block[i:i + 4], "big") for i in range(0, 16, 4)]


def sm4_keys(key):
    k = [a ^ b for a, b in zip(_words(key), _FK)]
    for i in range(32):
        t = _tau(k[i + 1] ^ k[i + 2] ^ k[i + 3] ^ _CK[i])
        k.append(k[i] ^ t ^ _rotl(t, 13) ^ _rotl(t, 23))
    return k[4:]


def sm4_block(keys, block):
    x = _words(block)
    for i in range(32):
        t = _tau(x[i + 1] ^ x[i + 2] ^ x[i + 3] ^ keys[i])
        x.append(x[i] ^ t ^ _rotl(t, 2) ^ _rotl(t, 10) ^ _rotl(t, 18) ^ _rotl(t, 24))
    return b"".join(w.to_bytes(4, "big") for w in reversed(x[32:]))


# ---- GCM ----

def _ghash(h, data):
    h, y = int.from_bytes(h, "big"), 0
    for at in range(0, len(data), 16):
        z, v = 0, h
        y ^= int.from_bytes(data[at:at + 16], "big")
        for bit in range(127, -1, -1):
            if y >> bit & 1:
                z ^= v
            v = v >> 1 ^ (0xE1 << 120 if v & 1 else 0)
        y = z
    return y.to_bytes(16, "big")


def gcm_open(key, nonce, aad, text, tag):
    """The plain text; None when the tag is not the one of text, nonce and aad."""
    keys = sm4_keys(key)
    h = sm4_block(keys, bytes(16))
    whole = lambda x: x + b"\0" * (-len(x) % 16)  # noqa: E731
    sizes = (8 * len(aad)).to_bytes(8, "big") + (8 * len(text)).to_bytes(8, "big")
    first = sm4_block(keys, nonce + b"\0\0\0\1")
    made = bytes(a ^ b for a, b in zip(_ghash(h, whole(aad) + whole(text) + sizes), first))
    if made != tag:
        return None
    stream = b"".join(sm4_block(keys, nonce + (i + 2).to_bytes(4, "big")) for i in range((len(text) + 15) // 16))
    return bytes(a ^ b for a, b in zip(text, stream))


# ---- the record ----

def hmac_sm3(key, text):
    inner, outer = (bytes(b ^ pad for b in key.ljust(64, b"\0")) for pad in (0x36, 0x5C))
    return sm3(outer + sm3(inner + text))


def keys_of(folder):
    """The keys of keys/personal.key that seal, the newest first: 16 bytes each."""
    with open(os.path.join(folder, "keys", "personal.key"), encoding="ascii") as file:
        lines = [line.split(" ") for line in file.read().splitlines()]
    found = []
    for word, form, name, digits in lines:
        key = bytes.fromhex(digits)
        need((word, form) == ("jiqun-personal-key", "1"), "personal.key: another form")
        need(hmac_sm3(key, b"jiqun personal data: name of the key").hex()[:16] == name, "personal.key: not the key's name")
        found.insert(0, hmac_sm3(key, b"jiqun personal data: cipher")[:16])
    return found


def open_part(keys, seq, body):
    """A part that an older program wrote is not sealed: it begins with a bracket."""
    if body[:1] == b"[":
        return body
    need(len(body) >= 29 and body[0] == 1, f"event {seq}: no sealed text")
    for key in keys:
        plain = gcm_open(key, body[1:13], b"person\0%d" % seq, body[13:-16], body[-16:])
        if plain is not None:
            return plain
    raise Bad(f"event {seq}: what was sealed does not open")


def put_parts(folder):
    rows = sqlite3.connect(f"file:{folder}/jiqun.db?mode=ro", uri=True).execute(
        "SELECT seq, salt, body FROM person WHERE NOT erased ORDER BY seq")
    keys = keys_of(folder)
    for seq, salt, body in rows:
        print(json.dumps([seq, salt.hex(), json.loads(open_part(keys, seq, body))], ensure_ascii=False))


def vectors():
    h = bytes.fromhex
    key = h("0123456789abcdeffedcba9876543210")
    need(sm4_block(sm4_keys(key), key) == h("681edf34d206965e86b3e94f536e4246"), "SM4: GB/T 32907, A.1")
    nonce, aad = h("00001234567800000000abcd"), h("feedfacedeadbeeffeedfacedeadbeefabaddad2")
    text = h("17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735"
             "d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d")
    tag = h("83de3541e4c2b58177e065a9bf7b62ec")
    plain = b"".join(h(2 * 8 * digit) for digit in "abcdefea")
    need(gcm_open(key, nonce, aad, text, tag) == plain, "SM4-GCM: RFC 8998, A.1")
    need(gcm_open(key, nonce, aad[:-1], text, tag) is None, "SM4-GCM: another place")
    need(gcm_open(key, nonce, aad, text[:-1] + b"\0", tag) is None, "SM4-GCM: another text")


if __name__ == "__main__":
    if len(sys.argv) == 3 and sys.argv[1] == "parts":
        put_parts(sys.argv[2])
    elif len(sys.argv) == 2 and sys.argv[1] == "vectors":
        vectors()
    else:
        sys.exit(__doc__)
