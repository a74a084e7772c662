"""Which rows of a file are in a ledger already: for certain, perhaps, or not at all."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portfolios.accounting.booking.checks import DERIVED_ID
from portfolios.accounting.core.entries import Entry
from portfolios.accounting.core.entries import Leg as EntryLeg
from portfolios.accounting.core.types import TransactionType
from portfolios.importers.base import ParsedRow
from portfolios.importers.duplicates import (
    Cut,
    Incoming,
    Standing,
    cut_of,
    find_suspects,
    has_own_id,
    take_same,
)

BERLIN = ZoneInfo("Europe/Berlin")
AT = datetime(2024, 3, 5, 14, 30, 21, tzinfo=UTC)
DERIVED = f"{DERIVED_ID}0123456789abcdef:0"


def entry(kind="deposit", *, at=AT, account="main", sent="", received="", fee="", name="", key=1):
    """An entry of the ledger; a leg is `1 BTC`."""
    legs = {
        which: EntryLeg(text.split()[1], text.split()[0])
        for which, text in (("sent", sent), ("received", received), ("fee", fee))
        if text
    }
    return Entry(key, TransactionType(kind), account, at, external_id=name, **legs)


def incoming(one: Entry, *, line: int = 2) -> Incoming:
    row = ParsedRow(line, one.type, one.at, external_id=one.external_id or f"{DERIVED}{line}")
    return Incoming(row, one)


def standing(one: Entry, *, source="coinbase", cut=Cut.SECOND) -> Standing:
    return Standing(one, source, cut)


def suspects(new, held, *, source="kraken", cut=Cut.SECOND, zone=UTC) -> list[tuple]:
    """(id of the ledger's row, what differs) of each row that may be here."""
    found = find_suspects(new, held, source=source, cut=cut, zone=zone)
    return [(match.other.id, match.differs) for match in found]


# --- to what a source cuts its instants ---------------------------------------------------------


@pytest.mark.parametrize(
    ("instants", "cut"),
    [
        ([AT], Cut.SECOND),
        ([AT.replace(second=0), AT], Cut.SECOND),
        ([AT.replace(second=0, microsecond=1)], Cut.SECOND),
        ([AT.replace(second=0)], Cut.MINUTE),
        ([datetime(2024, 3, 5, tzinfo=UTC)], Cut.UTC_DAY),
        ([datetime(2024, 3, 4, 23, tzinfo=UTC)], Cut.LOCAL_DAY),
        ([datetime(2024, 3, 5, tzinfo=UTC), datetime(2024, 3, 4, 23, tzinfo=UTC)], Cut.MINUTE),
        # Berlin's midnight is at 22:00 UTC in summer, at 23:00 in winter.
        ([datetime(2024, 3, 4, 23, tzinfo=UTC), datetime(2024, 7, 4, 22, tzinfo=UTC)],
         Cut.LOCAL_DAY),
    ],
)  # fmt: skip
def test_a_source_is_cut_to_what_all_its_instants_are_cut_to(instants, cut):
    assert cut_of(instants, zone=BERLIN) is cut


# --- for certain --------------------------------------------------------------------------------

TRADE = {"kind": "buy", "sent": "100 EUR", "received": "1 BTC"}


def test_the_same_row_under_an_id_that_tells_nothing_is_the_same():
    held = [standing(entry(**TRADE, name="c1"))]
    new = incoming(entry(**TRADE, at=AT + timedelta(microseconds=5)))
    assert take_same([new], held, source="kraken") == {new.row.external_id}
    assert held[0].taken


@pytest.mark.parametrize(
    "change",
    [{"at": AT + timedelta(seconds=1)}, {"kind": "swap"}, {"account": "other"},
     {"sent": "101 EUR"}, {"received": "1 ETH"}, {"fee": "1 EUR"}],
)  # fmt: skip
def test_what_differs_in_anything_is_not_the_same_for_certain(change):
    held = [standing(entry(**TRADE, name="c1"))]
    assert take_same([incoming(entry(**TRADE | change))], held, source="kraken") == set()
    assert not held[0].taken


@pytest.mark.parametrize(
    ("own", "other", "source", "same"),
    [
        ("n1", "n2", "coinbase", False),  # one format's ids tell rows apart
        ("n1", "n2", "kraken", True),  # two formats number differently
        ("", "n2", "coinbase", True),  # the file has no ids
        ("n1", DERIVED, "coinbase", True),  # the ledger's row has none
        ("n1", "n2", "", False),  # entered by hand, perhaps with the source's own id
        ("", "n2", "", True),
    ],
)
def test_ids_tell_rows_apart_within_one_format_alone(own, other, source, same):
    held = [standing(entry(**TRADE, name=other), source=source)]
    found = take_same([incoming(entry(**TRADE, name=own))], held, source="coinbase")
    assert bool(found) is same


@pytest.mark.parametrize(("rows", "held", "known"), [(2, 1, 1), (1, 2, 1), (3, 3, 3), (2, 0, 0)])
def test_each_row_of_the_ledger_stands_for_one_row_of_the_file(rows, held, known):
    ledger = [standing(entry(**TRADE, key=n)) for n in range(held)]
    new = [incoming(entry(**TRADE), line=2 + n) for n in range(rows)]
    assert len(take_same(new, ledger, source="kraken")) == known
    assert sum(one.taken for one in ledger) == known


def test_a_row_without_an_id_takes_one_without_before_one_of_its_own_format():
    numbered = standing(entry(**TRADE, name="k1", key=1), source="kraken")
    free = standing(entry(**TRADE, name=DERIVED, key=2), source="kraken")
    take_same([incoming(entry(**TRADE))], [numbered, free], source="kraken")
    assert (numbered.taken, free.taken) == (False, True)


# --- perhaps ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "differs"),
    [
        ({"kind": "swap"}, ("type",)),
        ({"account": "other"}, ("account",)),
        ({"fee": "1 EUR"}, ("fee",)),
        ({"at": AT.replace(second=0)}, ("date",)),
        ({"at": AT.replace(hour=0, minute=0, second=0)}, ("date",)),
        ({"at": AT.replace(second=0), "kind": "swap", "account": "other", "fee": "1 EUR"},
         ("date", "type", "account", "fee")),
        ({}, ("id",)),
    ],
)  # fmt: skip
def test_a_trade_of_the_same_amounts_may_be_one_that_is_here(change, differs):
    held = [standing(entry(**TRADE, name="c1", key=7))]
    assert suspects([incoming(entry(**TRADE | change))], held) == [(7, differs)]


@pytest.mark.parametrize(
    "change",
    [{"sent": "100.5 EUR"}, {"received": "1 ETH"}, {"at": AT + timedelta(seconds=1)},
     {"at": AT + timedelta(minutes=1)}, {"at": AT.replace(hour=13, second=0)},
     {"at": AT.replace(day=6, hour=0, minute=0, second=0)}],
)  # fmt: skip
def test_another_amount_second_minute_or_day_is_another_trade(change):
    held = [standing(entry(**TRADE, name="c1"))]
    assert suspects([incoming(entry(**TRADE | change))], held) == []


def test_two_fees_that_are_both_known_and_differ_are_of_two_trades():
    held = [standing(entry(**TRADE, fee="2 EUR", name="c1"))]
    assert suspects([incoming(entry(**TRADE, fee="1 EUR"))], held) == []


def test_a_row_that_is_taken_is_no_suspect_and_a_suspect_is_taken():
    held = [standing(entry(**TRADE, name="c1", key=1)), standing(entry(**TRADE, name="c2", key=2))]
    held[0].taken = True
    new = [incoming(entry(**TRADE, account="other"), line=n) for n in (2, 3)]
    assert suspects(new, held) == [(2, ("account",))]


def test_of_several_the_one_that_differs_least_is_met():
    held = [
        standing(entry(**TRADE, account="other", name="c1", key=1)),
        standing(entry(**TRADE, name="c2", key=2)),
        standing(entry("swap", sent="100 EUR", received="1 BTC", account="x", name="c3", key=3)),
    ]
    assert suspects([incoming(entry(**TRADE))], held) == [(2, ("id",))]


def test_the_nearest_in_time_is_met_before_one_that_differs_less():
    day = AT.replace(hour=0, minute=0, second=0)
    held = [
        standing(entry(**TRADE, at=day, name="c1", key=1), cut=Cut.UTC_DAY),
        standing(entry(**TRADE, account="other", name="c2", key=2)),
    ]
    assert suspects([incoming(entry(**TRADE))], held) == [(2, ("account",))]


@pytest.mark.parametrize(
    ("own", "source", "met"),
    [("n1", "kraken", False), ("", "kraken", True), ("n1", "coinbase", True)],
)
def test_two_ids_of_one_format_never_make_a_suspect(own, source, met):
    held = [standing(entry(**TRADE, account="other", name="n2"), source=source)]
    assert bool(suspects([incoming(entry(**TRADE, name=own))], held, source="kraken")) is met


REWARD = {"kind": "staking_reward", "received": "0.5 ETH"}


@pytest.mark.parametrize(
    ("cut", "held_cut", "met"),
    [(Cut.SECOND, Cut.SECOND, False), (Cut.UTC_DAY, Cut.SECOND, True),
     (Cut.SECOND, Cut.UTC_DAY, True)],
)  # fmt: skip
def test_rewards_of_a_round_amount_meet_on_a_day_only_where_a_source_tells_no_more(
    cut, held_cut, met
):
    midnight = AT.replace(hour=0, minute=0, second=0)
    new_at, held_at = (midnight, AT) if cut is Cut.UTC_DAY else (AT, midnight)
    held = [standing(entry(**REWARD, at=held_at, name="c1"), cut=held_cut)]
    assert bool(suspects([incoming(entry(**REWARD, at=new_at))], held, cut=cut)) is met


def test_a_reward_of_another_account_on_that_day_is_another_one():
    midnight = AT.replace(hour=0, minute=0, second=0)
    held = [standing(entry(**REWARD, at=midnight, account="other", name="c1"), cut=Cut.UTC_DAY)]
    assert suspects([incoming(entry(**REWARD))], held) == []


def test_days_of_two_zones_meet_by_their_names():
    local = datetime(2024, 3, 4, 23, tzinfo=UTC)  # 5 March in Berlin
    utc = datetime(2024, 3, 5, tzinfo=UTC)
    held = [standing(entry(**TRADE, at=utc, name="c1", key=4), cut=Cut.UTC_DAY)]
    new = [incoming(entry(**TRADE, at=local))]
    assert suspects(new, held, cut=Cut.LOCAL_DAY, zone=BERLIN) == [(4, ("date",))]
    # In UTC it is still 4 March then, which is the name of another day.
    before = [standing(entry(**TRADE, at=utc - timedelta(days=1), name="c1"), cut=Cut.UTC_DAY)]
    assert suspects(new, before, cut=Cut.LOCAL_DAY, zone=BERLIN) == []


def test_a_fee_alone_is_met_by_its_fee():
    held = [standing(entry("fee", fee="1 EUR", name="c1", key=9))]
    assert suspects([incoming(entry("fee", fee="1 EUR", account="other"))], held) == [
        (9, ("account",))
    ]
    held[0].taken = False
    assert suspects([incoming(entry("fee", fee="2 EUR"))], held) == []


def test_an_id_of_ours_is_none_of_the_source():
    assert has_own_id(entry(**TRADE, name="c1"))
    assert not has_own_id(entry(**TRADE, name=DERIVED))
    assert not has_own_id(entry(**TRADE, name=""))


# --- what holds of any two lists ----------------------------------------------------------------

ENTRIES = st.builds(
    lambda minute, second, amount, account, kind, name: entry(
        kind, at=AT.replace(minute=minute, second=second), account=account, name=name,
        **({"sent": f"{amount} EUR", "received": "1 BTC"} if kind == "buy"
           else {"received": f"{amount} ETH"}),
    ),
    st.integers(0, 1), st.sampled_from([0, 21]), st.integers(1, 2), st.sampled_from(["main", "x"]),
    st.sampled_from(["buy", "deposit", "airdrop"]), st.sampled_from(["", "n1", "n2", DERIVED]),
)  # fmt: skip


@settings(max_examples=150)
@given(st.lists(ENTRIES, max_size=6), st.lists(ENTRIES, max_size=6))
def test_no_row_stands_for_two_and_each_pair_moves_the_same(new, held):
    ledger = [standing(one._replace(id=n)) for n, one in enumerate(held)]
    rows = [incoming(one, line=n) for n, one in enumerate(new, start=2)]
    known = take_same(rows, ledger, source="coinbase")
    left = [one for one in rows if one.row.external_id not in known]
    taken = sum(one.taken for one in ledger)
    matches = list(find_suspects(left, ledger, source="coinbase", cut=Cut.SECOND, zone=UTC))
    assert sum(one.taken for one in ledger) == taken + len(matches)
    assert len({match.other.id for match in matches}) == len(matches)
    by_line = {one.row.line: one.entry for one in rows}
    for match in matches:
        mine = by_line[match.row.line]
        assert (mine.sent, mine.received) == (match.other.sent, match.other.received)
        assert match.differs


@given(st.lists(ENTRIES, min_size=1, max_size=6))
def test_a_ledger_knows_all_rows_that_were_taken_from_it(held):
    ledger = [standing(one._replace(id=n, external_id=f"c{n}")) for n, one in enumerate(held)]
    rows = [incoming(one._replace(external_id=""), line=n) for n, one in enumerate(held, start=2)]
    known = take_same(rows, ledger, source="kraken")
    assert known == {one.row.external_id for one in rows}
