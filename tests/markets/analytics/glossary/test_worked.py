"""Numbers in the place of names."""

import pytest

from markets.analytics.glossary.worked import worked

KNOWN = {
    "fdv": "$2.00B", "cap": "$1.00B", "c": "$10.00", "c of 7 days before": "$8.00",
    "circulating_supply": "100M", "SMA(20)": "$9.00", "mean fees of 30 days": "$1,000",
}  # fmt: skip


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("fdv ÷ cap − 1", "$2.00B ÷ $1.00B − 1"),
        ("c ÷ c of 7 days before − 1", "$10.00 ÷ $8.00 − 1"),
        ("c ÷ SMA(20) − 1", "$10.00 ÷ $9.00 − 1"),
        ("price × circulating supply", None),
        ("c × circulating supply", "$10.00 × 100M"),
        ("market_cap, else c × circulating_supply", "$10.00 × 100M"),
        ("cap, else c × circulating_supply", "$1.00B"),
        ("circulating_supply ÷ (max_supply, else cap)", "100M ÷ $1.00B"),
        ("circulating_supply ÷ (max_supply, else total_supply)", None),
        ("cap ÷ (365 × mean fees of 30 days)", "$1.00B ÷ (365 × $1,000)"),
        ("ln(cap ÷ fdv)", "ln($1.00B ÷ $2.00B)"),
        ("sd of x over 30 days × √365", None),
        ("OLS slope of ln c on the day", None),
        ("highest r of 30 days", None),
        ("365", None),
    ],
)
def test_a_formula_is_worked_only_where_every_name_is_known(formula, expected):
    assert worked(formula, KNOWN) == expected


def test_without_figures_nothing_is_worked():
    assert worked("fdv ÷ cap − 1", {}) is None
