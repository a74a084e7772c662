"""`manage.py replay`: gifts labelled as carried keep dates and costs."""

from functools import partial

import pytest

from portfolios.accounting.core.types import Method, Scope
from tests.portfolios.replay.replays import replay, write_files

ROWS = (
    "2020-01-01T12:00:00Z,buy,Mine,,100,GBP,1,ABC,,,,,,,b\n"
    "2022-01-01T12:00:00Z,gift_given,Mine,,1,ABC,,,,,,,carried,,g\n"
    "2022-01-01T12:00:01Z,gift_received,Hers,,,,1,ABC,,,100,GBP,Carried,,h\n"
    "2022-02-01T12:00:00Z,sell,Hers,,1,ABC,300,GBP,,,,,,,s\n"
)
PRICES = "date,asset,price,currency\n2020-01-01,ABC,100,GBP\n2022-01-01,ABC,300,GBP\n"


@pytest.fixture
def files(tmp_path):
    return partial(write_files, tmp_path)


@pytest.mark.parametrize("method", list(Method))
@pytest.mark.parametrize("scope", list(Scope))
@pytest.mark.parametrize("shape", ["in order", "newest first", "dates", "dates newest first"])
def test_a_gift_between_spouses(files, method, scope, shape):
    rows = ROWS.splitlines(keepends=True)
    if "dates" in shape:
        rows = [row[:10] + row[row.index(",") :] for row in rows]
    if "newest" in shape:
        rows.reverse()
    options = ("--currency=GBP", f"--method={method}", f"--scope={scope}", "--no-cash")
    found = replay(*files("".join(rows), PRICES), *options)
    given, sold = found["disposals"]
    assert (given["transaction"], given["gain"]) == ("g", "0")
    # In one pool the newest or dearest lot may be the one that has just come: it goes again.
    assert given["cost"] == "100" or (scope is Scope.PORTFOLIO and "dates" in shape)
    assert (sold["transaction"], sold["gain"], sold["term"]) == ("s", "200", "long")
    assert sold["acquired_at"] == (
        None if method is Method.AVERAGE
        else "2020-01-01T00:00:00Z" if "dates" in shape else "2020-01-01T12:00:00Z"
    )  # fmt: skip
    assert (found["problems"], found["totals"]["realised"]) == ([], "200")
    assert found["returns"]["twr"] == "2.0"


def test_a_gift_without_its_other_half_is_told(files):
    found = replay(*files(ROWS.replace("Carried", ""), PRICES), "--currency=GBP", "--no-cash")
    assert [(one["code"], one["line"]) for one in found["problems"]] == [("unmatched_gift", 3)]
    assert found["disposals"][0]["gain"] == "200"


def test_rows_of_one_id_are_told_apart_by_their_lines(files):
    rows = ROWS.replace(",g\n", ",x\n").replace(",h\n", ",x\n").replace(",b\n", ",x\n")
    found = replay(*files(rows, PRICES), "--currency=GBP", "--no-cash")
    assert found["totals"]["realised"] == "200"
