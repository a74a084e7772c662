"""What makes a ledger row acceptable: one rule set for forms, API, importers and replay."""

from collections.abc import Callable, Container, Hashable, Iterator
from decimal import Decimal, Inexact
from itertools import product

from markets.numbers import STORED_DIGITS, STORED_PLACES, UNROUNDED
from markets.wording import gettext_noop, sentence
from portfolios.accounting.core.entries import Entry, Exchange, Leg, is_exchange
from portfolios.accounting.core.types import (
    INCOME_TYPES,
    INFLOW_TYPES,
    MOVING_LEGS,
    OUTFLOW_TYPES,
    TRADES,
    TransactionType,
)

INTEGER_DIGITS = STORED_DIGITS - STORED_PLACES
DECIMAL_PLACES = STORED_PLACES
QUANTITY_LIMIT = Decimal(10) ** INTEGER_DIGITS
MAX_SYMBOL_LENGTH = 40
MAX_ACCOUNT_LENGTH = 80

_REQUIRED, _OPTIONAL, _FORBIDDEN = "required", "optional", "forbidden"

# For each type: the sent leg, the received leg, the fee leg.
_ONLY_IN = (_FORBIDDEN, _REQUIRED, _OPTIONAL)
_ONLY_OUT = (_REQUIRED, _FORBIDDEN, _OPTIONAL)
_BOTH = (_REQUIRED, _REQUIRED, _OPTIONAL)
_LEG_RULES = {
    **dict.fromkeys(INCOME_TYPES | INFLOW_TYPES | {TransactionType.BORROW}, _ONLY_IN),
    **dict.fromkeys(OUTFLOW_TYPES | {TransactionType.LOST, TransactionType.REPAY}, _ONLY_OUT),
    TransactionType.BUY: _BOTH,
    TransactionType.SELL: _BOTH,
    TransactionType.SWAP: _BOTH,
    TransactionType.SPLIT: _BOTH,
    TransactionType.TRANSFER: (_REQUIRED, _OPTIONAL, _OPTIONAL),
    TransactionType.FEE: (_FORBIDDEN, _FORBIDDEN, _REQUIRED),
}

# By leg: what is said where a type asks for it and it is not there, and the other way round.
_LACKING = {
    "sent": gettext_noop("A {type} row needs what was sent."),
    "received": gettext_noop("A {type} row needs what was received."),
    "fee": gettext_noop("A {type} row needs what was charged."),
}
_SURPLUS = {
    "sent": gettext_noop("A {type} row has nothing sent."),
    "received": gettext_noop("A {type} row has nothing received."),
    "fee": gettext_noop("A {type} row has nothing charged."),
}

Finding = tuple[str, str]


def _shapes(kind: TransactionType) -> frozenset[tuple[bool, bool, bool, bool]]:
    """Which of sent, received, fee and `to_account` a row of a type may have together."""
    allowed = {_REQUIRED: (True,), _OPTIONAL: (True, False), _FORBIDDEN: (False,)}
    sent, received, fee, to_account = (allowed[rule] for rule in leg_rules(kind).values())
    return frozenset(product(sent, received, fee, to_account))


def leg_rules(kind: TransactionType) -> dict[str, str]:
    """What a type asks of each leg: "required", "optional" or "forbidden".

    Keys are `sent`, `received`, `fee` and `to_account`.
    """
    sent, received, fee = _LEG_RULES[kind]
    to_account = _REQUIRED if kind is TransactionType.TRANSFER else _FORBIDDEN
    return {"sent": sent, "received": received, "fee": fee, "to_account": to_account}


_TRANSFER = TransactionType.TRANSFER  # an enumeration's attribute takes as long as the rest
_SHAPES = {kind: _shapes(kind) for kind in TransactionType}


def has_sound_shape(entry: Entry) -> bool:
    """Whether a row surely has the legs of its type: a quick look, for files of many rows.

    A row that passes needs only its quantities checked; one that does not may still be valid.
    """
    _, kind, _, _, to_account, sent, received, fee, *_ = entry
    shape = (sent is not None, received is not None, fee is not None, to_account is not None)
    if shape not in _SHAPES[kind]:
        return False
    if sent is None or received is None:
        return True
    if sent[0] == received[0]:
        return kind is _TRANSFER and received[1] <= sent[1]
    return kind in TRADES


def validate_entry(
    entry: Entry,
    *,
    fiat: Container[Hashable] | Callable[[Hashable], bool] = (),
    places: int = DECIMAL_PLACES,
    free: bool = False,
) -> list[Finding]:
    """The faults of a row as (field, message); an empty list means that it can be booked.

    Fields carry the names of the stored transaction (`sent_quantity`, `to_account`, …).
    `fiat` tells which assets are money, as a set or a predicate. `places` is how many a quantity
    may have after the point: as many as are stored, unless nothing has to be. `free` says that
    the money of a trade may be 0.
    """
    is_fiat = fiat if callable(fiat) else fiat.__contains__
    findings: list[Finding] = []
    if entry.at.tzinfo is None:
        findings.append(("executed_at", sentence("An instant needs a time zone.")))
    for name, leg, rule in zip(
        MOVING_LEGS, (entry.sent, entry.received, entry.fee), _LEG_RULES[entry.type], strict=True
    ):
        if leg is None:
            if rule is _REQUIRED:
                message = sentence(_LACKING[name], type=entry.type)
                findings.append((f"{name}_quantity", message))
        elif rule is _FORBIDDEN:
            message = sentence(_SURPLUS[name], type=entry.type)
            findings.append((f"{name}_quantity", message))
        else:
            zero = free and name != "fee" and entry.type in TRADES and is_fiat(leg.asset)
            findings += _check_leg(leg, name=name, places=places, zero=zero)
    if entry.net_worth is not None:
        findings += _check_net_worth(entry.net_worth, places=places)
    if entry.type is TransactionType.TRANSFER:
        findings += _check_transfer(entry)
    elif entry.to_account is not None:
        findings.append(("to_account", sentence("Only a transfer names a second account.")))
    if is_exchange(entry) and not findings:
        findings += _check_pair(entry, is_fiat=is_fiat)
    return findings


def quantity_fault(quantity: Decimal, *, zero: bool = False, places: int = DECIMAL_PLACES) -> str:
    """Why a quantity cannot be booked, or an empty string.

    It must be finite, above 0 (or 0 where `zero`), and have no more digits than NUMERIC(48, 18)
    keeps, or other `places` where given.
    """
    if not quantity.is_finite():
        return sentence("The quantity is not a finite number.")
    if quantity < 0 or (not quantity and not zero):
        return sentence("The quantity must be above 0.")
    if quantity >= QUANTITY_LIMIT:
        return sentence("At most {n} digits may stand before the decimal point.", n=INTEGER_DIGITS)
    try:
        UNROUNDED.quantize(quantity, Decimal(1).scaleb(-places))
    except Inexact:
        return sentence("At most {n} digits may stand after the decimal point.", n=places)
    return ""


def symbol_fault(text: str) -> str:
    """Why a text cannot be an asset's code, or an empty string."""
    if text and len(text) <= MAX_SYMBOL_LENGTH and text.isprintable() and " " not in text:
        return ""
    return sentence("{text} is not an asset's code.", text=repr(text[:MAX_SYMBOL_LENGTH]))


def account_fault(text: str) -> str:
    """Why a text cannot be an account's name, or an empty string; none at all is allowed."""
    if len(text) <= MAX_ACCOUNT_LENGTH:
        return ""
    return sentence("An account's name has at most {n} characters.", n=MAX_ACCOUNT_LENGTH)


def _check_leg(leg: Leg, *, name: str, places: int, zero: bool) -> Iterator[Finding]:
    if leg.asset is None or leg.asset == "":
        yield f"{name}_asset", sentence("A quantity needs its asset.")
    if leg.quantity is None:
        yield f"{name}_quantity", sentence("An asset needs its quantity.")
        return
    message = quantity_fault(leg.quantity, places=places, zero=zero)
    if message:
        yield f"{name}_quantity", message


def _check_net_worth(leg: Leg, *, places: int) -> Iterator[Finding]:
    if leg.asset is None or leg.asset == "":
        yield "net_worth_asset", sentence("An amount needs its currency.")
    if leg.quantity is None:
        yield "net_worth_amount", sentence("A currency needs its amount.")
        return
    message = quantity_fault(leg.quantity, zero=True, places=places)
    if message:
        yield "net_worth_amount", message


def _check_transfer(entry: Entry) -> Iterator[Finding]:
    if entry.to_account is None or entry.to_account == "":
        yield "to_account", sentence("A transfer needs the account it goes to.")
    elif entry.to_account == entry.account:
        yield "to_account", sentence("A transfer goes to another account.")
    if entry.sent is None or entry.received is None:
        return
    if entry.received.asset != entry.sent.asset:
        yield "received_asset", sentence("A transfer brings the asset that it took.")
    elif None in (entry.received.quantity, entry.sent.quantity):
        return  # named already
    elif entry.received.quantity > entry.sent.quantity:
        yield "received_quantity", sentence("A transfer cannot bring more than it took.")


def _check_pair(entry: Exchange, *, is_fiat: Callable[[Hashable], bool]) -> Iterator[Finding]:
    sent, received = entry.sent.asset, entry.received.asset
    if entry.type in TRADES:
        if sent == received:
            yield "received_asset", sentence("A trade needs two different assets.")
    elif entry.type is TransactionType.SPLIT and is_fiat(sent) != is_fiat(received):
        yield (
            "received_asset",
            sentence("A split cannot turn coins into money or money into coins."),
        )
