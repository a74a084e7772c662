"""`make lint` and `make format`: style of each language, types, dead code and architecture."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent
BIOME = ROOT / "node_modules/@biomejs/biome/bin/biome"
SQL_FOLDERS = ("markets", "portfolios")
# Biome is a script of Node's, which may be that of a wheel.
ENVIRONMENT = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}"}

FIXES = {
    "Python": [(BIN / "ruff", "check", "--fix", "--quiet", "."), (BIN / "ruff", "format", ".")],
    "SQL": [(BIN / "sqlfluff", "fix", "--quiet", *SQL_FOLDERS)],
    "JavaScript": [(BIOME, "check", "--write", ".")],
}


def checks() -> dict[str, tuple]:
    """What each check runs, by its name."""
    return {
        "Python": (BIN / "ruff", "check", "--quiet", "."),
        "Python's format": (BIN / "ruff", "format", "--check", "--quiet", "."),
        "architecture": (BIN / "lint-imports",),
        "types": (BIN / "mypy",),
        "dead code": (sys.executable, "-m", "tests.dead_code"),
        "templates": (BIN / "djlint", "--lint", "--quiet", "templates", "markets/templates"),
        "SQL": (BIN / "sqlfluff", "lint", "--nocolor", *SQL_FOLDERS),
        "JavaScript and CSS": (BIOME, "check", "."),
    }


def run(command: tuple) -> subprocess.CompletedProcess:
    return subprocess.run(
        list(map(str, command)), cwd=ROOT, env=ENVIRONMENT, check=False, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip


def check() -> bool:
    """Run all checks side by side; print what those say that fail. Whether all passed."""
    named = checks()
    with ThreadPoolExecutor() as pool:
        done = dict(zip(named, pool.map(run, named.values()), strict=True))
    for name, result in done.items():
        if result.returncode:
            print(f"!! {name}\n{result.stdout}", flush=True)  # noqa: T201
    failed = [name for name, result in done.items() if result.returncode]
    print(f"{len(named) - len(failed)} of {len(named)} checks pass", flush=True)  # noqa: T201
    return not failed


def fix() -> None:
    for commands in FIXES.values():
        for command in commands:
            print(run(command).stdout, end="", flush=True)  # noqa: T201


if __name__ == "__main__":
    if "--fix" in sys.argv[1:]:
        fix()
    elif not check():
        sys.exit(1)
