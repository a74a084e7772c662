"""Why a data point has no value: each reason for each kind of input, and none but for x ÷ 0."""

import numpy as np
import pytest

from markets.analytics.panel import View
from markets.analytics.points.registry import (
    DATA_POINTS,
    MISSING,
    missing_last,
    missing_of,
    values_of,
)
from tests.markets.analytics.histories import panel_of, simulate
from tests.markets.analytics.paths import until

DAYS = 420  # to 23 February of the second year
OF_RANGES = {"adx_14", "di_spread_14", "atr_14", "stoch_k_14", "mfi_14", "cci_20", "aroon_25"}
OF_MARKET = {"beta_180", "alpha_180", "idio_vol_180", "corr_mkt_90"}
DIVIDED_BY_VOLUME = {"obv_slope_30", "volume_trend", "amihud_30"}
# The developers' and the community's figures, which files of candles do not have.
PEOPLE = {
    point.id
    for point in DATA_POINTS.values()
    if point.group in ("developer", "community")
    or point.id in ("venues", "top_venue_share", "top10_share")
}


def market(*, coins=8, days=DAYS):
    """Columns by asset that may be written to."""
    assets = simulate(coins=coins, days=days, seed=5)
    return {
        asset: {name: values.copy() for name, values in columns.items()}
        for asset, columns in assets.items()
    }


def since(columns, days):
    return {name: values[-days:] for name, values in columns.items()}


def unknown(assets, name="BTC"):
    """Of an asset's last day, each data point without a value, and why."""
    view = View(panel_of(assets)).last()
    place = view.panel.assets.index(name)
    found = {}
    for point in DATA_POINTS.values():
        (values,) = values_of(view, point)
        if not np.isfinite(values[place]):
            found[point.id] = missing_last(view, point, values)[place]
    return found


def but_people(found):
    assert {name for name, why in found.items() if why == "not_offered"} >= PEOPLE
    return {name: why for name, why in found.items() if name not in PEOPLE}


def test_a_coin_with_every_column_lacks_only_what_no_file_has():
    assert but_people(unknown(market())) == {}


def test_closes_alone_say_that_ranges_are_not_offered():
    assets = market()
    for columns in assets.values():
        for name in ("open", "high", "low"):
            del columns[name]
    expected = dict.fromkeys(OF_RANGES | {"range_vol_30", "spread_30"}, "not_offered")
    assert but_people(unknown(assets)) == expected


def test_a_day_without_a_range_is_said_of_what_begins_anew_after_it():
    """Each of these indicators has at least 14 days; the range is unknown nine days ago."""
    assets = market()
    assets["BTC"]["high"][-10] = np.nan
    assert but_people(unknown(assets)) == dict.fromkeys(OF_RANGES, "provider_stale")


def test_ranges_of_late_are_a_history_that_is_too_short():
    assets = market()
    assets["BTC"]["low"][:-20] = np.nan
    found = but_people(unknown(assets))
    # 20 days with a range: enough for 14 and 20 of them, and not for 26, 28 and 31.
    assert found == dict.fromkeys(("adx_14", "aroon_25", "range_vol_30", "spread_30"), "history")


def test_a_day_without_volume_is_said_of_what_needs_every_day():
    assets = market()
    assets["BTC"]["volume"][-10] = np.nan
    assert but_people(unknown(assets)) == {"mfi_14": "no_volume"}


def test_a_week_without_volume_is_too_little_for_a_week_and_enough_for_ninety_days():
    assets = market()
    assets["BTC"]["volume"][-4:] = np.nan
    found = but_people(unknown(assets))
    assert found == dict.fromkeys(("mfi_14", "volume_trend"), "no_volume")


OF_VOLUME = {"mfi_14", "obv_slope_30", "volume_30", "volume_trend", "amihud_30", "zero_volume_30"}


def test_a_young_coin_with_its_volumes_has_too_short_a_history():
    assets = market()
    assets["BTC"] = since(assets["BTC"], 10)
    found = but_people(unknown(assets))
    assert {found[name] for name in OF_VOLUME} == {"history"}


@pytest.mark.parametrize("days", [10, DAYS])
def test_a_coin_whose_volume_was_never_known_has_none_at_any_age(days):
    assets = market()
    assets["BTC"] = since(assets["BTC"], days)
    assets["BTC"]["volume"] = np.full(days, np.nan)
    found = but_people(unknown(assets))
    assert {found[name] for name in OF_VOLUME} == {"no_volume"}


def test_volumes_of_late_are_too_few_of_an_old_coin():
    assets = market()
    assets["BTC"]["volume"][:-10] = np.nan
    found = but_people(unknown(assets))
    assert found == dict.fromkeys((OF_VOLUME | {"turnover_30"}), "no_volume")


def test_volumes_of_zero_divide_by_zero_and_are_known():
    assets = market()
    assets["BTC"]["volume"][:] = 0.0
    assert but_people(unknown(assets)) == dict.fromkeys(DIVIDED_BY_VOLUME, None)


@pytest.mark.parametrize(
    ("days", "missing"), [(54, "history"), (55, None)], ids=["begun this year", "begun before it"]
)
def test_the_return_of_this_year_needs_the_close_of_the_last(days, missing):
    """23 February is the 54th day of the year."""
    assets = market()
    assets["BTC"] = since(assets["BTC"], days)
    assert unknown(assets).get("ret_ytd") == missing


def test_the_return_of_this_year_after_a_gap_at_its_end():
    assets = market()
    keep = np.ones(DAYS, dtype=bool)
    keep[-64:-44] = False  # from nine days before the end of the year to ten after it
    assets["BTC"] = {name: values[keep] for name, values in assets["BTC"].items()}
    assert unknown(assets)["ret_ytd"] == "gap"


@pytest.mark.parametrize(("days", "missing"), [(14, None), (15, "gap")], ids=["80%", "less"])
def test_the_return_of_this_year_needs_four_days_of_five(days, missing):
    """Its 55 closes may lack 11; the first three days of a hole keep the close before."""
    assets = market()
    keep = np.ones(DAYS, dtype=bool)
    keep[-40 : -40 + days] = False
    assets["BTC"] = {name: values[keep] for name, values in assets["BTC"].items()}
    assert unknown(assets).get("ret_ytd") == missing


@pytest.mark.parametrize(
    ("columns", "days", "expected"),
    [
        (["circulating_supply"], 85, {"supply_growth_90", "supply_growth_365"}),
        (["tvl"], 27, {"tvl_growth_30"}),
        (["fees"], 27, {"fees_30", "cap_fees", "fees_growth"}),
        (["active_addresses"], 29, {"addresses_30", "address_growth"}),
        (["transfer_value"], 80, {"nvt_90"}),
    ],
)
def test_a_figure_that_began_within_the_window_has_too_short_a_history(columns, days, expected):
    """Also where 80% of the window is known."""
    assets = market()
    for name in columns:
        assets["BTC"][name][:-days] = np.nan
    assert but_people(unknown(assets)) == dict.fromkeys(expected, "history")


@pytest.mark.parametrize(
    ("column", "rows", "expected"),
    [
        ("circulating_supply", slice(-95, -88), {"supply_growth_90"}),
        ("tvl", slice(-35, -29), {"tvl_growth_30"}),
        ("active_addresses", slice(-1, None), {"cap_address"}),
        ("tvl", slice(-4, None), {"cap_tvl", "tvl", "tvl_growth_30"}),
        ("realised_cap", slice(-4, None), {"mvrv"}),
        ("fees", slice(-10, None), {"fees_30", "cap_fees", "fees_growth"}),
    ],
)
def test_a_figure_with_too_little_of_late_is_stale(column, rows, expected):
    """The first two leave more than 80% of the window, and take the day that it begins with."""
    assets = market()
    assets["BTC"][column][rows] = np.nan
    found = but_people(unknown(assets))
    assert found == dict.fromkeys(expected, "provider_stale")


def test_a_value_that_stands_keeps_over_three_days_and_what_a_day_counted_does_not():
    assets = market()
    for name in ("tvl", "realised_cap", "circulating_supply", "active_addresses"):
        assets["BTC"][name][-3:] = np.nan
    assert but_people(unknown(assets)) == {"cap_address": "provider_stale"}


def test_a_cap_and_a_supply_of_zero_are_unknown():
    assets = market()
    for name in ("market_cap", "circulating_supply", "total_supply"):
        assets["BTC"][name][:] = 0.0
    found = but_people(unknown(assets))
    growth = {f"supply_growth_{days}": None for days in (90, 365)}  # 0 ÷ 0
    valued = ("turnover_30", "cap", "rank", "cap_tvl", "nvt_90", "mvrv", "cap_fees", "cap_address")
    of_supply = ("fdv", "float", "dilution")
    assert found == growth | dict.fromkeys((*valued, *of_supply), "not_offered")


def test_bitcoin_that_is_young_or_absent():
    assets = market()
    assets["BTC"] = since(assets["BTC"], 85)  # over 80% of 91 days
    assert unknown(assets, "C001")["corr_btc_90"] == "history"
    del assets["BTC"]
    assert unknown(assets, "C001")["corr_btc_90"] == "not_offered"


def test_a_market_that_is_younger_than_the_asset():
    """Coins are ranked from their 90th close on; no coin, no market."""
    assets = market(days=200)
    found = unknown(assets, "USDX")
    assert {name: found.get(name) for name in OF_MARKET} == {
        **dict.fromkeys(OF_MARKET, "history"), "corr_mkt_90": None
    }  # fmt: skip
    alone = unknown({"USDX": assets["USDX"]}, "USDX")
    assert {name: alone[name] for name in OF_MARKET} == dict.fromkeys(OF_MARKET, "history")


def test_the_reason_of_an_older_day_is_that_of_a_panel_that_ends_on_it():
    assets = market(days=150)
    assets["BTC"] = since(assets["BTC"], 100)
    assets["BTC"]["volume"][40:52] = np.nan
    assets["BTC"]["tvl"][:60] = np.nan
    assets["BTC"]["high"][70] = np.nan
    keep = np.ones(100, dtype=bool)
    keep[75:83] = False
    assets["BTC"] = {name: values[keep] for name, values in assets["BTC"].items()}
    panel = panel_of(assets)
    whole = View(panel).last(rows=60)
    place = panel.assets.index("BTC")
    for name in ("ret_30d", "volume_30", "tvl_growth_30", "adx_14", "mfi_14", "ret_ytd", "cap_tvl"):
        point = DATA_POINTS[name]
        codes = missing_of(whole, point, values_of(whole, point))
        for row in (5, 23, 36, 37, 45, 59):
            rows = len(panel.days) - 60 + row + 1
            cut = View(until(panel, rows)).last()
            (values,) = values_of(cut, point)
            expected = missing_last(cut, point, values)[place]
            assert MISSING[codes[row, place]] == expected, (name, row)
