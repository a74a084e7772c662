"""Transfers carry lots with their dates and costs; splits change their quantity."""

from fractions import Fraction

import pytest

from portfolios.accounting.core.types import Method, Scope
from portfolios.accounting.state.open_lots import OpenLot
from tests.ledger import assert_reconciled, books_of, codes, days_of, gains, open_lots, short

HOPS = """
2022-01-02 buy -100 USD +1 BTC              in exchange
2022-01-03 buy -300 USD +1 BTC              in exchange
2022-01-04 transfer -1.5 BTC                in exchange to wallet
2022-01-05 transfer -1.2 BTC +1.1 BTC       in wallet to vault
2024-01-06 sell -1.1 BTC +1100 USD          in vault
2022-01-05 price BTC 500 USD
"""


def test_lots_keep_date_and_cost_through_several_hops_with_a_fee():
    books = books_of(HOPS, scope=Scope.ACCOUNT)
    # The hop's fee is 0.1 of the oldest coin; then 0.9 of the first lot and 0.2 of the second go.
    assert gains(books) == [("0.1", "10", "50"), ("0.9", "90", "900"), ("0.2", "60", "200")]
    assert [str(d.type) for d in books.disposals] == ["fee", "sell", "sell"]
    assert [d.acquired_by for d in books.disposals] == ["1", "1", "2"]
    assert [d.acquired_at.day for d in books.disposals] == [2, 2, 3]
    assert [str(d.term) for d in books.disposals] == ["short", "long", "long"]
    assert_reconciled(books)


def test_what_stays_behind_keeps_its_share():
    books = books_of(HOPS, scope=Scope.ACCOUNT)
    held = {
        position.account: (short(position.quantity), short(position.cost))
        for position in books.positions
    }
    assert held == {"exchange": ("0.5", "150"), "wallet": ("0.3", "90")}


def test_a_lot_goes_on_where_its_units_went():
    books = books_of(HOPS, scope=Scope.ACCOUNT)
    assert [(lot.account, lot.transaction) for lot in books.lots] == [
        ("wallet", "1"), ("vault", "1"), ("exchange", "2"), ("wallet", "2"), ("vault", "2"),
    ]  # fmt: skip


@pytest.mark.parametrize("method", list(Method))
def test_coins_that_go_round_make_no_more_lots(method):
    """The lots of a ring of transfers, whole and in halves, are those of the last of them."""
    rows = ["2023-01-01 buy -100 USD +1 BTC in a", "2023-01-02 buy -300 USD +1 BTC in a"]
    for turn in range(40):
        here, there = "ab" if turn % 2 == 0 else "ba"
        rows.append(f"2023-02-01T00:{turn:02} transfer -2 BTC in {here} to {there}")
    rows += [
        "2023-03-01 transfer -0.5 BTC in a to b",
        "2023-03-02 transfer -0.5 BTC in b to a",
        "2023-03-03 sell -2 BTC +500 USD in a",
        "2023-01-01 price BTC 100 USD",
    ]
    books = books_of("\n".join(rows), scope=Scope.ACCOUNT, method=method, track_cash=False)
    assert codes(books) == []
    assert short(sum(lot.quantity for lot in books.lots)) == "2"
    assert len(books.lots) == 3  # one was parted
    assert {(lot.account, lot.remaining, lot.cost) for lot in books.lots} == {("a", 0, 0)}
    assert short(books.totals.realised) == "100"
    assert_reconciled(books)


def test_moving_lots_neither_makes_nor_loses_units():
    books = books_of(HOPS, scope=Scope.ACCOUNT)
    assert short(sum(lot.quantity for lot in books.lots)) == "2"
    assert short(sum(lot.quantity - lot.remaining for lot in books.lots)) == "1.2"


def test_scope_portfolio_moves_balances_only():
    books = books_of(HOPS)
    assert gains(books) == [("0.1", "10", "50"), ("0.9", "90", "900"), ("0.2", "60", "200")]
    balances = {(b.account, b.asset): short(b.quantity) for b in books.balances if b.asset == "BTC"}
    assert balances == {("exchange", "BTC"): "0.5", ("wallet", "BTC"): "0.3"}


def test_a_fee_leg_of_a_transfer_is_a_disposal_and_a_fee_apart():
    books = books_of(
        """
        2022-01-02 buy -100 USD +2 BTC in a
        2022-01-03 buy -10 USD +5 BNB  in a
        2022-01-04 transfer -2 BTC in a to b fee 1 BNB
        2022-01-04 price BNB 3 USD
        2022-01-04 price BTC 50 USD
        """,
        scope=Scope.ACCOUNT,
    )
    assert gains(books) == [("1", "2", "3")]
    assert [(short(fee.value), fee.in_cost) for fee in books.fees] == [("3", False)]
    assert short(books.totals.fees_not_in_cost) == "3"
    assert_reconciled(books)


def test_the_method_chooses_what_moves():
    text = """
        2022-01-02 buy -100 USD +1 BTC in a
        2022-01-03 buy -300 USD +1 BTC in a
        2022-01-04 transfer -1 BTC in a to b
        2022-01-04 price BTC 50 USD
        """
    costs = {}
    for method in Method:
        books = books_of(text, method=method, scope=Scope.ACCOUNT)
        costs[method] = [short(held.cost) for held in books.positions]
    assert costs == {
        Method.FIFO: ["300", "100"],
        Method.LIFO: ["100", "300"],
        Method.HIFO: ["100", "300"],
        Method.AVERAGE: ["200", "200"],
    }


def test_lots_that_arrive_later_are_still_the_oldest():
    books = books_of(
        """
        2022-01-02 buy -100 USD +1 BTC in a
        2022-01-03 buy -300 USD +1 BTC in b
        2022-01-04 transfer -1 BTC in a to b
        2022-01-05 sell -1 BTC +500 USD in b
        """,
        scope=Scope.ACCOUNT,
    )
    assert gains(books) == [("1", "100", "500")]


@pytest.mark.parametrize("scope", list(Scope))
def test_a_gap_moves_on_with_the_transfer_at_no_cost(scope):
    books = books_of(
        """
        2022-01-02 buy -100 USD +1 BTC in a
        2022-01-04 transfer -3 BTC in a to b
        2022-01-05 sell -3 BTC +900 USD in b
        2022-01-01 price BTC 100 USD
        """,
        scope=scope,
        track_cash=False,
    )
    assert codes(books) == [("missing_acquisition", "2")]
    assert gains(books) == [("1", "100", "300"), ("2", "0", "600")]
    assert [d.acquired_by for d in books.disposals] == ["1", "2"]
    assert [b for b in books.balances if b.asset == "BTC"] == []


def test_a_transfer_to_nowhere_is_a_problem_and_moves_nothing():
    books = books_of(
        """
        2022-01-02 deposit +1 BTC worth 5 USD in a
        2022-01-04 transfer -1 BTC in a
        2022-01-02 price BTC 5 USD
        """
    )
    assert codes(books) == [("unmatched_transfer", "2")]
    assert [(b.account, short(b.quantity)) for b in books.balances] == [("a", "1")]


@pytest.mark.parametrize("target", ["", "to main"])
@pytest.mark.parametrize("scope", Scope)
def test_what_a_transfer_to_nowhere_lost_on_its_way_is_a_fee(scope, target):
    books = books_of(
        f"""
        2024-01-01 buy -100 USD +2 BTC
        2024-01-02 transfer -2 BTC +1.5 BTC {target}
        2024-01-01 price BTC 80 USD
        """,
        scope=scope,
        track_cash=False,
    )
    assert codes(books) == [("unmatched_transfer", "2")]
    assert gains(books) == [("0.5", "25", "40")]
    assert [(short(b.quantity), b.account) for b in books.balances] == [("1.5", "main")]
    assert short(books.totals.fees_not_in_cost) == "40"
    assert_reconciled(books)


def test_money_moves_between_accounts_without_a_flow():
    books = books_of(
        """
        2022-01-02 deposit +100 USD in bank
        2022-01-03 transfer -100 USD +99 USD in bank to exchange
        """
    )
    assert [(b.account, short(b.quantity)) for b in books.balances] == [("exchange", "99")]
    assert short(books.totals.fees_not_in_cost) == "1"
    assert short(books.totals.net_flow) == "100"
    assert codes(books) == []
    assert_reconciled(books)


@pytest.mark.parametrize("scope", list(Scope))
def test_a_split_changes_units_and_keeps_dates_and_costs(scope):
    books = books_of(
        """
        2022-01-02 buy -100 USD +1 XYZ
        2022-01-03 buy -300 USD +1 XYZ
        2022-02-01 split -2 XYZ +20 XYZ
        2022-02-02 sell -15 XYZ +600 USD
        2022-02-02 price XYZ 40 USD
        """,
        scope=scope,
    )
    assert gains(books) == [("10", "100", "400"), ("5", "150", "200")]
    assert [d.acquired_at.day for d in books.disposals] == [2, 3]
    assert open_lots(books) == [("2", "5", "150")]
    assert_reconciled(books)


@pytest.mark.parametrize("method", list(Method))
def test_a_redenomination_carries_lots_to_another_asset(method):
    books = books_of(
        """
        2022-01-02 buy -100 USD +100 LEND
        2022-02-01 split -100 LEND +1 AAVE
        2022-02-02 price AAVE 300 USD
        """,
        method=method,
        track_cash=False,
    )
    assert [(p.asset, short(p.quantity), short(p.cost)) for p in books.positions] == [
        ("AAVE", "1", "100")
    ]
    assert books.disposals == ()
    assert short(books.totals.realised) == "0"


def test_each_account_splits_its_own_under_one_pool():
    books = books_of(
        """
        2022-01-02 buy -100 USD +10 XYZ  in a
        2022-01-03 buy -200 USD +5 XYZ   in b
        2022-02-01 split -10 XYZ +100 XYZ in a
        2022-02-03 split -5 XYZ +50 XYZ  in b
        2022-02-04 price XYZ 4 USD
        """
    )
    assert open_lots(books) == [("1", "100", "100"), ("2", "50", "200")]


def test_a_split_into_thirds_loses_nothing():
    books = books_of(
        """
        2022-01-02 buy -100 USD +1 XYZ
        2022-01-03 buy -100 USD +1 XYZ
        2022-01-04 buy -100 USD +1 XYZ
        2022-02-01 split -3 XYZ +1 XYZ
        2022-02-02 sell -1 XYZ +600 USD
        """
    )
    assert sum(Fraction(d.quantity) for d in books.disposals) == 1
    assert short(books.totals.realised) == "300"
    assert books.positions == ()


def test_a_split_is_no_return_when_the_price_follows():
    days = days_of(
        """
        2022-01-01 deposit +2 XYZ
        2022-01-02 split -2 XYZ +20 XYZ
        2022-01-01 price XYZ 100 USD
        2022-01-02 price XYZ 10 USD
        """
    )
    assert [short(day.value) for day in days] == ["200", "200"]


@pytest.mark.parametrize("scope", list(Scope))
@pytest.mark.parametrize("method", list(Method))
@pytest.mark.parametrize("ratio", [1, 3])
def test_coins_that_are_wrapped_and_unwrapped_make_no_more_lots(method, scope, ratio, monkeypatch):
    made = []
    make = OpenLot.__init__
    monkeypatch.setattr(
        OpenLot, "__init__", lambda lot, *args: made.append(lot) or make(lot, *args)
    )
    text = "2024-01-01 price ETH 100 USD\n"
    text += "2024-01-01 buy -300 USD +3 ETH\n2024-01-02 buy -800 USD +4 ETH\n"
    for minute in range(10, 30):
        text += f"2024-01-03T10:{minute}:10 split -7 ETH +{7 * ratio} WETH\n"
        text += f"2024-01-03T10:{minute}:20 split -{7 * ratio} WETH +7 ETH\n"
    text += "2024-01-04 sell -5 ETH +1000 USD #sale"
    chosen = {"track_cash": False, "method": method, "scope": scope}
    wrapped = books_of(text, **chosen)
    assert len(made) == len(wrapped.lots) == 2
    unwrapped = "\n".join(line for line in text.splitlines() if "split" not in line)
    plain = books_of(unwrapped, **chosen)
    assert (wrapped.disposals, wrapped.positions) == (plain.disposals, plain.positions)
    assert wrapped.totals == plain.totals
    if method is not Method.AVERAGE:  # there a closed lot tells the average of the last units
        assert wrapped.lots == plain.lots


def test_lots_of_which_some_was_sold_are_wrapped_as_what_is_left():
    books = books_of(
        """
        2024-01-01 price ETH 100 USD
        2024-01-01 buy -300 USD +3 ETH
        2024-01-02 sell -1 ETH +200 USD
        2024-01-03 split -2 ETH +2 WETH
        2024-01-04 split -0.5 WETH +0.5 ETH
        2024-01-05 split -1.5 WETH +1.5 ETH
        """,
        track_cash=False,
    )
    assert [(lot.asset, short(lot.quantity), short(lot.remaining)) for lot in books.lots] == [
        ("ETH", "1", "0"), ("ETH", "1.5", "1.5"), ("ETH", "0.5", "0.5"),
    ]  # fmt: skip
    assert short(books.totals.cost) == "200"


def test_redenominated_lots_of_one_pool_are_taken_once():
    books = books_of(
        """
        2024-01-01 price ETH 100 USD
        2024-01-01 buy -300 USD +3 ETH in a
        2024-01-01 buy -300 USD +3 ETH in b
        2024-01-03 split -3 ETH +30 ETH in a
        2024-01-03 split -3 ETH +30 ETH in b
        2024-01-04 sell -45 ETH +900 USD in a
        """,
        track_cash=False,
        scope=Scope.PORTFOLIO,
    )
    assert gains(books) == [("30", "300", "600"), ("15", "150", "300")]
    assert open_lots(books) == [("2", "15", "150")]
