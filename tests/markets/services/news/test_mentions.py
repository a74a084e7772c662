"""Which assets a headline names: rather one too few than a wrong one."""

import pytest

from markets.services.news.mentions import Mentions, Named

ASSETS = [
    Named(1, "BTC", "Bitcoin", 1), Named(2, "ETH", "Ethereum", 2),
    Named(3, "BCH", "Bitcoin Cash", 20),
    Named(4, "PEPE", "Pepe", 40), Named(5, "PEPE", "Pepe", 3000), Named(6, "SKY", "Sky", 60),
    Named(7, "TWIN", "Twin Token", 900), Named(8, "TWIN", "Twin Token", 950),
    Named(9, "MIX", "Mixer One", 90), Named(10, "MIX", "Mixer Two", 91),
    Named(11, "GOLD", "Gold", 700), Named(12, "SHINY", "Shiny Gold Coin", 800),
    Named(13, "OP", "Optimism", 70), Named(14, "TRY", "Trial", 80),
    Named(15, "NEAR", "NEAR Protocol", 30),
    Named(16, "STORY", "Bitlayer", 50), Named(17, "IP", "Story", 55),
    Named(18, "BTCB", "Bitcoin (Bridged)", 600),
]  # fmt: skip
BTC, ETH, BCH, PEPE = 1, 2, 3, 4


@pytest.fixture(scope="module")
def mentions():
    return Mentions(ASSETS, currencies=["TRY", "USD"])


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("Bitcoin and Ethereum fall", {BTC, ETH}),
        ("bitcoin falls, BITCOIN rises", {BTC}),
        ("Bitcoin’s week, Bitcoin-backed loans", {BTC}),
        ("Bitcoiners meet Bitcoinist", set()),
        ("Bitcoin Cash splits", {BCH}),
        ("BITCOIN CASH and Bitcoin", {BTC, BCH}),
        ("I sold my Bitcoin. Cash is king", {BTC}),
        ("Bitcoin (Bridged) is another thing", {18}),
        ("Bitcoin (BTC) is itself", {BTC}),
    ],
)
def test_a_name_counts_as_a_whole_and_the_longest_one_wins(mentions, title, found):
    assert mentions.of(title) == found


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("Sky launches", {6}), ("SKY LAUNCHES A TOKEN", {6}), ("The sky is the limit", set()),
        ("Gold at a record", set()), ("Shiny Gold Coin launches", {12}),
        ("near the top", set()), ("NEAR Protocol grows", {15}),
    ],
)  # fmt: skip
def test_a_name_that_is_a_word_counts_with_its_capital_where_it_is_large(mentions, title, found):
    assert mentions.of(title) == found


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("$BTC up", {BTC}), ("It is over (BTC)", {BTC}), ("BTC/ETH at a low", {BTC, ETH}),
        ("btc up", set()), ("Btc up", set()), ("ABTC up", set()), ("BTC_1 up", {BTC}),
        ("OP holders vote", set()), ("$OP holders vote", {13}), ("Optimists (OP) vote", {13}),
        ("BTC", {BTC}), ("BTC 突破", {BTC}), ("BTC TO THE MOON", set()),
        ("$BTC TO THE MOON", {BTC}),
        ("TRY falls", set()), ("$GOLD", set()),
    ],
)  # fmt: skip
def test_a_symbol_counts_only_where_it_is_marked_or_in_capitals(mentions, title, found):
    assert mentions.of(title) == found


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("Pepe jumps", {PEPE}), ("$PEPE jumps", {PEPE}), ("Twin Token jumps", set()),
        ("$TWIN jumps", set()), ("$MIX jumps", set()), ("Mixer Two jumps", {10}),
        ("The STORY so far", set()), ("", set()), ("$ () 100%", set()),
    ],
)  # fmt: skip
def test_what_may_mean_two_is_nobody_s_unless_one_alone_is_large(mentions, title, found):
    assert mentions.of(title) == found


def test_without_assets_nothing_is_found():
    assert Mentions([]).of("Bitcoin $BTC") == set()
