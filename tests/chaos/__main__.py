"""`python -m tests.chaos --rounds 300`: prices come in while workers and servers are killed.

Prints rounds, kills, restarts, crossings, fired, duplicates, lost and wrong, then what the
webhook's receiver took of the messages and how many high-water marks differ once made again from
the accepted prices. Ends with 1 where anything fired twice, never, or at another price than the
pure rules say, or where a message never arrived.
"""

import argparse
import os
import random
import signal
import sys
import time

import django
from django.conf import settings

from tests.chaos.servers import Servers
from tests.stack import free_port

PROGRESS_EVERY = 50
APPS = ("markets", "portfolios", "auth", "contenttypes", "admin", "sessions", "account")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos")
    parser.add_argument("--rounds", type=int, default=300)
    parser.add_argument("--seed", type=int, default=None, help="of the dice; printed at the start")
    options = parser.parse_args()
    seed = options.seed if options.seed is not None else random.randrange(10**6)
    print(f"seed {seed}", flush=True)  # noqa: T201
    with Servers() as servers:
        # A pool's threads don't survive a fork, and its pauses would hide the crashes.
        settings.DATABASES["default"]["OPTIONS"].pop("pool")
        # The tables as the models say: a fraction of the time that their history takes.
        settings.MIGRATION_MODULES = dict.fromkeys(APPS)
        django.setup()
        tally = run(options.rounds, random.Random(seed), servers=servers)
    print(tally, flush=True)  # noqa: T201
    return 0 if tally.is_clean else 1


def run(count: int, dice: random.Random, *, servers):
    # Models can be imported only after the servers have told the settings where they are.
    from django.core.management import call_command
    from django.db import connections

    from tests.chaos import messages, receiver, rounds

    # Without migrations nobody else makes it, and indexes of the models stand on it.
    with connections["default"].cursor() as cursor:
        cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    call_command("migrate", run_syncdb=True, verbosity=0)
    port, taken = free_port(), servers.folder / "taken"
    connections["default"].close()
    listening = rounds.forked(receiver.serve, port, taken, dice.randrange(10**6))
    rounds.seed(port=port)
    tally, began = rounds.Tally(), time.monotonic()
    print("ready", flush=True)  # noqa: T201
    for number in range(1, count + 1):
        made = rounds.make_round(dice)
        # A fork must not inherit an open connection.
        connections["default"].close()
        rounds.kill_at_random(made, dice, tally, servers=servers)
        rounds.judge(made, tally)
        if number % PROGRESS_EVERY == 0:
            seconds = time.monotonic() - began
            print(f"{seconds:.0f} s  {tally}", flush=True)  # noqa: T201
    messages.settle(tally, taken=taken)
    connections["default"].close()
    os.kill(listening, signal.SIGKILL)
    os.waitpid(listening, 0)
    return tally


if __name__ == "__main__":
    sys.exit(main())
