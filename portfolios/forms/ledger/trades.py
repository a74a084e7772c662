"""Purchases, sales and swaps as people think of them: a quantity, a price, a total."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from markets.models import Asset
from markets.number_writing import grouped
from markets.numbers import plain, significant
from markets.selectors.price_at import PriceAt, price_between
from portfolios.accounting.core.trade_figures import Contradiction, complete_trade
from portfolios.accounting.core.types import TransactionType
from portfolios.forms.asking import SUFFIX, Choice, Picked, Several
from portfolios.forms.assets import AssetField, asset_text
from portfolios.forms.ledger.entry import EntryForm, QuantityField, leg
from portfolios.models import Portfolio, Transaction

# A market's price with more digits than this says nothing more.
_DIGITS = 10
# How far a market's price may move between being shown and being taken.
_MOVED = Decimal("0.02")


def offered_price(found: PriceAt) -> Decimal:
    """A market's price as a form fills it in."""
    return Decimal(plain(significant(found.price, digits=_DIGITS), places=18))


class TradeForm(EntryForm):
    """An asset for money: any two of quantity, price and total give the third."""

    fee_paid_in = "money"
    # The asset's leg and the money's.
    legs = ("received", "sent")

    asset = AssetField(label=_("Asset"))
    quantity = QuantityField(counts="asset", required=False, min_value=0, label=_("Quantity"))
    price = QuantityField(
        counts="money", required=False, min_value=0, label=_("Price of one"),
        help_text=_("Left empty, it follows from the other two, or is the market's price then."),
    )  # fmt: skip
    total = QuantityField(counts="money", required=False, min_value=0, label=_("Total"))
    money = AssetField(label=_("Paid with"))
    fee_quantity = QuantityField(counts="fee_asset", required=False, min_value=0, label=_("Fee"))
    fee_asset = AssetField(
        required=False,
        label=_("Fee paid in"),
        help_text=_("Left empty: in what was paid or received."),
    )

    def clean(self) -> dict:
        cleaned = super().clean()
        if not {"quantity", "price", "total", "asset", "money"} & self.errors.keys():
            self._drop_price_of_another()
            self._complete()
        return cleaned

    def _drop_price_of_another(self) -> None:
        """A market price that was shown counts only for the asset and time that it was of."""
        picked = self["price"].data
        if not isinstance(picked, Picked) or picked.written:
            return
        found, seen = self.market_price(), self.cleaned_data["price"]
        if found is None or abs(seen - found.price) > _MOVED * found.price:
            self.cleaned_data["price"] = None
            self.data = self.data.copy()
            self.data.pop(f"price{SUFFIX}")

    def _complete(self) -> None:
        names = ("quantity", "price", "total")
        figures = [self.cleaned_data.get(name) for name in names]
        given = [name for name, figure in zip(names, figures, strict=True) if figure is not None]
        if not set(given) & {"quantity", "total"}:
            self.add_error("quantity", gettext("Write how much it was: a quantity or a total."))
        elif len(given) == 1:
            self._offer_price()
        else:
            self._complete_third(figures, given)

    def _complete_third(self, figures: list[Decimal | None], given: list[str]) -> None:
        try:
            whole = complete_trade(*figures)
        except Contradiction as found:
            quantity, price, total = figures
            self.add_error("total", Several(
                gettext(
                    "{quantity} at {price} is {product}, not {total}: which is it? "
                    "Or empty one of the three."
                ).format(
                    quantity=grouped(quantity), price=grouped(price),
                    product=grouped(found.total), total=grouped(total),
                ),
                choices=[Choice(plain(found.total), grouped(found.total))],
            ))  # fmt: skip
            return
        if whole is None:
            self.add_error(given[0], gettext("This must be above 0."))
            return
        self.cleaned_data |= dict(zip(("quantity", "price", "total"), whole, strict=True))

    def _offer_price(self) -> None:
        """The market's price of then, taken once it was seen."""
        found, money = self.market_price(), self.cleaned_data["money"]
        if found is None:
            self.add_error(
                "price", gettext("The market's price of then is not known: write yours.")
            )
            return
        price = offered_price(found)
        self.add_error("price", Several(
            gettext("The market's price was {price} {currency} ({when}).").format(
                price=grouped(price), currency=money.symbol, when=when_of(found, self)
            ),
            choices=[
                Choice(plain(price), gettext("Take {price}").format(price=grouped(price)))
            ],
        ))  # fmt: skip

    def market_price(self) -> PriceAt | None:
        """What one unit cost at the time that the form says; None where that is not known."""
        asset, money = self.cleaned_data.get("asset"), self.cleaned_data.get("money")
        at = self.cleaned_data.get("executed_at")
        return price_between(asset, money, at) if asset and money and at else None

    def columns(self) -> dict:
        data, (traded, paid) = self.cleaned_data, self.legs
        return super().columns() | {
            "type": self.types[0],
            **leg(traded, data["asset"], data["quantity"]),
            **leg(paid, data["money"], data["total"]),
            **leg("fee", data["fee_asset"], data["fee_quantity"]),
        }

    @classmethod
    def initial_of(cls, row: Transaction) -> dict:
        traded, paid = cls.legs
        quantity = getattr(row, f"{traded}_quantity")
        total = getattr(row, f"{paid}_quantity")
        whole = complete_trade(quantity, None, total)
        return super().initial_of(row) | {
            "asset": getattr(row, f"{traded}_asset"), "quantity": quantity, "total": total,
            "money": getattr(row, f"{paid}_asset"), "fee_quantity": row.fee_quantity,
            "fee_asset": row.fee_asset,
            "price": whole and Decimal(plain(significant(whole[1], digits=30), places=18)),
        }  # fmt: skip

    @classmethod
    def initial_after(cls, last: Transaction | None, *, portfolio: Portfolio) -> dict:
        initial = super().initial_after(last, portfolio=portfolio)
        traded, paid = cls.legs
        money = getattr(last, f"{paid}_asset", None) or _money_of(portfolio)
        asset = getattr(last, f"{traded}_asset", None)
        return initial | {"asset": asset and asset_text(asset), "money": asset_text(money)}


class BuyForm(TradeForm):
    tab = "buy"
    types = (TransactionType.BUY,)
    leaving = ("money", "total")


class SellForm(TradeForm):
    tab = "sell"
    types = (TransactionType.SELL,)
    legs = ("sent", "received")
    leaving = ("asset", "quantity")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["money"].label = gettext("Received in")


class SwapForm(EntryForm):
    """A coin for a coin."""

    tab = "swap"
    types = (TransactionType.SWAP,)
    leaving = ("sent_asset", "sent_quantity")
    fee_paid_in = "sent_asset"

    sent_asset = AssetField(label=pgettext_lazy("swap", "From"))
    sent_quantity = QuantityField(counts="sent_asset", min_value=0, label=_("Quantity given"))
    received_asset = AssetField(label=pgettext_lazy("swap", "Into"))
    received_quantity = QuantityField(
        counts="received_asset", min_value=0, label=_("Quantity received")
    )
    fee_quantity = QuantityField(counts="fee_asset", required=False, min_value=0, label=_("Fee"))
    fee_asset = AssetField(
        required=False, label=_("Fee paid in"), help_text=_("Left empty: in what was given.")
    )

    def columns(self) -> dict:
        data = self.cleaned_data
        return super().columns() | {
            "type": self.types[0],
            **leg("sent", data["sent_asset"], data["sent_quantity"]),
            **leg("received", data["received_asset"], data["received_quantity"]),
            **leg("fee", data["fee_asset"], data["fee_quantity"]),
        }

    @classmethod
    def initial_of(cls, row: Transaction) -> dict:
        own = [name for name in cls.base_fields if hasattr(row, name)]
        return {name: getattr(row, name) for name in own} | super().initial_of(row)

    @classmethod
    def initial_after(cls, last: Transaction | None, *, portfolio: Portfolio) -> dict:
        asset = getattr(last, "sent_asset", None)
        shared = super().initial_after(last, portfolio=portfolio)
        return shared | {"sent_asset": asset and asset_text(asset)}


def when_of(found: PriceAt, form: forms.Form) -> str:
    """Which price it is and whose, in the portfolio's time."""
    local = found.at.astimezone(form.portfolio.zone)
    said = {
        "minute": gettext("quote of {at}"), "hour": gettext("hour from {at}"),
        "day": gettext("close of {day}"),
    }[found.period].format(at=f"{local:%Y-%m-%d %H:%M}", day=f"{found.at:%Y-%m-%d}")  # fmt: skip
    return f"{said}, {found.source}" if found.source else said


def _money_of(portfolio: Portfolio) -> Asset:
    """What purchases are usually paid with: the books' currency, or dollars where it is a coin."""
    if portfolio.currency.is_fiat:
        return portfolio.currency
    return Asset.objects.filter(slug="usd").first() or portfolio.currency
