from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from portfolios.accounting.core.trade_figures import Contradiction, complete_trade

figures = st.decimals(min_value="0.00000001", max_value=10**9, places=8)


@given(figures, figures)
def test_any_two_give_a_third_that_all_three_agree_with(quantity, price):
    whole = complete_trade(quantity, price, None)
    assert whole == (quantity, price, quantity * price)
    total = whole[2]
    for two in ((quantity, None, total), (None, price, total)):
        third = complete_trade(*two)
        assert complete_trade(*third) == third
        assert abs(third[0] * third[1] - total) <= Decimal("1e-8")


@given(figures, figures, figures)
def test_three_agree_only_where_one_is_the_others_result_as_it_is_rounded(quantity, price, total):
    assume(abs(quantity * price - total) > max(total, quantity * price) / 2)
    assume(min(quantity, price, total) > 1)
    with pytest.raises(Contradiction) as found:
        complete_trade(quantity, price, total)
    assert found.value.total == quantity * price


def test_money_is_rounded_to_cents_where_it_is_written_shorter():
    assert complete_trade(Decimal("0.12345678"), Decimal(60000), Decimal("7407.41"))
    assert complete_trade(Decimal(3), Decimal("0.33"), Decimal(1))
    with pytest.raises(Contradiction):
        complete_trade(Decimal(1), Decimal("50.3"), Decimal(50))


def test_what_does_not_follow_is_none():
    for two in ((Decimal(0), None, Decimal(1)), (None, Decimal(0), Decimal(1)),
                (Decimal(1), None, None), (None, None, None)):  # fmt: skip
        assert complete_trade(*two) is None
