#!/usr/bin/env python3
"""The list of components that a build leaves beside the program (build/jiqun.cdx.json): it is CycloneDX, names what
scripts/deps.sh and the lock file name, and every library that the program loads. Ends with TAP."""
import json
import os
import re
import subprocess
import sys

ROOT, BIN = os.environ["JIQUN_ROOT"], os.environ["JIQUN_BIN"]
sys.path.insert(0, os.path.join(ROOT, "tests/http"))
from server import Tap  # noqa: E402

tap = Tap()


# What the compiler brings: the C library, and the sanitizers of a build for tests, which nobody is given.
OF_THE_COMPILER = {"libc6", "libgcc-s1"} | {f"lib{kind}{n}" for kind, n in (("asan", 6), ("asan", 8), ("ubsan", 1))}


def loaded():
    """Libraries that the program is linked with, and those that it loads when they are wanted."""
    done = subprocess.run(["ldd", BIN], capture_output=True, text=True, check=True)
    needed = subprocess.run(["readelf", "-d", BIN], capture_output=True, text=True, check=True).stdout
    names = set(re.findall(r"NEEDED.*\[(.+?)\]", needed))
    return {n: re.search(rf"{re.escape(n)} => (\S+)", done.stdout) for n in names}


def package_of(path):
    """The package of a file; dpkg knows some under the name they had before /usr was merged."""
    for name in (path, os.path.realpath(path), os.path.realpath(path).removeprefix("/usr")):
        done = subprocess.run(["dpkg", "-S", name], capture_output=True, text=True)
        if done.returncode == 0:
            return done.stdout.split(":")[0]
    return None


def main():
    with open(os.path.join(os.path.dirname(BIN), "jiqun.cdx.json"), encoding="utf-8") as f:
        bom = json.load(f)
    parts = bom["components"]
    refs = [p["bom-ref"] for p in parts]
    tap.check(bom["bomFormat"] == "CycloneDX" and bom["specVersion"] == "1.5" and re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", bom["serialNumber"]),
              "it is a list of CycloneDX 1.5", {k: v for k, v in bom.items() if k != "components"})
    tap.check(len(refs) == len(set(refs)), "each component once", len(refs) - len(set(refs)))
    version = subprocess.run([BIN, "version"], capture_output=True, text=True).stdout
    tap.check(bom["metadata"]["component"]["version"] in version, "of this version of the program", version)
    tap.check(set(bom["dependencies"][0]["dependsOn"]) == {p["bom-ref"] for p in parts if p.get("scope") != "excluded"}, "the program depends on what is delivered")
    with open(os.path.join(ROOT, "web/package-lock.json"), encoding="utf-8") as f:
        lock = {path: p for path, p in json.load(f)["packages"].items() if path}
    npm = [p for p in parts if p["purl"].startswith("pkg:npm/")]
    tap.check(len(npm) == len(lock) and all(len(p["hashes"][0]["content"]) == 128 for p in npm if p["hashes"][0]["alg"] == "SHA-512"),
              "every package of the lock file with its digest", (len(npm), len(lock)))
    vue = [p for p in npm if p["name"] == "vue"]
    tap.check(len(vue) == 1 and vue[0]["scope"] == "required" and vue[0]["version"] == lock["node_modules/vue"]["version"], "what the workbench is made of is required", vue)
    vite = [p for p in npm if p["name"] == "vite"]
    tap.check([p["scope"] for p in vite] == ["excluded"], "what only builds it is not delivered", vite)
    names = {p["name"]: p.get("version") for p in parts if p["purl"].startswith("pkg:deb/")}
    tap.check({"libssl-dev", "libsqlite3-dev", "libargon2-dev"} <= set(names), "packages of Debian by name", sorted(names))
    if subprocess.run(["sh", "-c", "command -v dpkg"], capture_output=True).returncode == 0:
        missing = {}
        for name, path in loaded().items():
            package = package_of(path.group(1)) if path else None
            if package and package not in names and package not in OF_THE_COMPILER:
                missing[name] = package
        tap.check(not missing, "every library that the program is linked with", missing)
    tap.end()


main()
