"""The sentences in Coinbase's notes that carry what the columns leave out."""

import re
from dataclasses import dataclass
from decimal import Decimal

from portfolios.accounting.core.types import TransactionType as T
from portfolios.importers.amounts import NumberStyle, parse_amount
from portfolios.importers.base import Leg
from portfolios.importers.coinbase import types
from portfolios.importers.spec import Context, symbol

_NUMBER = r"[$€£¥]?\s?[0-9][0-9., \u00a0\u202f]*"
_CONVERTED = re.compile(
    rf"Converted (?P<from_amount>{_NUMBER}) (?P<from>\S+) "
    rf"to (?P<to_amount>{_NUMBER}) (?P<to>\S+?)\.?",
    re.IGNORECASE,
)
_TRADED = re.compile(
    rf"(?:Bought|Sold) (?P<amount>{_NUMBER}) \S+ for (?P<total>{_NUMBER}) (?P<quote>[A-Za-z0-9]+)\b"
    rf"(?: on (?P<pair>\S+))?(?: at (?P<rate>{_NUMBER}) [A-Za-z0-9]+/[A-Za-z0-9]+)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Trade:
    """A trade as its notes tell it: the quote asset, the total with fees, the rate if given."""

    quote: str
    total: Decimal
    rate: Decimal | None


def conversion(notes: str, context: Context) -> tuple[Leg, Leg] | None:
    """What was given and what was received, or None where the notes do not say."""
    match = _CONVERTED.fullmatch(notes.strip())
    if match is None:
        return None
    style = _style(match["from_amount"], match["to_amount"], context=context)
    return (
        Leg(coin(match["from"], field="notes"), _number(match["from_amount"], style)),
        Leg(coin(match["to"], field="notes"), _number(match["to_amount"], style)),
    )


def trade(notes: str, context: Context) -> Trade | None:
    """What a purchase or sale was settled in, or None where the notes do not say."""
    match = _TRADED.match(notes.strip())
    if match is None:
        return None
    rate = match["rate"]
    style = _style(match["amount"], match["total"], rate or "", context=context)
    return Trade(
        quote=symbol(match["quote"], field="notes"),
        total=_number(match["total"], style),
        rate=_number(rate, style) if rate else None,
    )


def pair_quote(notes: str, *, asset: str) -> str:
    """What the market named in the notes trades an asset in: USDT of `LINK-USDT`; or nothing."""
    match = re.search(rf"\b{re.escape(asset)}[-/](?P<quote>[A-Z0-9]{{2,10}})\b", notes)
    return match["quote"] if match else ""


def paid_by_coinbase(notes: str) -> T | None:
    """The income that a plain receipt is by its note, or None for what somebody sent."""
    found = re.search(r"\bfrom (coinbase (?:earn|rewards|referral))\b", notes, re.IGNORECASE)
    return types.PAID_BY_COINBASE[found[1].casefold()] if found else None


def coin(text: str, *, field: str) -> str:
    """An asset's code, under the name that it goes by today."""
    code = symbol(text, field=field)
    return types.SAME_COIN.get(code, code)


def _style(*numbers: str, context: Context) -> NumberStyle:
    """How a note writes numbers: in the person's language, where the columns have points."""
    style = NumberStyle()
    for number in numbers:
        style.learn(number)
    return style if style.mark() else context.numbers


def _number(text: str, style: NumberStyle) -> Decimal:
    return parse_amount(text, style=style, field="notes", money=True)
