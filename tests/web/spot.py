#!/usr/bin/env python3
"""A spot check on a telephone, in Chromium: through reload, loss of the net and an expired session to an event that has the
photographs. Ends with TAP; steps in spot.mjs."""
import struct
import tempfile
import zlib

import cases
import steps
from server import Client, Tap


def png(n, shade):
    """A picture of n by n points."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    rows = b"".join(b"\0" + bytes((shade, x * 255 // n, y * 255 // n)[i] for x in range(n) for i in range(3)) for y in range(n))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", n, n, 8, 2, 0, 0, 0)) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def pictures(folder):
    made = {"one": ("one.png", png(300, 40)), "two": ("two.png", png(240, 120)), "three": ("three.png", png(200, 200)),
            "none": ("none.jpg", b"%PDF-1.7\n1 0 obj\n<< >>\nendobj\n")}
    return steps.written(folder, made)


def on_record(tap, server, path):
    """The check as the time line has it, with its photographs; and they are read back by way of the dossier."""
    province = Client(server)
    province.sign_in("zhejiang")
    _, dossier = province.ask("GET", f"/api/v1/clusters/{path.split('/')[0]}")
    checks = [s for s in dossier["timeline"]["steps"] if s["action"]["name"] == "check"]
    said = {x["key"]: x.get("value", "") for s in checks for x in s["said"]}
    tap.check(len(checks) == 1, "one check is on record, however often it was sent", checks)
    tap.check("演示园区三号厂房" in said["finding"] and "演示人甲" in said["finding"] and "3 张" in said["finding"], "with place, signature and the number of photographs", said)
    tap.check(sorted(k for k in said if k != "finding") == ["evidence.1", "evidence.2", "evidence.3"], "and three photographs", sorted(said))
    files = [f for f in dossier["files"] if f["key"].startswith("evidence.")]
    tap.check(len(files) == 3 and all(f["type"] == "image/png" and f["path"] == path for f in files), "which are files of the case", files)


def main():
    tap = Tap()
    with cases.desk() as (server, office), tempfile.TemporaryDirectory(prefix="spot-") as folder:
        paths = cases.applications(office)
        for path in paths[:2]:
            office["zhejiang"].act("accept", path)
        steps.take(tap, server, "spot.mjs", {"paths": paths, "files": pictures(folder)})
        on_record(tap, server, paths[0])
    tap.end()


main()
