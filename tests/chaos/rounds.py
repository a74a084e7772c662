"""One round: arm rules, let killed and restarted workers take prices in, compare with the pure
rules."""

import os
import random
import signal
import sys
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import DatabaseError, connections
from django.utils import timezone

from markets.models import Asset, Market, Quote
from markets.providers.base import QuoteRecord
from markets.services import ingest_quotes
from portfolios.exits.machine import arm, step
from portfolios.exits.records import Price, Rule
from portfolios.exits.types import Kind
from portfolios.models import Account, Alert, Delivery, Portfolio, Position, Trigger, User
from portfolios.services.errors import Refused
from portfolios.services.exits.triggers import arm_trigger
from tests.chaos.messages import open_channel, send

ASSETS, RULES, TICKS, WORKERS = 3, 6, 6, 2
SOURCE = "simulated"


@dataclass
class Tally:
    """What all rounds came to."""

    rounds: int = 0
    kills: int = 0
    restarts: int = 0
    crossings: int = 0
    fired: int = 0
    duplicates: int = 0
    lost: int = 0
    wrong: int = 0
    delivered: int = 0
    delivered_again: int = 0
    undelivered: int = 0
    marks: int = 0
    wrong_marks: int = 0

    @property
    def is_clean(self) -> bool:
        """Whether nothing came twice, never or otherwise; a message may come again."""
        faults = (self.duplicates, self.lost, self.wrong, self.undelivered, self.wrong_marks)
        return not any(faults)

    def __str__(self):
        return "  ".join(f"{name} {value}" for name, value in vars(self).items())


@dataclass
class Round:
    """The prices of a round, tick by tick, and the rules that wait for them."""

    began: datetime
    prices: list[list[float]]
    rules: list[Rule] = field(default_factory=list)

    def at(self, tick: int) -> datetime:
        return self.began + timedelta(milliseconds=tick)

    def records(self, tick: int) -> list[QuoteRecord]:
        return [
            QuoteRecord(ref=f"chaos-{n}", price=price, as_of=self.at(tick))
            for n, price in enumerate(self.prices[tick])
        ]


def seed(*, port: int) -> None:
    Market.objects.create(provider=SOURCE, seed=1)
    usd = Asset.objects.create(slug="usd", symbol="USD", name="US dollar", kind="fiat")
    owner = User.objects.create_user("chaos@example.org", "x")
    open_channel(owner, port=port)
    portfolio = Portfolio.objects.create(owner=owner, name="Chaos", currency=usd)
    account = Account.objects.create(portfolio=portfolio, name="Main")
    for n in range(ASSETS):
        asset = Asset.objects.create(slug=f"chaos-{n}", symbol=f"C{n}", name=f"Chaos {n}")
        Position.objects.create(
            portfolio=portfolio, account=account, asset=asset, quantity=10, cost=1000, realised=0,
            income=0, fees=0,
        )  # fmt: skip


def make_round(dice: random.Random) -> Round:
    """Arm a plan at tick 0 and draw the path of the ticks after it."""
    made = Round(timezone.now() - timedelta(seconds=60), [[100.0] * ASSETS])
    for _ in range(TICKS):
        made.prices.append([
            round(price * dice.uniform(0.93, 1.075), 2) for price in made.prices[-1]
        ])  # fmt: skip
    Trigger.objects.armed().update(status="cancelled", high_water=None)
    ingest_quotes(made.records(0), source=SOURCE)
    portfolio = Portfolio.objects.select_related("currency", "owner").get()
    assets = {asset.slug: asset for asset in Asset.objects.filter(slug__startswith="chaos")}
    for _ in range(RULES):
        slug, group = f"chaos-{dice.randrange(ASSETS)}", dice.choice(["", "g", "g"])
        kind, terms = draw_terms(dice)
        try:
            trigger = arm_trigger(
                portfolio, user=portfolio.owner, asset=assets[slug], kind=kind, group=group,
                **terms,
            )  # fmt: skip
        except Refused:
            continue
        made.rules.append(Rule(id=trigger.pk, asset=slug, kind=Kind(kind), group=group or None,
                               quantity=Decimal(10), **terms))  # fmt: skip
    return made


def draw_terms(dice: random.Random) -> tuple[str, dict]:
    kind = dice.choice(["stop_loss", "take_profit", "price_below", "trailing_stop", "break_even"])
    share = Decimal(dice.choice(["0.3", "0.5", "1"]))
    near = Decimal(dice.randrange(2, 15))
    if kind == "trailing_stop":
        return kind, {"trail_percent": near / 100, "share": share}
    if kind == "break_even":
        return kind, {"entry_price": Decimal(100), "activate_at": 100 + near, "share": share}
    side = 1 if kind == "take_profit" else -1
    return kind, {"level": 100 + side * near, "share": share}


def take_prices(made: Round) -> None:
    """What a worker does: every tick in order, each in its own transaction, again where cut off."""
    tick = 0
    while tick < TICKS:
        try:
            reached = Quote.objects.get(asset__slug="chaos-0").as_of - made.began
            tick = 1 + round(reached / timedelta(milliseconds=1))
            if tick <= TICKS:
                ingest_quotes(made.records(tick), source=SOURCE)
            send()
        except DatabaseError:
            connections["default"].close()
            time.sleep(0.01)


def forked(job, *arguments) -> int:
    """Run a job in a process of its own; it never returns to the caller's code."""
    pid = os.fork()
    if pid:
        return pid
    status = 1
    try:
        job(*arguments)
        status = 0
    finally:
        sys.stdout.flush()
        os._exit(status)


def kill_at_random(made: Round, dice: random.Random, tally: Tally, *, servers) -> None:
    """Keep workers going on a round, and kill some of them, until one has come to its end."""
    workers = [forked(take_prices, made) for _ in range(WORKERS)]
    crash = dice.choice([servers.crash_postgres, servers.crash_valkey, None, None, None, None])
    for _ in range(dice.randrange(1, 5)):
        time.sleep(dice.uniform(0.002, 0.06))
        victim = workers.pop(dice.randrange(len(workers)))
        os.kill(victim, signal.SIGKILL)
        os.waitpid(victim, 0)
        tally.kills += 1
        workers.append(forked(take_prices, made))
        if crash is not None and dice.random() < 0.5:
            crash()
            tally.restarts += 1
            crash = None
    for pid in workers:
        _, status = os.waitpid(pid, 0)
        assert status == 0, f"a worker ended with {status}"


def judge(made: Round, tally: Tally) -> None:
    """Compare the alerts of a round with what the pure rules fire over its prices."""
    state, expected = arm(made.rules), {}
    for tick in range(1, TICKS + 1):
        for record in made.records(tick):
            price = Price(record.ref, record.as_of, Decimal(repr(record.price)))
            state, fired = step(state, price)
            expected |= {watch.rule.id: record.price for watch in fired}
    ids = [rule.id for rule in made.rules]
    alerts = list(Alert.objects.filter(trigger__in=ids).values_list("trigger", "price"))
    tally.rounds += 1
    tally.crossings += len(expected)
    tally.fired += len(alerts)
    tally.duplicates += len(alerts) - len({key for key, _ in alerts})
    tally.lost += len(expected.keys() - {key for key, _ in alerts})
    tally.wrong += sum(expected.get(key) != price for key, price in alerts)
    tally.wrong += Alert.objects.count() - Delivery.objects.count()
    last = dict(Quote.objects.filter(asset__slug__startswith="chaos").values_list(
        "asset__slug", "price"))  # fmt: skip
    assert last == {f"chaos-{n}": price for n, price in enumerate(made.prices[-1])}
