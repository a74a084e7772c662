"""Prices adjusted for splits, and a row's price far from the market's."""

from random import Random

import pytest

from portfolios.accounting.prices.split_prices import UnadjustedPrices, splits_of
from portfolios.accounting.prices.valuation import daily_values
from tests.ledger import books_of, codes, read_text

SPLITS = """
    2014-01-01 buy      -25000 DKK +25 NOV   in A       #b
    2014-01-02 split    -25 NOV +125 NOV     in A       #x1
    2014-01-03 transfer -50 NOV +50 NOV      in A to B
    2014-01-04 split    -75 NOV +150 NOV     in A       #x2a
    2014-01-04 split    -50 NOV +100 NOV     in B       #x2b
    2014-01-05 sell     -100 NOV +12000 DKK  in B       #s
"""
REAL, ADJUSTED = (1000, 200, 200, 100, 120), (100, 100, 100, 100, 120)
DKK = {"currency": "DKK", "fiat": {"DKK", "USD"}, "track_cash": False}


def priced(prices, asset: str = "NOV") -> str:
    return "".join(
        f"    2014-01-{day:02} price {asset} {price} DKK\n"
        for day, price in enumerate(prices, start=1)
    )


def told(text: str, **options) -> list[tuple[str, str]]:
    wanted = ("prices_adjusted", "price_far_from_market")
    books = books_of(text, doubt_prices=True, **DKK | options)
    return [one for one in codes(books) if one[0] in wanted]


def test_prices_as_they_were_are_not_told():
    assert told(SPLITS + priced(REAL)) == []


def test_adjusted_prices_are_told_for_each_split_and_the_rows_are_not():
    assert told(SPLITS + priced(ADJUSTED)) == [
        ("prices_adjusted", "x1"),
        ("prices_adjusted", "x2a"),
    ]


def test_prices_adjusted_for_one_split_of_two_are_told_for_that_one():
    assert told(SPLITS + priced((200, 200, 200, 100, 120))) == [("prices_adjusted", "x1")]


def test_with_the_choice_the_value_is_flat():
    text = SPLITS + priced(ADJUSTED)
    ledger = read_text(text)
    events = splits_of(ledger.entries, local_day=lambda at: at.date())
    prices = UnadjustedPrices(ledger.prices, events, assets={"NOV"})
    books = books_of(text, **DKK | {"prices": prices})
    assert [day.value for day in daily_values(books, prices=prices)] == [25000] * 4 + [18000]
    assert [one for one in codes(books) if one[0] == "prices_adjusted"] == []


@pytest.mark.parametrize("ratio", ["10", "0.1", "2", "0.5", "1000"])
@pytest.mark.parametrize("adjusted", [True, False])
def test_deposits_alone_show_it_by_the_missing_jump(ratio, adjusted):
    after = 50 * (1 if adjusted else 1 / float(ratio))
    rows = (
        "    2014-01-01 deposit +1000 NOV #d\n"
        f"    2014-01-04 split -1000 NOV +{1000 * float(ratio):.6f} NOV #x\n"
    )
    prices = priced([50, 51, 49, *(after * move for move in (1, 1.02, 0.97, 1.01))])
    assert told(rows + prices) == ([("prices_adjusted", "x")] if adjusted else [])


def test_a_redenomination_into_another_coin():
    rows = "    2014-01-01 deposit +1000 OLD #d\n    2014-01-04 split -1000 OLD +10 NEW #x\n"
    old = priced((5, 5.1, 5), "OLD")
    later = "".join(f"    2014-01-0{day} price NEW {{}} DKK\n" for day in (4, 5))
    assert told(rows + old + later.format(500, 505)) == []
    assert told(rows + old + later.format(5, 5.05)) == [("prices_adjusted", "x")]
    assert told(rows + old) == []


@pytest.mark.parametrize("seed", range(20))
def test_volatility_rebases_and_wraps_raise_no_alarm(seed):
    random, price, rows, prices = Random(seed), 100.0, "", []
    units = 1000.0
    for day in range(1, 29):
        price *= random.lognormvariate(0, 0.12)
        prices.append(round(price, 6))
        at = f"2014-01-{day:02}T12:00:00"
        paid = price * random.lognormvariate(0, 0.1)
        rows += f"    {at} buy -{paid:.6f} DKK +1 NOV\n"
        units += 1
        if day % 9 == 0:
            rows += f"    {at} split -{units:.6f} NOV +{units * 1.05:.6f} NOV\n"
            price, units = price / 1.05, units * 1.05
    assert told(rows + priced(prices)) == []


def test_a_split_between_old_quotes_is_not_judged_without_rows():
    rows = "    2014-01-01 deposit +10 NOV #d\n    2014-01-15 split -10 NOV +100 NOV #x\n"
    assert told(rows + priced((50,)) + "    2014-02-20 price NOV 5 DKK\n") == []


FAR = """
    2014-01-01 price BTC 100 USD
    2014-01-02 price BTC 110 USD
    2014-01-03 price BTC 105 USD
    2014-01-02 price USDT 1 USD
    2014-01-02 price ETH 10 USD
"""


@pytest.mark.parametrize(
    ("row", "is_far"),
    [
        ("buy -110 USD +1 BTC", False),
        ("buy -209 USD +1 BTC", False),
        ("buy -50 USD +1 BTC", False),
        ("buy -221 USD +1 BTC", True),
        ("buy -49 USD +1 BTC", True),
        ("buy -110 USD +100000000 BTC", True),  # satoshis
        ("buy -0.11 USD +1 BTC", True),  # a thousands separator
        ("buy -1 USD +110 BTC", True),  # swapped columns
        ("sell -5 BTC +110 USD", True),  # a unit price in place of the total
        ("sell -5 BTC +550 USD", False),
        ("swap -110 USDT +1 BTC", False),
        ("swap -110 USDT +100 BTC", True),
        ("swap -1 BTC +11 ETH", False),
        ("swap -1 BTC +1 ETH", True),
        ("buy -100 USD +100 USDT", False),
        ("buy -100 USD +1 USDT", True),
        ("deposit +2 BTC worth 200 USD", False),
        ("deposit +2 BTC worth 20 USD", True),
        ("airdrop +2 BTC", False),
        ("gift_received +1 BTC carried worth 1 USD", False),
        ("buy -5 USD +1 XYZ", False),
        ("transfer -1 BTC +1 BTC in main to b worth 9999 USD", False),
    ],
)
def test_a_price_far_from_the_market_s_is_told(row, is_far):
    found = told(f"{FAR}\n    2014-01-02T12:00:00 {row} #r\n", currency="USD")
    assert found == ([("price_far_from_market", "r")] if is_far else [])


def test_only_a_price_of_that_day_counts():
    assert told(f"{FAR}\n    2014-03-02 buy -900 USD +1 BTC #r\n", currency="USD") == []


def test_rows_that_are_read_for_their_money_alone_are_not_compared():
    far = (
        "    2014-01-02T12:00:00 buy -900 USD +1 BTC #b\n"
        "    2014-01-02T12:00:00 buy -900 USD +1 ETH #e\n"
        "    2014-01-02T12:00:00 swap -1 ETH +100 USDT #s\n"
    )
    found = told(f"{FAR}\n{far}", currency="USD", track_cash=True, only={"BTC", "USD"})
    assert found == [("price_far_from_market", "b")]
