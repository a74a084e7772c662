"""`make fuzz`: thousands of calls that the API's schema generates; ends with 1 on any failure."""

import argparse
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.staticfiles.handlers import StaticFilesHandler  # noqa: E402
from django.test.testcases import LiveServerThread  # noqa: E402
from django.test.utils import setup_databases, setup_test_environment  # noqa: E402

from tests import servers  # noqa: E402
from tests.fuzz.runner import fuzz  # noqa: E402
from tests.fuzz.world import make_world, write_key  # noqa: E402


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--calls", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--examples", type=int, default=40)
    parser.add_argument("--phases", default="examples,coverage,fuzzing,stateful")
    asked = parser.parse_args()
    setup_test_environment()
    setup_databases(verbosity=0, interactive=False)
    server = LiveServerThread("127.0.0.1", StaticFilesHandler)
    try:
        portfolio = make_world()
        server.start()
        server.is_ready.wait()
        settings.API_RATE_LIMIT = 10**9
        outcome = fuzz(
            f"http://127.0.0.1:{server.port}", key=write_key(portfolio.owner), calls=asked.calls,
            seed=asked.seed, examples=asked.examples, phases=tuple(asked.phases.split(",")),
        )  # fmt: skip
    finally:
        server.terminate()
        servers.stop()
    sys.stdout.write("\n\n".join([*outcome.failures, ""]))
    sys.stdout.write(f"{outcome.calls} calls, {dict(sorted(outcome.statuses.items()))}\n")
    sys.stdout.write(f"{len(outcome.failures)} failures\n")
    return 1 if outcome.failures else 0


if __name__ == "__main__":
    sys.exit(main())
