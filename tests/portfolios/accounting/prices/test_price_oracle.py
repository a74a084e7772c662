"""Prices found by a table against those that a look at every quote finds."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise, permutations
from random import Random

import pytest

from portfolios.accounting.prices.prices import PriceTable, Quote

START = date(2024, 1, 1)
NAMES = ("BTC", "ETH", "USD", "EUR", "XYZ")


def drawn_quotes(seed: int) -> list[Quote]:
    """Quotes of a few pairs, some of both directions, some twice a day, some of nothing."""
    random = Random(seed)
    pairs = random.sample(list(permutations(NAMES, 2)), random.randint(1, 6))
    return [
        Quote(
            START + timedelta(days=random.randint(0, 12)),
            pair[0],
            Decimal(random.choice((0, 0.5, 2, 3, 7, 25))),
            pair[1],
        )
        for pair in random.choices(pairs, k=random.randint(1, 25))
    ]


def quoted(quotes: list[Quote], one: str, other: str, day: date) -> Fraction | None:
    """The last quote of a pair, in its own direction at a tie; a price of 0 has no inverse."""
    found = None
    for place, quote in enumerate(quotes):
        if quote.day > day or {quote.asset, quote.currency} != {one, other}:
            continue
        is_direct = quote.asset == one
        if not is_direct and later_in_direction(quotes, place, day).price == 0:
            continue
        key = (quote.day, is_direct, place)
        if found is None or key > found[0]:
            price = Fraction(quote.price)
            found = key, price if is_direct else 1 / price if price else None
    return None if found is None else found[1]


def later_in_direction(quotes: list[Quote], place: int, day: date) -> Quote:
    """The quote that holds of the direction in which this one stands."""
    of_pair = [
        (quote.day, at, quote)
        for at, quote in enumerate(quotes)
        if quote[1::2] == quotes[place][1::2] and quote.day <= day
    ]
    return max(of_pair)[2]


def price_of(quotes: list[Quote], asset: str, currency: str, day: date) -> set[Fraction] | None:
    """Every price that the fewest steps give; None where no three steps lead there."""
    if asset == currency:
        return {Fraction(1)}
    hubs = [name for name in NAMES if name not in (asset, currency)]
    hubs = [name for name in hubs if any(quote.currency == name for quote in quotes)]
    for count in range(3):
        found = set()
        for between in permutations(hubs, count):
            path = (asset, *between, currency)
            steps = [quoted(quotes, *pair, day) for pair in pairwise(path)]
            if None not in steps:
                product = Fraction(1)
                for step in steps:
                    product *= step
                found.add(product)
        if found:
            return found
    return None


@pytest.mark.parametrize("start", [0, 100, 200])
def test_a_price_is_that_of_the_fewest_steps_between_the_last_quotes(start):
    for seed in range(start, start + 40):
        quotes = drawn_quotes(seed)
        table = PriceTable(quotes)
        for asset, currency in permutations(NAMES, 2):
            for day in (START + timedelta(days=number) for number in (0, 5, 9, 30)):
                expected = price_of(quotes, asset, currency, day)
                price = table.price(asset, day=day, currency=currency)
                case = seed, asset, currency, day
                assert (price is None) == (expected is None), case
                if price is not None:
                    apart = min(abs(Fraction(price) - one) for one in expected)
                    assert apart < Fraction(1, 10**60), case


def test_what_is_lacking_is_the_rate_that_leads_no_further():
    table = PriceTable(
        [
            Quote(START, "BTC", Decimal(100), "EUR"),
            Quote(START + timedelta(days=9), "EUR", Decimal(2), "USD"),
        ]
    )
    lacking = {"day": START, "currency": "USD"}
    assert table.lacking("BTC", **lacking) == ("EUR", "USD")
    assert table.lacking("XYZ", **lacking) == ("XYZ", "USD")
    assert table.price("BTC", **lacking) is None
    assert table.price("BTC", day=START + timedelta(days=9), currency="USD") == 200


@pytest.mark.parametrize(
    ("day", "band"),
    [
        (1, ("5", "9")),  # there is none of the day before
        (2, ("5", "9")),
        (3, ("5", "9")),
        (4, None),  # has no quote of its own
        (6, ("4", "5")),  # the day before counts the last price
        (7, ("4", "4")),
        (8, None),
    ],
)
def test_a_band_spans_the_days_around_one_that_is_quoted(day, band):
    quotes = [(1, "5"), (2, "9"), (3, "5"), (6, "4"), (7, "4")]
    table = PriceTable(
        Quote(START.replace(day=number), "BTC", Decimal(price), "USD") for number, price in quotes
    )
    found = table.band("BTC", day=START.replace(day=day), currency="USD")
    assert found == (band and tuple(map(Decimal, band)))


def test_a_band_is_in_the_currency_that_is_asked_for():
    table = PriceTable(
        [Quote(START, "BTC", Decimal(100), "EUR"), Quote(START, "EUR", Decimal("1.5"), "USD")]
    )
    assert table.band("BTC", day=START, currency="USD") == (150, 150)
    assert table.band("BTC", day=START, currency="XYZ") is None
