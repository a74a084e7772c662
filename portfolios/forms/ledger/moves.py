"""Transfers between one's own accounts, and rewards."""

from django import forms
from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from portfolios.accounting.core.types import INCOME_TYPES, TransactionType
from portfolios.forms.assets import AssetField, asset_text
from portfolios.forms.ledger.entry import EntryForm, QuantityField, leg, new_account_field
from portfolios.models import Account, Portfolio, Transaction
from portfolios.models.portfolio import choices_of


class TransferForm(EntryForm):
    """One asset from an account to another; what arrived is asked only where it is less."""

    tab = "transfer"
    types = (TransactionType.TRANSFER,)
    leaving = ("asset", "quantity")
    fee_paid_in = "asset"

    asset = AssetField(label=_("Asset"))
    quantity = QuantityField(counts="asset", min_value=0, label=_("Quantity"))
    received_quantity = QuantityField(
        counts="asset", required=False, min_value=0, label=_("Received, where it is less"),
        help_text=_("What did not arrive is the network's fee."),
    )  # fmt: skip
    to_account = forms.ModelChoiceField(
        Account.objects.none(), required=False, label=pgettext_lazy("account", "To"),
        empty_label=_("Choose…"),
        error_messages={"invalid_choice": _("A transfer goes to another account.")},
    )  # fmt: skip
    new_to_account = new_account_field(_("A new account to send to"))
    fee_quantity = QuantityField(counts="fee_asset", required=False, min_value=0, label=_("Fee"))
    fee_asset = AssetField(
        required=False, label=_("Fee paid in"), help_text=_("Left empty: in what was sent.")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["account"].label = pgettext("account", "From")
        given = self.fields["account"].prepare_value(self["account"].value())
        accounts = self.portfolio.accounts.all()
        source = accounts.filter(pk=given).first() if str(given).isdecimal() else None
        source = source or accounts.first()
        if source is not None:
            self.fields["to_account"].queryset = accounts.exclude(pk=source.pk)

    def clean(self) -> dict:
        cleaned = super().clean()
        self._need_account("to_account", gettext("Choose where it went, or name a new account."))
        return cleaned

    def columns(self) -> dict:
        data = self.cleaned_data
        return super().columns() | {
            "type": self.types[0], "to_account": data["to_account"],
            **leg("sent", data["asset"], data["quantity"]),
            **leg("received", data["asset"], data["received_quantity"]),
            **leg("fee", data["fee_asset"], data["fee_quantity"]),
        }  # fmt: skip

    @classmethod
    def initial_of(cls, row: Transaction) -> dict:
        arrived = None if row.received_quantity == row.sent_quantity else row.received_quantity
        return super().initial_of(row) | {
            "asset": row.sent_asset, "quantity": row.sent_quantity, "received_quantity": arrived,
            "to_account": row.to_account, "fee_quantity": row.fee_quantity,
            "fee_asset": row.fee_asset,
        }  # fmt: skip

    @classmethod
    def initial_after(cls, last: Transaction | None, *, portfolio: Portfolio) -> dict:
        asset = getattr(last, "sent_asset", None)
        shared = super().initial_after(last, portfolio=portfolio)
        return shared | {"asset": asset and asset_text(asset)}


class RewardForm(EntryForm):
    """Income in a coin, at the market's value or a given one."""

    tab = "reward"
    types = tuple(sorted(INCOME_TYPES))

    type = forms.ChoiceField(label=_("Kind"), choices=choices_of(types))
    asset = AssetField(label=_("Asset"))
    quantity = QuantityField(counts="asset", min_value=0, label=_("Quantity"))
    value = QuantityField(
        counts="", required=False, min_value=0, label=_("Value"),
        help_text=_("Left empty: the market's value of that day."),
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["value"].label = gettext("Value, {currency}").format(
            currency=self.portfolio.currency.symbol
        )

    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("value") is not None:
            self._compare_unit("value", self.fields["value"], self.portfolio.currency)
        return cleaned

    def columns(self) -> dict:
        data = self.cleaned_data
        worth = None if data["value"] is None else self.portfolio.currency
        return super().columns() | {
            "type": data["type"], "net_worth_asset": worth, "net_worth_amount": data["value"],
            **leg("received", data["asset"], data["quantity"]),
        }  # fmt: skip

    @classmethod
    def initial_of(cls, row: Transaction) -> dict:
        return super().initial_of(row) | {
            "type": row.type, "asset": row.received_asset, "quantity": row.received_quantity,
            "value": row.net_worth_amount,
        }  # fmt: skip

    @classmethod
    def initial_after(cls, last: Transaction | None, *, portfolio: Portfolio) -> dict:
        shared = super().initial_after(last, portfolio=portfolio)
        if last is None:
            return shared
        return shared | {"type": last.type, "asset": asset_text(last.received_asset)}

    @classmethod
    def takes(cls, row: Transaction) -> bool:
        """Not a fee, nor a value in another currency than the form's."""
        has_own_value = row.net_worth_asset_id in (None, row.portfolio.currency_id)
        return super().takes(row) and row.fee_quantity is None and has_own_value
