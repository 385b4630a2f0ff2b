"""Hashes and signatures of both suites, written out from the standards: SM3, SM2, Ed25519. Of speed nothing is asked."""
import functools
import hashlib


class Bad(Exception):
    """Something does not hold, or is not written as it must be."""


def need(condition, what):
    if not condition:
        raise Bad(what)


# ---- SM3 (GB/T 32905) ----

def _rotl(x, n):
    n %= 32
    return ((x << n) | (x >> (32 - n))) & 0xFFFFFFFF


_SM3_T = [_rotl(0x79CC4519 if j < 16 else 0x7A879D8A, j) for j in range(64)]
_SM3_IV = (0x7380166F, 0x4914B2B9, 0x172442D7, 0xDA8A0600, 0xA96F30BC, 0x163138AA, 0xE38DEE4D, 0xB0FB0E4E)


def _p0(x):
    return x ^ _rotl(x, 9) ^ _rotl(x, 17)


def _p1(x):
    return x ^ _rotl(x, 15) ^ _rotl(x, 23)


def _sm3_block(state, block):
    w = [int.from_bytes(block[i:i + 4], "big") for i in range(0, 64, 4)]
    for j in range(16, 68):
        w.append(_p1(w[j - 16] ^ w[j - 9] ^ _rotl(w[j - 3], 15)) ^ _rotl(w[j - 13], 7) ^ w[j - 6])
    a, b, c, d, e, f, g, h = state
    for j in range(64):
        ss1 = _rotl((_rotl(a, 12) + e + _SM3_T[j]) & 0xFFFFFFFF, 7)
        ss2 = ss1 ^ _rotl(a, 12)
        ff = a ^ b ^ c if j < 16 else (a & b) | (a & c) | (b & c)
        gg = e ^ f ^ g if j < 16 else (e & f) | (~e & g)
        tt1 = (ff + d + ss2 + (w[j] ^ w[j + 4])) & 0xFFFFFFFF
        tt2 = (gg + h + ss1 + w[j]) & 0xFFFFFFFF
        a, b, c, d, e, f, g, h = tt1, a, _rotl(b, 9), c, _p0(tt2), e, _rotl(f, 19), g
    return tuple(x ^ y for x, y in zip(state, (a, b, c, d, e, f, g, h)))


@functools.lru_cache(maxsize=1 << 16)  # the same nodes are met in many proofs
def sm3(data):
    padded = data + b"\x80" + b"\0" * (-(len(data) + 9) % 64) + (8 * len(data)).to_bytes(8, "big")
    state = _SM3_IV
    for at in range(0, len(padded), 64):
        state = _sm3_block(state, padded[at:at + 64])
    return b"".join(x.to_bytes(4, "big") for x in state)


def sha256(data):
    return hashlib.sha256(data).digest()


# ---- SM2 (GM/T 0003) ----

SM2_P = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF
SM2_A = SM2_P - 3
SM2_B = 0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93
SM2_N = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123
SM2_G = (0x32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7,
         0xBC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0)
DISTID = b"1234567812345678"


def sm2_add(p, q):
    """Points are (x, y), None is the one at infinity."""
    if p is None or q is None:
        return q if p is None else p
    if p[0] == q[0]:
        if (p[1] + q[1]) % SM2_P == 0:
            return None
        slope = (3 * p[0] * p[0] + SM2_A) * pow(2 * p[1], -1, SM2_P)
    else:
        slope = (q[1] - p[1]) * pow(q[0] - p[0], -1, SM2_P)
    x = (slope * slope - p[0] - q[0]) % SM2_P
    return x, (slope * (p[0] - x) - p[1]) % SM2_P


def sm2_mul(k, p):
    sum_ = None
    while k:
        if k & 1:
            sum_ = sm2_add(sum_, p)
        p = sm2_add(p, p)
        k >>= 1
    return sum_


def sm2_point(raw):
    need(len(raw) == 65 and raw[0] == 4, "SM2: not an uncompressed point")
    x, y = int.from_bytes(raw[1:33], "big"), int.from_bytes(raw[33:], "big")
    need(x < SM2_P and y < SM2_P, "SM2: a coordinate out of range")
    need((y * y - x * x * x - SM2_A * x - SM2_B) % SM2_P == 0, "SM2: the point is not on the curve")
    return x, y


def sm2_z(point, distid):
    numbers = (SM2_A, SM2_B, *SM2_G, *point)
    return sm3((8 * len(distid)).to_bytes(2, "big") + distid + b"".join(v.to_bytes(32, "big") for v in numbers))


def der_two_integers(der):
    """SEQUENCE { INTEGER, INTEGER }, each in its one encoding."""
    def take(data, tag):
        need(len(data) >= 2 and data[0] == tag and data[1] < 0x80 and len(data) >= 2 + data[1], "DER: malformed")
        return data[2:2 + data[1]], data[2 + data[1]:]

    body, rest = take(der, 0x30)
    need(rest == b"", "DER: bytes after the end")
    numbers = []
    for _ in range(2):
        value, body = take(body, 0x02)
        need(value and value[0] < 0x80, "DER: an empty or negative integer")
        need(len(value) == 1 or value[0] != 0 or value[1] >= 0x80, "DER: a zero too many")
        numbers.append(int.from_bytes(value, "big"))
    need(body == b"", "DER: more than two integers")
    return numbers


def sm2_verify(raw, message, signature, distid=DISTID):
    point = sm2_point(raw)
    r, s = der_two_integers(signature)
    if not (0 < r < SM2_N and 0 < s < SM2_N):
        return False
    digest = int.from_bytes(sm3(sm2_z(point, distid) + message), "big")
    t = (r + s) % SM2_N
    if t == 0:
        return False
    found = sm2_add(sm2_mul(s, SM2_G), sm2_mul(t, point))
    return found is not None and (digest + found[0]) % SM2_N == r


# ---- Ed25519 (RFC 8032 section 5.1) ----

ED_P = 2 ** 255 - 19
ED_L = 2 ** 252 + 27742317777372353535851937790883648493
ED_D = -121665 * pow(121666, -1, ED_P) % ED_P


def ed_add(p, q):
    """Points are (X, Y, Z, T)."""
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % ED_P, (p[1] + p[0]) * (q[1] + q[0]) % ED_P
    c, d = 2 * p[3] * q[3] * ED_D % ED_P, 2 * p[2] * q[2] % ED_P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % ED_P, g * h % ED_P, f * g % ED_P, e * h % ED_P


def ed_mul(k, p):
    sum_ = (0, 1, 1, 0)
    while k:
        if k & 1:
            sum_ = ed_add(sum_, p)
        p = ed_add(p, p)
        k >>= 1
    return sum_


def ed_point(raw):
    y = int.from_bytes(raw, "little")
    sign, y = y >> 255, y & (2 ** 255 - 1)
    need(y < ED_P, "Ed25519: a coordinate out of range")
    square = (y * y - 1) * pow(ED_D * y * y + 1, -1, ED_P) % ED_P
    x = pow(square, (ED_P + 3) // 8, ED_P)
    if (x * x - square) % ED_P:
        x = x * pow(2, (ED_P - 1) // 4, ED_P) % ED_P
    need((x * x - square) % ED_P == 0 and not (x == 0 and sign), "Ed25519: not a point of the curve")
    if x & 1 != sign:
        x = ED_P - x
    return x, y, 1, x * y % ED_P


ED_G = ed_point((4 * pow(5, -1, ED_P) % ED_P).to_bytes(32, "little"))


def ed25519_verify(raw, message, signature):
    if len(signature) != 64 or len(raw) != 32:
        return False
    public, r = ed_point(raw), ed_point(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if s >= ED_L:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + raw + message).digest(), "little") % ED_L
    left, right = ed_mul(s, ED_G), ed_add(r, ed_mul(k, public))
    return (left[0] * right[2] - right[0] * left[2]) % ED_P == 0 and (left[1] * right[2] - right[1] * left[2]) % ED_P == 0
