"""Figures that others have published, and that a replay of the same events must give too."""

import pytest

from tests.portfolios.replay import replays

HEADER = "date,type,sent_amount,sent_asset,received_amount,received_asset,fee_amount,fee_asset\n"


@pytest.fixture
def replay(tmp_path):
    def run(rows: str, *options: str) -> dict:
        ledger = tmp_path / "ledger.csv"
        ledger.write_text(HEADER + rows, encoding="utf-8")
        return replays.replay(str(ledger), *options)

    return run


def money(flows: str) -> str:
    """Rows of deposits (+) and withdrawals (-), of which nothing is left after the last day."""
    pairs = [flow.split() for flow in flows.splitlines() if flow.strip()]
    rows = [
        f"{day},withdrawal,{amount[1:]},USD,,,,\n"
        if amount[0] == "-"
        else f"{day},deposit,,,{amount[1:]},USD,,\n"
        for day, amount in pairs
    ]
    left, last = sum(float(amount) for _, amount in pairs), pairs[-1][0]
    spent = f"{last},lost,{left:.2f},USD,,,,\n"
    earned = f"{last},lending_interest,,,{-left:.2f},USD,,\n"
    return "".join(rows) + (spent if left > 0 else earned if left < 0 else "")


@pytest.mark.parametrize(
    ("flows", "rate", "tolerance"),
    [
        pytest.param(
            """
            2008-01-01 +10000
            2008-03-01 -2750
            2008-10-30 -4250
            2009-02-15 -3250
            2009-04-01 -2750
            """,
            0.373362535,
            1e-8,
            id="the example of Excel's manual",
        ),
        pytest.param(
            """
            2001-01-01 +10000
            2001-02-01 -2000
            2001-03-15 -2500
            2001-05-12 -5000
            2001-08-10 -1000
            """,
            0.1828,
            5e-5,
            id="the example of LibreOffice's manual",
        ),
        pytest.param(
            """
            2010-04-01 -21162
            2010-11-08 -6273.2
            2011-02-01 -5417.2
            2011-03-15 -5492.05
            2011-05-12 -5486.15
            2011-08-31 +20004
            """,
            -0.592046674219327,
            1e-8,
            id="money out before it comes in, where spreadsheets answer 0",
        ),
    ],
)
def test_the_yearly_rate_of_dated_flows(replay, flows, rate, tolerance):
    assert float(replay(money(flows))["returns"]["xirr"]) == pytest.approx(rate, abs=tolerance)


def test_a_time_weighted_return_over_deposits_interest_and_fees(replay):
    found = replay(
        "2011-12-31,deposit,,,10000,EUR,,\n"
        "2012-01-01,lending_interest,,,230,EUR,,\n"
        "2012-01-02,deposit,,,200,EUR,,\n"
        "2012-01-02,lending_interest,,,200,EUR,,\n"
        "2012-01-03,withdrawal,400,EUR,,,,\n"
        "2012-01-03,fee,,,,,234.41,EUR\n"
        "2012-01-04,lending_interest,,,293.99,EUR,,\n"
        "2012-01-05,lending_interest,,,293.99,EUR,,\n"
        "2012-01-06,deposit,,,5400,EUR,,\n"
        "2012-01-06,lending_interest,,,195.99,EUR,,\n"
        "2012-01-07,withdrawal,3697.04,EUR,,,,\n"
        "2012-01-07,fee,,,,,882.52,EUR\n"
        "2012-01-08,fee,,,,,1003.85,EUR\n",
        "--currency=EUR",
    )
    # Portfolio Performance's own example, whose figures come from a spreadsheet.
    assert [float(day["twr"]) for day in found["daily"]] == pytest.approx(
        [0, 0.023, 0.042616491, 0.019624983, 0.049614163, 0.079603343, 0.092841403, 0.03323197,
         -0.056182678],
        abs=1e-6,
    )  # fmt: skip


def test_an_adjusted_cost_base_over_two_purchases(replay):
    found = replay(
        "2020-01-01,buy,5000,USD,100,ETH,,\n"
        "2020-01-02,sell,50,ETH,6000,USD,,\n"
        "2020-01-03,buy,6500,USD,50,ETH,,\n"
        "2020-01-04,sell,40,ETH,3600,USD,,\n",
        "--no-cash",
        "--method=average",
    )
    assert [one["cost"] for one in found["disposals"]] == ["2500", "3600"]
    assert [one["gain"] for one in found["disposals"]] == ["3500", "0"]
    assert found["positions"][0]["cost"] == "5400"
