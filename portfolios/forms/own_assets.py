"""Own assets and their prices as people write them."""

from django import forms

from portfolios.forms.assets import AssetField
from portfolios.forms.numbers import EXACT, AmountField, set_decimal_mark


class OwnAssetForm(forms.Form):
    name = forms.CharField(max_length=160)
    symbol = forms.CharField(max_length=40, help_text="One word, as your ledger names it.")
    note = forms.CharField(required=False, max_length=500)


class OwnPriceForm(forms.Form):
    day = forms.DateField(label="From", widget=forms.DateInput(attrs={"type": "date"}))
    price = AmountField(label="Price of one", min_value=0, **EXACT)

    def __init__(self, *args, decimal_mark: str = ".", **kwargs):
        super().__init__(*args, **kwargs)
        set_decimal_mark(self, decimal_mark)


class OwnPriceFileForm(forms.Form):
    file = forms.FileField(
        label="CSV file", help_text="Columns date,price: 2024-01-31,12.5 for each day."
    )
    leave_out = forms.BooleanField(required=False, label="Leave out lines with errors")


class OwnMergeForm(forms.Form):
    target = AssetField(label="Listed asset")
