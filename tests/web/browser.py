"""What tests in a browser share: where Chromium is, and the packages of tests/web/package.json, installed once a build.

Tests run side by side, so the one that comes first installs and the others wait for it.
"""
import fcntl
import os
import shutil
import subprocess

ROOT = os.environ["JIQUN_ROOT"]


def chromium():
    """The system's own, or None."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


def install(folder, wanted, kept):
    shutil.copy(wanted, kept)
    done = subprocess.run(["npm", "install", "--no-audit", "--no-fund", "--no-package-lock", "--ignore-scripts",
                           "--cache", os.path.join(folder, "cache")], cwd=folder, capture_output=True, text=True)
    shutil.rmtree(os.path.join(folder, "cache"), ignore_errors=True)
    if done.returncode != 0:
        os.unlink(kept)
        raise SystemExit(f"npm install: {done.stderr}")


def packages():
    """The folder of node_modules."""
    folder = os.path.join(os.environ["JIQUN_TOOLS"], "web")
    os.makedirs(folder, exist_ok=True)
    wanted = os.path.join(ROOT, "tests/web/package.json")
    kept = os.path.join(folder, "package.json")
    with open(os.path.join(folder, "lock"), "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        there = os.path.exists(os.path.join(folder, "node_modules/axe-core")) and os.path.exists(kept)
        if not there or open(kept, encoding="utf-8").read() != open(wanted, encoding="utf-8").read():
            install(folder, wanted, kept)
    return os.path.join(folder, "node_modules")
