"""A row's name: the same whenever its file is read, another for each row of a file."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolios.accounting.booking.checks import DERIVED_ID, id_space
from portfolios.accounting.core.types import TransactionType
from portfolios.importers.base import MAX_ID_LENGTH, Leg, Notes, ParsedRow
from portfolios.importers.identity import account_key, plain, repeats_in, with_identities

AT = datetime(2024, 3, 5, 14, 30, tzinfo=UTC)
ROW = ParsedRow(2, TransactionType.DEPOSIT, AT, account="main", received=Leg("BTC", Decimal(1)))


def named(*rows: ParsedRow) -> list[ParsedRow]:
    return list(with_identities(rows, notes=Notes()))


def names(*rows: ParsedRow) -> list[str]:
    return [row.external_id for row in named(*rows)]


def said(*rows: ParsedRow) -> tuple[str, ...]:
    notes = Notes()
    list(with_identities(rows, notes=notes))
    return notes.messages()


@pytest.mark.parametrize(
    "change",
    [
        {"line": 99}, {"label": "x"}, {"note": "x"}, {"tags": ("x",)}, {"account": "MAIN"},
        {"account": "  Main "}, {"received": Leg("BTC", Decimal("1.000"))},
        {"received": Leg("BTC", Decimal("1E0"))}, {"net_worth": Leg("EUR", Decimal(5))},
    ],
)  # fmt: skip
def test_words_lines_and_spellings_are_no_part_of_a_name(change):
    assert names(replace(ROW, **change)) == names(ROW)


@pytest.mark.parametrize(
    "change",
    [
        {"type": TransactionType.AIRDROP}, {"executed_at": AT.replace(microsecond=1)},
        {"account": "other"}, {"to_account": "other"}, {"received": Leg("BTC", Decimal(2))},
        {"received": Leg("ETH", Decimal(1))}, {"sent": Leg("BTC", Decimal(1))},
        {"fee": Leg("BTC", Decimal(1))}, {"received": None, "sent": Leg("BTC", Decimal(1))},
    ],
)  # fmt: skip
def test_what_moves_when_and_where_is(change):
    assert names(replace(ROW, **change)) != names(ROW)


def test_rows_that_are_the_same_are_counted():
    first, second, other, third = names(ROW, ROW, replace(ROW, account="x"), ROW)
    assert [first[-2:], second[-2:], other[-2:], third[-2:]] == [":0", ":1", ":0", ":2"]
    assert first[:-2] == second[:-2] == third[:-2] != other[:-2]
    assert id_space(first) == first[:-2]


def test_a_row_whose_account_is_spelt_with_capitals_knows_its_former_name():
    plainly, spelt = named(ROW, replace(ROW, account="Main"))
    assert plainly.former_id == ""
    assert spelt.former_id.startswith(DERIVED_ID)
    assert spelt.former_id not in {plainly.external_id, spelt.external_id}


def test_an_id_of_the_source_stays_as_it_is():
    assert names(replace(ROW, external_id="c1")) == ["c1"]


def test_a_row_listed_twice_under_one_id_counts_once_and_is_told():
    one = replace(ROW, external_id="c1")
    again = replace(one, line=7)
    assert names(one, again, again) == ["c1"]
    assert said(one, again) == ("A row is listed twice under one id; it was taken once (line 7)",)


def test_different_rows_under_one_id_both_count_and_keep_their_names_in_any_order():
    one = replace(ROW, external_id="c1")
    other = replace(one, received=Leg("BTC", Decimal(2)), line=7)
    first, second = names(one, other)
    assert first == "c1"
    assert second.startswith("c1:")
    assert names(one, other, one, other) == [first, second]
    assert said(one, other) == ("Different rows carry the same id; all were kept (line 7)",)


@pytest.mark.parametrize("length", [MAX_ID_LENGTH, MAX_ID_LENGTH + 1, 1000])
def test_a_long_id_keeps_its_begin_and_stays_its_own(length):
    one, other = (replace(ROW, external_id="x" * (length - 1) + end) for end in "ab")
    found = names(one, other)
    assert len(set(found)) == 2
    assert all(len(name) <= MAX_ID_LENGTH and name.startswith("x" * 60) for name in found)
    # Another row under the longest id finds a name, too.
    third = replace(one, received=Leg("BTC", Decimal(3)))
    assert len(names(one, third)[1]) <= MAX_ID_LENGTH


@pytest.mark.parametrize(
    ("spelt", "key"),
    [("Main", "main"), ("  My   Wallet ", "my wallet"), ("STRASSE", "strasse"),
     ("Straße", "strasse"), ("", ""), ("a\tb", "a b")],
)  # fmt: skip
def test_two_spellings_of_an_account_have_one_key(spelt, key):
    assert account_key(spelt) == key == account_key(key)


@pytest.mark.parametrize(
    ("value", "text"),
    [("1.500", "1.5"), ("100", "100"), ("1E+2", "100"), ("0.0000000010", "0.000000001"),
     ("1.", "1"), ("0.0", "0")],
)  # fmt: skip
def test_a_number_has_one_spelling(value, text):
    assert plain(Decimal(value)) == text


ROWS = st.lists(
    st.builds(
        lambda amount, account, name, kind: ParsedRow(
            2, kind, AT, account=account, external_id=name, received=Leg("BTC", Decimal(amount))
        ),
        st.integers(1, 2),
        st.sampled_from(["main", "Main", "x"]),
        st.sampled_from(["", "", "c1", "c2", "y" * 130]),
        st.sampled_from([TransactionType.DEPOSIT, TransactionType.AIRDROP]),
    ),
    max_size=8,
)


@given(ROWS)
def test_no_two_rows_have_one_name_and_nothing_but_repetitions_is_lost(rows):
    found = named(*rows)
    assert len({row.external_id for row in found}) == len(found)
    assert found == named(*rows)
    moved = [(row.type, account_key(row.account), row.received) for row in rows]
    kept = [(row.type, account_key(row.account), row.received) for row in found]
    assert set(kept) == set(moved)
    unnamed = sum(not row.external_id for row in rows)
    own = {
        (row.external_id, what) for row, what in zip(rows, moved, strict=True) if row.external_id
    }
    assert len(found) == unnamed + len(own)


@given(ROWS, st.randoms())
def test_rows_of_no_id_have_the_same_names_in_any_order(rows, random):
    unnamed = [replace(row, external_id="") for row in rows]
    shuffled = random.sample(unnamed, len(unnamed))
    assert sorted(names(*unnamed)) == sorted(names(*shuffled))


def test_a_row_that_stands_twice_is_told_with_the_first_ones_line():
    rows = [replace(ROW, line=line) for line in (2, 3, 4)]
    other = replace(ROW, line=5, received=Leg("BTC", Decimal(2)))
    numbered = [replace(ROW, line=line, external_id=f"a{line}") for line in (6, 7)]
    found = repeats_in(named(*rows, other, *numbered))
    assert [(row.line, first) for row, first in found] == [(3, 2), (4, 2)]
