"""A row of any type with all its legs."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portfolios.accounting.core.gifts import CARRIED_LABEL, is_carried
from portfolios.accounting.core.types import GIFTS, MOVING_LEGS, TransactionType
from portfolios.forms.assets import AssetField, asset_text
from portfolios.forms.ledger.entry import EntryForm, QuantityField, new_account_field
from portfolios.models import Account, Portfolio, Transaction
from portfolios.models.portfolio import choices_of
from portfolios.selectors.exits.fired import Sale

# Fields of the form that are no column of a row.
ASKED = frozenset({"gift", "price_is_right", "new_account", "new_to_account"})


class TransactionForm(EntryForm):
    """Every column of a row."""

    tab = "more"

    type = forms.ChoiceField(choices=choices_of(TransactionType), label=_("Type"))
    to_account = forms.ModelChoiceField(
        Account.objects.none(), required=False, label=_("To account"), empty_label=_("Choose…")
    )
    new_to_account = new_account_field(_("A new account"))
    sent_quantity = QuantityField(counts="sent_asset", required=False, label=_("Quantity"))
    sent_asset = AssetField(required=False, label=_("Asset"))
    received_quantity = QuantityField(counts="received_asset", required=False, label=_("Quantity"))
    received_asset = AssetField(required=False, label=_("Asset"))
    fee_quantity = QuantityField(counts="fee_asset", required=False, label=_("Quantity"))
    fee_asset = AssetField(required=False, label=_("Asset"))
    net_worth_amount = QuantityField(counts="net_worth_asset", required=False, label=_("Amount"))
    net_worth_asset = AssetField(required=False, label=_("Currency"))
    gift = forms.ChoiceField(
        choices=[
            ("", _("at market value: a sale for who gives, a purchase for who receives")),
            (CARRIED_LABEL, _("as it carries over: no gain, its lots keep their dates and costs")),
        ],
        required=False, label=_("This gift counts"),
        help_text=_(
            "One that carries over needs both rows, the gift and its receipt, in portfolios of "
            "yours: the same asset and quantity, at most 7 days apart. Its market value is then "
            "what the lots cost, and only counts where the other row is missing."
        ),
    )  # fmt: skip
    label = forms.CharField(required=False, max_length=60, label=_("Label"))

    def clean(self) -> dict:
        """The choice for a gift is the row's label."""
        cleaned = super().clean()
        gift = cleaned.pop("gift", "")
        if cleaned.get("type") in GIFTS:
            if gift:
                cleaned["label"] = gift
            elif is_carried(TransactionType(cleaned["type"]), cleaned.get("label", "")):
                cleaned["label"] = ""
        return cleaned

    def columns(self) -> dict:
        """A leg without its quantity has no asset."""
        data = self.cleaned_data
        columns = {name: data[name] for name in self.fields if name not in ASKED}
        legs = [(f"{leg}_quantity", f"{leg}_asset") for leg in MOVING_LEGS]
        for quantity, asset in [*legs, ("net_worth_amount", "net_worth_asset")]:
            if columns[quantity] is None:
                columns[asset] = None
        return columns

    @classmethod
    def initial_of(cls, row: Transaction) -> dict:
        """A stored row as the form shows it."""
        initial = {name: getattr(row, name) for name in cls.base_fields if name not in ASKED}
        if is_carried(TransactionType(row.type), row.label):
            initial |= {"gift": CARRIED_LABEL, "label": ""}
        return initial | super().initial_of(row)

    @classmethod
    def initial_after(cls, last: Transaction | None, *, portfolio: Portfolio) -> dict:
        shared = super().initial_after(last, portfolio=portfolio)
        return shared | {"sent_asset": asset_text(portfolio.currency)}

    @classmethod
    def takes(cls, row: Transaction) -> bool:
        return True

    @classmethod
    def initial_of_sale(cls, sale: Sale, *, portfolio: Portfolio) -> dict:
        """The sale that an alert proposes, for a person to look at before it is recorded."""
        at = sale.at.astimezone(portfolio.zone).replace(tzinfo=None, microsecond=0)
        initial = {
            "type": TransactionType.SELL, "executed_at": at, "note": sale.note,
            "sent_asset": asset_text(sale.alert.asset), "sent_quantity": sale.quantity,
            "received_asset": asset_text(sale.currency),
        }  # fmt: skip
        if sale.proceeds is not None:
            initial["received_quantity"] = sale.proceeds
        return initial | ({"account": sale.account} if sale.account else {})
