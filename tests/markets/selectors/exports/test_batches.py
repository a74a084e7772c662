"""What is asked of a history: its last day, and the portions that its assets come in."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from markets.selectors.exports.batches import ROWS, Asked, as_columns, known

EARLY, LATE = date(2026, 1, 1), date(2026, 2, 1)


def test_the_last_day_is_the_earlier_of_the_end_and_what_was_known():
    for until, as_of, last in (
        (None, None, None), (EARLY, None, EARLY), (None, LATE, LATE),
        (EARLY, LATE, EARLY), (LATE, EARLY, EARLY), (EARLY, EARLY, EARLY),
    ):  # fmt: skip
        assert Asked({}, until=until, as_of=as_of).last == last, (until, as_of)


@given(st.integers(0, 40), st.integers(-3, 3 * ROWS))
def test_portions_hold_each_asset_once_in_order_and_few_rows(count, days):
    assets = {number: f"coin-{number}" for number in range(count, 0, -1)}
    portions = list(Asked(assets).chunks(days=days))
    assert [one for portion in portions for one in portion.items()] == list(assets.items())
    for portion in portions:
        # One asset is a portion of its own, however many days it has.
        assert len(portion) == 1 or len(portion) * max(days, 1) <= ROWS


def test_rows_become_columns_and_what_is_no_number_is_unknown():
    nan, inf = float("nan"), float("inf")
    rows = [("a", 1, 0.5, True), ("b", 2, nan, False), ("c", 3, -inf, None), ("d", 0, -0.0, True)]
    assert as_columns(("name", "n", "value", "flag"), rows) == {
        "name": ["a", "b", "c", "d"], "n": [1, 2, 3, 0], "value": [0.5, None, None, -0.0],
        "flag": [True, False, None, True],
    }  # fmt: skip
    assert as_columns(("name", "value"), []) == {"name": [], "value": []}
    assert [known(value) for value in (inf, "nan", 10**400, None)] == [None, "nan", 10**400, None]
