"""What people write into pages, turned into what services take."""

from django import forms

from markets.models import USD
from portfolios.accounting.core.types import TransactionType
from portfolios.forms.assets import AssetField, let_name
from portfolios.forms.preferences import time_zones
from portfolios.models import Account, ApiToken, Portfolio, PortfolioShare, ShareLink
from portfolios.models.portfolio import choices_of
from portfolios.selectors.ledger.assets import assets_of
from portfolios.selectors.ledger.exchange import possible_base_currencies
from portfolios.services.errors import Refused


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
        if not self.instance.pk and not self.initial.get("currency"):
            self.initial["currency"] = currencies.filter(slug=USD).first()
        self.fields["time_zone"].widget = forms.Select(choices=time_zones())
        self.fields["time_zone"].help_text = "Days begin at midnight there."
        self.fields["scope"].help_text = "By account: what US taxes ask for since 2025."


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
        let_name(self, among=assets_of(portfolio))


class ImportForm(forms.Form):
    file = forms.FileField(label="File to import")
    account = forms.ModelChoiceField(
        Account.objects.none(), empty_label="A new account named like the file's source",
        required=False, label="Account for rows that name none",
    )  # fmt: skip

    def __init__(self, *args, portfolio: Portfolio, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["account"].queryset = portfolio.accounts.all()


class KeyForm(forms.ModelForm):
    """A key that works for some time, or always."""

    days = forms.ChoiceField(
        label="Valid for",
        choices=[("30", "30 days"), ("90", "90 days"), ("365", "a year"), ("", "always")],
        required=False, initial="90",
    )  # fmt: skip


class TokenForm(KeyForm):
    class Meta:
        model = ApiToken
        fields = ["name", "scope"]


class ShareLinkForm(KeyForm):
    class Meta:
        model = ShareLink
        fields = ["name", "detail"]


def add_refusal(form: forms.Form, refusal: Refused) -> None:
    """Put a service's refusal where the form shows it: at the field, or above all."""
    for name, messages in refusal.errors.items():
        for message in messages:
            form.add_error(name if name in form.fields else None, message)
