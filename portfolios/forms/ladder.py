"""A stop and its targets as one form: per cents, and a row a target."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portfolios.forms.assets import AssetField
from portfolios.forms.numbers import EXACT, AmountField, PercentField, set_decimal_mark
from portfolios.forms.trigger import end_of_day
from portfolios.models import Portfolio
from portfolios.services.exits.ladders import MOST_TARGETS, Rung

NUMBERS = range(1, MOST_TARGETS + 1)


def _money(label: str = "") -> AmountField:
    return AmountField(required=False, label=label, **EXACT)


class LadderForm(forms.Form):
    """Money is in the portfolio's currency. Targets are taken in the order of their rows."""

    asset = AssetField(label=_("Asset"))
    stop_level = _money()
    trail_percent = PercentField(
        required=False, label=_("or trail, %"), max_digits=7, decimal_places=4,
        help_text=_("How far the stop stays under the highest price from now on."),
    )  # fmt: skip
    group = forms.CharField(
        required=False, max_length=40, label=_("Name (optional)"),
        help_text=_("What sells all of the position cancels the rest of the ladder."),
    )  # fmt: skip
    expires_at = forms.DateField(
        required=False, label=_("Until (optional)"), widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, *args, portfolio: Portfolio, decimal_mark: str = ".", **kwargs):
        super().__init__(*args, **kwargs)
        self.portfolio = portfolio
        symbol = portfolio.currency.symbol
        self.fields["stop_level"].label = gettext("Stop at, {unit}").format(unit=symbol)
        for number in NUMBERS:
            label = gettext("Target {number}, {unit}").format(number=number, unit=symbol)
            self.fields[f"target_{number}"] = _money(label)
            self.fields[f"share_{number}"] = PercentField(
                required=False, label=_("Share, %"), min_value=Decimal("0.01"), max_value=100,
                max_digits=5, decimal_places=2,
            )  # fmt: skip
        for name in ("stop_level", *(f"target_{number}" for number in NUMBERS)):
            self.fields[name].unit = symbol
        set_decimal_mark(self, decimal_mark)

    @property
    def rows(self) -> list[tuple]:
        """The bound fields of the targets, a pair a row."""
        return [(self[f"target_{number}"], self[f"share_{number}"]) for number in NUMBERS]

    def clean_expires_at(self):
        return end_of_day(self.cleaned_data["expires_at"], zone=self.portfolio.zone)

    def clean(self):
        """A share needs its target, and no row is left out before the last one."""
        data = super().clean()
        given = [number for number in NUMBERS if data.get(f"target_{number}") is not None]
        for number in NUMBERS:
            if number in given or self.errors.get(f"target_{number}"):
                continue
            if data.get(f"share_{number}") is not None:
                self.add_error(f"target_{number}", _("A share needs the level to sell it at."))
            elif any(other > number for other in given):
                self.add_error(f"target_{number}", _("Fill the targets in from the first on."))
        return data

    def terms(self) -> dict:
        """What the service takes."""
        data = self.cleaned_data
        rungs = [
            Rung(data[f"target_{number}"], data[f"share_{number}"])
            for number in NUMBERS
            if data[f"target_{number}"] is not None
        ]
        return {
            "asset": data["asset"], "stop_level": data["stop_level"], "targets": rungs,
            "trail_percent": data["trail_percent"], "group": data["group"],
            "expires_at": data["expires_at"],
        }  # fmt: skip
