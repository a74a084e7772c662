"""`make bench`: speed as ratios, on throw-away servers; ARGS=name runs one.

Prints a table and writes bench.json: a list of objects with name, value, unit, baseline, ratio,
goal and holds. A ratio compares with a baseline measured in the same run, so that it means the
same on any machine.
"""

import json
import os
import sys
from pathlib import Path

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
os.environ["TIDEMARK_TEST_DURABLE"] = "yes"

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from tests import servers  # noqa: E402
from tests.benchmarks import (  # noqa: E402
    books,
    claims,
    forecasts,
    history,
    imports,
    latency,
    pages,
    quotes,
    replays,
    streams,
    ticks,
)
from tests.benchmarks.harness import Row  # noqa: E402

BENCHMARKS = {
    "quotes": quotes.run,
    "import": imports.run,
    "pages": pages.run,
    "books": books.run,
    "claims": claims.run,
    "forecasts": forecasts.run,
    "ticks": ticks.run,
    "history": history.run,
    "latency": latency.run,
    "streams": streams.run,
    "replay": replays.run,
}
FILE = Path("bench.json")
COLUMNS = "{:<44}{:>12}{:>10}{:>12}{:>9}{:>12}  {}"


def main(names: list[str]) -> int:
    unknown = set(names) - BENCHMARKS.keys()
    if unknown:
        print(f"There is no benchmark {', '.join(unknown)}: {', '.join(BENCHMARKS)}")  # noqa: T201
        return 2
    call_command("migrate", verbosity=0)
    print(COLUMNS.format("name", "value", "unit", "baseline", "ratio", "goal", "holds"))  # noqa: T201
    rows: list[Row] = []
    for name in names or BENCHMARKS:
        for row in BENCHMARKS[name]():
            rows.append(row)
            print(COLUMNS.format(*row.cells()), flush=True)  # noqa: T201
    FILE.write_text(json.dumps([row.as_json() for row in rows], indent=1) + "\n")
    return 0 if all(row.holds is not False for row in rows) else 1


if __name__ == "__main__":
    try:
        status = main(sys.argv[1:])
    finally:
        connection.close()
        servers.stop()
    sys.exit(status)
