"""Tidemark's own CSV: one row a transaction, with the type named."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from markets.wording import sentence
from portfolios.accounting.core.types import TransactionType as T
from portfolios.accounting.core.validation import account_fault
from portfolios.importers.base import Leg, ParsedRow, RowReadError
from portfolios.importers.layout import Cells
from portfolios.importers.spec import Context, Format, read_each
from portfolios.importers.text import MAX_ACCOUNT, MAX_LABEL, MAX_NOTE, MAX_TAG, clean

HEADER = (
    "date", "type", "account", "to_account", "sent_amount", "sent_asset", "received_amount",
    "received_asset", "fee_amount", "fee_asset", "net_worth_amount", "net_worth_asset", "label",
    "description", "id",
)  # fmt: skip
INCOMING = frozenset(
    {
        T.DEPOSIT, T.STAKING_REWARD, T.LENDING_INTEREST, T.MINING, T.AIRDROP, T.FORK,
        T.GIFT_RECEIVED, T.PAYMENT_RECEIVED, T.BORROW, T.OPENING_BALANCE,
    }
)  # fmt: skip
OUTGOING = frozenset({T.WITHDRAWAL, T.GIFT_GIVEN, T.PAYMENT_MADE, T.LOST, T.REPAY})
EXCHANGES = frozenset({T.BUY, T.SELL, T.SWAP})


def build(records: Iterable[Cells], context: Context) -> Iterator[ParsedRow]:
    """One row a record; the problem of a record that is none goes to the context."""
    return read_each(records, context, read=_row)


def _row(cells: Cells, context: Context) -> ParsedRow | None:
    kind = _type(cells)
    base = _base(cells, context)
    if context.moves_nothing(base, cells, "sentamount", "receivedamount", "feeamount"):
        return None
    sent, received, account, to_account = base.sent, base.received, base.account, base.to_account
    if kind is T.TRANSFER:
        sent, received = _transfer(sent, received, account=account, to_account=to_account)
    elif to_account:
        raise RowReadError("to_account", sentence("only a transfer has a second account"))
    if kind is None:
        return context.unknown_type(base, kind=cells.text("type"))
    check_legs(kind, sent=sent, received=received, fee=base.fee)
    return replace(base, type=kind, sent=sent, received=received)


def _base(cells: Cells, context: Context) -> ParsedRow:
    """The record as a row whose type is still open."""
    label = clean(cells.text("label"), limit=10 * MAX_LABEL)
    return ParsedRow(
        line=cells.line,
        type=T.DEPOSIT,
        executed_at=context.instant(cells, "date"),
        account=_account(cells, "account"),
        to_account=_account(cells, "toaccount"),
        sent=context.leg(cells, "sentamount", "sentasset"),
        received=context.leg(cells, "receivedamount", "receivedasset"),
        fee=context.leg(cells, "feeamount", "feeasset"),
        net_worth=context.leg(cells, "networthamount", "networthasset", keep_zero=True),
        label=label[:MAX_LABEL],
        note=clean(cells.text("description"), limit=MAX_NOTE),
        tags=_tags(cells.text("tags")),
        external_id=clean(cells.text("id"), limit=1000),
    )


def _account(cells: Cells, key: str) -> str:
    """An account's name; one cut short could be another's."""
    name = clean(cells.text(key), limit=10 * MAX_ACCOUNT)
    fault = account_fault(name)
    if fault:
        raise RowReadError(key, fault)
    return name


def _type(cells: Cells) -> T | None:
    """The type, by its code or its words; None for one that the ledger does not have."""
    text = cells.text("type")
    if not text:
        raise RowReadError(
            "type", sentence("the type is missing; it is one of: {types}", types=" ".join(T))
        )
    try:
        return T(text.casefold().replace(" ", "_").replace("-", "_"))
    except ValueError:
        return None


def _tags(text: str) -> tuple[str, ...]:
    """Tags are an extra column of exports, separated by semicolons."""
    return tuple(tag for part in text.split(";") if (tag := clean(part, limit=MAX_TAG)))


def _transfer(
    sent: Leg | None, received: Leg | None, *, account: str, to_account: str
) -> tuple[Leg, Leg]:
    """Both legs of a transfer; one alone stands for both."""
    sent, received = sent or received, received or sent
    if sent is None or received is None:
        raise RowReadError(
            "sent_amount", sentence("a transfer needs the amount and asset that moved")
        )
    if sent.symbol != received.symbol:
        raise RowReadError(
            "received_asset", sentence("a transfer moves one asset; use swap for two")
        )
    if received.quantity > sent.quantity:
        raise RowReadError(
            "received_amount", sentence("a transfer cannot bring more than was sent")
        )
    if not to_account:
        raise RowReadError("to_account", sentence("a transfer needs the account that receives"))
    if account.casefold() == to_account.casefold():
        raise RowReadError("to_account", sentence("a transfer needs two different accounts"))
    return sent, received


def check_legs(kind: T, *, sent: Leg | None, received: Leg | None, fee: Leg | None) -> None:
    """Refuse a row whose legs do not fit its type. Raises RowReadError naming the column."""
    if kind is T.FEE:
        if fee is None:
            raise RowReadError("fee_amount", sentence("a fee row needs fee_amount and fee_asset"))
        if sent or received:
            raise RowReadError("sent_amount", sentence("a fee row has a fee leg only"))
        return
    needs_sent = kind in OUTGOING or kind in EXCHANGES or kind is T.SPLIT
    needs_received = kind in INCOMING or kind in EXCHANGES or kind is T.SPLIT
    if needs_sent and sent is None:
        raise RowReadError(
            "sent_amount",
            sentence("a {type} row needs sent_amount and sent_asset", type=kind.value),
        )
    if needs_received and received is None:
        raise RowReadError(
            "received_amount",
            sentence("a {type} row needs received_amount and received_asset", type=kind.value),
        )
    if sent and kind in INCOMING:
        raise RowReadError("sent_amount", sentence("a {type} row only receives", type=kind.value))
    if received and kind in OUTGOING:
        raise RowReadError("received_amount", sentence("a {type} row only sends", type=kind.value))
    if kind in EXCHANGES and sent and received and sent.symbol == received.symbol:
        raise RowReadError(
            "received_asset", sentence("a {type} row needs two different assets", type=kind.value)
        )


TIDEMARK = Format(
    code="tidemark",
    title="Tidemark CSV",
    required=("date", "type", "account", "sentamount", "sentasset", "receivedamount",
              "receivedasset"),
    distinctive=("sentasset", "receivedasset"),
    known=frozenset({*(title.replace("_", "") for title in HEADER), "tags"}),
    date_key="date",
    number_keys=("sentamount", "receivedamount", "feeamount", "networthamount"),
    holds={
        "sentamount": "sent_quantity", "receivedamount": "received_quantity",
        "feeamount": "fee_quantity",
    },
    build=build,
    writes_dots=True,
    header_example=",".join(HEADER),
    default_account="Imported",
)  # fmt: skip
