"""Own assets and their prices as people write them."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portfolios.forms.assets import AssetField
from portfolios.forms.numbers import EXACT, AmountField, set_decimal_mark


class OwnAssetForm(forms.Form):
    name = forms.CharField(max_length=160, label=_("Name"))
    symbol = forms.CharField(
        max_length=40, label=_("Symbol"), help_text=_("One word, as your ledger names it.")
    )
    note = forms.CharField(required=False, max_length=500, label=_("Note"))


class OwnPriceForm(forms.Form):
    day = forms.DateField(
        label=pgettext_lazy("day", "From"), widget=forms.DateInput(attrs={"type": "date"})
    )
    price = AmountField(label=_("Price of one"), min_value=0, **EXACT)

    def __init__(self, *args, decimal_mark: str = ".", **kwargs):
        super().__init__(*args, **kwargs)
        set_decimal_mark(self, decimal_mark)


class OwnPriceFileForm(forms.Form):
    file = forms.FileField(
        label=_("CSV file"), help_text=_("Columns date,price: 2024-01-31,12.5 for each day.")
    )
    leave_out = forms.BooleanField(required=False, label=_("Leave out lines with errors"))


class OwnMergeForm(forms.Form):
    target = AssetField(label=_("Listed asset"))
