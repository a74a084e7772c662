"""Kraken's ledgers export: every change of a balance, joined by refid into transactions."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from portfolios.accounting.types import TransactionType as T
from portfolios.importers.base import Leg, ParsedRow, RowReadError
from portfolios.importers.kraken.assets import FEE_CREDITS
from portfolios.importers.kraken.entry import Entry, add_up, legs, read_entry
from portfolios.importers.kraken.trades import ACCOUNT, trade_rows
from portfolios.importers.reader import Cells
from portfolios.importers.spec import Context, Format

FUTURES = "Kraken Futures"
TRADES = frozenset({"trade", "spend", "receive", "sale", "conversion", "settled", "adjustment"})
# Money in or out for what happened elsewhere: named, since a ledger of coins has no futures.
MARGIN = frozenset({"margin", "margin trade", "rollover"})
REWARDS = {
    "staking": T.STAKING_REWARD,
    "dividend": T.LENDING_INTEREST,
    "reward": T.AIRDROP,
    "invite bonus": T.AIRDROP,
    "credit": T.AIRDROP,
    "airdrop": T.AIRDROP,
}
# Between a person's own drawers at Kraken.
DRAWER_MOVES = frozenset(
    {
        "spottostaking", "stakingfromspot", "stakingtospot", "spotfromstaking", "allocation",
        "deallocation", "autoallocation", "autoallocate", "autodeallocation", "migration",
        "spottospot", "spottoearn", "earnfromspot", "earntospot", "spotfromearn", "bonding",
        "unbonding",
    }
)  # fmt: skip
EARN_REWARDS = frozenset({"", "reward", "bonus", "airdrop"})


def build(records: Iterable[Cells], context: Context) -> Iterator[ParsedRow]:
    """The transactions of the file, in the order in which their first lines stand."""
    for entries in _groups(records, context).values():
        try:
            yield from _rows(entries, context)
        except RowReadError as problem:
            context.fail(problem, line=entries[0].line)


def _groups(records: Iterable[Cells], context: Context) -> dict[tuple[str, str], list[Entry]]:
    """Entries by refid; deposits, trades and the rest of one refid are apart."""
    groups: dict[tuple[str, str], list[Entry]] = {}
    seen: set[str] = set()
    for cells in records:
        if not cells.text("txid"):
            context.notes.add(
                "Entries without a txid are pending or failed, and were left out", cells.line
            )
            continue
        try:
            entry = read_entry(cells, context)
        except RowReadError as problem:
            context.fail(problem, line=cells.line)
            continue
        if entry.txid in seen:
            context.notes.add("An entry is listed twice; it was taken once", cells.line)
            continue
        seen.add(entry.txid)
        groups.setdefault((entry.refid, _family(entry)), []).append(entry)
    return groups


def _family(entry: Entry) -> str:
    if entry.type in TRADES:
        return "trade"
    if entry.subtype in DRAWER_MOVES:
        return "drawer"
    if entry.type in MARGIN:
        return "margin"
    return entry.type


def _rows(entries: list[Entry], context: Context) -> Iterator[ParsedRow]:
    family = _family(entries[0])
    if family == "drawer":
        for entry in entries:
            context.notes.add(
                "Moves between spot and staking or earn change nothing and were left out",
                entry.line,
            )
    elif family == "trade" or (family == "transfer" and _is_conversion(entries)):
        yield from _traded(entries, context)
    elif family in {"deposit", "withdrawal"} and _cancels_out(entries):
        context.notes.add(
            "A deposit or withdrawal was taken back in full; it was left out", entries[0].line
        )
    else:
        for entry in entries:
            if entry.asset == FEE_CREDITS:
                context.notes.add("Kraken's fee credits (KFEE) are no asset", entry.line)
            else:
                yield from _single(entry, context)


def _traded(entries: list[Entry], context: Context) -> Iterator[ParsedRow]:
    """A trade; an adjustment alone is Kraken putting a balance right."""
    if entries[0].type == "adjustment" and len(entries) == 1:
        context.notes.add(
            "An adjustment by Kraken has no other half: check what it was", entries[0].line
        )
        yield _moved(entries[0])
        return
    yield from trade_rows(entries, notes=context.notes)


def _is_conversion(entries: list[Entry]) -> bool:
    sums = add_up(entries)
    return len(entries) > 1 and bool(sums.sent) and bool(sums.received)


def _cancels_out(entries: list[Entry]) -> bool:
    """True where a movement and its reversal leave nothing, fees included."""
    sums = add_up(entries)
    return len(entries) > 1 and not sums.sent and not sums.received and not sums.fees


def _single(entry: Entry, context: Context) -> Iterator[ParsedRow]:
    """A change that stands alone."""
    if entry.type in {"deposit", "withdrawal"}:
        yield _moved(entry)
    elif entry.type == "transfer":
        yield from _transferred(entry, context)
    elif entry.type in REWARDS or (entry.type == "earn" and entry.subtype in EARN_REWARDS):
        yield _rewarded(entry)
    elif entry.type in MARGIN:
        yield from _margin(entry, context)
    elif entry.type == "fee":
        yield replace(_base(entry), type=T.FEE, fee=Leg(entry.asset, abs(entry.amount) + entry.fee))
    else:
        yield from _unknown(entry, context)


def _base(entry: Entry) -> ParsedRow:
    return ParsedRow(
        line=entry.line,
        type=T.DEPOSIT,
        executed_at=entry.at,
        account=ACCOUNT,
        label=entry.label,
        external_id=entry.txid,
    )


def _moved(entry: Entry) -> ParsedRow:
    """Something that came in or went out, with its fee; a refunded fee adds to the amount."""
    sums = add_up([entry])
    fee = next(iter(legs(sums.fees)), None)
    if sums.received:
        return replace(_base(entry), type=T.DEPOSIT, received=legs(sums.received)[0], fee=fee)
    if sums.sent:
        return replace(_base(entry), type=T.WITHDRAWAL, sent=legs(sums.sent)[0], fee=fee)
    if fee is None:
        raise RowReadError("amount", "the entry moves nothing", line=entry.line)
    return replace(_base(entry), type=T.FEE, fee=fee)


def _transferred(entry: Entry, context: Context) -> Iterator[ParsedRow]:
    """To or from futures, a fork or airdrop credited, or a balance taken at a delisting."""
    leg = Leg(entry.asset, abs(entry.amount))
    if not entry.amount:
        raise RowReadError("amount", "the transfer moves nothing", line=entry.line)
    if entry.subtype in {"spottofutures", "spotfromfutures"}:
        ends = (ACCOUNT, FUTURES) if entry.amount < 0 else (FUTURES, ACCOUNT)
        yield replace(
            _base(entry), type=T.TRANSFER, account=ends[0], to_account=ends[1], sent=leg,
            received=leg, fee=Leg(entry.asset, entry.fee) if entry.fee > 0 else None,
        )  # fmt: skip
        return
    if entry.subtype in {"", "airdrop", "fork"} and entry.amount > 0:
        yield replace(_base(entry), type=T.AIRDROP, received=leg)
        return
    if entry.subtype not in {"", "delistingconversion"}:
        yield from _unknown(entry, context)
        return
    context.notes.add(
        "Kraken moved a balance by itself (delisting or OTC desk): check what it was", entry.line
    )
    yield _moved(entry)


def _unknown(entry: Entry, context: Context) -> Iterator[ParsedRow]:
    """An entry of a type that Kraken had not when this was written."""
    sums = add_up([entry])
    row = replace(
        _base(entry),
        sent=next(iter(legs(sums.sent)), None),
        received=next(iter(legs(sums.received)), None),
        fee=next(iter(legs(sums.fees)), None),
    )
    kind = f"{entry.type}/{entry.subtype}" if entry.subtype else entry.type
    chosen = context.unknown_type(row, kind=kind)
    if chosen is not None:
        yield chosen


def _rewarded(entry: Entry) -> ParsedRow:
    if entry.amount <= 0:
        raise RowReadError("amount", "a reward cannot be negative or zero", line=entry.line)
    fee = Leg(entry.asset, entry.fee) if entry.fee > 0 else None
    kind = REWARDS.get(entry.type, T.STAKING_REWARD)
    return replace(_base(entry), type=kind, received=Leg(entry.asset, entry.amount), fee=fee)


def _margin(entry: Entry, context: Context) -> Iterator[ParsedRow]:
    context.notes.add(
        "Results of margin trades are taken as payments, their charges as fees: check them",
        entry.line,
    )
    row = _moved(entry)
    if row.type is not T.FEE:
        kind = T.PAYMENT_RECEIVED if row.received else T.PAYMENT_MADE
        row = replace(row, type=kind)
    yield row


KRAKEN = Format(
    code="kraken",
    title="Kraken ledgers",
    required=("txid", "refid", "time", "type", "asset", "amount", "fee"),
    distinctive=("txid", "refid"),
    known=frozenset(
        {"txid", "refid", "time", "type", "subtype", "aclass", "subclass", "asset", "wallet",
         "amount", "fee", "balance", "amountusd"}
    ),
    date_key="time",
    number_keys=("amount", "fee", "amountusd"),
    build=build,
    writes_dots=True,
    header_example="txid,refid,time,type,subtype,aclass,asset,wallet,amount,fee,balance",
    default_account=ACCOUNT,
)  # fmt: skip
