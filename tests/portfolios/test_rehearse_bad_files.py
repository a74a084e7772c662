"""`manage.py rehearse`: every bad line is told by its number and column, and nothing printed."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from portfolios.exits.rehearsal.plans import HEADER

GOOD = "a,BTC,stop_loss,,1,90,,,,,,,\n"
PRICES = "at,asset,price\n2024-01-01,BTC,100\n"


@pytest.fixture
def refused(tmp_path):
    """The faults of two files as "file line column", after the command refused them."""

    def run(plan: str = GOOD, prices: str = PRICES, *, header: str = ",".join(HEADER)):
        (tmp_path / "plan.csv").write_text(f"{header}\n{plan}", encoding="utf-8")
        (tmp_path / "prices.csv").write_text(prices, encoding="utf-8")
        out = StringIO()
        with pytest.raises(CommandError) as error:
            call_command(
                "rehearse", str(tmp_path / "plan.csv"), str(tmp_path / "prices.csv"), "--json",
                stdout=out,
            )  # fmt: skip
        assert error.value.returncode == 2
        assert out.getvalue() == ""
        told = str(error.value).replace(f"{tmp_path}/", "")
        parts = [line.split(": ")[0] for line in told.splitlines() if ", line " in line]
        return [part.replace(".csv, line", "").replace(",", "") for part in parts]

    return run


@pytest.mark.parametrize(
    ("row", "columns"),
    [
        ("x,BTC,stop,,1,90,,,,,,,", ["kind"]),
        ("x,BTC,STOP_LOSS,,1,90,,,,,,,", ["kind"]),
        ("x,BTC,,,1,90,,,,,,,", ["kind"]),
        (",BTC,stop_loss,,1,90,,,,,,,", ["id"]),
        ("x,,stop_loss,,1,90,,,,,,,", ["asset"]),
        ("x,BTC,stop_loss,,1,,,,,,,,", ["level"]),
        ("x,BTC,take_profit,,1,,,,,,,,", ["level"]),
        ("x,BTC,price_above,,1,,,,,,,,", ["level"]),
        ("x,BTC,stop_loss,100,1,90,-0.1,,,,,,", ["percent"]),
        ("x,BTC,stop_loss,,1,,-0.1,,,,,,", ["entry_price"]),
        ("x,BTC,stop_loss,100,1,,-10,,,,,,", ["percent"]),
        ("x,BTC,stop_loss,,1,0,,,,,,,", ["level"]),
        ("x,BTC,stop_loss,,1,-90,,,,,,,", ["level"]),
        ("x,BTC,stop_loss,,1,NaN,,,,,,,", ["level"]),
        ("x,BTC,stop_loss,,1,inf,,,,,,,", ["level"]),
        ('x,BTC,stop_loss,,1,"1,000",,,,,,,', ["level"]),
        ("x,BTC,stop_loss,,1,1e400,,,,,,,", ["level"]),
        ("x,BTC,stop_loss,0,0,90,,,,,,,", ["entry_price", "quantity"]),
        ("x,BTC,stop_loss,,1,90,,,,,1.5,,", ["share"]),
        ("x,BTC,stop_loss,,1,90,,,,,0,,", ["share"]),
        ("x,BTC,stop_loss,,1,90,,,,95,,,", ["activate_at"]),
        ("x,BTC,stop_loss,,1,90,,5,,,,,", ["trail_amount"]),
        ("x,BTC,trailing_stop,,1,,,,,,,,", ["trail_amount"]),
        ("x,BTC,trailing_stop,,1,,,5,0.1,,,,", ["trail_percent"]),
        ("x,BTC,trailing_stop,,1,,,,10,,,,", ["trail_percent"]),
        ("x,BTC,trailing_stop,,1,,,-5,,,,,", ["trail_amount"]),
        ("x,BTC,trailing_stop,,1,,,5,,0,,,", ["activate_at"]),
        ("x,BTC,break_even,,1,,,,,110,,,", ["entry_price"]),
        ("x,BTC,stop_loss,,1,90,,,,,,,yesterday", ["armed_at"]),
        ("x,BTC,stop_loss,,1,90,,,,,,,2024-02-30", ["armed_at"]),
        ("a,BTC,stop_loss,,1,90,,,,,,,", ["id"]),
        ("x,BTC,stop_loss,,1,90,,,,,,", ["row"]),
        ("x,BTC,stop_loss,,1,90,,,,,,,,", ["row"]),
        ('x,BTC,stop_loss,,1,90,,,,,,,"2024', ["row"]),
        (",,stop,x,-1,0,,,,,2,,never",
         ["armed_at", "asset", "entry_price", "id", "kind", "level", "quantity", "share"]),
    ],
)  # fmt: skip
def test_a_bad_row_of_a_plan_is_told(refused, row, columns):
    assert refused(f"{GOOD}{row}\n") == [f"plan 3 {column}" for column in columns]


def test_every_bad_row_of_both_files_is_told(refused):
    plan = (
        "a,BTC,stop_loss,,1,0,,,,,,g,\n"
        "b,BTC,stop_loss,,1,90,,,,,,g,\n"
        '"two\nlines",BTC,take_profit,,1,110,,,,,,g,\n'
        "a,BTC,take_profit,,1,120,,,,,,g,\n"
        "c,BTC,take_profit,,2,130,,,,,,g,\n"
        "d,BTC,stop_lose,,2,130,,,,,,g,\n"
    )
    prices = f"{PRICES}2024-01-02,BTC,-1\n2024-01-01,BTC,5\n"
    assert refused(plan, prices) == [
        "plan 2 level",
        "plan 6 id",
        "plan 7 quantity",
        "plan 8 kind",
        "prices 3 price",
        "prices 4 at",
    ]


@pytest.mark.parametrize(
    "header",
    [
        "",
        "a,b,c",
        ",".join(HEADER[1:]),
        ",".join((*HEADER, "expires_at")),
        ",".join((*HEADER[:-1], "id")),
    ],
)
def test_a_bad_header_of_a_plan_is_told(refused, header):
    assert refused(header=header) == ["plan 1 header"]


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ("2024-01-02,BTC,0\n", ["3 price"]),
        ("2024-01-02,BTC,0.00\n", ["3 price"]),
        ("2024-01-02,BTC,-5\n", ["3 price"]),
        ("2024-01-02,BTC,NaN\n", ["3 price"]),
        ("2024-01-02,BTC,Infinity\n", ["3 price"]),
        ("2024-01-02,BTC,\n", ["3 price"]),
        ("2024-01-02,BTC,1e-41\n", ["3 price"]),
        ("2024-01-02,BTC,1e30\n", ["3 price"]),
        ("2024-01-02,,5\n", ["3 asset"]),
        ("2024-01-02,BTC\n", ["3 row"]),
        ("soon,BTC,5\nsoon,BTC,6\n", ["3 at", "4 at"]),
        (",BTC,5\n", ["3 at"]),
        ("20240102,BTC,5\n", ["3 at"]),
        ("2023-12-31,BTC,5\n", ["3 at"]),
        ("2024-01-03,BTC,5\n2024-01-02,ETH,5\n2024-01-03,BTC,x\n", ["4 at", "5 price"]),
        # The same moment told in another zone is in order, the minute before is not.
        ("2024-01-01T01:00+01:00,BTC,5\n2024-01-01T00:59+01:00,BTC,5\n", ["4 at"]),
        ("2024-01-02,BTC,5\nx,,0\n2024-01-03,BTC,5\n", ["4 at", "4 asset", "4 price"]),
    ],
)
def test_a_bad_price_is_told(refused, rows, told):
    assert refused(prices=PRICES + rows) == [f"prices {one}" for one in told]


@pytest.mark.parametrize("header", ["", "at,asset", "date,asset,price", "at,asset,price,currency"])
def test_a_bad_header_of_prices_is_told(refused, header):
    assert refused(prices=f"{header}\n2024-01-01,BTC,1\n") == ["prices 1 header"]


@pytest.mark.parametrize("bad", ["plan.csv", "prices.csv"])
@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00"])
def test_a_file_that_cannot_be_read_is_told(tmp_path, bad, content):
    (tmp_path / "plan.csv").write_text(",".join(HEADER) + "\n", encoding="utf-8")
    (tmp_path / "prices.csv").write_text(PRICES, encoding="utf-8")
    (tmp_path / bad).unlink()
    if content is not None:
        (tmp_path / bad).write_bytes(content)
    with pytest.raises(CommandError, match=rf"{bad} cannot be read") as error:
        call_command("rehearse", str(tmp_path / "plan.csv"), str(tmp_path / "prices.csv"))
    assert error.value.returncode == 2
