"""Koinly's universal CSV: legs without a type, which the label and the legs tell."""

from collections.abc import Iterable, Iterator

from portfolios.accounting.types import TransactionType as T
from portfolios.importers.base import Leg, ParsedRow, RowReadError
from portfolios.importers.reader import Cells
from portfolios.importers.spec import Context, Format, exchange_type
from portfolios.importers.text import MAX_LABEL, MAX_NOTE, MAX_TAG, clean

RECEIPTS = {
    "airdrop": T.AIRDROP,
    "staking": T.STAKING_REWARD,
    "staking reward": T.STAKING_REWARD,
    "reward": T.STAKING_REWARD,
    "rewards": T.STAKING_REWARD,
    "mining": T.MINING,
    "lending interest": T.LENDING_INTEREST,
    "loan interest": T.LENDING_INTEREST,
    "interest": T.LENDING_INTEREST,
    "fork": T.FORK,
    "gift": T.GIFT_RECEIVED,
    "gift received": T.GIFT_RECEIVED,
    "income": T.PAYMENT_RECEIVED,
    "other income": T.PAYMENT_RECEIVED,
    "salary": T.PAYMENT_RECEIVED,
    "cashback": T.PAYMENT_RECEIVED,
    "fee refund": T.PAYMENT_RECEIVED,
    "loan": T.BORROW,
    "margin loan": T.BORROW,
}
SENDS = {
    "gift": T.GIFT_GIVEN,
    "donation": T.GIFT_GIVEN,
    "lost": T.LOST,
    "stolen": T.LOST,
    "cost": T.PAYMENT_MADE,
    "payment": T.PAYMENT_MADE,
    "tax": T.PAYMENT_MADE,
    "interest payment": T.PAYMENT_MADE,
    "margin fee": T.FEE,
    "loan fee": T.FEE,
    "fee": T.FEE,
    "loan repayment": T.REPAY,
    "margin repayment": T.REPAY,
    "repayment": T.REPAY,
}
# Coins that go to work and come back are still owned.
STAKING_MOVES = frozenset(
    {"stake", "unstake", "to pool", "from pool", "sent to pool", "received from pool",
     "add to pool", "remove from pool"}
)  # fmt: skip
EXCHANGE_LABELS = frozenset({"", "swap", "trade", "exchange", "liquidity in", "liquidity out"})
INCOMPLETE = frozenset({"realized gain", "realized pnl", "realized p&l", "realised gain"})


def build(records: Iterable[Cells], context: Context) -> Iterator[ParsedRow]:
    """One row a record, without those that say that nothing changed hands."""
    for cells in records:
        try:
            row = _row(cells, context)
        except RowReadError as problem:
            context.fail(problem, line=cells.line)
            continue
        if row is not None:
            yield row


def _row(cells: Cells, context: Context) -> ParsedRow | None:
    executed_at = context.instant(cells, "date", utc=True)
    sent = context.leg(cells, "sentamount", "sentcurrency")
    received = context.leg(cells, "receivedamount", "receivedcurrency")
    fee = context.leg(cells, "feeamount", "feecurrency")
    label = clean(cells.text("label"), limit=MAX_LABEL)
    name = " ".join(label.casefold().replace("_", " ").split())
    if name == "ignored":
        context.notes.add("Rows labelled “ignored” were left out", cells.line)
        return None
    if name in STAKING_MOVES and not (sent and received):
        context.notes.add(
            "Coins put to stake or taken back stay yours, so these rows were left out", cells.line
        )
        sent = received = None
        if fee is None:
            return None
    if sent and received and sent.symbol == received.symbol:
        return _same_asset(sent, received, fee=fee, line=cells.line, context=context)
    kind, sent, fee, known = _classify(name, sent=sent, received=received, fee=fee)
    _say_label(name, known=known, line=cells.line, context=context)
    txhash = clean(cells.text("txhash"), limit=90)
    return ParsedRow(
        line=cells.line,
        type=kind,
        executed_at=executed_at,
        sent=sent,
        received=received,
        fee=fee,
        net_worth=context.leg(cells, "networthamount", "networthcurrency"),
        label=label,
        note=_note(cells, txhash=txhash),
        tags=() if known else (label[:MAX_TAG],),
    )


def _note(cells: Cells, *, txhash: str) -> str:
    """One hash can stand on several rows, so it goes with the note and is nobody's id."""
    description = clean(cells.text("description"), limit=MAX_NOTE - 100)
    return "\n".join(part for part in (description, txhash and f"tx {txhash}") if part)


def _classify(
    name: str, *, sent: Leg | None, received: Leg | None, fee: Leg | None
) -> tuple[T, Leg | None, Leg | None, bool]:
    """The type, the sent and fee legs, and whether the label was understood."""
    if sent and received:
        return exchange_type(sent, received), sent, fee, name in EXCHANGE_LABELS
    if received:
        return RECEIPTS.get(name, T.DEPOSIT), None, fee, not name or name in RECEIPTS
    if sent:
        kind = SENDS.get(name, T.WITHDRAWAL)
        known = not name or name in SENDS
        if kind is not T.FEE:
            return kind, sent, fee, known
        if fee is not None:
            raise RowReadError("fee_amount", f"a row labelled “{name}” is itself a fee and has one")
        return kind, None, sent, known
    if fee:
        return T.FEE, None, fee, True
    raise RowReadError("sent_amount", "the row moves nothing: no amount sent, received or paid")


def _same_asset(
    sent: Leg, received: Leg, *, fee: Leg | None, line: int, context: Context
) -> ParsedRow | None:
    if sent.quantity != received.quantity or fee is not None:
        raise RowReadError(
            "received_currency",
            "the row sends and receives the same asset but names no accounts; "
            "use Tidemark CSV for transfers",
        )
    context.notes.add("Rows that send and receive the same amount were left out", line)
    return None


def _say_label(name: str, *, known: bool, line: int, context: Context) -> None:
    if name in INCOMPLETE:
        context.notes.add(
            "Gains of contracts are taken as plain deposits and withdrawals: check them", line
        )
    elif not known:
        context.notes.add(f"The label “{name}” has no meaning of its own here; kept as a tag", line)


KOINLY = Format(
    code="koinly",
    title="Koinly universal CSV",
    required=("date", "sentamount", "sentcurrency", "receivedamount", "receivedcurrency"),
    distinctive=("sentcurrency", "receivedcurrency"),
    known=frozenset(
        {"date", "sentamount", "sentcurrency", "receivedamount", "receivedcurrency", "feeamount",
         "feecurrency", "networthamount", "networthcurrency", "label", "description", "txhash"}
    ),
    date_key="date",
    number_keys=("sentamount", "receivedamount", "feeamount", "networthamount"),
    build=build,
    header_example="Date,Sent Amount,Sent Currency,Received Amount,Received Currency,Fee Amount,"
    "Fee Currency,Net Worth Amount,Net Worth Currency,Label,Description,TxHash",
    default_account="Koinly",
    normalise_header=lambda keys: (
        [{"tag": "label", "koinlydate": "date", "transactionhash": "txhash"}.get(key, key)
         for key in keys],
        "",
    ),
)  # fmt: skip
