"""A target as people write it: in per cent."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from portfolios.forms.assets import AssetField, let_name
from portfolios.forms.numbers import PercentField, set_decimal_mark
from portfolios.models import Portfolio
from portfolios.selectors.ledger.assets import assets_of


class TargetForm(forms.Form):
    """An asset's share and band; cleaned to fractions."""

    asset = AssetField(label=_("Asset"))
    share = PercentField(
        label=_("Target, %"), min_value=0, max_value=100, max_digits=5, decimal_places=2
    )
    band = PercentField(
        label=_("May stray by, points"), min_value=Decimal("0.1"), max_value=50, max_digits=4,
        decimal_places=2, initial=5,
        help_text=_("5 lets a target of 40% run from 35% to 45%."),
    )  # fmt: skip

    def __init__(self, *args, portfolio: Portfolio, decimal_mark: str = ".", **kwargs):
        super().__init__(*args, **kwargs)
        set_decimal_mark(self, decimal_mark)
        let_name(self, among=assets_of(portfolio))
