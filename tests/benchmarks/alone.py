"""One benchmark on the database that the environment names: `make bench` starts this for each.

Prints each row as a line of JSON.
"""

import json
import sys
from importlib import import_module

import django
from django.db import connections

from tests import servers

# The name on the command line, and the module.
BENCHMARKS = {
    "quotes": "quotes",
    "history": "history",
    "import": "imports",
    "pages": "pages",
    "screener": "screener",
    "market-list": "market_list",
    "books": "books",
    "claims": "claims",
    "market-alerts": "market_alerts",
    "analyse": "analyses",
    "analysed-pages": "analysed_pages",
    "forecasts": "forecasts",
    "ticks": "ticks",
    "latency": "latency",
    "streams": "streams",
    "replay": "replays",
}


def main(name: str) -> None:
    django.setup()
    for row in import_module(f"tests.benchmarks.{BENCHMARKS[name]}").run():
        print(json.dumps(row.as_json()), flush=True)  # noqa: T201


if __name__ == "__main__":
    try:
        main(sys.argv[1])
    finally:
        connections.close_all()
        servers.stop()
