"""The sentences in Coinbase's notes that carry what the columns leave out."""

import re
from dataclasses import dataclass
from decimal import Decimal

from portfolios.importers.amounts import parse_amount
from portfolios.importers.base import Leg
from portfolios.importers.spec import Context, symbol

_NUMBER = r"[$€£¥]?[0-9][0-9., \u00a0\u202f]*"
_CONVERTED = re.compile(
    rf"Converted (?P<from_amount>{_NUMBER}) (?P<from>\S+) "
    rf"to (?P<to_amount>{_NUMBER}) (?P<to>\S+?)\.?",
    re.IGNORECASE,
)
_TRADED = re.compile(
    rf"(?:Bought|Sold) {_NUMBER} \S+ for (?P<total>{_NUMBER}) (?P<quote>[A-Za-z0-9]+)"
    rf"(?: on \S+ at (?P<rate>{_NUMBER}) [A-Za-z0-9]+/[A-Za-z0-9]+)?\.?",
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
    return (
        Leg(symbol(match["from"], field="notes"), _number(match["from_amount"], context)),
        Leg(symbol(match["to"], field="notes"), _number(match["to_amount"], context)),
    )


def trade(notes: str, context: Context) -> Trade | None:
    """What a purchase or sale was settled in, or None where the notes do not say."""
    match = _TRADED.fullmatch(notes.strip())
    if match is None:
        return None
    return Trade(
        quote=symbol(match["quote"], field="notes"),
        total=_number(match["total"], context),
        rate=_number(match["rate"], context) if match["rate"] else None,
    )


def _number(text: str, context: Context) -> Decimal:
    return parse_amount(text, style=context.numbers, field="notes", money=True)
