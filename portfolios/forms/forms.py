"""What people write into pages, turned into what services take."""

from django import forms
from django.utils.translation import gettext_lazy as _

from markets.models import USD
from markets.templatetags.names import currency_label
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
        labels = {
            "name": _("Name"),
            "currency": _("Currency"),
            "time_zone": _("Time zone"),
            "method": _("Cost-basis method"),
            "scope": _("Lots are kept"),
            "tracks_cash": _("Tracks cash"),
        }
        help_texts = {
            "time_zone": _("Days begin at midnight there."),
            "method": _("Which of your coins a sale takes first. You can change it later."),
            "scope": _("By account: what US taxes ask for since 2025."),
            "tracks_cash": _(
                "Keep fiat balances. Otherwise money flows in with each buy, out with each sale."
            ),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        currencies = possible_base_currencies()
        self.fields["currency"].queryset = currencies.order_by("symbol")
        self.fields["currency"].empty_label = None
        self.fields["currency"].label_from_instance = currency_label
        if not self.instance.pk and not self.initial.get("currency"):
            self.initial["currency"] = currencies.filter(slug=USD).first()
        self.fields["time_zone"].widget = forms.Select(choices=time_zones())


class ShareForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("They see it once they have accepted, with an account of that address."),
    )
    role = forms.ChoiceField(label=_("Role"), choices=PortfolioShare.Role.choices)


class AccountForm(forms.ModelForm):
    class Meta:
        model = Account
        fields = ["name", "kind"]
        labels = {"name": _("Name"), "kind": _("Kind")}


class TransactionFilterForm(forms.Form):
    type = forms.ChoiceField(
        label=_("Type"),
        required=False,
        choices=[("", _("All types")), *choices_of(TransactionType)],
    )
    account = forms.ModelChoiceField(
        Account.objects.none(), label=_("Account"), required=False, empty_label=_("All accounts")
    )
    asset = AssetField(label=_("Asset"), required=False)
    since = forms.DateField(
        required=False, label=_("From"), widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        required=False, label=_("To"), widget=forms.DateInput(attrs={"type": "date"})
    )
    text = forms.CharField(required=False, label=_("Note or id"), max_length=100)
    # Other pages name a row by it; nobody writes it.
    row = forms.IntegerField(
        required=False, min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput
    )

    def __init__(self, *args, portfolio: Portfolio, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["account"].queryset = portfolio.accounts.all()
        let_name(self, among=assets_of(portfolio))


class ImportForm(forms.Form):
    file = forms.FileField(label=_("File to import"))
    account = forms.ModelChoiceField(
        Account.objects.none(),
        empty_label=_("New, named after the source"),
        required=False,
        label=_("Account for rows that name none"),
    )

    def __init__(self, *args, portfolio: Portfolio, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["account"].queryset = portfolio.accounts.all()


class KeyForm(forms.ModelForm):
    """A key that works for some time, or always."""

    days = forms.ChoiceField(
        label=_("Valid for"),
        choices=[
            ("30", _("30 days")),
            ("90", _("90 days")),
            ("365", _("a year")),
            ("", _("always")),
        ],
        required=False,
        initial="90",
    )


class TokenForm(KeyForm):
    class Meta:
        model = ApiToken
        fields = ["name", "scope"]
        labels = {"name": _("Name"), "scope": _("Scope")}


class ShareLinkForm(KeyForm):
    class Meta:
        model = ShareLink
        fields = ["name", "detail"]
        labels = {"name": _("Name"), "detail": _("Shows")}
        help_texts = {"name": _("For whom it is, for example. Visitors do not see it.")}


def add_refusal(form: forms.Form, refusal: Refused) -> None:
    """Put a service's refusal where the form shows it: at the field, or above all."""
    for name, messages in refusal.errors.items():
        for message in messages:
            form.add_error(name if name in form.fields else None, message)
