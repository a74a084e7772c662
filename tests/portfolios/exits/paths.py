"""Plans and price paths as short text, and what comes of them as short text again."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from markets.numbers import plain
from portfolios.exits.machine import arm, levels_seen, step
from portfolios.exits.records import Price, Rule
from portfolios.exits.types import Kind
from portfolios.exits.validation import FIGURES, validate_plan, validate_rule

START = datetime(2024, 1, 1, tzinfo=UTC)


def hour(number: int) -> datetime:
    return START + timedelta(hours=number)


def rule(key: str, kind: str, **given) -> Rule:
    """A rule on BTC; figures are given as text."""
    figures = {name: Decimal(text) for name, text in given.items() if name in FIGURES}
    return Rule(**{"id": key, "asset": "BTC", **given, "kind": Kind(kind), **figures})


def path(text: str) -> list[Price]:
    """An hour a word: `100` is a price of BTC, `ETH:5` one of ETH."""
    prices = []
    for place, word in enumerate(text.split()):
        asset, _, amount = word.rpartition(":")
        prices.append(Price(asset or "BTC", hour(place), Decimal(amount)))
    return prices


class Walk:
    """What a plan did over a path: `fired` as "place:id", `levels` by id for each price."""

    def __init__(self, rules: list[Rule], prices: str | list[Price]) -> None:
        assert [found for one in rules for found in validate_rule(one)] == []
        assert validate_plan(rules) == []
        self.prices = path(prices) if isinstance(prices, str) else prices
        self.states = [arm(rules)]
        self.fired: list[str] = []
        self.levels: list[dict] = []
        for place, price in enumerate(self.prices):
            before = self.states[-1]
            after, fired = step(before, price)
            self.states.append(after)
            self.fired += [f"{place}:{watch.rule.id}" for watch in fired]
            self.levels.append(levels_seen(before, after, price=price))

    @property
    def watches(self) -> dict:
        """Where each rule stands at the end, by id."""
        held = self.states[-1].watches.values()
        return {watch.rule.id: watch for watches in held for watch in watches}

    def levels_of(self, key: str) -> str:
        """The levels of a rule in a row: `-` not in force, `.` not looked at."""
        return " ".join(
            ("-" if one[key] is None else plain(one[key])) if key in one else "."
            for one in self.levels
        )

    def status(self, key: str) -> str:
        return self.watches[key].status.value

    def sold(self, key: str) -> str | None:
        sold = self.watches[key].sold
        return None if sold is None else plain(sold)
