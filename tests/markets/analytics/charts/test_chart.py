"""What a chart says of itself: its change, and its amounts as shares."""

import numpy as np
import pytest

from markets.analytics.charts.bars import Step
from markets.analytics.charts.chart import Chart
from markets.analytics.charts.periods import Period


def chart(**series) -> Chart:
    columns = {name: np.array(values, dtype=float) for name, values in series.items()}
    return Chart(
        Period.ALL, Step.DAY, np.arange(3) * 86400, columns,
        opening={name: values[0] for name, values in columns.items()},
    )  # fmt: skip


def test_the_change_is_measured_from_the_opening():
    found = chart(close=[80.0, 90.0, 100.0])
    assert found.change("close") == pytest.approx(0.25)
    assert found.change("close", now=60.0) == pytest.approx(-0.25)
    assert found.change("volume") is None


def test_amounts_become_shares_of_the_greatest_and_the_rest_stays():
    found = chart(value=[50.0, np.nan, 100.0], paid=[-200.0, 0.0, 10.0], drawdown=[0.0, -0.5, 0.0])
    hidden = found.in_percent({"value", "paid", "same"})
    assert hidden.currency == "%"
    assert hidden.series["value"].tolist() == pytest.approx([25.0, np.nan, 50.0], nan_ok=True)
    assert hidden.series["paid"].tolist() == [-100.0, 0.0, 5.0]
    assert hidden.series["drawdown"].tolist() == [0.0, -0.5, 0.0]
    assert (hidden.opening["value"], hidden.opening["drawdown"]) == (25.0, 0.0)


@pytest.mark.parametrize("values", [[0.0, 0.0, 0.0], [np.nan] * 3], ids=["zero", "unknown"])
def test_nothing_is_nothing_in_per_cent(values):
    hidden = chart(value=values).in_percent({"value"})
    assert not np.nan_to_num(hidden.series["value"]).any()
