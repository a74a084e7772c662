"""Levels that somebody is typing, beside the price and the cost of the position."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum

from markets.models import Asset, Quote
from markets.numbers import exact_decimal
from portfolios.models import Portfolio
from portfolios.selectors.books.holdings import currency_rate
from portfolios.selectors.exits.plan import average_cost


@dataclass(frozen=True, slots=True)
class TypedLevel:
    """A level in the portfolio's currency; `share` of the position is sold there, None: nothing.

    `kind` is what it is drawn as: stop, trail, target or alert. `field` names the input that a
    mark moves, empty where none has the level itself; `is_percent`: the input counts per cent
    under the price.
    """

    kind: str
    price: Decimal
    share: Decimal | None = None
    field: str = ""
    is_percent: bool = False


@dataclass(frozen=True, slots=True)
class LevelMeaning:
    """What a typed level is: fractions from the price and the cost, and what its sale brings."""

    level: TypedLevel
    from_price: Decimal
    from_cost: Decimal | None
    quantity: Decimal | None
    proceeds: Decimal | None


@dataclass(frozen=True, slots=True)
class LevelFacts:
    """An asset's price, average cost and quantity, with what the levels typed so far mean."""

    asset: Asset
    price: Decimal
    cost: Decimal | None
    quantity: Decimal
    levels: list[LevelMeaning]


@dataclass(frozen=True, slots=True)
class Ground:
    """What levels are counted from: the last price and the average cost of a unit."""

    price: Decimal
    cost: Decimal | None


def ground_of(portfolio: Portfolio, *, asset: Asset) -> Ground | None:
    """In the portfolio's currency; None without a price or a rate. Three queries at most."""
    quote = Quote.objects.filter(asset=asset).first()
    rate = currency_rate(portfolio.currency)
    if quote is None or not rate or quote.price <= 0:
        return None
    price = exact_decimal(quote.price) / rate
    return Ground(price, average_cost(portfolio, asset=asset))


def level_facts(
    portfolio: Portfolio, *, asset: Asset, ground: Ground, levels: Iterable[TypedLevel]
) -> LevelFacts:
    """What levels mean; those at or under zero are none. One query."""
    held = portfolio.positions.filter(asset=asset).aggregate(sum=Sum("quantity"))["sum"]
    quantity = max(held or Decimal(0), Decimal(0))
    meanings = [_meaning(one, ground, quantity) for one in levels if one.price > 0]
    return LevelFacts(asset, ground.price, ground.cost, quantity, meanings)


def _meaning(level: TypedLevel, ground: Ground, quantity: Decimal) -> LevelMeaning:
    sold = level.share * quantity if level.share is not None and quantity else None
    return LevelMeaning(
        level=level,
        from_price=level.price / ground.price - 1,
        from_cost=level.price / ground.cost - 1 if ground.cost else None,
        quantity=sold,
        proceeds=sold * level.price if sold else None,
    )
