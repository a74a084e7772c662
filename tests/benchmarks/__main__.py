"""`make bench`: speed as ratios, on throw-away servers; ARGS="name …" runs those, in that order.

Each benchmark runs in a process of its own, on a database of its own. Prints a table, then names
the rows that fall short of their goals, and writes bench.json: a list of objects with name, value,
unit, baseline, ratio, goal and holds. A ratio compares with a baseline measured in the same run, so
that it means the same on any machine. A goal that is missed is a result: the exit status is 1 only
where a benchmark fails, and 2 for an unknown name.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
os.environ["TIDEMARK_TEST_DURABLE"] = "yes"

import django

django.setup()

import psycopg  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from tests import chromium, servers  # noqa: E402
from tests.benchmarks.alone import BENCHMARKS  # noqa: E402
from tests.benchmarks.harness import Row  # noqa: E402

FILE = Path("bench.json")
COLUMNS = "{:<56}{:>12}{:>10}{:>12}{:>9}{:>12}  {}"


def main(names: list[str]) -> int:
    unknown = [name for name in names if name not in BENCHMARKS]
    if unknown:
        print(f"There is no benchmark {', '.join(unknown)}: {', '.join(BENCHMARKS)}")  # noqa: T201
        return 2
    chromium.install()
    call_command("migrate", verbosity=0)
    connection.close()
    connection.close_pool()  # a database with sessions is no template
    print(COLUMNS.format("name", "value", "unit", "baseline", "ratio", "goal", "holds"))  # noqa: T201
    rows: list[Row] = []
    failed = [name for name in names or BENCHMARKS if not run(name, rows)]
    FILE.write_text(json.dumps([row.as_json() for row in rows], indent=1) + "\n")
    print_verdict(rows, failed)
    return 1 if failed else 0


def run(name: str, rows: list[Row]) -> bool:
    """Add the rows of a benchmark as it measures them; whether it came to its end."""
    with database(f"bench_{name}") as url:
        command = [sys.executable, "-m", "tests.benchmarks.alone", name]
        environment = {**os.environ, "TIDEMARK_TEST_DATABASE": url}
        with subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, text=True
        ) as process:
            for line in process.stdout:
                rows.append(Row(**json.loads(line)))
                print(COLUMNS.format(*rows[-1].cells()), flush=True)  # noqa: T201
    return process.returncode == 0


@contextmanager
def database(name: str) -> Iterator[str]:
    """The address of a new, migrated and empty database, dropped at the end."""
    given = connection.settings_dict
    host, user = given["HOST"], given["USER"]
    with psycopg.connect(host=host, user=user, dbname="postgres", autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{given["NAME"]}"')
        try:
            yield f"postgres://{user}@/{name}?host={host}"
        finally:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def print_verdict(rows: list[Row], failed: list[str]) -> None:
    short = [row for row in rows if not row.holds]
    print(f"\n{len(rows) - len(short)} of {len(rows)} goals hold.")  # noqa: T201
    for row in short:
        print(f"Falls short: {row.name}: {row.measured()}, goal {row.goal}")  # noqa: T201
    for name in failed:
        print(f"Failed: {name}")  # noqa: T201


if __name__ == "__main__":
    try:
        status = main(sys.argv[1:])
    finally:
        connection.close()
        servers.stop()
    sys.exit(status)
