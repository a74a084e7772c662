"""Own assets: made, changed, priced, merged into a listed one, deleted."""

import secrets
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal

from django.conf import settings
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from markets.models import Asset
from portfolios.models import OwnAsset, OwnPrice, Portfolio
from portfolios.services.assets.merging import Merged, merge_assets
from portfolios.services.books.books import ledger_changed
from portfolios.services.books.own_prices import carry_trade_prices, write_own_series
from portfolios.services.errors import Refused
from portfolios.services.locks import hold, hold_portfolio, in_one_go


@in_one_go
def create_own_asset(
    portfolio: Portfolio, *, name: str, symbol: str, note: str = "", user
) -> OwnAsset:
    """An asset that only who sees the portfolio sees. Raises `Refused` naming the field."""
    portfolio = hold_portfolio(portfolio.pk)
    if portfolio.own_assets.count() >= settings.OWN_ASSETS_A_PORTFOLIO:
        most = settings.OWN_ASSETS_A_PORTFOLIO
        raise Refused(_("A portfolio has at most {most} own assets.").format(most=most))
    name, symbol = _names(portfolio, name=name, symbol=symbol)
    asset = Asset.objects.create(
        slug=f"own-{secrets.token_hex(8)}", name=name, symbol=symbol, kind=Asset.Kind.OWN,
        kind_is_fixed=True,
    )  # fmt: skip
    return OwnAsset.objects.create(
        portfolio=portfolio, asset=asset, note=note.strip(), created_by=user
    )


@in_one_go
def change_own_asset(own: OwnAsset, *, name: str, symbol: str, note: str = "") -> OwnAsset:
    """Name it otherwise. Raises `Refused` naming the field."""
    own = hold(own, "asset", "portfolio")
    name, symbol = _names(own.portfolio, name=name, symbol=symbol, besides=own)
    Asset.objects.filter(pk=own.asset_id).update(name=name, symbol=symbol)
    own.note = note.strip()
    own.save(update_fields=["note"])
    own.asset.refresh_from_db()
    return own


@in_one_go
def delete_own_asset(own: OwnAsset) -> None:
    """Remove it with its prices. Raises `Refused` where rows of the ledger name it."""
    own = hold(own, "asset", "portfolio")
    rows = own.portfolio.transactions
    if rows.touching(own.asset_id).exists() or rows.filter(net_worth_asset=own.asset_id).exists():
        raise Refused(_("Rows of the ledger name it: delete them first, or merge it."))
    asset = own.asset
    own.delete()
    try:
        asset.delete()
    except ProtectedError:
        # The books are still to forget it.
        raise Refused(
            _("The figures are being brought up to date: try again in a moment.")
        ) from None


@in_one_go
def set_own_price(own: OwnAsset, *, day: date, price: Decimal) -> OwnPrice:
    """Say what a unit was worth from a day on, in the portfolio's currency."""
    return set_own_prices(own, {day: price}, source=OwnPrice.Source.TYPED)[0]


@in_one_go
def set_own_prices(
    own: OwnAsset, prices: Mapping[date, Decimal], *, source: str = OwnPrice.Source.IMPORTED
) -> list[OwnPrice]:
    """The same for many days; what was said of these days before is replaced."""
    own = hold(own, "asset", "portfolio")
    last = datetime.now(UTC).date()
    for day, price in prices.items():
        if day > last:
            raise Refused({"day": [_("{day} is yet to come.").format(day=day)]})
        if not price > 0:
            raise Refused({"price": [_("A price is above 0.")]})
    own.prices.filter(day__in=prices).delete()
    said = own.prices.bulk_create(
        OwnPrice(
            own_asset=own, day=day, price=price, currency_id=own.portfolio.currency_id,
            source=source,
        )
        for day, price in sorted(prices.items())
    )  # fmt: skip
    _repriced(own)
    return said


@in_one_go
def remove_own_price(price: OwnPrice) -> None:
    """Take back what was said of a day; a trade of that day counts again. Raises `Refused`."""
    if price.source == OwnPrice.Source.TRADE:
        raise Refused(_("This price is that of a trade: it ends with the ledger's row."))
    own = hold(price.own_asset, "asset", "portfolio")
    own.prices.filter(pk=price.pk).delete()
    _repriced(own)


@in_one_go
def merge_own_asset(own: OwnAsset, *, target: Asset, user) -> Merged:
    """Let a listed asset take its place in the ledger; its own prices end with it."""
    own = hold(own, "asset", "portfolio")
    return merge_assets(own.asset, target, user=user)


def _repriced(own: OwnAsset) -> None:
    write_own_series(own)
    carry_trade_prices(own.portfolio)
    ledger_changed(own.portfolio)


def _names(
    portfolio: Portfolio, *, name: str, symbol: str, besides: OwnAsset | None = None
) -> tuple[str, str]:
    name, symbol = name.strip(), symbol.strip().upper()
    if not name:
        raise Refused({"name": [_("An asset needs a name.")]})
    if not symbol or not symbol.isprintable() or any(one.isspace() for one in symbol):
        raise Refused({"symbol": [_("A symbol is one word, for example SHED.")]})
    others = portfolio.own_assets.exclude(pk=besides and besides.pk)
    if others.filter(asset__symbol__iexact=symbol).exists():
        raise Refused(
            {"symbol": [_("There is an own asset called {symbol} already.").format(symbol=symbol)]}
        )
    if Asset.objects.fiat().filter(symbol__iexact=symbol).exists():
        raise Refused({"symbol": [_("{symbol} is a currency.").format(symbol=symbol)]})
    return name, symbol
