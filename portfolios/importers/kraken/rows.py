"""The entries of Kraken's ledgers, in their groups, as transactions."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from markets.numbers import ZERO
from markets.wording import sentence
from portfolios.accounting.core.fiat import FIAT
from portfolios.accounting.core.types import TransactionType as T
from portfolios.importers.base import Leg, ParsedRow, RowReadError
from portfolios.importers.kraken import types
from portfolios.importers.kraken.assets import FEE_CREDITS
from portfolios.importers.kraken.entry import ACCOUNT, Entry, Sums, add_up, legs
from portfolios.importers.kraken.groups import family, read_groups
from portfolios.importers.kraken.trades import trade_rows
from portfolios.importers.kraken.unknown import unknown_rows
from portfolios.importers.layout import Cells
from portfolios.importers.spec import Context

_MOVES = frozenset({"transfer", "earn", "staking"})
_FUNDING = frozenset({"deposit", "withdrawal"})


def build(records: Iterable[Cells], context: Context) -> Iterator[ParsedRow]:
    """The transactions of the file, in the order in which their first lines stand."""
    for entries in read_groups(records, context):
        try:
            yield from list(_rows(entries, context))
        except RowReadError as problem:
            for entry in entries:
                context.fail(problem, line=entry.line)


def _rows(entries: list[Entry], context: Context) -> Iterator[ParsedRow]:
    kind, sums = family(entries[0]), add_up(entries)
    moves_nothing = _cancels_out(entries, sums) and not sums.fees and not sums.used_credits
    if kind == "drawer" or (moves_nothing and kind not in _FUNDING):
        for entry in entries:
            message = sentence(
                "Moves between spot and staking or earn change nothing and were left out"
            )
            context.notes.add(message, entry.line)
    elif kind == "trade":
        yield from _traded(entries, context)
    elif kind in _MOVES and len(entries) > 1 and len({one.asset for one in entries}) == 1:
        yield from _singles(_netted(entries), context)
    elif kind in {types.DELISTING, "transfer"} and sums.sent and sums.received:
        yield from trade_rows(entries, notes=context.notes)
    elif kind in _FUNDING and _cancels_out(entries, sums):
        context.notes.add(
            sentence("A deposit or withdrawal was taken back; it was left out"), entries[0].line
        )
        for fee in legs(sums.fees):
            yield replace(entries[0].row(T.FEE), fee=fee)
    else:
        yield from _singles(entries, context)


def _cancels_out(entries: list[Entry], sums: Sums) -> bool:
    """True where several entries together move nothing."""
    return len(entries) > 1 and not sums.sent and not sums.received


def _netted(entries: list[Entry]) -> list[Entry]:
    """Entries of one coin, as one where some take what others give: only the rest has changed."""
    if len({entry.amount > 0 for entry in entries if entry.amount}) < 2:
        return entries
    amount = sum((entry.amount for entry in entries), ZERO)
    fee = sum((entry.fee for entry in entries), ZERO)
    return [replace(entries[0], amount=amount, fee=fee)]


def _traded(entries: list[Entry], context: Context) -> Iterator[ParsedRow]:
    """A trade; an adjustment alone is Kraken putting a balance right."""
    if entries[0].type == "adjustment" and len(entries) == 1:
        context.notes.add(
            sentence("An adjustment by Kraken has no other half: check what it was"),
            entries[0].line,
        )
        yield _moved(entries[0])
        return
    yield from trade_rows(entries, notes=context.notes)


def _singles(entries: list[Entry], context: Context) -> Iterator[ParsedRow]:
    """Changes that stand alone, each for itself."""
    unknown: list[Entry] = []
    for entry in entries:
        if entry.asset == FEE_CREDITS:
            context.notes.add(sentence("Kraken's fee credits (KFEE) are no asset"), entry.line)
        elif add_up([entry]).moves_nothing:
            context.notes.add(sentence("Entries that move nothing were left out"), entry.line)
        elif _is_known(entry):
            yield _single(entry, context)
        else:
            unknown.append(entry)
    if unknown:
        yield from unknown_rows(unknown, context)


def _is_known(entry: Entry) -> bool:
    if entry.type == "transfer":
        return entry.subtype in types.TRANSFERS
    if entry.type == "earn":
        return entry.subtype in types.EARNED or entry.subtype == types.DELISTING
    return entry.type in types.KNOWN or entry.subtype == types.DELISTING


def _single(entry: Entry, context: Context) -> ParsedRow:
    if entry.type in _FUNDING:
        return _moved(entry)
    if entry.subtype in types.VENUES or entry.type in types.VENUES:
        return _to_venue(entry)
    if entry.type == "transfer" or entry.subtype == types.DELISTING:
        return _transferred(entry, context)
    if entry.type in types.REWARDS:
        return _rewarded(entry, types.REWARDS[entry.type])
    if entry.type == "earn":
        return _rewarded(entry, types.EARNED[entry.subtype])
    if entry.type in types.MARGIN:
        return _margin(entry, context)
    return _charged(entry)


def _moved(entry: Entry) -> ParsedRow:
    """Something that came in or went out, with its fee; a refunded fee adds to the amount."""
    sums = add_up([entry])
    fee = next(iter(legs(sums.fees)), None)
    if sums.received:
        return replace(entry.row(), received=legs(sums.received)[0], fee=fee)
    if sums.sent:
        return replace(entry.row(T.WITHDRAWAL), sent=legs(sums.sent)[0], fee=fee)
    return replace(entry.row(T.FEE), fee=fee)


def _charged(entry: Entry) -> ParsedRow:
    """A charge, whose own fee adds to it; one above zero pays a charge back."""
    row = _moved(entry)
    if row.received:
        return replace(row, type=T.PAYMENT_RECEIVED)
    if row.sent is None:
        return row
    if row.fee and row.fee.symbol != row.sent.symbol:
        return replace(row, type=T.PAYMENT_MADE)
    charge = row.sent.quantity + (row.fee.quantity if row.fee else ZERO)
    return replace(row, type=T.FEE, sent=None, fee=Leg(row.sent.symbol, charge))


def _to_venue(entry: Entry) -> ParsedRow:
    """Between spot and futures, or spot and a vault: another account of the same person.

    What a fee takes of what comes from there does not arrive.
    """
    row = _moved(entry)
    venue = types.VENUES.get(entry.subtype) or types.VENUES[entry.type]
    if row.sent:
        account, to_account, sent, received = ACCOUNT, venue, row.sent, row.sent
    elif row.received:
        account, to_account, sent, received = venue, ACCOUNT, row.received, row.received
        if row.fee and row.fee.symbol == sent.symbol and row.fee.quantity < sent.quantity:
            received = Leg(sent.symbol, sent.quantity - row.fee.quantity)
            row = replace(row, fee=None)
    else:
        return row
    row = replace(row, type=T.TRANSFER, account=account, to_account=to_account)
    return replace(row, sent=sent, received=received)


def _transferred(entry: Entry, context: Context) -> ParsedRow:
    """A coin credited at a fork or an airdrop, money moved, or a balance taken at a delisting."""
    if entry.asset not in FIAT:
        if entry.amount > 0 and entry.subtype != types.DELISTING:
            return _rewarded(entry, T.AIRDROP)
        message = sentence(
            "Kraken moved a balance by itself (delisting or OTC desk): check what it was"
        )
        context.notes.add(message, entry.line)
    return _moved(entry)


def _rewarded(entry: Entry, kind: T) -> ParsedRow:
    """Income with its commission; a reward below zero takes one back."""
    row = _moved(entry)
    kinds = {T.DEPOSIT: kind, T.WITHDRAWAL: T.PAYMENT_MADE}
    return replace(row, type=kinds.get(row.type, row.type))


def _margin(entry: Entry, context: Context) -> ParsedRow:
    context.notes.add(
        sentence(
            "Results of margin trades are taken as payments, their charges as fees: check them"
        ),
        entry.line,
    )
    row = _moved(entry)
    if row.type is T.FEE:
        return row
    return replace(row, type=T.PAYMENT_RECEIVED if row.received else T.PAYMENT_MADE)
