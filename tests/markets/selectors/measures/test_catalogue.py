"""How figures that can be watched, their levels and changes are written."""

import pytest

from markets.selectors.measures.catalogue import MEASURES


@pytest.mark.parametrize(
    ("measure", "level", "text"),
    [("market.dominance", 58.25, "58.25%"), ("market.breadth_50", 70.0, "70.0%"),
     ("asset.ret_30d", 0.1234, "12.34%"), ("asset.ret_30d", -0.07, "−7.0%"),
     ("asset.rsi_14", 70.125, "70.125"), ("asset.price", 70585.13, "$70,585.13")],
)  # fmt: skip
def test_a_level_has_all_of_the_decimals_that_it_was_given(measure, level, text):
    assert MEASURES[measure].level_written(level) == text


@pytest.mark.parametrize(
    ("measure", "change", "text"),
    [("market.dominance", -1.0, "1 point"), ("market.dominance", 1.5, "1.5 points"),
     ("asset.ret_30d", 0.01, "1 point"), ("asset.price", 0.003, "0.30%")],
)  # fmt: skip
def test_a_change_of_one_point_is_one(measure, change, text):
    assert MEASURES[measure].change_written(change) == text
