"""What every form of a ledger row has: when, in which account, a note."""

from dataclasses import replace
from datetime import UTC
from decimal import Decimal

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from markets.models import Asset
from markets.wording import worded
from portfolios.accounting.core.instants import (
    SkippedTime,
    from_wall_time,
    instant_fault,
    start_of_day,
)
from portfolios.accounting.core.validation import MAX_ACCOUNT_LENGTH
from portfolios.forms.assets import let_name
from portfolios.forms.numbers import EXACT, AmountField, set_decimal_mark, unit_fault
from portfolios.models import Account, Portfolio, Transaction
from portfolios.selectors.ledger.assets import assets_of

INSTANT_FORMS = [
    "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d",
]  # fmt: skip
NEW_ACCOUNT = "new_"


class QuantityField(AmountField):
    """Units of what another field of the form names: `20 SOL` is taken where that is SOL."""

    def __init__(self, *, counts: str, **kwargs):
        super().__init__(**EXACT, **kwargs)
        self.counts = counts

    def _check_unit(self, written) -> None:
        """The unit is compared once it is known which asset it is."""
        super()._check_unit(replace(written, unit=""))
        self.given_unit = written.unit


def new_account_field(label) -> forms.CharField:
    return forms.CharField(
        required=False, max_length=MAX_ACCOUNT_LENGTH, label=label,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip


class EntryForm(forms.Form):
    """One row of the ledger; its rules are the service's.

    A tab of the composer names its fields, the types of its rows, and which fields say what leaves
    (asset, quantity), and makes the row's columns of them.
    """

    tab = ""
    types: tuple[str, ...] = ()
    leaving: tuple[str, str] | None = None
    # The field whose asset pays the fee where no other is named.
    fee_paid_in = ""

    executed_at = forms.DateTimeField(
        label=_("Date and time"),
        input_formats=INSTANT_FORMS,
        widget=forms.DateTimeInput(
            attrs={"type": "datetime-local", "step": "1"}, format="%Y-%m-%dT%H:%M:%S"
        ),
    )  # fmt: skip
    account = forms.ModelChoiceField(
        Account.objects.none(), empty_label=None, required=False, label=_("Account")
    )
    new_account = new_account_field(_("A new account"))
    note = forms.CharField(required=False, max_length=2000, widget=forms.Textarea, label=_("Note"))
    # Asked for only where the price is doubtful.
    price_is_right = forms.BooleanField(required=False, label=_("The price is right: record it"))

    def __init__(self, *args, portfolio: Portfolio, decimal_mark: str = ".", **kwargs):
        super().__init__(*args, **kwargs)
        self.portfolio = portfolio
        self.price_warning = ""
        self.is_confirmed = False
        accounts = portfolio.accounts.all()
        for name in ("account", "to_account"):
            if name in self.fields:
                self.fields[name].queryset = accounts
        let_name(self, among=assets_of(portfolio))
        self.fields["executed_at"].help_text = gettext("In {time_zone}").format(
            time_zone=portfolio.time_zone.replace("_", " ")
        )
        set_decimal_mark(self, decimal_mark)

    def clean_executed_at(self):
        """The time as written is a time in the portfolio's zone, and one that a row can have."""
        local = timezone.make_naive(self.cleaned_data["executed_at"], UTC)
        read = from_wall_time if ":" in self["executed_at"].value() else start_of_day
        try:
            at = read(local, tz=self.portfolio.zone)
        except SkippedTime:
            message = gettext("The clocks in {time_zone} skipped this time.")
            said = message.format(time_zone=self.portfolio.time_zone)
            raise forms.ValidationError(said) from None
        except OverflowError:
            # Beyond the calendar of UTC, and so beyond all that a row can have.
            at = local.replace(tzinfo=UTC)
        fault = instant_fault(at, now=timezone.now())
        if fault:
            said = gettext("The date {fault}.").format(fault=worded(fault))
            raise forms.ValidationError(said)
        return at

    def clean(self) -> dict:
        cleaned = super().clean()
        if self.fee_paid_in and not cleaned.get("fee_asset"):
            cleaned["fee_asset"] = cleaned.get(self.fee_paid_in)
        self.is_confirmed = cleaned.pop("price_is_right", False)
        self._need_account("account", gettext("Choose an account, or name a new one."))
        for name, field in self.fields.items():
            if isinstance(field, QuantityField) and cleaned.get(name) is not None:
                self._compare_unit(name, field, cleaned.get(field.counts))
        return cleaned

    def _need_account(self, name: str, message: str) -> None:
        given = self.cleaned_data.get(name) or self.cleaned_data.get(NEW_ACCOUNT + name)
        if not given and name not in self.errors:
            self.add_error(name, message)

    def _compare_unit(self, name: str, field: QuantityField, asset: Asset | None) -> None:
        unit = getattr(field, "given_unit", "")
        fault = unit_fault(unit, expected=asset.symbol) if asset and unit else ""
        if fault:
            self.add_error(name, fault)

    def columns(self) -> dict:
        """The row's columns that the form has, as the services take them."""
        data = self.cleaned_data
        return {"account": data["account"], "executed_at": data["executed_at"],
                "note": data["note"]}  # fmt: skip

    def new_accounts(self) -> dict[str, str]:
        """By column, the names of accounts to be made with the row."""
        given = {
            name: self.cleaned_data.get(NEW_ACCOUNT + name, "").strip()
            for name in ("account", "to_account")
        }
        return {name: text for name, text in given.items() if text}

    def draft(self, row: Transaction | None = None) -> Transaction:
        """The row as it would be stored, and is not."""
        draft = Transaction(portfolio=self.portfolio, pk=row.pk if row else None)
        if row is not None:
            for field in row._meta.concrete_fields:
                setattr(draft, field.attname, getattr(row, field.attname))
        for name, value in self.columns().items():
            setattr(draft, name, value)
        return draft

    @classmethod
    def initial_of(cls, row: Transaction) -> dict:
        """A stored row as the form shows it."""
        at = row.executed_at.astimezone(row.portfolio.zone).replace(tzinfo=None)
        return {"executed_at": at, "account": row.account, "note": row.note}

    @classmethod
    def initial_after(cls, last: Transaction | None, *, portfolio: Portfolio) -> dict:
        """What a new row most likely shares with the last one of its kind."""
        return {"account": last.account} if last else {}

    @classmethod
    def takes(cls, row: Transaction) -> bool:
        """Whether the form shows all legs that a row has."""
        return row.type in cls.types


def leg(name: str, asset: Asset | None, quantity: Decimal | None) -> dict:
    """A leg's columns; one without its quantity has no asset."""
    return {f"{name}_asset": None if quantity is None else asset, f"{name}_quantity": quantity}
