"""The simulated market: the same for all, continuous, and wild in the way that markets are."""

import subprocess
import sys
import time
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from scipy.stats import kurtosis

from markets.providers.base import ProviderError
from markets.providers.simulated.market import alive, paths_for, prices_at, split_instant
from markets.providers.simulated.paths import build_paths
from markets.providers.simulated.provider import SimulatedProvider
from markets.providers.simulated.universe import DAY_ZERO, day_number, universe

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
TODAY = day_number(NOON.date())


@pytest.fixture(scope="module")
def paths():
    return paths_for(2019, TODAY)


@pytest.fixture(scope="module")
def provider():
    return SimulatedProvider(seed=2019, now=lambda: NOON)


def coins(paths):
    """Rows of coins that are alive, follow nothing, and have two years behind them."""
    return [
        row
        for row in alive(paths, TODAY)
        if not paths.assets[row].peg and TODAY - paths.assets[row].launch > 730
    ]


def returns(paths, row):
    return np.diff(paths.log_close[row, paths.assets[row].launch : TODAY])


# --- determinism --------------------------------------------------------------------------------

DIGEST = """
import hashlib
from datetime import UTC, datetime
from markets.providers.simulated.provider import SimulatedProvider
provider = SimulatedProvider(seed=2019)
at = [datetime(2026, 11, 20, 12, 34, 56, 789, tzinfo=UTC), datetime(2021, 5, 19, 3, tzinfo=UTC)]
text = "".join(q.price.hex() + q.ref for moment in at for q in provider.markets_at(moment).records)
print(hashlib.sha256(text.encode()).hexdigest())
"""


def test_other_processes_see_the_same_bits():
    digests = {
        subprocess.run(
            [sys.executable, "-c", DIGEST], capture_output=True, text=True, check=True,
            env={"PYTHONHASHSEED": str(n), "PYTHONPATH": "."},
        ).stdout
        for n in (1, 2)
    }  # fmt: skip
    assert len(digests) == 1
    assert len(digests.pop()) == 65


def test_order_and_company_of_the_question_do_not_matter(provider):
    late, early = NOON, datetime(2022, 3, 1, 7, 11, tzinfo=UTC)
    everything = {q.ref: q for q in provider.markets_at(late).records}
    provider.markets_at(early, refs=["solana"])
    alone = provider.markets_at(late, refs=["solana"]).records[0]
    assert alone == everything["solana"]


def test_later_horizon_leaves_earlier_days_as_they_are():
    short, long = build_paths(2019, 3000), build_paths(2019, 4111)
    born = [row for row, asset in enumerate(short.assets) if asset.launch < 3000]
    for name in ("log_close", "sigma", "log_volume"):
        assert np.array_equal(getattr(short, name)[born], getattr(long, name)[born, :3000])


def test_another_seed_is_another_market(provider):
    other = SimulatedProvider(seed=7, now=lambda: NOON)
    mine = {q.ref: q.price for q in provider.markets().records}
    theirs = {q.ref: q.price for q in other.markets().records}
    shared = mine.keys() & theirs.keys()
    assert sum(mine[ref] == theirs[ref] for ref in shared) == 0


def momentum_of(paths):
    """The correlation of a coin's next 7 days with its last 30, over coins alive and days."""
    moves = np.array([paths.log_close[row] for row in coins(paths)])[:, TODAY - 700 :]
    last, ahead = moves[:, 30:-7] - moves[:, :-37], moves[:, 37:] - moves[:, 30:-7]
    last, ahead = last - last.mean(axis=0), ahead - ahead.mean(axis=0)
    return np.corrcoef(last.ravel(), ahead.ravel())[0, 1]


def test_momentum_is_there_where_it_was_planted_and_chance_has_none(paths):
    planted, chance = (build_paths(2019, TODAY + 1, momentum=size) for size in (0.01, 0.0))
    assert momentum_of(planted) > 0.2
    assert abs(momentum_of(chance)) < 0.05
    assert np.array_equal(planted.sigma, chance.sigma)
    assert np.array_equal(planted.sigma, paths.sigma[:, : TODAY + 1])


# --- the shape of returns -----------------------------------------------------------------------


def test_daily_returns_have_fat_tails(paths):
    measured = np.array([kurtosis(returns(paths, row), fisher=False) for row in coins(paths)])
    assert len(measured) > 150
    assert np.median(measured) > 8
    assert np.mean(measured > 5) > 0.95


def test_wild_days_come_together(paths):
    def clustering(moves, lag):
        size = np.abs(moves)
        return np.corrcoef(size[:-lag], size[lag:])[0, 1]

    for lag in (1, 5, 10):
        measured = [clustering(returns(paths, row), lag) for row in coins(paths)]
        assert np.median(measured) > 0.05
        assert np.mean(np.array(measured) > 0) > 0.9


def test_directions_do_not_come_together(paths):
    # Volatility clusters, but yesterday's direction must not tell today's.
    measured = [
        np.corrcoef(moves[:-1], moves[1:])[0, 1]
        for moves in (returns(paths, row) for row in coins(paths))
    ]
    assert abs(np.median(measured)) < 0.05


def test_there_is_a_market_and_there_are_categories(paths):
    rows = [row for row in coins(paths) if paths.assets[row].launch < 900]
    moves = np.array([returns(paths, row)[-1500:] for row in rows])
    together = np.corrcoef(moves)
    upper = together[np.triu_indices(len(rows), 1)]
    assert 0.25 < np.median(upper) < 0.8
    kinds = [set(paths.assets[row].categories) for row in rows]
    same = [
        together[i, j]
        for i in range(len(rows))
        for j in range(i)
        if kinds[i] == kinds[j] and kinds[i] != {"layer-1"}
    ]
    assert np.mean(same) > np.mean(upper) + 0.02


def test_stablecoins_stay_near_one(paths):
    stable = [row for row in alive(paths, TODAY) if paths.assets[row].kind == "stablecoin"]
    assert len(stable) >= 10
    for row in stable:
        prices = np.exp(paths.log_close[row, paths.assets[row].launch : TODAY])
        assert 0.9 < prices.min() <= prices.max() < 1.1
        assert abs(np.median(prices) - 1) < 0.01


@pytest.mark.parametrize(
    ("slug", "day", "level"),
    [
        ("bitcoin", date(2019, 6, 26), 12000), ("bitcoin", date(2021, 11, 9), 67500),
        ("bitcoin", date(2022, 11, 10), 16500), ("bitcoin", date(2025, 10, 6), 124500),
        ("ethereum", date(2021, 11, 9), 4750), ("solana", date(2022, 12, 29), 9.7),
        ("tether", date(2023, 3, 1), 1), ("pax-gold", date(2024, 10, 30), 2780),
    ],
)  # fmt: skip
def test_well_known_names_have_their_known_course(provider, slug, day, level):
    (candle,) = provider.history(slug, start=day, end=day).records
    assert candle.close == pytest.approx(level, rel=0.01 if slug != "tether" else 0.02)


def test_pegged_assets_follow_their_parents(provider):
    prices = {q.ref: q.price for q in provider.markets().records}
    assert prices["wrapped-bitcoin"] == pytest.approx(prices["bitcoin"], rel=0.02)
    assert prices["staked-ether"] == pytest.approx(prices["ethereum"], rel=0.02)
    assert prices["wrapped-steth"] == pytest.approx(1.235 * prices["ethereum"], rel=0.03)


# --- inside the day -----------------------------------------------------------------------------


def test_close_of_a_day_is_the_price_at_its_end(provider):
    day = date(2024, 5, 17)
    midnight = datetime(2024, 5, 18, tzinfo=UTC)
    for slug in ("bitcoin", "wrapped-bitcoin", "pepe", "usd-coin"):
        (candle,) = provider.history(slug, start=day, end=day).records
        quote = provider.markets_at(midnight, refs=[slug]).records[0]
        assert quote.price == pytest.approx(candle.close, rel=1e-12)
        before = provider.markets_at(midnight - timedelta(microseconds=1), refs=[slug])
        assert before.records[0].price == pytest.approx(candle.close, rel=1e-4)


def test_candle_contains_every_instant_of_its_day(paths, provider):
    for slug in ("bitcoin", "staked-ether", "dogecoin", "pax-gold"):
        row = np.array([paths.index[slug]])
        days = provider.history(slug, start=date(2022, 6, 10), end=date(2022, 7, 10)).records
        assert len(days) == 31
        for candle in days:
            moments = np.arange(0, 1, 1 / 5000)
            path = prices_at(paths, row, day=day_number(candle.day), moment=moments)[0]
            assert candle.low <= path.min()
            assert path.max() <= candle.high
            assert path[0] == pytest.approx(candle.open, rel=1e-12)
            # It contains them tightly: the spare room is a fraction of the day's own range.
            assert np.log(candle.high / candle.low) < 2.2 * np.log(path.max() / path.min()) + 1e-9


def test_price_moves_without_jumps(paths):
    rows = alive(paths, TODAY)[:120]
    moments = np.arange(0, 1, 1 / 8640)
    path = np.log(prices_at(paths, rows, day=TODAY, moment=moments))
    ten_seconds = np.abs(np.diff(path, axis=1)).max(axis=1)
    assert np.all(ten_seconds < 0.06 * paths.sigma[rows, TODAY] + 0.002)
    assert np.all(path.std(axis=1) > 0)


def test_split_instant_counts_in_utc():
    assert split_instant(datetime(2018, 12, 31, 6, tzinfo=UTC)) == (0, 0.25)
    assert (DAY_ZERO + timedelta(days=split_instant(NOON)[0])) == NOON.date()


# --- the crowd ----------------------------------------------------------------------------------


def test_there_are_enough_assets_of_enough_kinds(provider):
    records = provider.list_assets().records
    assert len(records) >= 250
    assert len({slug for record in records for slug in record.categories}) >= 12
    assert {record.kind for record in records} == {
        "coin", "stablecoin", "rwa", "wrapped",
    }  # fmt: skip
    slugs = [record.ref for record in records]
    assert len(set(slugs)) == len(slugs)
    well_known = {
        "bitcoin", "ethereum", "solana", "ripple", "cardano", "polkadot", "litecoin", "chainlink",
        "avalanche-2", "matic-network", "uniswap", "aave", "cosmos", "dogecoin", "tether",
        "usd-coin", "dai", "staked-ether", "wrapped-bitcoin", "pax-gold", "binancecoin",
    }  # fmt: skip
    assert well_known <= set(slugs)


def test_some_symbols_are_worn_by_two(provider):
    symbols = [record.symbol for record in provider.list_assets().records]
    twice = {symbol for symbol in symbols if symbols.count(symbol) > 1}
    assert len(twice) >= 3
    assert "BTC" not in twice


def test_invented_tokens_have_contracts_of_their_own_and_known_names_none(provider):
    records = {record.ref: record for record in provider.list_assets().records}
    addresses = [one.contracts["simulated-chain"] for one in records.values() if one.contracts]
    assert len(addresses) == len(set(addresses)) > 100
    assert not records["chainlink"].contracts


def test_ranks_follow_market_caps(provider):
    ranks = {record.ref: record.rank for record in provider.list_assets().records}
    caps = sorted(provider.markets().records, key=lambda quote: -quote.market_cap)
    assert [ranks[quote.ref] for quote in caps] == list(range(1, len(caps) + 1))
    assert caps[0].ref == "bitcoin"


def test_supplies_make_sense(provider):
    for record in provider.list_assets().records:
        assert record.circulating_supply > 0
        assert record.total_supply is None or record.total_supply >= record.circulating_supply
        assert record.max_supply is None or record.max_supply >= record.total_supply * 0.9999


def test_assets_are_born_and_die(provider):
    born = [a for a in universe(2019) if a.launch > TODAY]
    dead = [a for a in universe(2019) if a.death is not None and a.death < TODAY]
    assert len(born) >= 10
    assert len(dead) >= 5
    page = provider.markets([born[0].slug, dead[0].slug, "bitcoin"])
    assert [quote.ref for quote in page.records] == ["bitcoin"]
    assert page.skipped == 2
    last_words = provider.history(dead[0].slug, start=date(2019, 1, 1), end=NOON.date()).records
    assert day_number(last_words[-1].day) == dead[0].death
    assert last_words[-1].close < 0.2 * last_words[-60].close
    assert provider.history(born[0].slug, start=date(2019, 1, 1), end=NOON.date()).records == ()


def test_history_has_only_completed_days(provider):
    days = provider.history("bitcoin", start=date(2026, 11, 15), end=date(2027, 1, 1)).records
    assert [candle.day.day for candle in days] == [15, 16, 17, 18, 19]
    for candle in days:
        assert candle.low <= min(candle.open, candle.close)
        assert candle.high >= max(candle.open, candle.close)
        assert candle.volume > 0


def test_figures_of_a_day_hang_together(provider):
    yesterday = {q.ref: q.price for q in provider.markets_at(NOON - timedelta(days=1)).records}
    for quote in provider.markets().records:
        assert quote.low_24h <= quote.price <= quote.high_24h
        assert quote.volume_24h > 0
        if quote.change_24h is not None:
            assert quote.change_24h == pytest.approx(quote.price / yesterday[quote.ref] - 1)
    figures = provider.global_figures()
    assert 0.3 < figures.btc_dominance < 0.8


def test_questions_outside_of_time_are_refused(provider):
    for year in (2018, 2100):
        with pytest.raises(ProviderError) as caught:
            provider.markets_at(datetime(year, 6, 1, tzinfo=UTC))
        assert caught.value.permanent
    with pytest.raises(ProviderError):
        provider.history("no-such-coin", start=date(2024, 1, 1), end=date(2024, 1, 2))


def test_quotes_are_quick(provider):
    provider.markets(top=250)
    # Processor time, so that a busy machine does not make the test fail.
    began = time.process_time()
    for _ in range(5):
        assert len(provider.markets(top=250).records) == 250
    assert (time.process_time() - began) / 5 < 0.05


# --- hours --------------------------------------------------------------------------------------


def test_hours_join_and_lie_within_their_days(provider):
    hours = provider.hours("bitcoin", since=NOON - timedelta(days=3)).records
    assert len(hours) == 72
    assert hours[-1].start == NOON - timedelta(hours=1)
    assert hours[-1].close == pytest.approx(provider.markets(["bitcoin"]).records[0].price)
    day = NOON.date() - timedelta(days=1)
    (candle,) = provider.history("bitcoin", start=day, end=day).records
    inside = [one for one in hours if one.start.date() == day]
    assert len(inside) == 24
    assert inside[-1].close == pytest.approx(candle.close)
    assert candle.low <= min(one.low for one in inside) < max(one.high for one in inside)
    assert max(one.high for one in inside) <= candle.high


def test_hours_end_with_ninety_days_and_unknown_assets_are_an_error(provider):
    assert len(provider.hours("bitcoin", since=NOON - timedelta(days=400)).records) == 90 * 24
    with pytest.raises(ProviderError):
        provider.hours("nonsense", since=NOON)
