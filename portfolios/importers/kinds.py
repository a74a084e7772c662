"""Row types that a format does not know: what a person may choose for them, and what follows."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from markets.wording import gettext_noop, sentence
from portfolios.accounting.core.types import TransactionType as T
from portfolios.accounting.core.validation import leg_rules
from portfolios.importers.base import Leg, ParsedRow, RowReadError

SKIP = "skip"
MAX_KIND = 60

# A transfer is not among them: a row of an unknown type names no second account.
CHOICES: Mapping[str, str] = MappingProxyType(
    {
        T.BUY: gettext_noop("Buy"),
        T.SELL: gettext_noop("Sell"),
        T.SWAP: gettext_noop("Swap"),
        T.DEPOSIT: gettext_noop("Deposit"),
        T.WITHDRAWAL: gettext_noop("Withdrawal"),
        T.STAKING_REWARD: gettext_noop("Staking reward"),
        T.LENDING_INTEREST: gettext_noop("Lending interest"),
        T.MINING: gettext_noop("Mining"),
        T.AIRDROP: gettext_noop("Airdrop"),
        T.FORK: gettext_noop("Fork"),
        T.GIFT_RECEIVED: gettext_noop("Gift received"),
        T.GIFT_GIVEN: gettext_noop("Gift given"),
        T.PAYMENT_RECEIVED: gettext_noop("Payment received"),
        T.PAYMENT_MADE: gettext_noop("Payment made"),
        T.FEE: gettext_noop("Fee"),
        T.LOST: gettext_noop("Lost or stolen"),
        T.BORROW: gettext_noop("Borrow"),
        T.REPAY: gettext_noop("Repay"),
        T.SPLIT: gettext_noop("Split or redenomination"),
        SKIP: gettext_noop("Leave these rows out"),
    }
)
"""What a person may choose for an unread row: codes, each with its words."""


# By leg: what is said where a type asks for it and it is not there, and the other way round.
_MISFITS = (
    (
        "sent",
        gettext_noop("“{kind}” cannot be “{type}”: nothing goes out"),
        gettext_noop("“{kind}” cannot be “{type}”: {symbol} goes out"),
    ),
    (
        "received",
        gettext_noop("“{kind}” cannot be “{type}”: nothing comes in"),
        gettext_noop("“{kind}” cannot be “{type}”: {symbol} comes in"),
    ),
)


def kind_key(text: str) -> str:
    """A type's text without case and needless spaces: the key of a choice."""
    return " ".join(text.split()).casefold()[:MAX_KIND]


def checked_choices(kinds: Mapping[str, str]) -> dict[str, str]:
    """The choices by key. Raises ValueError for a code that is none of `CHOICES`."""
    strange = sorted({code for code in kinds.values() if code not in CHOICES})
    if strange:
        raise ValueError(f"not to be chosen for a row: {', '.join(strange)}")
    return {kind_key(kind): code for kind, code in kinds.items()}


def as_chosen(
    base: ParsedRow, code: str, *, kind: str, field: str = "type", either_way: bool = False
) -> ParsedRow:
    """The row with the type chosen for it; its legs say what moved.

    `field` is the column of the type. `either_way` is for files that write no signs: one leg may
    then be what came or what went.
    Raises RowReadError where the type does not fit the legs.
    """
    chosen = T(code)
    row = replace(base, type=chosen)
    if chosen is T.FEE:
        return _as_fee(row, kind=kind, field=field, either_way=either_way)
    rules = leg_rules(chosen)
    if either_way and rules["sent"] == "required" and rules["received"] == "forbidden":
        row = replace(row, sent=row.sent or row.received, received=None)
    elif either_way and rules["received"] == "required" and rules["sent"] == "forbidden":
        row = replace(row, received=row.received or row.sent, sent=None)
    named = {"kind": kind, "type": sentence(CHOICES[chosen])}
    for name, lacking, surplus in _MISFITS:
        leg: Leg | None = getattr(row, name)
        if rules[name] == "required" and leg is None:
            raise RowReadError(field, sentence(lacking, **named))
        if rules[name] == "forbidden" and leg is not None:
            raise RowReadError(field, sentence(surplus, symbol=leg.symbol, **named))
    if row.sent and row.received and row.sent.symbol == row.received.symbol:
        message = sentence("“{kind}” cannot be “{type}”: both legs are one asset", **named)
        raise RowReadError(field, message)
    return row


def _as_fee(row: ParsedRow, *, kind: str, field: str, either_way: bool) -> ParsedRow:
    """What went out is the fee; a fee of the row's own in the same asset adds to it."""
    paid = row.sent or (row.received if either_way else None)
    if row.received is not None and paid is not row.received:
        raise RowReadError(
            field,
            sentence(
                "“{kind}” cannot be a fee: {symbol} comes in", kind=kind, symbol=row.received.symbol
            ),
        )
    if paid is None:
        paid = row.fee
    elif row.fee is not None:
        if row.fee.symbol != paid.symbol:
            raise RowReadError(
                "type",
                sentence(
                    "“{kind}” cannot be a fee: it has another in {symbol}",
                    kind=kind,
                    symbol=row.fee.symbol,
                ),
            )
        paid = Leg(paid.symbol, paid.quantity + row.fee.quantity)
    if paid is None:
        message = sentence("“{kind}” cannot be a fee: nothing goes out", kind=kind)
        raise RowReadError(field, message)
    return replace(row, sent=None, received=None, fee=paid)
