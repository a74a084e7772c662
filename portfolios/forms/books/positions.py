"""How a user sees the table of positions."""

from django import forms
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from portfolios.forms.numbers import EXACT, AmountField, set_decimal_mark
from portfolios.selectors.positions.query import (
    ASSET,
    COLUMNS,
    DENSITIES,
    GROUPS,
    LARGEST_FIRST,
    PERIODS,
    PositionsQuery,
)

_SORTS = [(f"{sign}{name}", "") for name in (ASSET, *COLUMNS) for sign in ("", "-")]


class PositionsViewForm(forms.Form):
    """Columns, order and the rest of a view; `small` is in the portfolio's currency."""

    columns = forms.MultipleChoiceField(
        label=_("Columns"), choices=COLUMNS.items(), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one column.")},
    )  # fmt: skip
    sort = forms.ChoiceField(choices=_SORTS, widget=forms.HiddenInput, required=False)
    group = forms.ChoiceField(choices=GROUPS.items(), required=False, label=_("Group by"))
    period = forms.ChoiceField(choices=PERIODS.items(), label=_("Gain over"))
    density = forms.ChoiceField(choices=DENSITIES.items(), required=False, label=_("Density"))
    small = AmountField(
        required=False, min_value=0, **EXACT,
        help_text=_("Positions that are worth less are hidden; their number and worth are shown."),
    )  # fmt: skip

    def __init__(self, *args, currency: str, decimal_mark: str, **kwargs):
        super().__init__(*args, **kwargs)
        label = now("Hide positions under, {currency}").format(currency=currency)
        self.fields["small"].label = label
        self.fields["small"].unit = currency
        set_decimal_mark(self, decimal_mark)

    @staticmethod
    def initial_of(query: PositionsQuery) -> dict:
        """A view as the form shows it."""
        return {
            "columns": list(query.columns), "sort": query.sort, "group": query.group,
            "period": query.period, "density": query.density, "small": query.small,
        }  # fmt: skip

    def query(self) -> PositionsQuery:
        """The view of a valid form; columns in the order that the table has them."""
        chosen = self.cleaned_data
        return PositionsQuery(
            columns=tuple(name for name in COLUMNS if name in chosen["columns"]),
            sort=chosen["sort"] or LARGEST_FIRST,
            group=chosen["group"], period=chosen["period"], density=chosen["density"],
            small=chosen["small"] or None,
        )  # fmt: skip
