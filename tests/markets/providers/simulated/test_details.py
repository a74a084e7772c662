"""What the simulated market says of its assets beyond prices, as a vendor and as invented."""

from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlsplit

import pytest

from markets.providers.base import ProviderError
from markets.providers.simulated.details import SimulatedDetails
from markets.providers.simulated.provider import SimulatedProvider
from markets.services.observations.details import venue_figures

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
YESTERDAY = date(2026, 11, 27)


def vendor(*, now: datetime = NOW, seed: int = 2019) -> SimulatedDetails:
    return SimulatedDetails(seed=seed, now=lambda: now)


def market(*, now: datetime = NOW) -> SimulatedProvider:
    return SimulatedProvider(seed=2019, now=lambda: now)


def living(step: int = 1) -> list[str]:
    return [record.ref for record in market().list_assets().records[::step]]


def invented() -> str:
    return next(ref for ref in living() if vendor().details(ref).links)


def test_venues_add_up_to_the_figures_of_the_last_completed_day():
    for ref in living(3):
        page = market().observations(ref, start=YESTERDAY, end=YESTERDAY)
        day = {record.figure: float(record.values[0]) for record in page.records}
        rows = vendor().venues(ref).records
        found = venue_figures(rows)
        assert found["venues"] == day["venues"] == len(rows), ref
        assert found["top_venue_share"] == pytest.approx(day["top_venue_share"], rel=1e-9), ref
        (candle,) = market().history(ref, start=YESTERDAY, end=YESTERDAY).records
        assert sum(row.volume for row in rows) == pytest.approx(candle.volume, rel=1e-9), ref


def test_venues_come_in_order_each_under_its_own_name_with_a_sound_spread():
    for ref in living(7):
        rows = vendor().venues(ref).records
        volumes = [row.volume for row in rows]
        assert volumes == sorted(volumes, reverse=True), ref
        assert len({row.venue for row in rows}) == len(rows), ref
        assert all(volume > 0 for volume in volumes), ref
        assert all(0 < row.spread <= 0.05 for row in rows), ref
        assert all(len(set(row.pair.split("/"))) == 2 for row in rows), ref


def test_the_same_question_has_the_same_answer_and_another_seed_another():
    assert vendor().venues("aave") == vendor().venues("aave")
    assert vendor().details("aave") == vendor().details("aave")
    assert vendor().venues("aave") != vendor(seed=7).venues("aave")


def test_a_day_later_the_venues_are_the_same_with_other_volumes():
    today, later = (vendor(now=NOW + timedelta(days=n)).venues("bitcoin") for n in (0, 1))
    names = [{row.venue for row in page.records[:20]} for page in (today, later)]
    assert len(names[0] & names[1]) >= 19
    assert today.records[0].volume != later.records[0].volume


def test_links_lead_nowhere_and_none_is_that_of_somebody_real():
    for ref in living():
        for addresses in vendor().details(ref).links.values():
            for address in addresses:
                assert urlsplit(address).hostname.endswith(".example"), address
    assert vendor().details("bitcoin").links == {}


def test_the_words_say_that_it_is_simulated():
    assert "does not exist" in vendor().details(invented()).description
    known = vendor().details("bitcoin")
    assert "simulated market" in known.description
    assert "21,000,000 BTC" in known.description


def test_an_invented_token_has_an_explorer_of_its_chain_and_a_contract():
    ref = next(ref for ref in living() if vendor().details(ref).contracts)
    record = vendor().details(ref)
    (address,) = record.contracts.values()
    assert record.links["explorers"][0].endswith(address)


def test_the_price_is_that_of_the_quote():
    (quote,) = market().markets(["aave"]).records
    assert vendor().details("aave").price == quote.price


@pytest.mark.parametrize("method", ["details", "venues"])
def test_an_asset_that_never_was_is_a_permanent_error(method):
    with pytest.raises(ProviderError) as caught:
        getattr(vendor(), method)("no-such-coin")
    assert caught.value.permanent


def test_an_asset_without_a_completed_day_has_no_venues():
    launch = datetime(2020, 4, 11, 12, tzinfo=UTC)
    assert vendor(now=launch).venues("solana").records == ()
    assert vendor(now=launch + timedelta(days=1)).venues("solana").records


def test_a_category_is_the_sum_of_its_living_members():
    caps = {record.ref: record.market_cap for record in market().markets().records}
    found = {record.ref: record for record in vendor().categories().records}
    members = vendor().members("defi").records
    assert found["defi"].market_cap == pytest.approx(sum(caps[ref] for ref in members))
    assert found["defi"].leaders == members[:3]
    assert [caps[ref] for ref in members] == sorted((caps[ref] for ref in members), reverse=True)
    assert abs(found["defi"].change_24h) < 0.5


def test_the_most_searched_are_those_that_the_day_counts_so():
    found = set(vendor().trending().records)
    assert 0 < len(found) <= 15
    for ref in found:
        page = market().observations(ref, start=YESTERDAY, end=YESTERDAY)
        assert {r.figure: r.values[0] for r in page.records}["trending"] == 1.0


def test_ranges_are_those_of_the_candles():
    days = vendor().ranges("aave", days=30).records
    assert len(days) == 30
    assert days[-1].day == YESTERDAY
    assert days == market().history("aave", start=days[0].day, end=YESTERDAY).records
