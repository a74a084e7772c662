"""Throw-away PostgreSQL and Valkey servers for the run.

The tests' settings start them, since Django reads its settings before any conftest. The first
process starts PostgreSQL for all (each xdist worker has a database of its own there); every
process has a Valkey of its own, so that keys never meet.
"""

import os
import shutil
import tempfile
from pathlib import Path

from config.stack.postgres import EmbeddedPostgres
from config.stack.valkey import EmbeddedValkey

_servers: list = []
_folder = Path(tempfile.mkdtemp(prefix="tm-test-"))


def start() -> None:
    if "TIDEMARK_TEST_DATABASE" not in os.environ:
        # Benchmarks pay for durability as the product does; tests don't.
        unsafe = "TIDEMARK_TEST_DURABLE" not in os.environ
        postgres = EmbeddedPostgres(_folder / "pg", socket_dir=_folder / "run", unsafe=unsafe)
        postgres.start()
        _servers.append(postgres)
        os.environ["TIDEMARK_TEST_DATABASE"] = postgres.url
    valkey = EmbeddedValkey(_folder / "run" / "valkey.sock", log=_folder / "valkey.log")
    valkey.start()
    _servers.append(valkey)
    os.environ["DATA_DIR"] = str(_folder / "data")
    os.environ["DATABASE_URL"] = os.environ["TIDEMARK_TEST_DATABASE"]
    os.environ["REDIS_URL"] = valkey.url


def stop() -> None:
    for server in reversed(_servers):
        server.stop()
    _servers.clear()
    shutil.rmtree(_folder, ignore_errors=True)
