#!/usr/bin/env python3
"""Prints what a sink has taken, mail by mail: envelope, decoded headers, text. Fails on a mail that breaks its rules."""
import base64
import email
import email.policy
import json
import sys
from email.header import decode_header, make_header

with open(sys.argv[1], encoding="utf-8") as f:
    for line in f:
        mail = json.loads(line)
        raw = base64.b64decode(mail["raw"])
        if any(len(part) > 78 for part in raw.split(b"\r\n")) or b"\n" in raw.replace(b"\r\n", b"") or max(raw) > 126:
            sys.exit("a line is too long, ends wrongly or is not ASCII")
        m = email.message_from_bytes(raw, policy=email.policy.compat32)
        print("envelope", mail["from"], *mail["to"], "tls" if mail["tls"] else "plain", mail["user"] or "-")
        for name, value in m.items():
            print(f"{name}: {make_header(decode_header(value))!s}" if name in ("From", "Subject") else f"{name}: {value}")
        print("text", repr(m.get_payload(decode=True).decode("utf-8")))
