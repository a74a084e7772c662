"""What people answer so that a problem of the ledger can be repaired."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from markets.models import Asset
from portfolios.forms.numbers import EXACT, AmountField, set_decimal_mark
from portfolios.models import Account, Portfolio
from portfolios.selectors.ledger.assets import assets_of

MARKET, PRICE, NOTHING = "market", "price", "nothing"


class ProblemForm(forms.Form):
    """Which problem is meant: its key changes whenever the books are rebuilt."""

    code = forms.CharField(max_length=30)
    transaction = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
    asset = forms.ModelChoiceField(Asset.objects.none(), required=False, to_field_name="slug")

    def __init__(self, *args, portfolio: Portfolio, decimal_mark: str = ".", **kwargs):
        super().__init__(*args, **kwargs)
        self.portfolio = portfolio
        set_decimal_mark(self, decimal_mark)
        self.fields["asset"].queryset = assets_of(portfolio)


class OpeningBalanceForm(ProblemForm):
    cost = forms.ChoiceField(
        choices=[(MARKET, _("the market value of that day")), (PRICE, _("a price that I know")),
                 (NOTHING, pgettext_lazy("cost", "nothing"))], label=_("Cost"),
    )  # fmt: skip
    price = AmountField(required=False, min_value=0, label=_("Price of one"), **EXACT)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("cost") == PRICE and cleaned.get("price") is None:
            self.add_error("price", gettext("Write what one unit cost."))
        return cleaned

    def answers(self) -> dict:
        prices = {MARKET: None, NOTHING: Decimal(0), PRICE: self.cleaned_data["price"]}
        return {"price": prices[self.cleaned_data["cost"]]}


class FromAccountForm(ProblemForm):
    from_account = forms.ModelChoiceField(Account.objects.none(), label=_("Account"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["from_account"].queryset = self.portfolio.accounts.all()

    def answers(self) -> dict:
        return {"from_account": self.cleaned_data["from_account"]}


class RowValueForm(ProblemForm):
    amount = AmountField(min_value=0, label=_("Value"), **EXACT)

    def answers(self) -> dict:
        return {"amount": self.cleaned_data["amount"]}


class ToAccountForm(ProblemForm):
    to_account = forms.ModelChoiceField(Account.objects.none(), label=_("Account"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to_account"].queryset = self.portfolio.accounts.all()

    def answers(self) -> dict:
        return {"to_account": self.cleaned_data["to_account"]}


class NoAnswerForm(ProblemForm):
    """A repair that asks nothing."""

    def answers(self) -> dict:
        return {}


class JoinForm(forms.Form):
    withdrawal = forms.IntegerField(min_value=1, max_value=2**63 - 1)
    deposit = forms.IntegerField(min_value=1, max_value=2**63 - 1)


def lines_of(form: forms.Form) -> str:
    """A small form's errors in one sentence, for a page that shows many such forms."""
    return " ".join(
        f"{form.fields[name].label or name.capitalize()}: {message}" if name in form.fields
        else message
        for name, messages in form.errors.items()
        for message in messages
    )  # fmt: skip
