"""Daily values, time-weighted and money-weighted returns."""

from datetime import date
from decimal import Decimal
from random import Random

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq

from portfolios.accounting.prices import rates
from portfolios.accounting.prices.rates import solve_rates
from portfolios.accounting.prices.valuation import DailyValue
from portfolios.accounting.returns.performance import (
    annualised,
    daily_returns,
    money_weighted_rates,
    time_weighted_return,
)
from tests.ledger import days_of, short


def test_every_day_from_the_first_row_to_the_end_has_a_value():
    days = days_of(
        """
        2024-01-30 deposit +2 BTC
        2024-02-01 withdrawal -1 BTC
        2024-01-30 price BTC 100 USD
        2024-02-01 price BTC 120 USD
        2024-02-03 price BTC 90 USD
        """,
        as_of=date(2024, 2, 3),
    )
    assert [
        (d.day.isoformat(), short(d.value), short(d.inflow), short(d.outflow)) for d in days
    ] == [
        ("2024-01-30", "200", "200", "0"),
        ("2024-01-31", "200", "0", "0"),
        ("2024-02-01", "120", "0", "120"),
        ("2024-02-02", "120", "0", "0"),
        ("2024-02-03", "90", "0", "0"),
    ]
    assert [short(r.simple) for r in daily_returns(days)] == ["0", "0", "0.2", "0", "-0.25"]
    assert short(time_weighted_return(daily_returns(days))) == "-0.1"


def test_an_asset_is_worth_nothing_before_its_first_price():
    days = days_of(
        """
        2024-01-01 deposit +1 BTC
        2024-01-03 deposit +1 BTC
        2024-01-02 price BTC 100 USD
        """
    )
    assert [short(day.value) for day in days] == ["0", "100", "200"]


def value(day: int, amount: str, *, inflow: str = "0", outflow: str = "0") -> DailyValue:
    return DailyValue(date(2024, 1, day), Decimal(amount), Decimal(inflow), Decimal(outflow))


def test_inflows_count_from_the_start_and_outflows_to_the_end_of_the_day():
    days = (
        value(1, "110", inflow="100"),  # 110 / 100
        value(2, "210", inflow="90"),  # 210 / 200
        value(3, "100", outflow="120"),  # 220 / 210
        value(4, "0", outflow="100"),  # 100 / 100
        value(5, "0"),  # nothing invested
        value(6, "50", inflow="40"),  # 50 / 40
    )
    factors = [Decimal(110) / 100, Decimal(210) / 200, Decimal(220) / 210, 1, 1, Decimal(50) / 40]
    returns = daily_returns(days)
    assert [short(r.simple) for r in returns] == [short(factor - 1) for factor in factors]
    assert float(time_weighted_return(returns)) == pytest.approx(1.1 * 1.05 * 220 / 210 * 1.25 - 1)


def test_a_negative_start_gives_no_return():
    returns = daily_returns((value(1, "-100", outflow="100"), value(2, "0", inflow="100")))
    assert [short(r.simple) for r in returns] == ["0", "0"]


def test_flows_of_very_different_sizes_have_no_rate_where_none_fits():
    # Present values near 0 at a rate of 10^15 are those of the whole sum: nothing cancels there.
    flows = {98: 5e-11, 258: -5.5e-5, 613: 6.4e9}
    assert solve_rates(flows).roots == ()
    assert solve_rates({day: flow * 1e10 for day, flow in flows.items()}).roots == ()


def test_no_days_no_return():
    assert time_weighted_return(()) is None
    assert money_weighted_rates(()).nearest is None


def test_a_rate_is_yearly_only_from_a_year_on():
    assert annualised(0.21, days=730) == pytest.approx(0.1)
    assert annualised(0.21, days=100) == 0.21
    assert annualised(-1.0, days=730) == -1.0


@pytest.mark.parametrize(
    ("flows", "rate"),
    [
        ({0: -100, 365: 110}, 0.10),
        ({0: -100, 730: 121}, 0.10),
        ({0: -100, 365: 50}, -0.50),
        ({0: -100, 365: 100}, 0.0),
        ({0: -100, 1: 101}, 1.01**365 - 1),
        ({0: -100, 365: -100, 730: 231}, 0.10),
        ({10: -100, 375: 110}, 0.10),
        ({0: -1e15, 365: 1.1e15}, 0.10),
        ({0: -100, 365: 1e-3}, -0.99999),
    ],
)
def test_rates_that_can_be_computed_by_hand(flows, rate):
    found = solve_rates(flows)
    assert found.nearest == pytest.approx(rate, rel=1e-9, abs=1e-12)
    assert not found.ambiguous


@pytest.mark.parametrize("flows", [{}, {0: -100}, {0: -100, 30: -5}, {0: 5, 30: 5}])
def test_flows_of_one_sign_have_no_rate(flows):
    assert solve_rates(flows).nearest is None


def test_flows_that_never_balance_have_no_rate():
    # 1 − 2v + 2v² has no real root.
    assert solve_rates({0: 100, 365: -200, 730: 200}).roots == ()


def test_of_two_rates_the_one_nearest_nothing_is_given_and_both_are_told():
    # −100 + 230v − 132v² = 0 at v = 1/1.1 and v = 1/1.2.
    found = solve_rates({0: -100, 365: 230, 730: -132})
    assert found.roots == pytest.approx((0.1, 0.2))
    assert found.nearest == pytest.approx(0.1)
    assert found.ambiguous


def test_a_double_root_is_found():
    # (1 − 1.1v)² = 1 − 2.2v + 1.21v²
    found = solve_rates({0: 100, 365: -220, 730: 121})
    assert found.roots == pytest.approx((0.1,), abs=1e-6)


def test_three_rates_are_found():
    # (1 − 1.1v)(1 − 1.3v)(1 − 0.7v), times −1000.
    found = solve_rates({0: -1000, 365: 3100, 730: -3110, 1095: 1001})
    assert found.roots == pytest.approx((-0.3, 0.1, 0.3), abs=1e-9)


flows_by_day = st.dictionaries(
    st.integers(0, 2000), st.integers(-1000, 1000).filter(bool).map(float), min_size=2, max_size=12
)


@given(flows_by_day, st.integers(0, 20_000))
@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_look_at_the_flows_misses_no_rate(monkeypatch, flows, last):
    flows[2001] = float(last)
    quick = solve_rates(flows)
    with monkeypatch.context() as patched:
        patched.setattr(rates, "_most_roots", lambda _: 9)  # search everywhere
        whole = solve_rates(flows)
    assert len(quick.roots) == len(whole.roots)
    assert quick.roots == pytest.approx(whole.roots, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("seed", range(20))
def test_scipy_agrees_on_the_root(seed):
    source = Random(seed)
    flows = {0: -1000.0}
    for _ in range(30):
        flows[source.randrange(1, 1000)] = source.uniform(-300, 500)
    flows[1000] = source.uniform(100, 9000)

    def present_value(rate: float) -> float:
        return sum(flow / (1 + rate) ** (day / 365) for day, flow in flows.items())

    found = solve_rates(flows)
    assert found.roots
    for root in found.roots:
        near = 1e-4 * (1 + root)
        oracle = brentq(present_value, root - near, root + near, xtol=1e-14)
        assert root == pytest.approx(oracle, rel=1e-8, abs=1e-11)


def test_numpy_agrees_on_every_root_of_yearly_flows():
    """A year apart, flows are a polynomial in 1 / (1 + rate), whose roots are eigenvalues."""
    several = 0
    for seed in range(400):
        random = Random(seed)
        flows = [
            random.choice((-1, 1)) * random.choice((0, 1, 5, 10, 100, 1000)) * random.random()
            for _ in range(random.randint(2, 7))
        ]
        factors = np.roots(flows[::-1])
        real = [root.real for root in factors if abs(root.imag) < 1e-9 and root.real > 1e-12]
        expected = sorted(1 / root - 1 for root in real) if any(flows[1:]) else []
        found = solve_rates({365 * place: flow for place, flow in enumerate(flows)})
        assert list(found.roots) == pytest.approx(expected, rel=1e-6, abs=1e-6), seed
        several += found.ambiguous
    assert several > 10


def test_rates_are_those_of_the_flows_whatever_their_unit_and_their_first_day():
    flows = {3: -700.0, 40: 900.0, 200: -150.0, 390: 12.5}
    found = solve_rates(flows)
    scaled = solve_rates({day + 9000: flow * 1e12 for day, flow in flows.items()})
    turned = solve_rates({day: -flow for day, flow in flows.items()})
    assert len(found.roots) > 0
    assert scaled.roots == pytest.approx(found.roots, rel=1e-9)
    assert turned.roots == pytest.approx(found.roots, rel=1e-9)


def test_the_money_weighted_rate_sees_flows_and_the_last_value():
    days = days_of(
        """
        2023-01-01 deposit +1 BTC          ; 100 in
        2024-01-01 deposit +1 BTC          ; 110 in, 220 held
        2023-01-01 price BTC 100 USD
        2024-01-01 price BTC 110 USD
        2024-12-31 price BTC 121 USD
        """,
        as_of=date(2024, 12, 31),
    )
    # 365 days each: 100 and 110 both grow by a tenth a year to 242.
    assert money_weighted_rates(days).nearest == pytest.approx(0.1)


def test_a_period_starts_with_its_opening_value():
    days = (value(1, "100"), value(2, "101"))
    assert money_weighted_rates(days, opening=Decimal(100)).nearest == pytest.approx(1.01**365 - 1)
