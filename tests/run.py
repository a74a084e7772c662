"""`make test`: style, architecture, deployment checks, then every test on all cores."""

import os
import subprocess
import sys
from pathlib import Path

from tests import chromium

BIN = Path(sys.executable).parent
# What a deployment behind TLS sets; the checks then have nothing to warn of.
DEPLOYED = {
    "BASE_URL": "https://tidemark.example",
    "SECRET_KEY": "k" * 20 + "0123456789abcdefghij" * 3,
}


def run(title: str, *command: str, **environment: str) -> None:
    print(f"== {title}", flush=True)  # noqa: T201
    done = subprocess.run(command, env={**os.environ, **environment}, check=False)
    if done.returncode:
        sys.exit(done.returncode)


def main() -> None:
    arguments = sys.argv[1:]
    if not arguments:
        run("style, types, architecture", str(BIN / "python"), "-m", "tests.lint")
        deploy = [str(BIN / "python"), "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
        run("deployment", *deploy, **DEPLOYED)
    if not chromium.install():
        if os.environ.get("CI"):
            sys.exit("Chromium is missing, and CI never skips the browser tests.")
        print("!! No Chromium: the browser tests are skipped", flush=True)  # noqa: T201
    # One more than cores: those that drive a browser wait for it half of their time.
    workers = os.environ.get("TEST_WORKERS") or str(max(2, os.cpu_count() or 2) + 1)
    run(
        "tests",
        str(BIN / "python"),
        "-m",
        "pytest",
        "-n",
        workers,
        "--dist",
        "loadgroup",
        *arguments,
    )


if __name__ == "__main__":
    main()
