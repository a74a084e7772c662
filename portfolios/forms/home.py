"""What a user chooses for the page of all portfolios."""

from django import forms

from markets.models import Asset
from portfolios.selectors.ledger.exchange import possible_base_currencies


class HomeCurrencyForm(forms.Form):
    currency = forms.ModelChoiceField(Asset.objects.none(), empty_label=None, label="Shown in")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["currency"].queryset = possible_base_currencies().order_by("symbol")
        self.fields["currency"].label_from_instance = lambda asset: f"{asset.symbol}: {asset.name}"
