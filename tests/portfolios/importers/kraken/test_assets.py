import pytest

from portfolios.accounting.core.fiat import FIAT
from portfolios.importers.kraken.assets import asset_code


@pytest.mark.parametrize(
    ("code", "common"),
    [("XXBT", "BTC"), ("XBT", "BTC"), ("XETH", "ETH"), ("ZEUR", "EUR"), ("ZUSD", "USD"),
     ("XXDG", "DOGE"), ("XDG", "DOGE"), ("ETH2", "ETH"), ("ETH2.S", "ETH"), ("DOT.S", "DOT"),
     ("DOT28.S", "DOT"), ("ADA.S", "ADA"), ("USDC.M", "USDC"), ("XBT.M", "BTC"), ("ETH.F", "ETH"),
     ("SOL.P", "SOL"), ("SOL03.S", "SOL"), ("XBT.B", "BTC"), ("EUR.HOLD", "EUR"), ("XTZ", "XTZ"),
     ("ZRX", "ZRX"), ("ZEC", "ZEC"), ("XRP", "XRP"), ("C98", "C98"), ("C98.S", "C98"),
     ("XBT.CORE", "BTC"), ("DOT.INK", "DOT"), ("ZEUR.HOLD", "EUR"), ("1INCH", "1INCH"),
     ("dot.s", "DOT")],
)  # fmt: skip
def test_codes_are_turned_into_the_common_ones(code, common):
    assert asset_code(code) == common


@pytest.mark.parametrize("code", sorted(FIAT))
def test_all_money_is_known_with_a_z_before_it(code):
    assert asset_code(f"Z{code}") == code
    assert asset_code(code) == code


@pytest.mark.parametrize("code", ["ZETA", "ZORA", "ZRO", "ZEUS", "ZEC", "ZEREBRO", "ZK", "ZBCN"])
def test_a_coin_that_begins_with_a_z_is_no_money(code):
    assert asset_code(code) == code
