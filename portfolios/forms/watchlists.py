"""Watchlists and what stands on them, as people write them."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portfolios.forms.assets import AssetField
from portfolios.forms.numbers import EXACT, AmountField, set_decimal_mark

# So many rows of a file are asked at a time.
MOST_ASKED = 50


class TagsField(forms.CharField):
    """Words between commas; cleaned to a list."""

    def prepare_value(self, value):
        return ", ".join(value) if isinstance(value, list) else value

    def clean(self, value):
        return [tag for tag in map(str.strip, super().clean(value).split(",")) if tag]


class WatchlistForm(forms.Form):
    name = forms.CharField(max_length=60, label=_("Name"))
    note = forms.CharField(required=False, max_length=500, label=_("Note"))


class WatchForm(forms.Form):
    """An asset to put on a list."""

    asset = AssetField(label=_("Asset"))


class WatchedForm(forms.Form):
    """What stands beside an asset of a list."""

    target = AmountField(
        required=False, label=_("Target price"), min_value=0, help_text=_("In US dollars."), **EXACT
    )
    tags = TagsField(
        required=False, max_length=450, label=_("Tags"),
        help_text=_("Between commas: layer 2, later."),
    )  # fmt: skip
    note = forms.CharField(required=False, max_length=500, label=_("Note"))

    def __init__(self, *args, decimal_mark: str = ".", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["target"].unit = "USD"
        set_decimal_mark(self, decimal_mark)


class WatchFileForm(forms.Form):
    file = forms.FileField(
        label=_("CSV file"),
        help_text=_(
            "A watchlist or portfolio of CoinGecko, a list of Tidemark, or any table with a column"
            " id, symbol or name. Notes, tags and targets are read too."
        ),
    )


class AskedForm(forms.Form):
    """A row of a file that may mean several assets, or none that is known; empty leaves it out."""

    asset = AssetField(required=False, label=_("Asset"))
    said = forms.CharField(required=False, max_length=250, widget=forms.HiddenInput)
    note = forms.CharField(required=False, max_length=500, widget=forms.HiddenInput)
    tags = TagsField(required=False, max_length=500, widget=forms.HiddenInput)
    target = forms.DecimalField(required=False, widget=forms.HiddenInput, **EXACT)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if said := self.data.get(self.add_prefix("said"), ""):
            self.fields["asset"].label = gettext("“{text}” in the file").format(text=said[:250])


AskedFormSet = forms.formset_factory(
    AskedForm, extra=0, max_num=MOST_ASKED, absolute_max=MOST_ASKED
)
