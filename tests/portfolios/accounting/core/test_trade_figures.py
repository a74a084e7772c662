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
