"""`manage.py analyse` on a folder as the world writes it, against the reference of this folder.

Forty assets: holes, gaps, ends, births, silent and thin days, candles without a range, a price of a
thousand-millionth, a crash, days that repeat, caps that begin late or never.
"""

import json
from io import StringIO

import numpy as np
import pandas as pd
import pytest
from django.core.management import call_command

from tests.markets.analytics.histories import simulate
from tests.markets.analytics.reference.files import Market
from tests.markets.analytics.reference.judgements import grades, quantiles, signals
from tests.markets.analytics.reference.market import market_of
from tests.markets.analytics.reference.points import points_of

DAYS, SHOWN = 520, "2021-04-20"
PRICES = ["open", "high", "low", "close"]
KINDS = {"C004": "wrapped", "C005": "fund", "EURX": "fiat"}


def without(rows):
    return lambda frame: frame.drop(frame.index[rows])


def with_cells(columns, rows, value):
    def change(frame):
        frame.loc[frame.index[rows], columns] = value
        return frame

    return change


def scaled(factor, rows=slice(None)):
    def change(frame):
        frame.loc[frame.index[rows], PRICES] *= factor
        return frame

    return change


def no_range(frame):
    for name in PRICES[:3]:
        frame[name] = frame["close"]
    return frame


def still(frame):
    frame.loc[frame.index[-45:], PRICES] = frame["close"].iloc[-46]
    return frame


def repeated(frame):
    wrong = frame.iloc[[5, 100, -3]].copy()
    wrong[PRICES] *= 7
    return pd.concat([wrong, frame.sample(frac=1.0, random_state=1)])


def calm_at(price):
    def change(frame):
        frame[PRICES] = price * (1 + 0.001 * frame[PRICES] / frame["close"].mean())
        return frame

    return change


def without_caps(rows):
    return with_cells(["market_cap", "circulating_supply"], rows, np.nan)


HOSTILE = {
    "C002": [without(slice(-6, -4)), without([-30, -29, -28])],
    "C003": [without(slice(-30, -20))],
    "C004": [],
    "C005": [],
    "C006": [without(slice(300, 340)), without(slice(-100, -95))],
    "C007": [without(slice(-120, None))],
    "C008": [without(slice(-2, None))],
    "C009": [without(slice(0, -95))],
    "C010": [without(slice(0, -40))],
    "C011": [without(slice(0, -1))],
    "C012": [with_cells("volume", slice(-60, -20), 0.0)],
    "C013": [with_cells("volume", slice(-200, -100), 5_000.0)],
    "C014": [lambda frame: frame.drop(columns="volume")],
    "C015": [lambda frame: frame.drop(columns=PRICES[:3])],
    "C016": [with_cells(["high", "low"], [-50, -12], np.nan)],
    "C017": [no_range],
    "C018": [scaled(1e-9)],
    "C019": [still],
    "C020": [scaled(1e-5, slice(-150, None))],
    "C021": [repeated],
    "C022": [calm_at(1.0)],
    "C023": [calm_at(1.1)],
    "C024": [without_caps(slice(0, 400))],
    "C025": [with_cells("market_cap", slice(None), np.nan)],
    "C026": [without_caps(slice(None))],
    "C027": [with_cells(["tvl", "fees", "active_addresses"], slice(0, -85), np.nan)],
    "C028": [with_cells(["tvl", "fees", "realised_cap"], slice(-5, None), np.nan)],
    "C029": [with_cells("volume", slice(-12, -3), np.nan)],
    "C030": [with_cells(["transactions", "transfer_value"], slice(-40, -33), 0.0)],
    "EURX": [calm_at(1.1)],
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile")
    names = ["BTC", "USDX", *(f"C{number:03}" for number in range(1, 39)), "EURX"]
    drawn = simulate(coins=len(names), days=DAYS, seed=8)
    for name, columns in zip(names, drawn.values(), strict=True):
        frame = pd.DataFrame({key: values for key, values in columns.items() if key != "date"})
        frame.insert(0, "date", columns["date"].astype(str))
        for change in HOSTILE.get(name, ()):
            frame = change(frame)
        marks, ends = ("utf-8-sig", "\r\n") if name == "C021" else ("utf-8", "\n")
        frame.to_csv(folder / f"{name}.csv", index=False, encoding=marks, lineterminator=ends)
    kinds = [f"{asset},,{kind}," for asset, kind in KINDS.items()]
    (folder / "ASSETS.csv").write_text("\n".join(["asset,name,kind,categories", *kinds]))
    return folder


def read_document(folder, *options, since=SHOWN):
    out = StringIO()
    call_command("analyse", str(folder), "--from", since, *options, "--json", stdout=out)
    return json.loads(out.getvalue())


@pytest.fixture(scope="module")
def document(folder):
    return read_document(folder)


@pytest.fixture(scope="module")
def market(folder):
    return Market.of(folder, given=KINDS)


@pytest.fixture(scope="module")
def points(market):
    with np.errstate(all="ignore"):
        return {asset: points_of(market, asset) for asset in market.assets}


def floats(values):
    return np.array([np.nan if value is None else value for value in values], dtype=float)


def equal(expected, *, rel=1e-8):
    known = np.where(np.isfinite(expected), expected, np.nan)
    return pytest.approx(known, rel=rel, abs=1e-10, nan_ok=True)


def test_kinds(document, market):
    found = {asset: one["kind"] for asset, one in document["assets"].items()}
    assert found == market.kinds.iloc[-1].to_dict()
    assert {found[name] for name in ("USDX", "C022", "C023")} == {"stablecoin"}


def test_every_data_point_of_every_asset(document, points):
    for asset, expected in points.items():
        found = document["assets"][asset]["data_points"]
        for name, value in expected.items():
            assert floats([found[name]["value"]]) == equal(np.array([value])), (asset, name)


def test_what_has_no_value_says_why_unless_it_divides_by_zero(document):
    for asset, one in document["assets"].items():
        for name, point in one["data_points"].items():
            assert point["value"] is None or point["missing"] is None, (asset, name)
    unsaid = {
        (asset, name)
        for asset, one in document["assets"].items()
        for name, point in one["data_points"].items()
        if point["value"] is None and point["missing"] is None
    }
    # 45 days at one price: the bands have no width.
    assert unsaid == {("C019", "bb_pos_20")}


def test_every_figure_of_the_market(document, market):
    for name, values in market_of(market, rows=len(document["dates"])).items():
        assert floats(document["market"][name]) == equal(values, rel=1e-9), name


def test_grades_and_their_families(document, market, points):
    for grade, table in grades(market, points).items():
        assert table["value"].notna().sum() > 20
        for asset, one in document["assets"].items():
            found = one["grades"][grade]
            if asset not in table.index:
                assert found["value"] is None, (asset, grade)
                continue
            row = table.loc[asset]
            shown = [found["value"], found["coverage"], *found["parts"].values()]
            expected = row[["value", "coverage", *found["parts"]]].to_numpy(dtype=float)
            assert floats(shown) == equal(expected, rel=1e-9), (asset, grade)


def test_signals_of_every_day(document, market):
    rows = len(document["dates"])
    for asset in market.assets:
        history = document["assets"][asset]["history"]
        signal, trend = signals(market, asset)
        assert floats(history["signal"]) == equal(signal[-rows:]), asset
        assert floats(history["trend"]) == equal(trend[-rows:]), asset


@pytest.mark.parametrize("horizon", [1, 7, 30])
def test_forecasts_of_every_day(document, market, horizon):
    rows = len(document["dates"])
    with np.errstate(all="ignore"):
        expected = quantiles(market, horizon)[-rows:]
    assert np.isfinite(expected[-1]).all(axis=-1).sum() > 20
    for place, asset in enumerate(market.assets):
        fans = document["assets"][asset]["history"]["quantiles"][str(horizon)]
        found = np.array([fan or [np.nan] * 7 for fan in fans])
        assert found == equal(expected[:, place], rel=1e-7), asset


def in_other_units(folder, target):
    """Each coin's prices times a factor and supplies by it; caps and volumes as they were."""
    draws = np.random.default_rng(5)
    for path in folder.glob("*.csv"):
        pegged = path.stem in ("ASSETS", "USDX", "EURX", "C022", "C023")
        factor = 1.0 if pegged else 10 ** draws.uniform(-9, 9)
        if factor == 1.0:
            (target / path.name).write_bytes(path.read_bytes())
            continue
        frame = pd.read_csv(path, encoding="utf-8-sig")
        for name in frame.columns:
            if name in PRICES:
                frame[name] *= factor
            elif name.endswith("_supply"):
                frame[name] /= factor
        frame.to_csv(target / path.name, index=False)
    return target


def leaves(value, path=""):
    """Every figure of a document by where it stands."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from leaves(inner, f"{path}/{name}")
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from leaves(inner, f"{path}/{place}")
    else:
        yield path, value


def differing(first, second, *, rel=1e-8):
    """Where two documents differ by more than rounding."""
    first, second = dict(leaves(first)), dict(leaves(second))
    assert first.keys() == second.keys()
    found = []
    for path, one in first.items():
        other = second[path]
        if one != other and (
            not isinstance(one, float)
            or not isinstance(other, float)
            or abs(one - other) > max(1e-9, rel * abs(one))
        ):
            found.append((path, one, other))
    return found


def test_the_unit_of_a_coin_changes_no_figure(folder, document, tmp_path):
    """All but the problems, since the files that are written again have other lines."""
    again = read_document(in_other_units(folder, tmp_path))
    assert differing({**document, "problems": []}, {**again, "problems": []}) == []


def test_a_day_of_the_history_is_what_a_run_up_to_it_says(folder, document):
    day = "2021-05-08"  # within the gap of one, and before the end of others
    row = document["dates"].index(day)
    then = read_document(folder, "--as-of", day, since=day)
    later = {asset: document["assets"][asset]["history"] for asset in then["assets"]}
    for asset, history in later.items():
        shown = {name: [values[row]] for name, values in history.items() if name != "quantiles"}
        shown["quantiles"] = {
            horizon: [fans[row]] for horizon, fans in history["quantiles"].items()
        }
        assert differing(shown, then["assets"][asset]["history"], rel=1e-9) == [], asset
    market = {name: [values[row]] for name, values in document["market"].items()}
    assert differing(market, then["market"], rel=1e-9) == []
