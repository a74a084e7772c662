"""What people write into pages, turned into what services take."""

from datetime import UTC
from zoneinfo import available_timezones

from django import forms
from django.utils import timezone

from portfolios.accounting.core.gifts import CARRIED_LABEL, is_carried
from portfolios.accounting.core.instants import SkippedTime, from_wall_time, start_of_day
from portfolios.accounting.core.types import GIFTS, TransactionType
from portfolios.forms.assets import AssetField, asset_text
from portfolios.forms.numbers import EXACT, AmountField, set_decimal_mark
from portfolios.models import Account, ApiToken, Portfolio, PortfolioShare, Transaction
from portfolios.models.portfolio import choices_of
from portfolios.selectors.exits.fired import Sale
from portfolios.selectors.ledger.exchange import possible_base_currencies
from portfolios.services.errors import Refused

INSTANT_FORMS = [
    "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d",
]  # fmt: skip
# Fields of the form that are no column of a row.
ASKED = frozenset({"gift", "price_is_right"})


class PortfolioForm(forms.ModelForm):
    class Meta:
        model = Portfolio
        fields = ["name", "currency", "time_zone", "method", "scope", "tracks_cash"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        currencies = possible_base_currencies()
        self.fields["currency"].queryset = currencies.order_by("symbol")
        self.fields["currency"].empty_label = None
        self.fields["currency"].label_from_instance = lambda asset: f"{asset.symbol}: {asset.name}"
        if not self.instance.pk:
            self.fields["currency"].initial = currencies.filter(slug="usd").first()
        zones = [(name, name.replace("_", " ")) for name in sorted(available_timezones())]
        self.fields["time_zone"].widget = forms.Select(choices=zones)
        self.fields["time_zone"].help_text = "Days begin at midnight there."


class ShareForm(forms.Form):
    email = forms.EmailField(
        label="E-mail address",
        help_text="They see it once they have accepted, with an account of that address.",
    )
    role = forms.ChoiceField(choices=PortfolioShare.Role.choices)


class AccountForm(forms.ModelForm):
    class Meta:
        model = Account
        fields = ["name", "kind"]


class TransactionFilterForm(forms.Form):
    type = forms.ChoiceField(
        required=False, choices=[("", "All types"), *choices_of(TransactionType)]
    )
    account = forms.ModelChoiceField(
        Account.objects.none(), required=False, empty_label="All accounts"
    )
    asset = AssetField(required=False)
    since = forms.DateField(
        required=False, label="From", widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        required=False, label="To", widget=forms.DateInput(attrs={"type": "date"})
    )
    text = forms.CharField(required=False, label="Note or id", max_length=100)
    # Other pages name a row by it; nobody writes it.
    row = forms.IntegerField(
        required=False, min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput
    )

    def __init__(self, *args, portfolio: Portfolio, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["account"].queryset = portfolio.accounts.all()


class TransactionForm(forms.Form):
    """One row of the ledger; its rules are the service's."""

    type = forms.ChoiceField(choices=choices_of(TransactionType))
    executed_at = forms.DateTimeField(
        label="Date and time",
        input_formats=INSTANT_FORMS,
        widget=forms.DateTimeInput(
            attrs={"type": "datetime-local", "step": "1"}, format="%Y-%m-%dT%H:%M:%S"
        ),
    )  # fmt: skip
    account = forms.ModelChoiceField(Account.objects.none(), empty_label=None)
    to_account = forms.ModelChoiceField(
        Account.objects.none(), required=False, label="To account", empty_label="Choose…"
    )
    sent_quantity = AmountField(required=False, label="Quantity", **EXACT)
    sent_asset = AssetField(required=False, label="Asset")
    received_quantity = AmountField(required=False, label="Quantity", **EXACT)
    received_asset = AssetField(required=False, label="Asset")
    fee_quantity = AmountField(required=False, label="Quantity", **EXACT)
    fee_asset = AssetField(required=False, label="Asset")
    net_worth_amount = AmountField(required=False, label="Amount", **EXACT)
    net_worth_asset = AssetField(required=False, label="Currency")
    gift = forms.ChoiceField(
        choices=[
            ("", "at market value: a sale for who gives, a purchase for who receives"),
            (CARRIED_LABEL, "as it carries over: no gain, its lots keep their dates and costs"),
        ],
        required=False, label="This gift counts",
        help_text="One that carries over needs both rows, the gift and its receipt, in portfolios "
        "of yours: the same asset and quantity, at most 7 days apart. Its market value is then "
        "what the lots cost, and only counts where the other row is missing.",
    )  # fmt: skip
    label = forms.CharField(required=False, max_length=60)
    note = forms.CharField(required=False, max_length=2000, widget=forms.Textarea)
    # Asked for only where the price is doubtful.
    price_is_right = forms.BooleanField(required=False, label="The price is right: record it")

    def __init__(self, *args, portfolio: Portfolio, decimal_mark: str = ".", **kwargs):
        super().__init__(*args, **kwargs)
        self.portfolio = portfolio
        self.price_warning = ""
        for name in ("account", "to_account"):
            self.fields[name].queryset = portfolio.accounts.all()
        self.fields["executed_at"].help_text = f"In {portfolio.time_zone.replace('_', ' ')}"
        set_decimal_mark(self, decimal_mark)

    def clean_executed_at(self):
        """The time as written is a time in the portfolio's zone."""
        local = timezone.make_naive(self.cleaned_data["executed_at"], UTC)
        if ":" not in self["executed_at"].value():
            return start_of_day(local, tz=self.portfolio.zone)
        try:
            return from_wall_time(local, tz=self.portfolio.zone)
        except SkippedTime:
            message = f"The clocks in {self.portfolio.time_zone} skipped this time."
            raise forms.ValidationError(message) from None

    def clean(self) -> dict:
        """The choice for a gift is the row's label."""
        cleaned = super().clean()
        self.is_confirmed = cleaned.pop("price_is_right", False)
        gift = cleaned.pop("gift", "")
        if cleaned.get("type") in GIFTS:
            if gift:
                cleaned["label"] = gift
            elif is_carried(TransactionType(cleaned["type"]), cleaned.get("label", "")):
                cleaned["label"] = ""
        return cleaned

    @classmethod
    def initial_of(cls, row: Transaction) -> dict:
        """A stored row as the form shows it."""
        initial = {name: getattr(row, name) for name in cls.base_fields if name not in ASKED}
        if is_carried(TransactionType(row.type), row.label):
            initial |= {"gift": CARRIED_LABEL, "label": ""}
        initial["executed_at"] = row.executed_at.astimezone(row.portfolio.zone).replace(tzinfo=None)
        return initial

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


class ImportForm(forms.Form):
    file = forms.FileField(label="File to import")
    account = forms.ModelChoiceField(
        Account.objects.none(), empty_label="A new account named like the file's source",
        required=False, label="Account for rows that name none",
    )  # fmt: skip

    def __init__(self, *args, portfolio: Portfolio, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["account"].queryset = portfolio.accounts.all()


class TokenForm(forms.ModelForm):
    days = forms.ChoiceField(
        label="Valid for",
        choices=[("30", "30 days"), ("90", "90 days"), ("365", "a year"), ("", "always")],
        required=False, initial="90",
    )  # fmt: skip

    class Meta:
        model = ApiToken
        fields = ["name", "scope"]


def add_refusal(form: forms.Form, refusal: Refused) -> None:
    """Put a service's refusal where the form shows it: at the field, or above all."""
    for name, messages in refusal.errors.items():
        for message in messages:
            form.add_error(name if name in form.fields else None, message)
