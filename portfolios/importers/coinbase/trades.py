"""Coinbase's purchases and sales: in money, or in another coin as the notes tell."""

from dataclasses import replace
from decimal import Decimal

from markets.wording import sentence
from portfolios.accounting.core.fiat import FIAT
from portfolios.accounting.core.types import TransactionType as T
from portfolios.importers.base import Leg, ParsedRow, RowReadError
from portfolios.importers.coinbase.draft import Draft, currency, money
from portfolios.importers.coinbase.notes import Trade, pair_quote, trade
from portfolios.importers.layout import Cells
from portfolios.importers.spec import Context, exchange_type

# Subtotal and total are often rounded to the cent where the fee is not.
_CENTS = Decimal("0.02")


def trade_row(draft: Draft, cells: Cells, context: Context, *, buys: bool) -> ParsedRow | None:
    """A purchase or sale; None where money was turned to itself."""
    code = currency(cells, context)
    if draft.leg.symbol == code and code in FIAT:
        context.notes.add(
            sentence("{code} for {code} is no trade and was left out", code=code), draft.base.line
        )
        return None
    noted = trade(draft.base.note, context)
    market = pair_quote(draft.base.note, asset=draft.leg.symbol)
    if market and market != (noted.quote if noted else code):
        raise RowReadError(
            "notes",
            sentence(
                "the trade was settled in {market}, and the file does not tell how much {market}: "
                "enter this trade by hand",
                market=market,
            ),
        )
    if noted is not None and noted.quote != code:
        return _in_another_asset(draft, noted, buys=buys)
    price, fee = _price(cells, context, buys=buys)
    return _row(draft, price, fee, buys=buys)


def refund_row(draft: Draft, cells: Cells, context: Context) -> ParsedRow:
    """A sale taken back: the coins return for the money; money alone is a payment."""
    if draft.leg.symbol not in FIAT:
        price, fee = _price(cells, context, buys=draft.quantity > 0)
        return _row(draft, price, fee, buys=draft.quantity > 0)
    if draft.quantity > 0:
        return replace(draft.base, type=T.PAYMENT_RECEIVED, received=draft.leg)
    return replace(draft.base, type=T.PAYMENT_MADE, sent=draft.leg)


def _row(
    draft: Draft, price: Leg, fee: Leg | None, *, buys: bool, net_worth: Leg | None = None
) -> ParsedRow:
    sent, received = (price, draft.leg) if buys else (draft.leg, price)
    if sent.symbol == received.symbol:
        raise RowReadError(
            "asset", sentence("the trade gives {symbol} for itself", symbol=sent.symbol)
        )
    kind = exchange_type(sent, received)
    if kind is T.SWAP and price.symbol in FIAT:
        kind = T.BUY if buys else T.SELL
    return replace(
        draft.base, type=kind, sent=sent, received=received, fee=fee, net_worth=net_worth
    )


def _price(cells: Cells, context: Context, *, buys: bool) -> tuple[Leg, Leg | None]:
    """What the coins went for, and the fee on top, so that the money moved is the total."""
    price = money(cells, "subtotal", context)
    total = money(cells, "total", context)
    fee = money(cells, "fees", context)
    if price is None:
        if total is None:
            raise RowReadError(
                "subtotal", sentence("a purchase or sale needs its subtotal or its total")
            )
        return _without(total, fee, buys=buys), fee
    if total is None:
        return price, fee
    gap = total.quantity - price.quantity if buys else price.quantity - total.quantity
    if fee is not None and abs(gap - fee.quantity) <= _CENTS:
        return price, fee
    return (price, Leg(price.symbol, gap)) if gap > 0 else (total, None)


def _without(total: Leg, fee: Leg | None, *, buys: bool) -> Leg:
    if fee is None:
        return total
    rest = total.quantity - fee.quantity if buys else total.quantity + fee.quantity
    if rest <= 0:
        raise RowReadError("fees", sentence("the fee is as large as the total"))
    return Leg(total.symbol, rest)


def _in_another_asset(draft: Draft, noted: Trade, *, buys: bool) -> ParsedRow:
    """A trade settled in another asset than the row's currency: the notes carry its leg.

    The notes' total holds the fee. It is taken out where the rate, which leaves it out, tells
    it exactly.
    """
    price, fee = Leg(noted.quote, noted.total), None
    if noted.rate is not None:
        plain = draft.leg.quantity * noted.rate
        gap = noted.total - plain if buys else plain - noted.total
        if gap > 0 and -int(gap.as_tuple().exponent) <= 18:
            price, fee = Leg(noted.quote, plain), Leg(noted.quote, gap)
    return _row(draft, price, fee, buys=buys, net_worth=draft.worth)
