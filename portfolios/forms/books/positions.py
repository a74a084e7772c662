"""How a user sees the table of positions."""

from django import forms
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from portfolios.forms.numbers import EXACT, AmountField, set_decimal_mark
from portfolios.forms.table_views import TableViewForm
from portfolios.selectors.positions.query import (
    ASSET,
    COLUMNS,
    GROUPS,
    PERIODS,
    PositionsQuery,
)


class PositionsViewForm(TableViewForm):
    """Columns, order and the rest of a view; `small` is in the portfolio's currency."""

    group = forms.ChoiceField(choices=GROUPS.items(), required=False, label=_("Group by"))
    period = forms.ChoiceField(choices=PERIODS.items(), label=_("Gain over"))
    small = AmountField(
        required=False, min_value=0, **EXACT,
        help_text=_("Positions that are worth less are hidden; their number and worth are shown."),
    )  # fmt: skip

    def __init__(self, *args, currency: str, decimal_mark: str, **kwargs):
        super().__init__(*args, columns=COLUMNS, fixed=[ASSET], **kwargs)
        self.order_fields(["period", "group", "density", "small"])
        label = now("Hide positions under, {currency}").format(currency=currency)
        self.fields["small"].label = label
        self.fields["small"].unit = currency
        set_decimal_mark(self, decimal_mark)

    @staticmethod
    def initial_of(view: PositionsQuery) -> dict:
        """A view as the form shows it."""
        own = {"group": view.group, "period": view.period, "small": view.small}
        return TableViewForm.initial_of(view) | own

    def query(self) -> PositionsQuery:
        """The view of a valid form."""
        cleaned = self.cleaned_data
        return PositionsQuery(
            **self.chosen(), group=cleaned["group"], period=cleaned["period"],
            small=cleaned["small"] or None,
        )  # fmt: skip
