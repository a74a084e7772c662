"""What is wrong with the terms of a level, by field; nothing here is stored."""

from decimal import Decimal

import pytest

from portfolios.exits.validation import FIGURES
from portfolios.models import Trigger
from portfolios.services.errors import Refused
from portfolios.services.exits.terms import refuse_idle_level, settle_basis, term_errors


def trigger(kind: str, **terms) -> Trigger:
    figures = {name: Decimal(value) for name, value in terms.items() if name in FIGURES}
    one = Trigger(kind=kind, **terms | figures)
    settle_basis(one)
    return one


def errors(kind: str, *, average: str | None = None, **terms) -> list[str]:
    return sorted(term_errors(trigger(kind, **terms), average=average and Decimal(average)))


@pytest.mark.parametrize(
    ("kind", "terms", "basis"),
    [
        ("stop_loss", {"level": "90"}, "price"),
        ("stop_loss", {"percent": "-0.1", "entry_price": "100"}, "entry"),
        ("stop_loss", {"percent": "-0.1", "basis": "average_cost"}, "average_cost"),
        ("stop_loss", {"level": "90", "basis": "average_cost"}, "price"),
        ("trailing_stop", {"trail_percent": "0.1"}, "high"),
        ("trailing_stop", {"trail_percent": "0.1", "basis": "entry"}, "high"),
        ("break_even", {}, "average_cost"),
        ("break_even", {"entry_price": "100"}, "entry"),
        ("break_even", {"entry_price": "100", "basis": "average_cost"}, "average_cost"),
        ("price_move", {"percent": "0.1", "window_hours": 24}, "window"),
    ],
)
def test_what_a_level_is_counted_from_follows_from_its_terms(kind, terms, basis):
    assert trigger(kind, **terms).basis == basis


@pytest.mark.parametrize(
    ("kind", "terms"),
    [
        ("stop_loss", {"level": "90", "share": "0.25"}),
        ("take_profit", {"percent": "2.5", "entry_price": "0.000000000000000001"}),
        ("price_above", {"level": "999999999999999999999999999999.999999999999999999"}),
        ("price_below", {"level": "1.000000000000000000000000"}),  # zeros at the end are no places
        ("trailing_stop", {"trail_amount": "5", "activate_at": "105", "entry_price": "100"}),
        ("break_even", {"entry_price": "100", "activate_at": "105"}),
        ("price_move", {"percent": "-0.999999", "window_hours": 168}),
    ],
)
def test_good_terms_have_no_errors(kind, terms):
    assert errors(kind, **terms) == []


@pytest.mark.parametrize(
    ("kind", "terms", "fields"),
    [
        ("moon", {}, ["kind"]),
        ("stop_loss", {"level": "0.0000000000000000001"}, ["level"]),
        # Nineteen places, however many digits stand before them.
        ("stop_loss", {"level": "12345678901.0000000000000000001"}, ["level"]),
        ("stop_loss", {"level": "1e30"}, ["level"]),
        ("stop_loss", {"level": "NaN"}, ["level"]),
        ("stop_loss", {"level": "-5"}, ["level"]),
        ("stop_loss", {"level": "90", "share": "0"}, ["share"]),
        ("stop_loss", {"level": "90", "share": "1.0001"}, ["share"]),
        ("stop_loss", {"percent": "-0.1234567", "entry_price": "1"}, ["percent"]),
        ("take_profit", {"percent": "1000", "entry_price": "1"}, ["percent"]),
        ("trailing_stop", {"trail_percent": "0.1234567"}, ["trail_percent"]),
        ("stop_loss", {"level": "0", "entry_price": "-1"}, ["entry_price", "level"]),
        ("break_even", {}, ["basis"]),  # nothing is held
        ("stop_loss", {"percent": "-0.1", "basis": "average_cost"}, ["basis"]),
        ("price_move", {"percent": "0.1"}, ["window_hours"]),
        ("price_move", {"percent": "0.1", "window_hours": 0}, ["window_hours"]),
        ("price_move", {"percent": "-1", "window_hours": 1}, ["percent"]),
        ("price_move", {"percent": "0.1234567", "window_hours": 1}, ["percent"]),
        ("price_move", {"percent": "0.1", "window_hours": 1, "activate_at": "5",
                        "trail_amount": "1"}, ["activate_at", "trail_amount"]),
    ],
)  # fmt: skip
def test_bad_terms_are_told_by_field(kind, terms, fields):
    assert errors(kind, **terms) == fields


def test_a_level_counted_from_the_average_takes_no_other_entry():
    terms = {"percent": "-0.1", "basis": "average_cost"}
    assert errors("stop_loss", average="50", **terms) == []
    assert errors("stop_loss", average="50", **terms, entry_price="60") == ["entry_price"]


@pytest.mark.parametrize(
    ("kind", "terms", "field"),
    [
        ("stop_loss", {"level": 5}, None),
        ("stop_loss", {"percent": 5}, None),
        ("stop_loss", {"level": 5, "percent": 5}, "percent"),
        ("trailing_stop", {"level": None, "trail_percent": 5}, None),
        ("trailing_stop", {"level": 5}, "level"),
        ("break_even", {"level": 5}, "level"),
        ("price_move", {"level": 5}, "level"),
    ],
)
def test_a_level_beside_what_says_the_level_already_is_refused(kind, terms, field):
    if field is None:
        refuse_idle_level(kind, terms)
        return
    with pytest.raises(Refused) as refused:
        refuse_idle_level(kind, terms)
    assert list(refused.value.errors) == [field]
