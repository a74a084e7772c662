"""Text to ledger entries and prices: the form in which the accounting tests are written.

    2024-01-01       deposit  +1000 USD
    2024-01-02T10:30 buy      -900 USD +1 BTC  fee 10 USD  in exchange
    2024-01-03       transfer -1 BTC +0.99 BTC  in exchange to vault  #t1
    2024-01-04       staking_reward +0.1 ETH  worth 200 USD
    2024-01-05       price BTC 950 USD

`-` is what was sent and `+` what was received; the account is `main` unless `in` names one. An
id follows `#`; without one it is the row's number from 1. A gift may be `carried`. Times are UTC.
`;` begins a comment.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from decimal import Decimal

from portfolios.accounting.booking.books import build_books
from portfolios.accounting.core.entries import Entry, Leg
from portfolios.accounting.core.policy import Policy
from portfolios.accounting.core.records import Books
from portfolios.accounting.core.types import TransactionType
from portfolios.accounting.prices.prices import Prices, PriceTable
from portfolios.accounting.prices.valuation import DailyValue, daily_values

FIAT = frozenset({"USD", "EUR", "GBP"})
_POLICY = {field.name for field in fields(Policy)}


@dataclass(frozen=True)
class Ledger:
    """Entries and prices read from one text."""

    entries: tuple[Entry, ...]
    prices: PriceTable


def read_text(text: str) -> Ledger:
    """The entries and prices of a text."""
    entries, quotes = [], []
    for line in text.splitlines():
        words = line.split(";")[0].split()
        if len(words) > 1 and words[1] == "price":
            day, _, asset, price, currency = words
            quotes.append((date.fromisoformat(day), asset, Decimal(price), currency))
        elif words:
            entries.append(_read_row(words, number=len(entries) + 1))
    return Ledger(tuple(entries), PriceTable(quotes))


def _read_row(words: list[str], *, number: int) -> Entry:
    moment, kind, *rest = words
    fields = {"account": "main", "id": str(number)}
    while rest:
        word = rest.pop(0)
        if word == "carried":
            fields["carried"] = True
        elif word in ("in", "to"):
            fields["account" if word == "in" else "to_account"] = rest.pop(0)
        elif word in ("fee", "worth"):
            name = "fee" if word == "fee" else "net_worth"
            fields[name] = Leg(asset=rest.pop(1), quantity=Decimal(rest.pop(0)))
        elif word.startswith("#"):
            fields["id"] = fields["external_id"] = word[1:]
        else:
            name = {"-": "sent", "+": "received"}[word[0]]
            fields[name] = Leg(asset=rest.pop(0), quantity=Decimal(word[1:]))
    at = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    return Entry(type=TransactionType(kind), at=at, order=number, line=number, **fields)


def books_of(text: str, **options) -> Books:
    """The books of a text, in USD unless told otherwise."""
    ledger = read_text(text)
    return book(ledger.entries, **{"prices": ledger.prices, **options})


def book(entries: Iterable[Entry], *, prices: Prices, **options) -> Books:
    """The books of entries, in USD unless told otherwise; options of `Policy` or `build_books`."""
    policy = {name: options.pop(name) for name in _POLICY & options.keys()}
    return build_books(entries, prices=prices, policy=usd_policy(**policy), **options)


def usd_policy(**options) -> Policy:
    """The policy of books in USD unless told otherwise."""
    return Policy(**{"currency": "USD", "fiat": FIAT} | options)


def days_of(text: str, **options) -> tuple[DailyValue, ...]:
    """The daily values of a text."""
    return daily_values(books_of(text, **options), prices=read_text(text).prices)


def gains(books: Books) -> list[tuple[str, str, str]]:
    """(quantity, cost, proceeds) of each disposal, as short decimals."""
    return [(short(d.quantity), short(d.cost), short(d.proceeds)) for d in books.disposals]


def open_lots(books: Books) -> list[tuple[str, str, str]]:
    """(transaction, remaining, cost) of each open lot."""
    return [
        (lot.transaction, short(lot.remaining), short(lot.cost))
        for lot in books.lots
        if lot.remaining
    ]


def fees(books: Books) -> list[tuple]:
    """(asset, quantity, value, in cost) of each fee."""
    return [(fee.asset, short(fee.quantity), short(fee.value), fee.in_cost) for fee in books.fees]


def codes(books: Books) -> list[tuple[str, str]]:
    """(code, transaction) of each problem."""
    return [(str(problem.code), problem.transaction) for problem in books.problems]


def short(figure: Decimal | None) -> str | None:
    """A figure to at most eight places, without trailing zeros."""
    if figure is None:
        return None
    text = f"{figure:.8f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def assert_reconciled(books: Books) -> None:
    """The two identities that every books must keep, to 30 places."""
    totals = books.totals
    step = Decimal("1e-30")
    assert abs(totals.value - totals.cost - totals.unrealised) < step
    assert abs(totals.value - totals.net_flow - totals.profit) < step
