"""The present plan taken through past candles by the rules that watch it live."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from markets.models import USD, Candle
from markets.numbers import CONTEXT, exact_decimal, quantised, significant
from markets.selectors import usd_prices
from portfolios.exits.records import Price, Rule, Watch
from portfolios.exits.rehearsal.run import Rehearsal
from portfolios.exits.types import ALERTS, Kind
from portfolios.exits.validation import validate_rule
from portfolios.models import Portfolio, Trigger
from portfolios.selectors.books.holdings import Holdings
from portfolios.selectors.exits.rules import rule_of

SPANS = (7, 30, 90, 365)
# What a day's candle becomes: (column, hour), in order. Only the order of the hours means anything.
RANGE = (("open", time(0)), ("low", time(8)), ("high", time(16)), ("close", time(23, 59)))
CLOSE = (("close", time(23, 59)),)
PATHS = {"range": RANGE, "close": CLOSE}
_RATE_DIGITS = 18


@dataclass(frozen=True, slots=True)
class RehearsedRule:
    """A trigger and how far its rule came; money is in the portfolio's currency.

    `at_once` says that the very first price fired it. `against_holding` is what the sale brought
    more than the units are worth at the path's last price; None where nothing was sold.
    """

    trigger: Trigger
    watch: Watch
    at_once: bool = False
    against_holding: Decimal | None = None

    @property
    def proceeds(self) -> Decimal | None:
        sold, fired_by = self.watch.sold, self.watch.fired_by
        return None if sold is None or fired_by is None else sold * fired_by.amount


@dataclass(frozen=True, slots=True)
class AssetPath:
    """An asset's prices and, for each rule's id, the level at each of them (None: not in force)."""

    slug: str
    symbol: str
    prices: list[Price] = field(default_factory=list)
    levels: dict[str, list[Decimal | None]] = field(default_factory=dict)
    rules: list[RehearsedRule] = field(default_factory=list)

    @property
    def fired(self) -> list[RehearsedRule]:
        """In order of time."""
        fired = [rule for rule in self.rules if rule.watch.fired_by is not None]
        return sorted(fired, key=lambda rule: rule.watch.fired_by.at)

    @property
    def against_holding(self) -> Decimal | None:
        """Of all its sales: rules without a group each sell the whole, but a coin goes once."""
        sales = [rule for rule in self.fired if rule.watch.sold]
        rest, sum_of = max((rule.watch.rule.quantity for rule in sales), default=0), Decimal(0)
        for rule in sales:
            quantity = min(rest, rule.watch.sold)
            rest -= quantity
            sum_of += quantity * (rule.watch.fired_by.amount - self.prices[-1].amount)
        return sum_of if sales else None


@dataclass(frozen=True, slots=True)
class PlanFiles:
    """What `manage.py rehearse` takes; `left_out` are triggers that no plan file can hold."""

    rules: list[Rule]
    prices: list[Price]
    triggers: dict[str, Trigger]
    left_out: list[Trigger]


@dataclass(frozen=True, slots=True)
class RehearsedPlan:
    """The answer: by asset, what was left out, and what all sales together brought."""

    paths: list[AssetPath]
    left_out: list[Trigger]

    @property
    def rules(self) -> list[RehearsedRule]:
        return [rule for path in self.paths for rule in path.rules]

    @property
    def fired(self) -> list[RehearsedRule]:
        return [rule for path in self.paths for rule in path.fired]

    @property
    def against_holding(self) -> Decimal | None:
        """None where nothing was sold."""
        known = [sum_of for path in self.paths if (sum_of := path.against_holding) is not None]
        return sum(known) if known else None


def plan_files(
    portfolio: Portfolio, *, holdings: Holdings, days: int, path: str, today: date
) -> PlanFiles:
    """The armed plan and the candles of the last `days` completed days (UTC): three queries.

    `path` is a key of PATHS. Quantities and average costs are today's; no rule has an expiry.
    """
    triggers = portfolio.triggers.armed().select_related("asset", "currency", "group")
    held = {row.asset.pk: row for row in holdings.open}
    rules, known, left_out = [], {}, []
    for trigger in triggers.order_by("asset__symbol", "pk"):
        rule = _rule(trigger, held.get(trigger.asset_id), portfolio=portfolio)
        if rule is None:
            left_out.append(trigger)
            continue
        rules.append(rule)
        known[rule.id] = trigger
    assets = {trigger.asset_id: trigger.asset.slug for trigger in known.values()}
    first, last = today - timedelta(days=days), today - timedelta(days=1)
    prices = _prices(assets, portfolio, first=first, last=last, path=PATHS[path])
    return PlanFiles(rules, prices, known, left_out)


def rehearsed(files: PlanFiles) -> RehearsedPlan:
    """The files' plan over their prices, by the machine that `manage.py rehearse` runs."""
    run = Rehearsal(files.rules, prices=files.prices)
    paths = {
        trigger.asset.slug: AssetPath(trigger.asset.slug, trigger.asset.symbol)
        for trigger in files.triggers.values()
    }
    ids: dict[str, list[str]] = {}
    for rule in files.rules:
        ids.setdefault(rule.asset, []).append(rule.id)
        paths[rule.asset].levels[rule.id] = []
    for step in run.steps():
        path = paths[step.price.asset]
        path.prices.append(step.price)
        for key in ids[step.price.asset]:
            path.levels[key].append(step.levels.get(key))
    for watch in run.outcome():
        path = paths[watch.rule.asset]
        path.rules.append(_told(watch, files.triggers[watch.rule.id], path.prices))
    return RehearsedPlan(list(paths.values()), files.left_out)


def _told(watch: Watch, trigger: Trigger, prices: Sequence[Price]) -> RehearsedRule:
    fired_by = watch.fired_by
    if fired_by is None:
        return RehearsedRule(trigger, watch)
    against = None
    if watch.sold is not None:
        against = watch.sold * (fired_by.amount - prices[-1].amount)
    return RehearsedRule(trigger, watch, fired_by is prices[0], against)


def _rule(trigger: Trigger, holding, *, portfolio: Portfolio) -> Rule | None:
    """None for a rule that a plan file has no words for, or of which something is missing."""
    if trigger.kind not in tuple(Kind) or trigger.currency_id != portfolio.currency_id:
        return None
    average = None
    is_in_currency = portfolio.figures_currency == portfolio.currency
    if is_in_currency and holding is not None and holding.quantity > 0 and holding.cost > 0:
        average = quantised(holding.average_cost)
    rule = replace(
        rule_of(trigger, average=average), id=str(trigger.pk), asset=trigger.asset.slug,
        group=f"g{trigger.group_id}" if trigger.group_id else None,
    )  # fmt: skip
    if rule.kind not in ALERTS and holding is not None and holding.quantity > 0:
        rule = replace(rule, quantity=holding.quantity)
    return None if validate_rule(rule) else rule


def _prices(
    assets: dict[int, str], portfolio: Portfolio, *, first: date, last: date, path: Sequence
) -> list[Price]:
    """Candles as prices in the portfolio's currency, at the rates of their days, in order."""
    rows = Candle.objects.filter(asset__in=assets).between(first, last)
    rates = _rates(portfolio, first=first, last=last)
    prices = []
    for pk, day, close, *others in rows.values_list("asset", "day", "close", "open", "low", "high"):
        figures = dict(zip(("open", "low", "high"), others, strict=True), close=close)
        for column, hour in path:
            amount = _in_currency(figures[column], rates.get(day))
            if amount is not None:
                prices.append(Price(assets[pk], datetime.combine(day, hour, tzinfo=UTC), amount))
    prices.sort(key=lambda price: (price.at, price.asset))
    return prices


def _rates(portfolio: Portfolio, *, first: date, last: date) -> dict[date, Decimal]:
    """US dollars for a unit of the portfolio's currency, by day; a day without one is not there."""
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    if portfolio.currency.slug == USD:
        return dict.fromkeys(days, Decimal(1))
    known = usd_prices([portfolio.currency_id], days)[portfolio.currency_id].tolist()
    return {day: exact_decimal(rate) for day, rate in zip(days, known, strict=True) if rate == rate}


def _in_currency(usd: float | None, rate: Decimal | None) -> Decimal | None:
    if usd is None or usd <= 0 or rate is None:
        return None
    price = exact_decimal(usd)
    return price if rate == 1 else significant(CONTEXT.divide(price, rate), digits=_RATE_DIGITS)
