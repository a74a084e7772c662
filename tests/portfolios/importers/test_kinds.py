"""What becomes of a row whose type a person chose."""

from datetime import UTC, datetime

import pytest

from portfolios.accounting.core.types import TransactionType
from portfolios.importers.base import ParsedRow, RowReadError
from portfolios.importers.kinds import as_chosen, checked_choices, kind_key
from tests.portfolios.importers.texts import leg, legs


def chosen(code: str, *, sent="", received="", fee="", either_way=False):
    """The type and legs of a row of the unknown type "Teleport" once `code` is chosen for it."""
    moved = {"sent": sent, "received": received, "fee": fee}
    base = ParsedRow(
        2,
        TransactionType.DEPOSIT,
        datetime(2024, 1, 31, tzinfo=UTC),
        **{name: leg(text) for name, text in moved.items() if text},
    )
    row = as_chosen(base, code, kind="Teleport", either_way=either_way)
    return row.type.value, *legs(row)


@pytest.mark.parametrize(
    ("code", "moved", "expected"),
    [
        ("airdrop", {"received": "1 BTC"}, ("", "1 BTC", "")),
        ("lost", {"sent": "1 BTC"}, ("1 BTC", "", "")),
        ("swap", {"sent": "1 BTC", "received": "20 ETH"}, ("1 BTC", "20 ETH", "")),
        ("fee", {"sent": "1 BTC"}, ("", "", "1 BTC")),
        ("fee", {"sent": "1 BTC", "fee": "0.5 BTC"}, ("", "", "1.5 BTC")),
        ("fee", {"fee": "0.5 BTC"}, ("", "", "0.5 BTC")),
    ],
)
def test_a_type_that_fits_the_legs_is_taken(code, moved, expected):
    assert chosen(code, **moved) == (code, *expected)


@pytest.mark.parametrize(
    ("code", "moved", "message"),
    [
        ("airdrop", {"sent": "1 BTC"}, "BTC goes out"),
        ("lost", {"received": "1 BTC"}, "nothing goes out"),
        ("lost", {"sent": "1 BTC", "received": "1 ETH"}, "ETH comes in"),
        ("swap", {"sent": "1 BTC"}, "nothing comes in"),
        ("swap", {"sent": "1 BTC", "received": "2 BTC"}, "both legs are one asset"),
        ("fee", {"received": "1 BTC"}, "BTC comes in"),
        ("fee", {"sent": "1 BTC", "fee": "1 ETH"}, "it has another in ETH"),
        ("fee", {}, "nothing goes out"),
    ],
)
def test_a_type_that_does_not_fit_says_why(code, moved, message):
    with pytest.raises(RowReadError, match=message):
        chosen(code, **moved)


@pytest.mark.parametrize(
    ("code", "moved", "expected"),
    [
        ("lost", {"received": "1 BTC"}, ("1 BTC", "", "")),
        ("airdrop", {"sent": "1 BTC"}, ("", "1 BTC", "")),
        ("fee", {"received": "1 BTC"}, ("", "", "1 BTC")),
    ],
)
def test_the_one_leg_of_a_file_without_signs_goes_the_way_of_the_type(code, moved, expected):
    assert chosen(code, **moved, either_way=True) == (code, *expected)


def test_choices_go_by_the_text_without_case_and_needless_spaces():
    assert kind_key("  Moon \n Landing ") == "moon landing"
    assert checked_choices({"Moon  Landing": "airdrop"}) == {"moon landing": "airdrop"}


def test_a_code_that_cannot_be_chosen_is_named():
    with pytest.raises(ValueError, match="teleport, transfer"):
        checked_choices({"a": "transfer", "b": "teleport", "c": "airdrop"})
