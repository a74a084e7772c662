"""What the style guide shows in forms, tables and notices: of a portfolio that nobody has."""

from datetime import UTC, datetime
from decimal import Decimal

from django import forms
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from django.urls import reverse

from markets.models import Asset
from markets.views.tables import headings_of
from portfolios.forms.assets import AssetField
from portfolios.forms.numbers import AmountField, PercentField, set_decimal_mark
from portfolios.models import Account, Disposal, Notice, Portfolio, Transaction, Trigger
from portfolios.selectors.exits.plan import PlannedLevel
from portfolios.selectors.ledger.listing import RowWorth
from portfolios.selectors.ledger.view import NEWEST_FIRST, NUMBERS, LedgerView
from portfolios.views.search import Entry
from portfolios.views.versions import Conflict, Difference

AT = datetime(2026, 3, 14, 9, 26, tzinfo=UTC)
DOLLAR = Asset(slug="usd", symbol="USD", name="US dollar", kind=Asset.Kind.FIAT)
BITCOIN = Asset(slug="bitcoin", symbol="BTC", name="Bitcoin")
WITHOUT_ICON = Asset(slug="sample-coin", symbol="SMPL", name="Sample coin")
_LEVELS = {"info": constants.INFO, "success": constants.SUCCESS, "warning": constants.WARNING,
           "error": constants.ERROR}  # fmt: skip


class SampleForm(forms.Form):
    """A field of each kind."""

    asset = AssetField(help_text="By symbol, name or contract address.", required=False)
    quantity = AmountField(label="Number", help_text="As you write it: 20,000 or 1e-8.")
    share = PercentField(label="Share, %", required=False)
    kind = forms.ChoiceField(choices=[("wallet", "Wallet"), ("exchange", "Exchange")])
    day = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}))
    file = forms.FileField(required=False)
    note = forms.CharField(widget=forms.Textarea(attrs={"rows": 2}), max_length=20, required=False)
    repeats = forms.BooleanField(label="Every month", help_text="From the day on.", required=False)


_FILLED = {"quantity": "$20k", "share": "12.50", "kind": "exchange", "day": "2026-03-14",
           "repeats": "on"}  # fmt: skip
# A browser says on its console that it drops what is no day: the one here is missing.
_REFUSED = {"asset": "no such asset", "quantity": "1.000", "share": "$3",
            "note": "longer than twenty letters"}  # fmt: skip


def sample_components() -> dict:
    """The context of forms, tables and notices."""
    portfolio = Portfolio(pk=0, name="Sample", currency=DOLLAR, time_zone="UTC")
    portfolio.can_edit = True
    return {
        "portfolio": portfolio, "currency": DOLLAR.symbol,
        "asset": BITCOIN, "without_icon": WITHOUT_ICON,
        "sample_forms": sample_forms(), "popover_form": SampleForm(auto_id="popover-%s"),
        "conflict": Conflict([Difference("Name", "Savings", "Cold storage")]),
        "notices": [Message(level, f"A notice: {name}.") for name, level in _LEVELS.items()],
        "undoable": Message(
            constants.SUCCESS, "Deleted: Buy of 2026-03-14.",
            extra_tags=f"undo:{reverse('portfolios:style_guide')}",
        ),
        "news": Notice(pk=0, title="BTC: stop-loss reached", path="#notices"),
        "headings": headings_of(LedgerView().labels, sort=NEWEST_FIRST, numbers=NUMBERS),
        "rows": sample_rows(portfolio), "disposals": sample_disposals(portfolio),
        "levels": sample_levels(portfolio),
        "sections": [
            {"name": name, "address": "#cards", "is_current": place == 0, "count": 3 * (place == 2)}
            for place, name in enumerate(("In force", "Another", "With a number"))
        ],
        "icons": ["home", "portfolio", "add", "markets", "bell", "search", "person", "eye"],
        "entries": [Entry("Asset", "Bitcoin", "#overlays", "BTC"), Entry("Page", "Home", "/")],
        "page": Paginator(range(240), 50).page(2), "short_page": Paginator(range(240), 12).page(1),
    }  # fmt: skip


def sample_forms() -> dict[str, forms.Form]:
    """By state; the last one asks, as a reader's locale reads the number in two ways."""
    refused = SampleForm(_REFUSED, auto_id="refused-%s")
    set_decimal_mark(refused, ",")
    refused.add_error(None, "What is wrong with the whole of it stands above its fields.")
    return {
        "Empty": SampleForm(auto_id="empty-%s"),
        "Understood": SampleForm(_FILLED, auto_id="filled-%s"),
        "Refused": refused,
    }


def sample_rows(portfolio: Portfolio) -> list[tuple[Transaction, RowWorth | None]]:
    """Rows of the ledger with what they are worth, where that is known."""
    account = Account(portfolio=portfolio, name="Exchange")
    common = {"portfolio": portfolio, "account": account, "executed_at": AT, "pk": 0}
    bought = Transaction(
        **common, type="buy", sent_asset=DOLLAR, sent_quantity=Decimal("1234.5"),
        received_asset=BITCOIN, received_quantity=Decimal("0.02"), fee_asset=DOLLAR,
        fee_quantity=Decimal("1.25"), note="A note, cut where it is long.", tags=["savings"],
    )  # fmt: skip
    moved = Transaction(
        **common, type="transfer", to_account=Account(portfolio=portfolio, name="Wallet"),
        sent_asset=WITHOUT_ICON, sent_quantity=Decimal(3),
        received_asset=WITHOUT_ICON, received_quantity=Decimal(3),
    )  # fmt: skip
    return [(bought, RowWorth(Decimal("1234.5"), DOLLAR, Decimal(61725))), (moved, None)]


def sample_disposals(portfolio: Portfolio) -> list[Disposal]:
    """A gain of a lot, and money, which has none."""
    common = {"portfolio": portfolio, "transaction_id": 2, "disposed_at": AT, "type": "sell",
              "quantity": Decimal("0.02"), "cost": Decimal(900), "proceeds": Decimal("1234.5"),
              "gain": Decimal("334.5")}  # fmt: skip
    return [
        Disposal(**common, asset=BITCOIN, term="long", acquired_by=1),
        Disposal(**common, asset=DOLLAR, term="short"),
        Disposal(**common, asset=DOLLAR, term=""),
    ]


def sample_levels(portfolio: Portfolio) -> list[PlannedLevel]:
    """A stop, a target and an alert, one of them waiting for its price."""
    kinds = {"stop_loss": 50000, "take_profit": 80000, "price_above": None}
    return [
        PlannedLevel(
            Trigger(portfolio=portfolio, asset=BITCOIN, kind=kind, currency=DOLLAR),
            level=None if level is None else Decimal(level),
            distance=None if level is None else Decimal(level) / 62000 - 1,
            amount=None if level is None else Decimal(level),
        )
        for kind, level in kinds.items()
    ]  # fmt: skip
