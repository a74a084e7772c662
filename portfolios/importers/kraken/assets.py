"""Kraken's asset codes in the world's: XXBT is BTC, ZEUR is EUR, DOT28.S is DOT put to stake."""

import re

from portfolios.accounting.core.fiat import FIAT

_CODES = {
    "XXBT": "BTC",
    "XBT": "BTC",
    "XXDG": "DOGE",
    "XDG": "DOGE",
    "XETH": "ETH",
    "ETH2": "ETH",
    "XETC": "ETC",
    "XLTC": "LTC",
    "XMLN": "MLN",
    "XREP": "REP",
    "XXLM": "XLM",
    "XXMR": "XMR",
    "XXRP": "XRP",
    "XZEC": "ZEC",
    "XNMC": "NMC",
    "XXVN": "XVN",
    "XICN": "ICN",
    "XDAO": "DAO",
} | {f"Z{code}": code for code in FIAT}
# Staked, bonded, rewarded, flexible and held balances are drawers of the same coin. The two
# digits before them are the days of a bond.
_DRAWER = re.compile(
    r"(?P<code>[A-Z0-9]+?)(?:03|04|05|07|14|21|28|30|90)?\.(?:S|M|F|P|B|HOLD|CORE|INK)"
)
FEE_CREDITS = "KFEE"


def asset_code(code: str) -> str:
    """The common code of one of Kraken's; codes without an alias stay as they are."""
    plain = code.strip().upper()
    drawer = _DRAWER.fullmatch(plain)
    if drawer is not None:
        plain = drawer["code"]
    return _CODES.get(plain, plain)


def is_drawer(code: str) -> bool:
    """Whether a code is of a staked, flexible or held balance, and not of the spot wallet."""
    return _DRAWER.fullmatch(code.strip().upper()) is not None
