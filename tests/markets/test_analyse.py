"""`manage.py analyse`: files in, JSON or a text out, and exit code 2 with a sentence."""

import json
import random
import subprocess
import sys
from io import StringIO

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from markets.analytics.points.registry import DATA_POINTS
from tests.markets.analytics.histories import simulate, write_candles, write_folder

DAYS = 400
LAST = "2021-02-03"


@pytest.fixture(scope="module")
def assets():
    return simulate(coins=8, days=DAYS, seed=4)


@pytest.fixture(scope="module")
def folder(assets, tmp_path_factory):
    return write_folder(tmp_path_factory.mktemp("candles"), assets)


def run(folder, *options: str) -> dict:
    out = StringIO()
    call_command("analyse", str(folder), *options, "--json", stdout=out)

    def refuse(name: str):
        raise AssertionError(f"{name} in the JSON")

    return json.loads(out.getvalue(), parse_constant=refuse)


@pytest.fixture(scope="module")
def document(folder):
    return run(folder, "--from", "2021-01-30")


def test_the_document_has_the_fields_that_are_documented(document):
    assert list(document) == [
        "as_of", "from", "horizons", "levels", "dates", "market", "problems", "assets",
    ]  # fmt: skip
    assert (document["as_of"], document["from"]) == (LAST, "2021-01-30")
    assert document["horizons"] == [1, 7, 30]
    assert document["levels"] == [0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95]
    assert document["dates"] == ["2021-01-30", "2021-01-31", "2021-02-01", "2021-02-02", LAST]
    assert set(document["market"]) == {
        "total_cap", "altcoin_cap", "dominance", "dominance_ex_stable", "season", "season_then",
        "breadth_50", "breadth_200", "index", "trend", "stress",
    }  # fmt: skip
    assert all(len(values) == 5 for values in document["market"].values())
    assert document["problems"] == []


def test_an_asset_has_its_data_points_grades_signals_and_history(document):
    coin = document["assets"]["C001"]
    assert list(coin) == ["kind", "data_points", "grades", "signal", "trend", "history"]
    assert coin["kind"] == "coin"
    assert coin["data_points"].keys() == DATA_POINTS.keys()
    assert coin["data_points"]["stars"] == {"value": None, "missing": "not_offered"}
    assert list(coin["grades"]["trader"]) == ["value", "coverage", "parts"]
    assert list(coin["grades"]["trader"]["parts"]) == ["technical", "risk", "liquidity"]
    history = coin["history"]
    assert list(history) == ["trader", "investor", "signal", "trend", "quantiles"]
    assert history["trader"][-1] == coin["grades"]["trader"]["value"]
    assert list(history["quantiles"]) == ["1", "7", "30"]
    assert [len(fan) for fan in history["quantiles"]["7"]] == [7] * 5
    assert history["quantiles"]["7"][-1][3] == 0.0


def test_a_stablecoin_has_data_points_and_nothing_else(document):
    dollar = document["assets"]["USDX"]
    assert dollar["kind"] == "stablecoin"
    assert dollar["data_points"]["vol_30"]["value"] > 0
    assert dollar["grades"]["trader"]["value"] is None
    assert (dollar["signal"], dollar["trend"]) == (None, None)
    assert dollar["history"]["quantiles"]["7"] == [None] * 5


def test_without_from_the_history_is_that_of_the_last_day(folder, document):
    today = run(folder)
    assert (today["from"], today["dates"]) == (LAST, [LAST])
    assert today["assets"]["C001"]["history"]["trader"] == [
        document["assets"]["C001"]["history"]["trader"][-1]
    ]


def test_a_day_of_history_is_what_a_run_as_of_it_gives(folder, document):
    then = run(folder, "--as-of", "2021-02-01")
    for name, asset in then["assets"].items():
        for key in ("trader", "investor", "signal", "trend"):
            (value,), later = asset["history"][key], document["assets"][name]["history"][key][2]
            assert value == pytest.approx(later, abs=1e-9), (name, key)
        for horizon, (fan,) in asset["history"]["quantiles"].items():
            later = document["assets"][name]["history"]["quantiles"][horizon][2]
            assert fan == pytest.approx(later, abs=1e-9)
    for name, (value,) in then["market"].items():
        assert value == pytest.approx(document["market"][name][2], rel=1e-9), name


def test_the_order_of_rows_makes_no_difference(assets, document, tmp_path):
    shuffled = {}
    for asset, columns in reversed(assets.items()):
        order = np.random.default_rng(1).permutation(len(columns["date"]))
        names = random.Random(1).sample(list(columns), len(columns))
        shuffled[asset] = {name: columns[name][order] for name in names}
    assert run(write_folder(tmp_path / "shuffled", shuffled), "--from", "2021-01-30") == document


def test_days_before_the_data_are_unknown(folder):
    early = run(folder, "--from", "2019-12-30", "--as-of", "2020-01-02", "--horizons", "7")
    assert early["dates"] == ["2019-12-30", "2019-12-31", "2020-01-01", "2020-01-02"]
    assert early["assets"]["BTC"]["history"]["quantiles"] == {"7": [None] * 4}
    assert all(len(values) == 4 for values in early["market"].values())


def test_horizons_are_put_in_order(folder):
    assert run(folder, "--horizons", "14,3,3")["horizons"] == [3, 14]


def test_bad_lines_are_problems_and_cost_no_good_one(assets, document, tmp_path):
    folder = write_folder(tmp_path / "bad", assets)
    with (folder / "C001.csv").open("a") as file:
        file.write("2021-02-04,1,1,1,-5,1\n2021-02-0x,1,1,1,1,1\n")
    (folder / "EMPTY.csv").write_text("")
    found = run(folder, "--from", "2021-01-30", "--as-of", LAST)
    assert [(one["code"], one["asset"], one["line"]) for one in found["problems"]] == [
        ("unreadable_row", "C001", DAYS + 2), ("unreadable_row", "C001", DAYS + 3),
        ("unreadable_file", "EMPTY", None),
    ]  # fmt: skip
    assert found["assets"] == document["assets"]


def test_the_text_has_the_market_a_row_an_asset_and_the_problems(assets, tmp_path):
    folder = write_folder(tmp_path / "text", assets)
    with (folder / "C001.csv").open("a") as file:
        file.write("soon\n")
    out = StringIO()
    call_command("analyse", str(folder), stdout=out)
    text = out.getvalue()
    assert text.startswith(f"8 assets, 2020-01-01 to {LAST}\n\nMarket trend: ")
    rows = {line.split()[0]: line for line in text.splitlines() if line}
    assert "stablecoin" in rows["USDX"]
    assert all(name in rows for name in assets)
    assert "not advice" in text
    assert "1 problem:\n  C001, line 402: The row has 1 cells" in text
    assert "nan%" not in text


def test_the_text_says_when_hardly_any_file_has_the_last_day(assets, tmp_path):
    """A wrong year in one row makes its day the last one of all."""
    folder = write_folder(tmp_path / "ahead", assets)
    row = (folder / "C001.csv").read_text().splitlines()[-1]
    with (folder / "C001.csv").open("a") as file:
        file.write(row.replace(row[:4], "2026", 1) + "\n")
    out = StringIO()
    call_command("analyse", str(folder), stdout=out)
    lines = out.getvalue().splitlines()
    assert lines[1] == "Only 1 of them has a price on 2026-02-03;"
    assert lines[2] == f"most often files end on {LAST}: --as-of {LAST} analyses that day."


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--as-of", "2019-12-31"], "No candle that can be read is of 2019-12-31 or before."),
        (["--from", "2021-02-04"], "--from 2021-02-04 is after 2021-02-03"),
        (["--as-of", "2021-02-30"], "'2021-02-30' is no day, such as 2024-01-31."),
        (["--as-of", "2031-02-10"], "2031-02-10 lies over ten years after the last row"),
        (["--from", "1989-12-31"], "--from 1989-12-31 is before 1990-01-01"),
        (["--from", "yesterday"], "'yesterday' is no day, such as 2024-01-31."),
        (["--horizons", "7,x"], "'7,x' is no list of days, such as 1,7,30."),
        (["--horizons", "0"], "'0': a horizon is of 1 to 365 days."),
        (["--horizons", "7,366"], "'7,366': a horizon is of 1 to 365 days."),
    ],
)
def test_what_cannot_be_done_is_refused_with_a_sentence(folder, options, sentence):
    with pytest.raises(CommandError) as error:
        call_command("analyse", str(folder), *options, stdout=StringIO())
    assert sentence in str(error.value)


def test_a_folder_that_is_missing_ends_with_exit_code_2(tmp_path):
    with pytest.raises(CommandError) as error:
        call_command("analyse", str(tmp_path / "none"), stdout=StringIO())
    assert error.value.returncode == 2
    assert "cannot be read: No such file or directory." in str(error.value)


def test_the_command_runs_by_itself_and_a_bad_flag_is_exit_code_2(tmp_path):
    write_candles(tmp_path / "BTC.csv", simulate(coins=2, days=40, extras=False)["BTC"])
    command = [sys.executable, "manage.py", "analyse", str(tmp_path)]
    good = subprocess.run([*command, "--json"], capture_output=True, timeout=60)
    assert (good.returncode, good.stderr) == (0, b"")
    assert list(json.loads(good.stdout)["assets"]) == ["BTC"]
    bad = subprocess.run([*command, "--as-of", "soon"], capture_output=True, timeout=60)
    assert (bad.returncode, bad.stdout) == (2, b"")
    assert b"'soon' is no day" in bad.stderr
