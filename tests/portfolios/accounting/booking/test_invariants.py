"""What must hold for every ledger, whatever its rows, method and scope."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from operator import attrgetter

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from portfolios.accounting.booking.reconciling import residuals_of
from portfolios.accounting.core.entries import Entry, Leg
from portfolios.accounting.core.types import (
    INCOME_TYPES,
    INFLOW_TYPES,
    OUTFLOW_TYPES,
    Method,
    Scope,
    TransactionType,
)
from portfolios.accounting.prices.prices import PriceTable
from portfolios.accounting.prices.valuation import daily_values
from portfolios.accounting.returns.performance import daily_returns
from tests.ledger import FIAT, book

COINS = ("BTC", "ETH", "XYZ")
ACCOUNTS = ("a", "b", "c")
START = datetime(2023, 1, 1, tzinfo=UTC)
STEP = Fraction(1, 10**30)

quantities = st.decimals("0.001", "50", places=3)
coin_legs = st.builds(Leg, st.sampled_from(COINS), quantities)
money_legs = st.builds(Leg, st.sampled_from(("USD", "EUR")), quantities)
any_legs = st.one_of(coin_legs, money_legs)
fees = st.one_of(st.none(), any_legs)
worths = st.one_of(st.none(), st.builds(Leg, st.just("USD"), quantities))


@st.composite
def rows(draw) -> Entry:
    kind = draw(st.sampled_from(list(TransactionType)))
    legs = {"fee": draw(fees), "net_worth": draw(worths)}
    if kind in INCOME_TYPES | INFLOW_TYPES or kind is TransactionType.BORROW:
        legs["received"] = draw(any_legs)
    elif kind in OUTFLOW_TYPES or kind in (TransactionType.LOST, TransactionType.REPAY):
        legs["sent"] = draw(any_legs)
    elif kind is TransactionType.FEE:
        legs["fee"] = draw(any_legs)
    elif kind is TransactionType.TRANSFER:
        legs["sent"] = draw(any_legs)
        share = draw(st.sampled_from(("1", "0.9", "0.5")))
        legs["received"] = legs["sent"]._replace(quantity=legs["sent"].quantity * Decimal(share))
    elif kind is TransactionType.SPLIT:
        legs["sent"] = draw(coin_legs)
        legs["received"] = draw(coin_legs)
    else:
        legs["sent"] = draw(any_legs)
        legs["received"] = draw(any_legs.filter(lambda leg: leg.asset != legs["sent"].asset))
    account, other = draw(st.permutations(ACCOUNTS))[:2]
    return Entry(
        id=0,
        type=kind,
        account=account,
        to_account=other if kind is TransactionType.TRANSFER else None,
        at=START + timedelta(hours=draw(st.integers(0, 24 * 500))),
        **legs,
    )


@st.composite
def ledgers(draw) -> list[Entry]:
    drawn = draw(st.lists(rows(), min_size=1, max_size=25))
    return [entry._replace(id=place, order=place) for place, entry in enumerate(drawn)]


def prices() -> PriceTable:
    quotes = []
    for number in range(0, 520, 40):
        day = (START + timedelta(days=number)).date()
        quotes += [
            (day, "BTC", Decimal(100 + number), "USD"),
            (day, "ETH", Decimal(50 + number % 70) / 7, "EUR"),
            (day, "USD", Decimal(9) / 10 + Decimal(number) / 5000, "EUR"),
        ]
    return PriceTable(quotes)


PRICES = prices()
options = st.fixed_dictionaries(
    {
        "method": st.sampled_from(list(Method)),
        "scope": st.sampled_from(list(Scope)),
        "track_cash": st.booleans(),
    }
)


def booked(entries, **chosen):
    return book(entries, prices=PRICES, **chosen)


def total(figures) -> Fraction:
    return sum((Fraction(figure) for figure in figures), Fraction(0))


@settings(max_examples=50, deadline=None)
@given(ledgers(), options)
def test_profit_is_value_less_net_flow(entries, chosen):
    totals = booked(entries, **chosen).totals
    profit = total((totals.realised, totals.unrealised, totals.income))
    profit -= Fraction(totals.fees_not_in_cost)
    assert abs(Fraction(totals.value) - Fraction(totals.net_flow) - profit) < STEP
    assert abs(Fraction(totals.profit) - profit) < STEP
    assert abs(total((totals.cost, totals.unrealised)) - Fraction(totals.value)) < STEP


@settings(max_examples=50, deadline=None)
@given(ledgers(), options)
def test_nothing_is_left_unexplained(entries, chosen):
    books = booked(entries, **chosen)
    assert residuals_of(books, last_day=daily_values(books, prices=PRICES)[-1]) == []


@settings(max_examples=50, deadline=None)
@given(ledgers(), options)
def test_units_are_conserved(entries, chosen):
    books = booked(entries, **chosen)
    assert "invalid_entry" not in {problem.code for problem in books.problems}
    for coin in COINS:
        lots = [lot for lot in books.lots if lot.asset == coin]
        held = total(b.quantity for b in books.balances if b.asset == coin)
        assert total(lot.remaining for lot in lots) == held
        assert total(p.quantity for p in books.positions if p.asset == coin) == held
        assert all(0 <= lot.remaining <= lot.quantity for lot in lots)
    if books.scope is Scope.ACCOUNT:
        assert all(b.quantity > 0 for b in books.balances if b.asset in COINS)


@settings(max_examples=80, deadline=None)
@given(ledgers(), st.sampled_from(list(Method)))
def test_coins_are_only_missing_where_no_account_holds_them(entries, method):
    entries = [row for row in entries if row.type is not TransactionType.TRANSFER]
    assume(len({row.at for row in entries}) == len(entries) > 0)
    held, lacked = dict.fromkeys(COINS, Decimal(0)), dict.fromkeys(COINS, Decimal(0))
    for row in sorted(entries, key=attrgetter("at")):
        for leg, sign in ((row.sent, -1), (row.received, 1), (row.fee, -1)):
            if leg is not None and leg.asset in COINS:
                held[leg.asset] += sign * leg.quantity
                lacked[leg.asset] -= min(held[leg.asset], 0)
                held[leg.asset] = max(held[leg.asset], 0)
    books = booked(entries, method=method)
    invented = dict.fromkeys(COINS, Decimal(0))
    for problem in books.problems:
        if problem.code == "missing_acquisition":
            invented[problem.asset] += problem.quantity
    assert invented == lacked
    below = {(b.account, b.asset) for b in books.balances if b.asset in COINS and b.quantity < 0}
    told = [(p.account, p.asset) for p in books.problems if p.code == "account_overdrawn"]
    assert below <= set(told)


@settings(max_examples=50, deadline=None)
@given(ledgers(), options)
def test_positions_are_the_sums_of_their_lots(entries, chosen):
    books = booked(entries, **chosen)
    for held in books.positions:
        key = (held.asset, held.account)
        lots = [lot for lot in books.lots if (lot.asset, lot.account) == key]
        assert abs(total(lot.cost for lot in lots) - Fraction(held.cost)) < STEP
        assert held.cost >= 0
        for lot in lots:
            spread = Fraction(lot.unit_cost) * Fraction(lot.remaining) - Fraction(lot.cost)
            assert abs(spread) < STEP


@settings(max_examples=50, deadline=None)
@given(ledgers(), options, st.randoms(use_true_random=False))
def test_the_order_of_import_does_not_matter(entries, chosen, random):
    shuffled = random.sample(entries, len(entries))
    assert booked(shuffled, **chosen) == booked(entries, **chosen)


@settings(max_examples=50, deadline=None)
@given(ledgers(), st.sampled_from(list(Scope)), st.booleans())
def test_total_profit_does_not_depend_on_the_method(entries, scope, track_cash):
    profits = [
        Fraction(booked(entries, method=method, scope=scope, track_cash=track_cash).totals.profit)
        for method in Method
    ]
    assert max(profits) - min(profits) < STEP


@settings(max_examples=50, deadline=None)
@given(ledgers(), options)
def test_once_all_is_sold_every_method_realised_the_same(entries, chosen):
    del chosen["method"]
    plain = [entry for entry in entries if entry.type is not TransactionType.BORROW]
    end = START + timedelta(days=501)
    sales = [
        Entry(
            id=f"sale-{place}",
            type=TransactionType.SELL,
            account=held.account,
            at=end,
            sent=Leg(held.asset, held.quantity),
            received=Leg("USD", Decimal(7)),
            order=1000 + place,
        )
        for place, held in enumerate(booked(plain, **chosen).balances)
        if held.asset in COINS and held.quantity > 0
    ]
    results = [booked(plain + sales, method=method, validated=True, **chosen) for method in Method]
    assert all(books.positions == () for books in results)
    realised = [Fraction(books.totals.realised) for books in results]
    assert max(realised) - min(realised) < STEP


@settings(max_examples=50, deadline=None)
@given(ledgers(), st.sampled_from(list(Method)), st.booleans())
def test_daily_values_end_at_the_books_value_and_hold_all_flows(entries, method, track_cash):
    books = booked(entries, method=method, track_cash=track_cash)
    days = daily_values(books, prices=PRICES)
    assert abs(Fraction(days[-1].value) - Fraction(books.totals.value)) < STEP
    flow = total(day.inflow for day in days) - total(day.outflow for day in days)
    assert abs(flow - Fraction(books.totals.net_flow)) < STEP
    assert len(days) == (books.as_of - books.first).days + 1


@settings(max_examples=60, deadline=None)
@given(quantities, st.integers(1, 300).filter(lambda place: place % 40))
def test_a_deposit_at_an_unchanged_price_is_no_return(quantity, place):
    first = Entry(0, TransactionType.DEPOSIT, "a", START, received=Leg("BTC", Decimal(1)))
    more = Entry(
        1,
        TransactionType.DEPOSIT,
        "a",
        START + timedelta(days=place),
        received=Leg("BTC", quantity),
    )
    last = date(2024, 5, 1)
    without, with_more = (
        daily_returns(daily_values(booked(entries, as_of=last), prices=PRICES))
        for entries in ([first], [first, more])
    )
    assert [float(day.chained) for day in without] == [float(day.chained) for day in with_more]


@settings(max_examples=60, deadline=None)
@given(quantities, st.sampled_from(list(Method)))
def test_a_transfer_changes_neither_value_nor_cost_nor_gain(quantity, method):
    coins = [
        Entry(number, TransactionType.DEPOSIT, "a", START + timedelta(days=number), order=number,
              received=Leg("BTC", quantity + number))
        for number in range(3)
    ]  # fmt: skip
    move = Entry(
        9,
        TransactionType.TRANSFER,
        "a",
        START + timedelta(days=5),
        "b",
        sent=Leg("BTC", quantity),
    )
    chosen = {"method": method, "scope": Scope.ACCOUNT, "as_of": date(2023, 6, 1)}
    before, after = booked(coins, **chosen), booked([*coins, move], **chosen)
    assert abs(Fraction(before.totals.cost) - Fraction(after.totals.cost)) < STEP
    assert before.totals.value == after.totals.value
    assert after.totals.realised == 0
    assert after.flows == before.flows


@settings(max_examples=50, deadline=None)
@given(ledgers(), options)
def test_every_fee_leg_is_charged(entries, chosen):
    charged = {(fee.transaction, fee.asset, fee.quantity) for fee in booked(entries, **chosen).fees}
    legs = {(entry.id, *entry.fee) for entry in entries if entry.fee is not None}
    assert legs <= charged


@settings(max_examples=80, deadline=None)
@given(ledgers(), options, st.sets(st.sampled_from(COINS)))
def test_books_of_some_coins_say_of_them_what_the_whole_books_say(entries, chosen, coins):
    # A redenomination makes one coin's lots another's: both are asked for, or neither.
    for entry in entries:
        if entry.type is TransactionType.SPLIT and entry.received.asset in COINS:
            assume((entry.sent.asset in coins) == (entry.received.asset in coins))
    whole, part = booked(entries, **chosen), booked(entries, only=coins, **chosen)
    asked = {*coins, *FIAT}
    for name in ("lots", "positions", "disposals", "income", "fees", "balances", "debts"):
        records = getattr(whole, name)
        kept = tuple(one for one in getattr(part, name) if one.asset in asked)
        assert kept == tuple(one for one in records if one.asset in asked), name
    for name in ("changes", "capital"):
        series = [
            {key: days for key, days in getattr(books, name).items() if key[1] in asked}
            for books in (whole, part)
        ]
        assert series[0] == series[1], name
    assert (part.flows, part.cash, part.cash_cost) == (whole.flows, whole.cash, whole.cash_cost)
