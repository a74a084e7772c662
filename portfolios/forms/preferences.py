"""What a user chooses for all pages: currency, time zone and language."""

from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from markets.models import Asset
from markets.templatetags.names import currency_label
from portfolios.models import User
from portfolios.selectors.ledger.exchange import possible_base_currencies


class CurrencyField(forms.ModelChoiceField):
    """A currency that portfolios may be kept or shown in."""

    def __init__(self, **kwargs):
        super().__init__(Asset.objects.none(), **kwargs)

    def label_from_instance(self, asset):
        return currency_label(asset)


def time_zones() -> list[tuple[str, str]]:
    """Every time zone, as a list to choose from."""
    return [(name, name.replace("_", " ")) for name in sorted(available_timezones())]


def languages() -> list[tuple[str, str]]:
    """Every language, as a list to choose from."""
    return [("", _("That of the browser")), *settings.LANGUAGES]


class HomeCurrencyForm(forms.Form):
    currency = CurrencyField(empty_label=None, label=_("Shown in"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["currency"].queryset = possible_base_currencies().order_by("symbol")


class PreferencesForm(forms.ModelForm):
    currency = CurrencyField(
        label=_("Currency"),
        required=False,
        empty_label=_("That of most portfolios"),
        help_text=_("All portfolios together are shown in it, and a new one begins with it."),
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        help_text=_(
            "Times on pages are of this zone, and new portfolios and channels begin with it. "
            "The days of a portfolio stay those of its own zone."
        ),
    )
    language = forms.ChoiceField(
        label=_("Language"),
        required=False,
        choices=languages,
        help_text=_(
            "Of pages, and of letters and messages; without a choice those are in English."
        ),
    )

    class Meta:
        model = User
        fields = ["currency", "time_zone", "language"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["currency"].queryset = possible_base_currencies().order_by("symbol")
        self.fields["time_zone"].choices = time_zones()
