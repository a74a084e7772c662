"""Fills a fresh installation so that each of its pages has something to show, or nothing at all."""

from datetime import date
from decimal import Decimal

from markets.models import Asset
from markets.numbers import exact_decimal
from portfolios.models import Portfolio, User
from portfolios.services.alerts.channels import create_channel, send_test
from portfolios.services.alerts.market.alerts import create_market_alert
from portfolios.services.allocation.targets import set_target
from portfolios.services.assets.own import create_own_asset, set_own_price
from portfolios.services.exits.triggers import arm_trigger, disarm_trigger
from portfolios.services.ledger.imports.commit import commit_import, preview_import
from portfolios.services.sharing.links import create_share_link
from portfolios.services.sharing.screens import save_screen
from portfolios.services.sharing.tokens import create_token
from portfolios.services.watchlists.items import watch_asset
from portfolios.services.watchlists.lists import create_watchlist
from tests.factories import days_ago
from tests.portfolios.importers.texts import deposit, tidemark

PASSWORD = "only-for-screenshots"
STAFF, NEWCOMER = "staff@example.org", "newcomer@example.org"
WEBHOOK = "https://93.184.216.34/hook"


def fill_demo() -> dict[str, object]:
    """One of each thing beside the demo's; returns what stands for them in routes."""
    portfolio = Portfolio.objects.select_related("owner").get(is_demo=True)
    user, bitcoin = portfolio.owner, Asset.objects.select_related("quote").get(slug="bitcoin")
    watched = watch_asset(
        create_watchlist(user, name="Later"), asset=bitcoin, tags=["big"], target=Decimal(90000),
        note="Once it has fallen.",
    )  # fmt: skip
    own = create_own_asset(portfolio, name="Shed", symbol="SHED", user=user)
    set_own_price(own, day=date(2024, 1, 1), price=Decimal(100))
    for slug, share in (("bitcoin", "0.5"), ("ethereum", "0.25")):
        set_target(portfolio, asset=Asset.objects.get(slug=slug), share=Decimal(share))
    alert = create_market_alert(
        user, subject="asset", asset=bitcoin, measure="price", rule="above", level=9e5
    )
    channel = create_channel(user, kind="webhook", name="Bot", address=WEBHOOK)
    send_test(channel)
    create_token(user, name="Spreadsheet", scope="read", days=90)
    save_screen(user, name="Strong", query="sort=-ret_30d")
    portfolio.invitations.create(email="partner@example.org")
    return {
        "portfolios/<int:pk>": f"portfolios/{portfolio.pk}", "<int:batch>": _imports(portfolio),
        "<int:transaction>": portfolio.transactions.last().pk,
        "<int:trigger>": _levels(portfolio, bitcoin),
        "alerts/market/<int:pk>": f"alerts/market/{alert.pk}",
        "channels/<int:pk>": f"channels/{channel.pk}",
        "watchlists/<int:pk>": f"watchlists/{watched.watchlist_id}", "<int:item>": watched.pk,
        "own-assets/<slug:slug>": f"own-assets/{own.asset.slug}",
        "<str:key>": create_share_link(portfolio, name="Club", detail="amounts")[1],
    }  # fmt: skip


def _imports(portfolio: Portfolio) -> int:
    """A file that was imported, and one that waits with a wrong line; returns the latter."""
    day = days_ago(50).date().isoformat()
    for text, commits in ((tidemark(deposit("0.5", day)), True),
                          (tidemark(deposit("0.7", day), deposit("NaN", day)), False)):  # fmt: skip
        preview = preview_import(
            portfolio, user=portfolio.owner, filename="ledger.csv", content=text.encode()
        )
        if commits:
            commit_import(preview.batch)
    return preview.batch.pk


def _levels(portfolio: Portfolio, asset: Asset) -> int:
    """A level that was disarmed, one that the next prices reach, and one that stays."""
    terms = {"user": portfolio.owner, "asset": asset}
    price = exact_decimal(asset.quote.price)
    disarm_trigger(arm_trigger(portfolio, **terms, kind="price_above", level=2 * price))
    for kind, factor in (("price_above", "1.0001"), ("price_below", "0.9999")):
        arm_trigger(
            portfolio, **terms, kind=kind, level=round(price * Decimal(factor), 2),
            fire_at_once=True,
        )  # fmt: skip
    return arm_trigger(portfolio, **terms, kind="trailing_stop", trail_percent=Decimal("0.3")).pk


def make_people() -> dict[str, object]:
    """Staff, and a newcomer with an empty portfolio; returns what stands for it in routes."""
    User.objects.create_superuser(STAFF, PASSWORD)
    newcomer = User.objects.create_user(NEWCOMER, PASSWORD)
    newcomer.confirm_email()
    portfolio = Portfolio.objects.create(
        owner=newcomer, name="Empty", currency=Asset.objects.get(slug="usd")
    )
    portfolio.accounts.create(name="Main")
    return {"portfolios/<int:pk>": f"portfolios/{portfolio.pk}"}
