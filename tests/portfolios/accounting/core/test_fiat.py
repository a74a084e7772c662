from portfolios.accounting.core.fiat import FIAT


def test_only_codes_of_the_iso_standard_are_fiat():
    assert all(len(code) == 3 and code.isupper() for code in FIAT)
    assert {"USD", "EUR", "JPY", "CHF"} <= FIAT
    assert not {"BTC", "ETH", "XRP", "USDT"} & FIAT
