"""Koinly's universal CSV: legs without a type, which the label and the legs tell."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from markets.wording import sentence
from portfolios.accounting.core.types import TransactionType as T
from portfolios.importers.base import Leg, ParsedRow, RowReadError
from portfolios.importers.koinly import labels
from portfolios.importers.layout import Cells
from portfolios.importers.spec import Context, exchange_type, read_each
from portfolios.importers.text import MAX_LABEL, MAX_NOTE, MAX_TAG, clean

AMOUNTS = "sentamount", "receivedamount", "feeamount"


def build(records: Iterable[Cells], context: Context) -> Iterator[ParsedRow]:
    """One row a record, without those that say that nothing changed hands."""
    return read_each(records, context, read=_row)


def _row(cells: Cells, context: Context) -> ParsedRow | None:
    base = read_legs(cells, context)
    if context.moves_nothing(base, cells, *AMOUNTS):
        return None
    if base.sent and base.received and base.sent.symbol == base.received.symbol:
        if is_ignored(base, context):
            return None
        return unmoved(base, context)
    return classified(base, context)


def read_legs(cells: Cells, context: Context) -> ParsedRow:
    """The record's instant, legs, worth and texts; its type is still open."""
    worth = "networthamount", "networthcurrency"
    return ParsedRow(
        line=cells.line,
        type=T.DEPOSIT,
        executed_at=context.instant(cells, "date", utc=True),
        sent=context.leg(cells, "sentamount", "sentcurrency"),
        received=context.leg(cells, "receivedamount", "receivedcurrency"),
        fee=_leg_beside(cells, context, "feeamount", "feecurrency"),
        net_worth=_leg_beside(cells, context, *worth),
        label=clean(cells.text("label"), limit=MAX_LABEL),
        note=_note(cells),
        external_id=clean(cells.text("id"), limit=1000),
    )


def _leg_beside(cells: Cells, context: Context, amount_key: str, asset_key: str) -> Leg | None:
    """A fee or a worth: some programs write its currency even where there is none."""
    return context.leg(cells, amount_key, asset_key) if cells.text(amount_key) else None


def _note(cells: Cells) -> str:
    """One hash can stand on several rows, so it goes with the note and is nobody's id."""
    txhash = clean(cells.text("txhash"), limit=90)
    description = clean(cells.text("description"), limit=MAX_NOTE - 100)
    return "\n".join(part for part in (description, txhash and f"tx {txhash}") if part)


def is_ignored(base: ParsedRow, context: Context) -> bool:
    """Whether the row is marked in Koinly so that it does not count."""
    ignored = labels.label_key(base.label) == "ignored"
    if ignored:
        context.notes.add(sentence("Rows labelled “ignored” were left out"), base.line)
    return ignored


def classified(base: ParsedRow, context: Context) -> ParsedRow | None:
    """The row with the type that its label and legs tell; None where nothing changed hands.

    Raises RowReadError where the row has no leg, or a fee beside what is itself a fee.
    """
    name = labels.label_key(base.label)
    if is_ignored(base, context):
        return None
    if name in labels.STAKING_MOVES and not (base.sent and base.received):
        context.notes.add(
            sentence("Coins put to stake or taken back stay yours, so these rows were left out"),
            base.line,
        )
        return _fee_alone(base)
    if base.sent and base.received:
        known, kind = name in labels.EXCHANGES, exchange_type(base.sent, base.received)
        row = replace(base, type=kind)
    elif base.received:
        known = not name or name in labels.RECEIPTS
        row = replace(base, type=labels.RECEIPTS.get(name, T.DEPOSIT))
    elif base.sent:
        known = not name or name in labels.SENDS
        row = _sent(base, labels.SENDS.get(name, T.WITHDRAWAL), name=name)
    elif base.fee:
        known, row = True, replace(base, type=T.FEE)
    else:
        raise RowReadError(
            "sent_amount", sentence("the row moves nothing: no amount sent, received or paid")
        )
    _say_label(name, known=known, line=base.line, context=context)
    return row if known else replace(row, tags=(base.label[:MAX_TAG],))


def _sent(base: ParsedRow, kind: T, *, name: str) -> ParsedRow:
    if kind is not T.FEE:
        return replace(base, type=kind)
    if base.fee is not None:
        raise RowReadError(
            "fee_amount",
            sentence("a row labelled “{label}” is itself a fee and has one", label=name),
        )
    return replace(base, type=kind, sent=None, fee=base.sent)


def _fee_alone(base: ParsedRow) -> ParsedRow | None:
    if base.fee is None:
        return None
    return replace(base, type=T.FEE, sent=None, received=None, net_worth=None)


def unmoved(base: ParsedRow, context: Context) -> ParsedRow | None:
    """A row that gives and takes one asset in one place: nothing, but for its fee."""
    if base.sent != base.received:
        raise RowReadError(
            "received_currency",
            sentence(
                "the row sends and receives the same asset but names no two accounts; "
                "use Tidemark CSV for transfers"
            ),
        )
    context.notes.add(
        sentence("Rows that send and receive the same amount were left out"), base.line
    )
    return _fee_alone(base)


def _say_label(name: str, *, known: bool, line: int, context: Context) -> None:
    if name in labels.INCOMPLETE:
        context.notes.add(
            sentence("Gains of contracts are taken as plain deposits and withdrawals: check them"),
            line,
        )
    elif not known:
        context.notes.add(
            sentence(
                "The label “{label}” has no meaning of its own here; kept as a tag", label=name
            ),
            line,
        )
