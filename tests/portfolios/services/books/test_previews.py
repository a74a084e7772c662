"""What a row would do to the books, before it is recorded."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from markets.numbers import plain
from portfolios.models import Account, Portfolio, Transaction
from portfolios.services.books import drafts
from portfolios.services.books.previews import preview_row
from tests.factories import make_asset, set_closes
from tests.portfolios.books import leg, record

JANUARY = "2024-01-10T12:00Z"
SHOWN = ("opened", "opened_unit_cost", "closed", "closed_lots", "gain", "held_after",
         "average_before", "average_after")  # fmt: skip


@pytest.fixture
def ledger(portfolio, at_commit):
    """2 BTC for 200 dollars and 1 BTC for 400: the average is 200."""
    with at_commit():
        record(portfolio, JANUARY, "buy", sent="200 usd", received="2 bitcoin")
        record(portfolio, "2024-02-10T12:00Z", "buy", sent="400 usd", received="1 bitcoin")
    return Portfolio.objects.get(pk=portfolio.pk)


def draft(portfolio, at, kind, *, row=None, **legs):
    """A row that is not saved; or a stored one, changed."""
    row = row or Transaction(portfolio=portfolio, account=portfolio.accounts.get(name="Main"))
    row.type, row.executed_at = kind, datetime.fromisoformat(at)
    for name, text in legs.items():
        if isinstance(text, Account):
            setattr(row, name, text)
            continue
        quantity, asset = leg(text)
        setattr(row, f"{name}_asset", asset)
        setattr(row, f"{name}_{'amount' if name == 'net_worth' else 'quantity'}", quantity)
    return row


def preview(portfolio, row):
    """As the owner sees it."""
    return preview_row(portfolio, row, user=portfolio.owner)


def effects(found):
    """Every figure of each coin, as text."""
    return {
        one.asset.slug: tuple(
            None if figure is None else plain(Decimal(figure))
            for figure in (getattr(one, name) for name in SHOWN)
        )
        for one in found.effects
    }  # fmt: skip


def test_a_purchase_opens_a_lot_and_moves_the_average(ledger):
    """1 BTC for 690 with a fee of 10: 3 cost 600, 4 cost 1,300."""
    row = draft(ledger, "2024-03-10T12:00Z", "buy", sent="690 usd", received="1 bitcoin",
                fee="10 usd")  # fmt: skip
    found = preview(ledger, row)
    assert effects(found) == {"bitcoin": ("1", "700", "0", "0", None, "4", "200", "325")}
    assert (found.problems, found.income) == ([], 0)


def test_a_sale_closes_the_oldest_lots_first(ledger):
    """2.5 BTC for 1,000: the two of January cost 200, half of February's 200; 600 gained."""
    row = draft(ledger, "2024-03-10T12:00Z", "sell", sent="2.5 bitcoin", received="1000 usd")
    found = effects(preview(ledger, row))["bitcoin"]
    assert found == ("0", None, "2.5", "2", "600", "0.5", "200", "400")


@pytest.mark.parametrize(
    ("method", "gain"), [("fifo", "300"), ("lifo", "0"), ("hifo", "0"), ("average", "200")]
)
def test_a_sale_is_booked_by_the_portfolios_method(ledger, method, gain):
    """1 BTC for 400, which cost 100 in January, 400 in February, 200 on average."""
    ledger.method = method
    row = draft(ledger, "2024-03-10T12:00Z", "sell", sent="1 bitcoin", received="400 usd")
    assert effects(preview(ledger, row))["bitcoin"][4] == gain


def test_all_sold_nothing_has_an_average(ledger):
    row = draft(ledger, "2024-03-10T12:00Z", "sell", sent="3 bitcoin", received="900 usd")
    assert effects(preview(ledger, row))["bitcoin"][5:] == ("0", "200", None)


def test_a_row_between_two_others_is_booked_at_its_own_time(ledger):
    """Before February there are two of January's alone."""
    row = draft(ledger, "2024-01-20T12:00Z", "sell", sent="3 bitcoin", received="900 usd")
    found = preview(ledger, row)
    assert found.problems
    assert effects(found)["bitcoin"][0] == "0"  # what was never brought in is no lot it opens
    early = draft(ledger, "2023-12-01T12:00Z", "buy", sent="30 usd", received="3 bitcoin")
    assert effects(preview(ledger, early))["bitcoin"][5:] == ("6", "200", "105")


def test_a_swap_has_an_effect_on_both_coins(ledger):
    """1 BTC, which cost 100, for 10 ETH worth 500."""
    row = draft(ledger, "2024-03-10T12:00Z", "swap", sent="1 bitcoin", received="10 ethereum",
                net_worth="500 usd")  # fmt: skip
    assert effects(preview(ledger, row)) == {
        "bitcoin": ("0", None, "1", "1", "400", "2", "200", "250"),
        "ethereum": ("10", "50", "0", "0", None, "10", None, "50"),
    }


def test_a_reward_is_income_at_what_it_was_worth(ledger):
    row = draft(ledger, "2024-03-10T12:00Z", "staking_reward", received="0.5 bitcoin",
                net_worth="150 usd")  # fmt: skip
    found = preview(ledger, row)
    assert found.income == 150
    assert effects(found)["bitcoin"][:2] == ("0.5", "300")


def test_a_fee_in_a_third_coin_is_an_effect_of_its_own(ledger):
    """Half a coin that cost 100 in January pays a fee worth 60: it is sold for that."""
    row = draft(ledger, "2024-03-10T12:00Z", "buy", sent="50 usd", received="1 ethereum",
                fee="0.5 bitcoin")  # fmt: skip
    set_closes(make_asset("bitcoin"), {row.executed_at.date(): 120.0})
    found = effects(preview(ledger, row))
    assert found["bitcoin"][2:6] == ("0.5", "1", "10", "2.5")
    assert found["ethereum"][:2] == ("1", "110")


def test_a_changed_row_is_compared_with_itself_as_it_is_stored(ledger):
    """February's 1 BTC for 400 becomes 2 BTC for 400: the average falls from 200 to 150."""
    row = ledger.transactions.order_by("executed_at").last()
    changed = draft(ledger, "2024-02-10T12:00Z", "buy", row=row, sent="400 usd",
                    received="2 bitcoin")  # fmt: skip
    found = effects(preview(ledger, changed))
    assert found["bitcoin"] == ("2", "200", "0", "0", None, "4", "200", "150")


def test_a_row_that_is_given_another_coin_tells_what_both_lose_and_gain(ledger):
    row = ledger.transactions.order_by("executed_at").last()
    changed = draft(ledger, "2024-02-10T12:00Z", "buy", row=row, sent="400 usd",
                    received="8 ethereum")  # fmt: skip
    found = effects(preview(ledger, changed))
    assert found["bitcoin"] == ("0", None, "0", "0", None, "2", "200", "100")
    assert found["ethereum"] == ("8", "50", "0", "0", None, "8", None, "50")


def test_a_row_without_a_coin_has_no_preview(ledger):
    assert preview(ledger, draft(ledger, JANUARY, "deposit", received="5 usd")) is None


def test_coins_with_too_many_rows_have_no_preview(ledger, monkeypatch):
    row = draft(ledger, "2024-03-10T12:00Z", "buy", sent="5 usd", received="1 bitcoin")
    other = draft(ledger, "2024-03-10T12:00Z", "buy", sent="5 usd", received="1 ethereum")
    monkeypatch.setattr(drafts, "MOST_ROWS", 2)
    assert preview(ledger, row) is not None
    monkeypatch.setattr(drafts, "MOST_ROWS", 1)
    assert preview(ledger, row) is None
    assert preview(ledger, other) is not None


def test_a_preview_writes_nothing_and_says_what_recording_does(ledger, at_commit):
    terms = {"sent": "1 bitcoin", "received": "10 ethereum", "worth": "500 usd"}
    row = draft(ledger, "2024-03-10T12:00Z", "swap", sent=terms["sent"],
                received=terms["received"], net_worth=terms["worth"])  # fmt: skip
    before = list(ledger.lots.values())
    found = {one.asset.slug: one for one in preview(ledger, row).effects}
    assert (list(ledger.lots.values()), ledger.transactions.count()) == (before, 2)
    with at_commit():
        record(ledger, "2024-03-10T12:00Z", "swap", **terms)
    assert ledger.disposals.get().gain == found["bitcoin"].gain
    for position in ledger.positions.filter(asset__slug__in=found):
        effect = found[position.asset.slug]
        assert position.quantity == effect.held_after
        assert position.cost == effect.held_after * effect.average_after


def test_a_transfer_moves_lots_and_keeps_what_they_cost(ledger):
    wallet = Account.objects.create(portfolio=ledger, name="Wallet")
    row = draft(ledger, "2024-03-10T12:00Z", "transfer", sent="2 bitcoin",
                received="2 bitcoin", to_account=wallet)  # fmt: skip
    found = preview(ledger, row)
    assert effects(found)["bitcoin"][4:] == (None, "3", "200", "200")
    assert found.problems == []


def test_figures_keep_every_digit(ledger):
    row = draft(ledger, "2024-03-10T12:00Z", "buy", sent="1 usd", received="3 ethereum")
    (effect,) = preview(ledger, row).effects
    third = effect.opened_unit_cost * 3
    assert abs(third - 1) < Decimal("1e-60")


def test_a_row_of_days_to_come_is_booked_on_its_day(ledger):
    row = draft(ledger, "2024-03-10T12:00Z", "sell", sent="1 bitcoin", received="900 usd")
    row.executed_at = datetime.now(UTC).replace(microsecond=0)
    assert effects(preview(ledger, row))["bitcoin"][4] == "800"


def test_a_preview_asks_once_which_assets_are_money(ledger):
    row = draft(ledger, "2024-03-10T12:00Z", "buy", sent="690 usd", received="1 bitcoin")
    with CaptureQueriesContext(connection) as queries:
        preview(ledger, row)
    asked = [one for one in queries if "\"kind\" = 'fiat'" in one["sql"]]
    assert len(asked) == 1, [one["sql"] for one in asked]
