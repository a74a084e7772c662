"""The demo: a user with a portfolio that shows the product at work."""

import random
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from markets.models import Asset
from markets.numbers import exact_decimal
from markets.selectors import price_history, quotes_for
from markets.services import backfill_history
from portfolios.accounting.core.types import MOVING_LEGS
from portfolios.models import Account, Portfolio, Transaction, TriggerKind, User
from portfolios.services.books.books import rebuild_books
from portfolios.services.exits.triggers import arm_trigger
from portfolios.services.ledger.transactions import record_transactions
from portfolios.services.sharing.portfolios import delete_portfolio

DEMO_EMAIL = "demo@tidemark.local"
DAYS = 730
# Monthly savings plan, in dollars.
SAVINGS = {"bitcoin": 400, "ethereum": 250, "solana": 120}
# Bought once: (days ago, asset, dollars).
SINGLE_BUYS = [
    (700, "chainlink", 900), (640, "avalanche-2", 700), (560, "uniswap", 600), (500, "aave", 800),
    (410, "polkadot", 500), (300, "cosmos", 450), (240, "pax-gold", 1500), (150, "dogecoin", 300),
]  # fmt: skip
STAKED = {"ethereum": Decimal("0.0027"), "solana": Decimal("0.0055")}
STOPS = [("bitcoin", "0.82", "1.35"), ("ethereum", "0.80", "1.50"), ("solana", "0.75", "1.60")]
FEE_RATE = Decimal("0.004")
PLACES = Decimal("1e-8")


@dataclass
class _Script:
    """Writes the demo's rows at the prices of their days."""

    portfolio: Portfolio
    today: date
    assets: dict[str, Asset]
    accounts: dict[str, Account] = field(default_factory=dict)
    closes: dict[str, dict[date, float]] = field(default_factory=dict)
    rows: list[Transaction] = field(default_factory=list)
    buys: dict[str, list[tuple[int, Decimal]]] = field(default_factory=dict)

    def day(self, ago: int) -> date:
        return self.today - timedelta(days=ago)

    def price(self, slug: str, ago: int) -> Decimal | None:
        """The close of that day; a provider may know no history so old."""
        close = self.closes.get(slug, {}).get(self.day(ago))
        return None if close is None else exact_decimal(close)

    def bought(self, slug: str, ago: int) -> Decimal:
        """How much was bought before that day."""
        return sum(
            (quantity for when, quantity in self.buys.get(slug, ()) if when > ago), Decimal(0)
        )

    def add(self, ago: int, type: str, account: str, *, hour: int = 12, **columns) -> None:  # noqa: A002
        at = datetime.combine(self.day(ago), time(hour), tzinfo=UTC)
        number = len(self.rows)
        for leg in MOVING_LEGS:
            if f"{leg}_asset" in columns:
                columns[f"{leg}_asset"] = self.assets[columns[f"{leg}_asset"]]
        if "to_account" in columns:
            columns["to_account"] = self.accounts[columns["to_account"]]
        self.rows.append(
            Transaction(
                type=type, account=self.accounts[account], executed_at=at,
                external_id=f"demo-{number}", **columns,
            )
        )  # fmt: skip

    def buy(self, ago: int, slug: str, dollars: int) -> None:
        price = self.price(slug, ago)
        if price is None:
            return
        quantity = (Decimal(dollars) / price).quantize(PLACES)
        if quantity <= 0:
            return
        self.buys.setdefault(slug, []).append((ago, quantity))
        self.add(
            ago, "buy", "Exchange", sent_asset="usd", sent_quantity=Decimal(dollars),
            received_asset=slug, received_quantity=quantity,
            fee_asset="usd", fee_quantity=(Decimal(dollars) * FEE_RATE).quantize(Decimal("0.01")),
        )  # fmt: skip


def create_demo(*, password: str) -> Portfolio | None:
    """The demo user with two years of history and an exit plan, at the market's own prices.

    An asset whose history is not there is left out; without any history there is only the user
    and an empty portfolio.
    """
    usd = Asset.objects.get(slug="usd")
    _fetch_history()
    with transaction.atomic():
        user = User.objects.create_user(DEMO_EMAIL, password, is_demo=True)
        user.confirm_email()
        portfolio = Portfolio.objects.create(
            owner=user, name="Demo portfolio", currency=usd, is_demo=True
        )
        script = _script_for(portfolio)
        _write(script)
        record_transactions(portfolio, script.rows, user=user, audited=False)
    rebuild_books(portfolio.pk)
    _arm_exit_plan(portfolio, user)
    return portfolio


@transaction.atomic
def remove_demo() -> bool:
    """Delete the demo user with all that is theirs; False where there is none."""
    user = User.objects.filter(email=DEMO_EMAIL, is_demo=True).first()
    if user is None:
        return False
    for portfolio in user.portfolios.all():
        delete_portfolio(portfolio)
    user.delete()
    return True


def _slugs() -> set[str]:
    return {*SAVINGS, *(slug for _, slug, _ in SINGLE_BUYS), "usd", "usd-coin"}


def _fetch_history() -> None:
    since = timezone.now().date() - timedelta(days=DAYS + 5)
    for asset in Asset.objects.filter(slug__in=_slugs(), is_active=True):
        run = backfill_history(asset, since=since)
        if run is not None and run.error:
            return  # the provider's budget is spent: the schedule fetches the rest


def _script_for(portfolio: Portfolio) -> _Script:
    today = timezone.now().date()
    assets = {asset.slug: asset for asset in Asset.objects.filter(slug__in=_slugs())}
    script = _Script(portfolio, today, assets)
    for name, kind in (
        ("Exchange", "exchange"),
        ("Ledger wallet", "wallet"),
        ("Staking", "wallet"),
    ):
        script.accounts[name] = Account.objects.create(portfolio=portfolio, name=name, kind=kind)
    for slug, asset in assets.items():
        history = price_history(asset, start=script.day(DAYS + 5))
        script.closes[slug] = {day.day: day.close for day in history}
    return script


def _write(script: _Script) -> None:
    chance = random.Random(11)
    for ago in range(DAYS, 0, -30):
        for slug, dollars in SAVINGS.items():
            script.buy(ago, slug, dollars + chance.randrange(-20, 21))
    for ago, slug, dollars in SINGLE_BUYS:
        script.buy(ago, slug, dollars)
    _move_to_wallets(script)
    _stake(script)
    _trade(script)


def _move_to_wallets(script: _Script) -> None:
    for ago, fee in ((380, "0.00006"), (95, "0.00004")):
        quantity = (script.bought("bitcoin", ago) / 5).quantize(PLACES)
        if quantity > Decimal(fee):
            script.add(
                ago, "transfer", "Exchange", to_account="Ledger wallet",
                sent_asset="bitcoin", sent_quantity=quantity,
                received_asset="bitcoin", received_quantity=quantity - Decimal(fee),
            )  # fmt: skip


def _stake(script: _Script) -> None:
    """A quarter of what was bought by then goes to staking, which pays a little every month."""
    for slug, rate in STAKED.items():
        staked = (script.bought(slug, 330) / 4).quantize(PLACES)
        if not staked:
            continue
        script.add(
            330, "transfer", "Exchange", to_account="Staking",
            sent_asset=slug, sent_quantity=staked, received_asset=slug, received_quantity=staked,
        )  # fmt: skip
        for ago in range(300, 0, -30):
            reward = (staked * rate).quantize(PLACES)
            if reward > 0:
                script.add(
                    ago, "staking_reward", "Staking", hour=6,
                    received_asset=slug, received_quantity=reward,
                )  # fmt: skip


def _trade(script: _Script) -> None:
    """A swap, and a sale of a whole position."""
    uniswap, aave = script.price("uniswap", 200), script.price("aave", 200)
    given = (script.bought("uniswap", 200) / 2).quantize(PLACES)
    if given and uniswap and aave:
        script.add(
            200, "swap", "Exchange", sent_asset="uniswap", sent_quantity=given,
            received_asset="aave", received_quantity=(given * uniswap / aave).quantize(PLACES),
        )  # fmt: skip
    sold, price = script.bought("polkadot", 60), script.price("polkadot", 60)
    value = (sold * (price or 0)).quantize(Decimal("0.01"))
    if value > 0:
        script.add(
            60, "sell", "Exchange", sent_asset="polkadot", sent_quantity=sold,
            received_asset="usd", received_quantity=value,
            fee_asset="usd", fee_quantity=(value * FEE_RATE).quantize(Decimal("0.01")),
        )  # fmt: skip


def _arm_exit_plan(portfolio: Portfolio, user: User) -> None:
    held = set(portfolio.positions.filter(quantity__gt=0).values_list("asset__slug", flat=True))
    assets = {asset.slug: asset for asset in Asset.objects.filter(slug__in=held)}
    quotes = quotes_for(asset.pk for asset in assets.values())
    for slug, stop, target in STOPS:
        asset = assets.get(slug)
        if asset is None or asset.pk not in quotes:
            continue
        price = exact_decimal(quotes[asset.pk].price)
        for kind, factor, share in (
            (TriggerKind.STOP_LOSS, stop, "1"), (TriggerKind.TAKE_PROFIT, target, "0.5"),
        ):  # fmt: skip
            arm_trigger(
                portfolio, user=user, asset=asset, kind=kind, share=Decimal(share),
                level=_round_level(price * Decimal(factor)),
            )  # fmt: skip


def _round_level(level: Decimal) -> Decimal:
    """Three digits that count, as a person would write it."""
    return level.quantize(Decimal(1).scaleb(level.adjusted() - 2))
