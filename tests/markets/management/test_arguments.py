from argparse import ArgumentTypeError
from datetime import date

import pytest

from markets.management.arguments import day_of


def test_a_day_is_written_with_its_year_first():
    assert day_of("2024-02-29") == date(2024, 2, 29)


@pytest.mark.parametrize(
    "text", ["", "2023-02-29", "20240229", "29.02.2024", "2024-2-9", "2024-W09-4", "9999-12-31"]
)
def test_what_is_no_day_of_rows_is_refused(text):
    with pytest.raises(ArgumentTypeError, match="is no day, such as 2024-01-31"):
        day_of(text)
