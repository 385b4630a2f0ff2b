#!/usr/bin/env python3
"""Writes what the program is made of as CycloneDX 1.5 (JSON): the packages that scripts/deps.sh names for building and
running, with the versions that are installed here and the libraries that come with them, and every npm package of the
workbench's lock file with the digest that the lock file has. The same input gives the same bytes.

    sbom.py VERSION OUTPUT

Packages for tests alone are no part of the program and are not listed; those that only build the workbench are marked as
excluded, which is what CycloneDX calls what is not delivered.
"""
import base64
import json
import os
import re
import subprocess
import sys
import urllib.parse
import uuid

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def wanted():
    """Packages of the group "run" of scripts/deps.sh."""
    with open(os.path.join(ROOT, "scripts/deps.sh"), encoding="utf-8") as f:
        text = f.read().replace("\\\n", " ")
    return re.search(r"^\s*run\) echo ([^;]+);;", text, flags=re.M).group(1).split()


def installed(names):
    """Name -> (version, architecture, depends) of those that dpkg knows."""
    form = "${Package}\t${Version}\t${Architecture}\t${db:Status-Status}\t${Depends}\n"
    try:
        done = subprocess.run(["dpkg-query", "-W", "-f", form, *names], capture_output=True, text=True, check=False)
    except FileNotFoundError:  # no Debian: names without versions
        return {}
    rows = [line.split("\t") for line in done.stdout.splitlines()]
    return {r[0]: (r[1], r[2], r[4]) for r in rows if len(r) == 5 and r[3] == "installed"}


def libraries(known):
    """What a -dev package wants in its own very version, or is made for: the library that is loaded."""
    found = set()
    for name, (_, _, depends) in known.items():
        if not name.endswith("-dev"):
            continue
        for one in depends.split(","):
            first = re.match(r"\s*([a-z0-9.+-]+)(?::\S+)?\s*(\(=|$)?", one)
            if first and first.group(2) is not None and first.group(1).startswith(("lib", "zlib")) and not first.group(1).endswith("-dev"):
                found.add(first.group(1))
    return sorted(found - set(known))


def debian():
    names = wanted()
    known = installed(names)
    more = installed(libraries(known)) if known else {}
    for name in sorted(set(names) | set(more)):
        version, arch, _ = {**known, **more}.get(name, ("", "", ""))
        purl = f"pkg:deb/debian/{name}" + (f"@{urllib.parse.quote(version, safe='')}?arch={arch}" if version else "")
        one = {"type": "library", "bom-ref": purl, "name": name, "purl": purl}
        if version:
            one["version"] = version
        yield one


def npm():
    with open(os.path.join(ROOT, "web/package-lock.json"), encoding="utf-8") as f:
        lock = json.load(f)
    for path, p in sorted(lock["packages"].items()):
        if not path:
            continue
        name = path.rsplit("node_modules/", 1)[1]
        purl = f"pkg:npm/{urllib.parse.quote(name, safe='/')}@{p['version']}"
        one = {"type": "library", "bom-ref": f"{purl}#{path}", "name": name, "version": p["version"], "purl": purl,
               "scope": "excluded" if p.get("dev") or p.get("devOptional") else "optional" if p.get("optional") else "required"}
        if "license" in p:
            one["licenses"] = [{"expression": p["license"]}]
        if "integrity" in p:
            kind, _, digest = p["integrity"].partition("-")
            one["hashes"] = [{"alg": {"sha512": "SHA-512", "sha1": "SHA-1"}[kind], "content": base64.b64decode(digest).hex()}]
        yield one


def main():
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    parts = [*debian(), *npm()]
    ref = f"pkg:generic/jiqun@{sys.argv[1]}"
    bom = {"bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1,
           "metadata": {"component": {"type": "application", "bom-ref": ref, "name": "jiqun", "version": sys.argv[1],
                                      "licenses": [{"expression": "Apache-2.0"}]}},
           "components": parts,
           "dependencies": [{"ref": ref, "dependsOn": [p["bom-ref"] for p in parts if p.get("scope") != "excluded"]}]}
    bom["serialNumber"] = "urn:uuid:" + str(uuid.uuid5(uuid.NAMESPACE_URL, json.dumps(bom, sort_keys=True)))
    with open(sys.argv[2], "w", encoding="utf-8") as f:
        json.dump(bom, f, indent=1, sort_keys=True)
        f.write("\n")


main()
