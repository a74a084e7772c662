"""A folder of candle files as one panel."""

import os
from datetime import date

import numpy as np
import pytest

from markets.analytics.reading.folder import NoCandles, read_folder

HEADER = "date,open,high,low,close,volume\n"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "ETH.csv").write_text(
        HEADER + "2024-01-03,1,1,1,30,5\n2024-01-02,1,1,1,20,5\n2024-01-02,1,1,1,21,5\n"
    )
    (tmp_path / "BTC.csv").write_text(HEADER + "2024-01-05,1,1,1,5,5\n2024-01-01,1,1,1,1,5\n")
    return tmp_path


def test_every_day_of_all_assets_has_a_row(folder):
    panel = read_folder(folder)
    assert panel.assets == ("BTC", "ETH")
    assert panel.days.astype(str).tolist() == [f"2024-01-0{day}" for day in range(1, 6)]
    nan = np.nan
    expected = [[1, nan], [nan, 21], [nan, 30], [nan, nan], [5, nan]]
    assert np.array_equal(panel.close, np.array(expected, dtype=float), equal_nan=True)


def test_the_last_row_of_a_day_holds_and_the_repetition_is_reported(folder):
    (problem,) = read_folder(folder).problems
    assert (problem.code, problem.asset, problem.line) == ("repeated_day", "ETH", 4)


def test_a_bad_row_of_a_repeated_day_does_not_cost_the_good_one(folder):
    (folder / "ETH.csv").write_text(HEADER + "2024-01-02,1,1,1,20,5\n2024-01-02,1,1,1,x,5\n")
    panel = read_folder(folder)
    assert panel.close[1, 1] == 20
    assert [problem.code for problem in panel.problems] == ["bad_price"]


def test_rows_after_as_of_are_used_in_nothing(folder):
    with (folder / "BTC.csv").open("a") as file:
        file.write("2024-01-06,1,1,1,-1,5\n2024-01-05,1,1,1,6,5\n")
    cut = read_folder(folder, as_of=date(2024, 1, 2))
    assert cut.days.astype(str).tolist() == ["2024-01-01", "2024-01-02"]
    assert [problem.asset for problem in cut.problems] == ["ETH"]
    assert read_folder(folder, as_of=date(2024, 1, 1)).assets == ("BTC",)


def test_a_later_century_does_not_decide_which_rows_are_far_from_the_rest(folder):
    with (folder / "BTC.csv").open("a") as file:
        file.writelines(f"2044-01-0{day},1,1,1,9,5\n" for day in range(1, 6))
    assert read_folder(folder).assets == ("BTC", "ETH")
    assert read_folder(folder, as_of=date(2024, 1, 5)).close[-1, 0] == 5


def test_as_of_may_lie_after_all_rows(folder):
    assert str(read_folder(folder, as_of=date(2024, 1, 9)).days[-1]) == "2024-01-09"


def test_there_is_nothing_before_all_data(folder):
    with pytest.raises(NoCandles, match="2023-12-31 or before"):
        read_folder(folder, as_of=date(2023, 12, 31))


def test_a_missing_or_empty_folder_has_no_candles(tmp_path):
    with pytest.raises(NoCandles, match="cannot be read"):
        read_folder(tmp_path / "none")
    with pytest.raises(NoCandles, match="No candle"):
        read_folder(tmp_path)


def test_a_file_that_cannot_be_read_is_a_problem_and_costs_no_other(folder):
    (folder / "DOGE.csv").mkdir()
    (folder / "EMPTY.csv").write_text("")
    (folder / "GONE.csv").symlink_to("nowhere")
    (folder / ".hidden.csv").write_text("x")
    (folder / "notes.txt").write_text("x")
    panel = read_folder(folder)
    assert panel.assets == ("BTC", "ETH")
    found = [(one.code, one.asset) for one in panel.problems if one.code == "unreadable_file"]
    assert found == [("unreadable_file", name) for name in ("DOGE", "EMPTY", "GONE")]


def test_a_second_file_of_an_asset_is_a_problem_and_the_first_holds(folder):
    (folder / "BTC.CSV").write_text(HEADER + "2024-01-01,1,1,1,7,5\n")
    panel = read_folder(folder)
    assert panel.assets == ("BTC", "ETH")
    assert panel.close[0, 0] == 7
    problem = next(one for one in panel.problems if one.code == "repeated_asset")
    assert (problem.asset, problem.message) == (
        "BTC",
        "BTC.csv is a second file of BTC; the first holds.",
    )


def test_a_name_that_is_no_utf8_can_be_written_all_the_same(folder):
    path = folder / os.fsdecode(b"C\xff.csv")
    path.write_text(HEADER + "2024-01-01,1,1,1,7,5\n")
    assert read_folder(folder).assets == ("BTC", "C\ufffd", "ETH")


def test_a_pipe_is_not_waited_for(folder):
    os.mkfifo(folder / "PIPE.csv")
    problems = read_folder(folder).problems
    message = next(one.message for one in problems if one.asset == "PIPE")
    assert message == "PIPE.csv cannot be read: it is no regular file."


def test_as_of_ten_years_after_all_rows_is_refused(folder):
    with pytest.raises(NoCandles, match="2034-01-09 lies over ten years after the last row"):
        read_folder(folder, as_of=date(2034, 1, 9))


def test_kinds_and_categories_come_from_the_list_of_assets(folder):
    (folder / "ASSETS.csv").write_text(
        'asset,name,kind,categories\nBTC,Bitcoin,coin,Layer 1; Money\nETH,"Ether, the",rwa,\n'
    )
    panel = read_folder(folder)
    assert panel.kinds == ("coin", "fund")
    assert panel.categories == (frozenset({"Layer 1", "Money"}), frozenset())


def test_a_bad_list_of_assets_is_reported_by_line(folder):
    (folder / "ASSETS.csv").write_text("asset,kind\nBTC,gold\n,coin\nETH,coin\nETH,wrapped\n")
    panel = read_folder(folder)
    assert panel.kinds == ("", "wrapped")
    found = [(one.code, one.line) for one in panel.problems if one.code != "repeated_day"]
    assert sorted(found) == [("bad_kind", 2), ("repeated_asset", 5), ("unreadable_row", 3)]


def test_a_row_that_ends_before_the_asset_costs_itself_alone(folder):
    """The columns of ASSETS.csv are in any order, and a row of a name alone names no asset."""
    (folder / "ASSETS.csv").write_text("name,asset,kind\nBitcoin\nEther,ETH,wrapped\n")
    panel = read_folder(folder)
    assert panel.kinds == ("", "wrapped")
    found = [(one.code, one.line) for one in panel.problems if one.code != "repeated_day"]
    assert found == [("unreadable_row", 2)]
