"""Clients generated from the API's description go from a token to an alert."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from portfolios.services.sharing.tokens import create_token
from tests.factories import make_asset

HERE = Path(__file__).parent
BIN = Path(sys.executable).parent
NPM = shutil.which("npm")
ARRIVED = {"quantity": "2", "level": "70000", "alerts": [["bitcoin", True]]}

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("clients")]


@pytest.fixture
def token(alice):
    for slug, price in {"bitcoin": 60000.0, "usd": 1.0}.items():
        make_asset(slug, price=price)
    return create_token(alice, name="typed", scope="write", days=1)[1]


@pytest.fixture
def schema(live_server, tmp_path) -> Path:
    path = tmp_path / "schema.json"
    path.write_bytes(httpx.get(f"{live_server.url}/api/v1/schema/?format=json").content)
    return path


def run(*command, cwd: Path = HERE) -> str:
    done = subprocess.run(
        [str(part) for part in command], cwd=cwd, capture_output=True, text=True, check=False,
        env={**os.environ, "PATH": f"{BIN}:{os.environ['PATH']}"},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_a_python_client(live_server, token, schema, tmp_path):
    client = tmp_path / "client"
    said = run(
        BIN / "openapi-python-client", "generate", "--path", schema, "--meta", "none",
        "--output-path", client, "--config", HERE / "config.yml",
    )  # fmt: skip
    assert "WARNING" not in said
    told = run(sys.executable, HERE / "journey.py", client, live_server.url, token)
    assert json.loads(told) == ARRIVED


@pytest.mark.skipif(NPM is None, reason="there is no npm")
def test_a_typescript_client(live_server, token, schema, tmp_path):
    installed, lock = HERE / "node_modules" / ".package-lock.json", HERE / "package-lock.json"
    if not installed.exists() or installed.stat().st_mtime < lock.stat().st_mtime:
        run(NPM, "ci", "--ignore-scripts", "--no-audit", "--no-fund")
    for name in ("package.json", "tsconfig.json", "journey.ts"):
        shutil.copy(HERE / name, tmp_path)
    (tmp_path / "node_modules").symlink_to(HERE / "node_modules")
    tools = tmp_path / "node_modules" / ".bin"
    types = tmp_path / "build" / "schema.d.ts"
    run(tools / "openapi-typescript", schema, "-o", types, "--default-non-nullable=false")
    run(tools / "tsc", "-p", tmp_path, cwd=tmp_path)
    ledger = (HERE / "ledger.csv").read_text()
    told = run("node", tmp_path / "build/journey.js", live_server.url, token, ledger, cwd=tmp_path)
    assert json.loads(told) == ARRIVED
