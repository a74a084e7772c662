"""What a portfolio holds now: the cached positions times the latest accepted quotes."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from markets.models import USD, Asset, Quote
from markets.numbers import ZERO, exact_decimal
from markets.selectors import day_figures_since
from portfolios.models import Portfolio

_COLUMNS = (
    "account_id", "quantity", "cost", "realised", "income", "fees", "carried",
    "asset_id", "asset__slug", "asset__symbol", "asset__name", "asset__kind", "asset__quote__price",
    "asset__quote__change_24h", "asset__quote__market_cap", "asset__quote__as_of",
    "asset__is_worthless",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class HeldAsset:
    """The part of an asset that a row of holdings shows."""

    pk: int
    slug: str
    symbol: str
    name: str
    kind: str

    @property
    def is_fiat(self) -> bool:
        return self.kind == Asset.Kind.FIAT

    @property
    def is_own(self) -> bool:
        return self.kind == Asset.Kind.OWN


class Amounts(NamedTuple):
    """What an account has of an asset and made with it; None where only the portfolio knows."""

    quantity: Decimal
    cost: Decimal
    realised: Decimal | None = None
    income: Decimal | None = None
    fees: Decimal | None = None
    carried: Decimal | None = None


class CostFigures:
    """What follows from a cost, a quantity and a value that may be unknown."""

    __slots__ = ()

    cost: Decimal
    quantity: Decimal
    value: Decimal | None

    @property
    def average_cost(self) -> Decimal | None:
        return self.cost / self.quantity if self.quantity > 0 else None

    @property
    def unrealised(self) -> Decimal | None:
        return None if self.value is None else self.value - self.cost

    @property
    def unrealised_share(self) -> Decimal | None:
        """Unrealised profit as a fraction of cost."""
        return self.unrealised / self.cost if self.value is not None and self.cost > 0 else None


@dataclass(frozen=True, slots=True)
class Holding(CostFigures):
    """One asset of a portfolio over its accounts; money is in the portfolio's currency.

    `price` and what follows from it are None where the asset has no price. `weight` and
    `change_24h` are fractions. `by_account` is what each account has by its own lots; what lies in
    lots of the whole portfolio stands under None.
    """

    asset: HeldAsset
    quantity: Decimal
    cost: Decimal
    realised: Decimal
    income: Decimal
    fees: Decimal
    carried: Decimal
    price: Decimal | None
    change_24h: float | None
    market_cap: float | None
    as_of: datetime | None
    value: Decimal | None
    weight: Decimal | None
    by_account: dict[int | None, Amounts] = field(default_factory=dict)

    @property
    def is_open(self) -> bool:
        return self.quantity != 0


@dataclass(frozen=True, slots=True)
class Holdings:
    """All holdings, the largest first, and what they add up to."""

    rows: list[Holding]
    value: Decimal
    cost: Decimal
    realised: Decimal
    income: Decimal
    fees: Decimal
    carried: Decimal
    value_24h_ago: Decimal

    @property
    def open(self) -> list[Holding]:
        return [row for row in self.rows if row.is_open]

    @property
    def closed(self) -> list[Holding]:
        return [row for row in self.rows if not row.is_open]

    @property
    def unpriced(self) -> list[Holding]:
        """Held, but without a price: their value is missing from the sum."""
        return [row for row in self.open if row.value is None]

    @property
    def unrealised(self) -> Decimal:
        """value = cost + unrealised, over what has a price."""
        return sum((row.unrealised for row in self.open if row.value is not None), ZERO)

    @property
    def profit(self) -> Decimal:
        return self.realised + self.unrealised + self.income - self.fees + self.carried

    @property
    def change_24h(self) -> Decimal:
        return self.value - self.value_24h_ago

    @property
    def change_24h_share(self) -> Decimal | None:
        return self.change_24h / self.value_24h_ago if self.value_24h_ago > 0 else None


def value_before(value: Decimal, change: float | None) -> Decimal:
    """What a value was before it changed by a fraction; the same where nothing tells.

    Providers round a collapse to −100%, from which nothing leads back.
    """
    if change is None or change <= -1:
        return value
    return value / exact_decimal(1 + change)


def change_of_today(
    change: float | None, as_of: datetime | None, *, since: datetime
) -> float | None:
    """A quote's change of 24 hours; None where the quote is older, and tells of another day."""
    return change if as_of is not None and as_of >= since else None


def currency_rate(currency: Asset) -> Decimal | None:
    """US dollars for one unit of a portfolio's currency, at its latest quote."""
    if currency.slug == USD:
        return Decimal(1)
    price = Quote.objects.filter(asset=currency).values_list("price", flat=True).first()
    return None if price is None else exact_decimal(price)


def holdings_of(portfolio: Portfolio) -> Holdings:
    """Every position of the books, valued at the latest quotes: two queries, any size."""
    rate = currency_rate(portfolio.figures_currency)
    rows = portfolio.positions.order_by().values_list(*_COLUMNS)
    return _sum_up(_by_asset(rows), rate=rate)


def _by_asset(rows: Iterable[tuple]) -> list[dict]:
    """Positions of one asset in several accounts, added up."""
    merged: dict[int, dict] = {}
    since = day_figures_since()
    for account, quantity, cost, realised, income, fees, carried, pk, *rest in rows:
        entry = merged.get(pk)
        if entry is None:
            slug, symbol, name, kind, price, change, cap, as_of, is_worthless = rest
            price = 0.0 if is_worthless else price
            change = change_of_today(change, as_of, since=since)
            entry = merged[pk] = {
                "asset": HeldAsset(pk, slug, symbol, name, kind),
                "usd": 1.0 if slug == USD else price, "change_24h": change,
                "market_cap": cap, "as_of": as_of, "sums": [ZERO] * 6, "by_account": {},
            }  # fmt: skip
        figures = Amounts(quantity, cost, realised, income, fees, carried)
        entry["sums"] = [old + new for old, new in zip(entry["sums"], figures, strict=True)]
        entry["by_account"][account] = figures
    return list(merged.values())


def _sum_up(entries: list[dict], *, rate: Decimal | None) -> Holdings:
    total = ago = ZERO
    for entry in entries:
        quantity = entry["sums"][0]
        usd = entry["usd"]
        entry["price"] = entry["value"] = None
        if usd is None or not rate:
            continue
        entry["price"] = exact_decimal(usd) / rate
        entry["value"] = quantity * entry["price"]
        total += entry["value"]
        ago += value_before(entry["value"], entry["change_24h"])
    rows = [_holding(entry, total=total) for entry in entries]
    rows.sort(key=lambda row: (row.value is None, -(row.value or ZERO), row.asset.symbol))
    return Holdings(
        rows=rows,
        value=total,
        cost=sum((row.cost for row in rows), ZERO),
        realised=sum((row.realised for row in rows), ZERO),
        income=sum((row.income for row in rows), ZERO),
        fees=sum((row.fees for row in rows), ZERO),
        carried=sum((row.carried for row in rows), ZERO),
        value_24h_ago=ago,
    )


def _holding(entry: dict, *, total: Decimal) -> Holding:
    quantity, cost, realised, income, fees, carried = entry["sums"]
    value = entry["value"]
    return Holding(
        asset=entry["asset"], quantity=quantity, cost=cost, realised=realised, income=income,
        fees=fees, carried=carried, price=entry["price"], change_24h=entry["change_24h"],
        market_cap=entry["market_cap"], as_of=entry["as_of"], value=value,
        weight=value / total if value is not None and total > 0 else None,
        by_account=entry["by_account"],
    )  # fmt: skip


class Worth(NamedTuple):
    """What a portfolio is worth now and was 24 hours ago, in the currency of its figures.

    Both are None where it holds something and nothing of that can be valued. `is_whole` says that
    everything it holds is.
    """

    now: Decimal | None = ZERO
    ago: Decimal | None = ZERO
    is_whole: bool = True

    @property
    def change(self) -> Decimal | None:
        return None if self.now is None or self.ago is None else self.now - self.ago

    @property
    def change_share(self) -> Decimal | None:
        return self.change / self.ago if self.change is not None and self.ago > 0 else None


def values_of(portfolios: Iterable[Portfolio]) -> dict[int, Worth]:
    """The worth of each portfolio, at the latest quotes: two queries."""
    portfolios = list(portfolios)
    currencies = {portfolio.pk: portfolio.figures_currency for portfolio in portfolios}
    rates = dict(
        Quote.objects.filter(asset__in=currencies.values()).values_list("asset_id", "price")
    )
    held: dict[int, list[tuple[Decimal, Decimal] | None]] = defaultdict(list)
    rows = (
        Portfolio.objects.filter(pk__in=[portfolio.pk for portfolio in portfolios])
        .order_by()
        .values_list(
            "pk", "positions__quantity", "positions__asset__slug",
            "positions__asset__quote__price", "positions__asset__quote__change_24h",
            "positions__asset__quote__as_of", "positions__asset__is_worthless",
        )
    )  # fmt: skip
    since = day_figures_since()
    for pk, quantity, slug, price, change, as_of, is_worthless in rows:
        if not quantity:
            continue
        currency = currencies[pk]
        rate = 1.0 if currency.slug == USD else rates.get(currency.pk)
        price = 1.0 if slug == USD else 0.0 if is_worthless else price
        if price is None or not rate:
            held[pk].append(None)
            continue
        value = quantity * exact_decimal(price) / exact_decimal(rate)
        held[pk].append((value, value_before(value, change_of_today(change, as_of, since=since))))
    return {portfolio.pk: _worth(held[portfolio.pk]) for portfolio in portfolios}


def _worth(values: Sequence[tuple[Decimal, Decimal] | None]) -> Worth:
    known = [value for value in values if value is not None]
    if values and not known:
        return Worth(None, None, is_whole=False)
    now, ago = (sum(figures, ZERO) for figures in zip((ZERO, ZERO), *known, strict=True))
    return Worth(now, ago, len(known) == len(values))
