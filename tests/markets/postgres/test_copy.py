"""Rows written by COPY."""

from datetime import UTC, date, datetime
from decimal import Decimal

import numpy as np
import pytest
from django.db import IntegrityError, connection, transaction

from markets.models import Quote
from markets.postgres.copy import copy_into_model, copy_into_temporary
from markets.postgres.copy_text import column_text

pytestmark = pytest.mark.django_db


def stored(value, kind):
    """The value as the database has it after the text form of COPY."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE told (value {kind}) ON COMMIT DROP")
        with cursor.copy("COPY told FROM STDIN") as copy:
            copy.write(column_text(value) + "\n")
        cursor.execute("SELECT value FROM told")
        return cursor.fetchone()[0]


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("tab\there, line\nthere, \\N and \\", "text"), (None, "text"), (True, "boolean"),
        (-7, "bigint"), (date(2024, 2, 29), "date"),
        (datetime(2024, 1, 1, 12, tzinfo=UTC), "timestamptz"),
        (["", "a,b", '"', "{}", "NULL", "\\", "é\t", " "], "text[]"), ([], "text[]"),
        ([Decimal("1.5"), Decimal("-2")], "numeric[]"), ([3, 4], "bigint[]"),
    ],
)  # fmt: skip
def test_a_value_comes_back_as_it_was_given(value, kind):
    assert stored(value, kind) == value


def test_figures_are_rounded_to_the_places_that_the_database_keeps():
    assert stored(Decimal("0.1234567890123456785"), "numeric") == Decimal("0.123456789012345678")


def test_what_the_database_refuses_is_an_error_of_django(make_asset):
    quote = (make_asset("bitcoin").pk, -1.0)
    with pytest.raises(IntegrityError), transaction.atomic():
        copy_into_model(Quote, [quote], columns=("asset_id", "price"))


def test_arrays_of_floats_are_written_with_every_bit():
    figures = [0.1, np.nan, -np.inf, 5e-324]
    with connection.cursor() as cursor:
        copy_into_temporary(
            cursor,
            "figures",
            columns=[("number", "bigint"), ("figures", "double precision[]")],
            rows=[(7, np.array(figures)), (8, np.array([]))],
        )
        cursor.execute("SELECT number, figures FROM figures ORDER BY number")
        assert repr(cursor.fetchall()) == repr([(7, figures), (8, [])])
