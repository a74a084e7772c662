from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from markets.numbers import CONTEXT
from portfolios.accounting.core.trade_figures import Contradiction, complete_trade

figures = st.decimals(min_value="0.00000001", max_value=10**9, places=8)


@given(figures, figures)
def test_any_two_give_a_third_that_all_three_agree_with(quantity, price):
    whole = complete_trade(quantity, price, None)
    assert whole == (quantity, price, CONTEXT.multiply(quantity, price))
    total = whole[2]
    for two in ((quantity, None, total), (None, price, total)):
        assert complete_trade(*complete_trade(*two)) == whole


@given(st.decimals(1, 10**6, places=4), st.decimals(1, 10**6, places=4), st.integers(2, 9))
def test_a_total_that_does_not_follow_is_refused(quantity, price, times):
    with pytest.raises(Contradiction) as found:
        complete_trade(quantity, price, CONTEXT.multiply(times * quantity, price))
    assert found.value.total == CONTEXT.multiply(quantity, price)


def test_money_is_rounded_to_cents_where_it_is_written_shorter():
    assert complete_trade(Decimal("0.12345678"), Decimal(60000), Decimal("7407.41"))
    assert complete_trade(Decimal(3), Decimal("0.33"), Decimal(1))
    with pytest.raises(Contradiction):
        complete_trade(Decimal(1), Decimal("50.3"), Decimal(50))


def test_what_does_not_follow_is_none():
    for two in ((Decimal(0), None, Decimal(1)), (None, Decimal(0), Decimal(1)),
                (Decimal(1), None, None), (None, None, None)):  # fmt: skip
        assert complete_trade(*two) is None


@pytest.mark.parametrize(
    ("quantity", "price", "total", "third"),
    [
        ("3", None, "10", "3.333333333333333333"),
        (None, "3", "20", "6.666666666666666667"),
        ("0.000000000000000001", "0.5", None, "0"),  # half to even
        ("0.000000000000000003", "0.5", None, "0.000000000000000002"),
        ("123456789012345678901234567890", "2", None, "246913578024691357802469135780"),
        ("5", "0", None, "0"),
        ("5", None, "0", "0"),
    ],
)
def test_a_third_is_rounded_to_the_places_that_are_stored(quantity, price, total, third):
    given = [text and Decimal(text) for text in (quantity, price, total)]
    found = complete_trade(*given)
    [computed] = [one for one, was in zip(found, given, strict=True) if was is None]
    assert computed == Decimal(third)


@pytest.mark.parametrize(
    ("quantity", "price", "total", "agree"),
    [
        ("0.1", "30000.55", "3000.06", True),  # 3,000.055 to cents, half to even
        ("0.12345678", "60000", "7407.42", False),
        ("0.1", "30000.55", "3000.055", True),
        ("3", "3.33", "10", True),  # the price is the total's third, to cents
        ("3", "3.34", "10", False),
        ("0.33333333", "30000", "10000", True),  # the quantity was rounded
        ("0.3333", "30000", "10000", True),
        ("0.34", "30000", "10000", False),
        ("0", "5", "0", True),
        ("0", "5", "1", False),
        ("5", "0", "0", True),
        ("5", "0", "1", False),
    ],
)
def test_three_that_are_given_agree_to_the_places_in_which_one_is_written(
    quantity, price, total, agree
):
    given = tuple(map(Decimal, (quantity, price, total)))
    if agree:
        assert complete_trade(*given) == given
        return
    with pytest.raises(Contradiction):
        complete_trade(*given)
