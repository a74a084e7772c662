"""The step from years to blocks: nothing is lost, and processes of the version before read on."""

from datetime import date
from importlib import import_module

import pytest
from django.db import connection

from markets.models import Candle, OpenCandle
from markets.selectors import price_history
from markets.services.history.folding import copy_candles
from tests.factories import make_asset

pytestmark = pytest.mark.django_db
YEARS = import_module("markets.migrations.0006_candle_years")
BLOCKS = import_module("markets.migrations.0015_candle_blocks")
TABLES_OF_BEFORE = """
DROP VIEW markets_candleyear; DROP VIEW markets_candles; DROP TABLE markets_candleblock;
ALTER TABLE markets_candle ADD COLUMN id bigserial;
CREATE TABLE markets_candleyear (
    id bigserial PRIMARY KEY, asset_id bigint, year smallint, source varchar(20),
    recorded smallint[], open real[], high real[], low real[], close float8[], volume real[],
    market_cap real[])
"""
NAMES = ("day", "open", "high", "low", "close", "volume", "market_cap", "source", "is_folded")


def days() -> list[tuple]:
    return list(Candle.objects.order_by("asset_id", "day").values_list(*NAMES))


def test_every_day_of_the_years_stands_in_the_blocks():
    bitcoin, euro = make_asset("bitcoin"), make_asset("eur")
    with connection.cursor() as cursor:
        cursor.execute(TABLES_OF_BEFORE)
        cursor.execute(YEARS.VIEW)
        cursor.execute(
            "INSERT INTO markets_candleyear (asset_id, year, source, recorded, open, high, low,"
            " close, volume, market_cap) VALUES (%s, 2023, 'x', '{3}', '{1.5,NULL,NULL,4}',"
            " '{3,3.5,NULL,5}', '{1,2,NULL,3.25}', '{2,NULL,3.3,0.1}', NULL, '{NULL,NULL,NULL,9}'),"
            " (%s, 2024, 'ecb', '{}', NULL, NULL, NULL, array_fill(1.1::float8, '{366}'), NULL,"
            " NULL)",
            [bitcoin.pk, euro.pk],
        )
        OpenCandle.objects.bulk_create(
            [OpenCandle(asset=bitcoin, day=date(2024, 1, 5), close=7.0, source="live")]
        )
        cursor.execute("SELECT * FROM markets_candles ORDER BY asset_id, day")
        before = cursor.fetchall()
        for statement in BLOCKS.STATEMENTS:
            cursor.execute(statement)
        cursor.execute("SELECT * FROM markets_candles ORDER BY asset_id, day")
        assert [row[:-1] for row in cursor.fetchall()] == before
    assert len(before) == 4 + 366
    assert [day.close for day in price_history(bitcoin)] == [2.0, 3.3, 0.1, 7.0]
    assert days()[-1][0] == date(2024, 12, 31)


def test_a_process_of_before_reads_the_years_that_it_knows():
    bitcoin = make_asset("bitcoin")
    figures = (1.5, 3.0, 1.0, 2.0, 8.0, None)
    copy_candles([
        (bitcoin.pk, date(2024, 1, 2), *figures, "x"),
        (bitcoin.pk, date(2024, 1, 3), 2.0, 3.0, 1.0, 2.5, None, 16.0, "x"),
        (bitcoin.pk, date(2024, 12, 31), *figures, "live"),
    ])  # fmt: skip
    names = "year, source, recorded, open, high, low, close, volume, market_cap"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {names} FROM markets_candleyear WHERE asset_id = %s", [bitcoin.pk])
        (row,) = cursor.fetchall()
    year, source, recorded, *columns = row
    assert (year, source, recorded) == (2024, "x", [366])
    assert [len(column) for column in columns] == [366] * 6
    first = [column[:3] for column in columns]
    assert first == [
        [None, 1.5, 2.0], [None, 3.0, 3.0], [None, 1.0, 1.0], [None, 2.0, 2.5],
        [None, 8.0, None], [None, None, 16.0],
    ]  # fmt: skip
