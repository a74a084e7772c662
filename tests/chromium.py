"""Finds the Chromium that browser tests drive, and installs Debian's where that is possible."""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


def find() -> str | None:
    """The path of a Chromium on this machine, CHROMIUM before others."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


def install() -> str | None:
    """The path of a Chromium, installed by apt if there is none and we may."""
    if (path := find()) or not shutil.which("apt-get") or os.geteuid() != 0:
        return path
    print("Installing Chromium for the browser tests", flush=True)  # noqa: T201
    options = ["-qq", "-o", "DPkg::Lock::Timeout=300"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": sys.stderr}
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", *options], check=False, env=environment, **quiet)
    subprocess.run(
        ["apt-get", "install", "-y", "--no-install-recommends", *options, "chromium"],
        check=False, env=environment, **quiet,
    )  # fmt: skip
    return find()
