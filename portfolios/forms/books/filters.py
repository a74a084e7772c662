"""What lists of the books, and downloads, are narrowed to by their pages."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from markets.selectors.exports.labels import FORM_LABELS, TABLE_LABELS
from portfolios.accounting.core.types import INCOME_TYPES
from portfolios.forms.assets import AssetField, AssetInput
from portfolios.models import Account, Portfolio
from portfolios.models.portfolio import choices_of
from portfolios.selectors.books.gains import NO_TERM, DisposalFilter
from portfolios.selectors.books.income import IncomeFilter

ALL_YEARS = "all"
TERMS = [
    ("", _("Any term")),
    ("short", pgettext_lazy("term", "Short")),
    ("long", pgettext_lazy("term", "Long")),
    (NO_TERM, _("No term")),
]


class _BooksForm(forms.Form):
    """A year, the newest unless another is asked for, and an asset."""

    year = forms.ChoiceField(required=False, label=_("Year"))
    asset = AssetField(
        required=False, label=_("Asset"), widget=AssetInput({"placeholder": _("All assets")})
    )

    def __init__(self, *args, years: list[int], **kwargs):
        super().__init__(*args, **kwargs)
        self.newest = years[0] if years else None
        self.fields["year"].choices = [
            *((str(year), str(year)) for year in years),
            (ALL_YEARS, _("All years")),
        ]
        self.initial.setdefault("year", self.newest)
        if self.is_bound and "year" not in self.data:
            self.data = self.data.copy()
            self.data["year"] = str(self.newest or ALL_YEARS)

    @property
    def chosen_year(self) -> int | None:
        """None for all years; the newest where what was asked for is none."""
        if not self.is_valid():
            return self.newest
        year = self.cleaned_data["year"]
        return None if year == ALL_YEARS else int(year) if year else self.newest


class GainsForm(_BooksForm):
    account = forms.ModelChoiceField(
        Account.objects.none(), required=False, label=_("Account"), empty_label=_("All accounts")
    )
    term = forms.ChoiceField(required=False, label=pgettext_lazy("term", "Term"), choices=TERMS)

    def __init__(self, *args, portfolio: Portfolio, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["account"].queryset = portfolio.accounts.all()

    def only_rows(self) -> DisposalFilter:
        rest = self.cleaned_data if self.is_valid() else {}
        chosen = {name: rest[name] for name in ("asset", "account", "term") if name in rest}
        return DisposalFilter(year=self.chosen_year, **chosen)


class IncomeForm(_BooksForm):
    type = forms.ChoiceField(
        required=False, label=_("Kind"),
        choices=[("", _("All kinds")), *choices_of(sorted(INCOME_TYPES))],
    )  # fmt: skip

    def only_rows(self) -> IncomeFilter:
        rest = self.cleaned_data if self.is_valid() else {}
        chosen = {name: rest[name] for name in ("asset", "type") if name in rest}
        return IncomeFilter(year=self.chosen_year, **chosen)


class HistoriesForm(forms.Form):
    """What a download holds; both days are included."""

    HELD, ALL = "held", "all"

    table = forms.ChoiceField(label=_("Histories"), choices=list(TABLE_LABELS.items()))
    written = forms.ChoiceField(label=_("Written as"), choices=list(FORM_LABELS.items()))
    assets = forms.ChoiceField(
        label=pgettext_lazy("histories", "Of"),
        choices=[(HELD, _("All that I hold")), (ALL, _("All assets of the market"))],
    )
    since = forms.DateField(
        label=pgettext_lazy("day", "From"), required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )  # fmt: skip
    until = forms.DateField(
        label=pgettext_lazy("day", "To"), required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )  # fmt: skip

    def clean(self):
        """The first day does not lie after the last."""
        cleaned = super().clean()
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and since > until:
            self.add_error("until", _("The last day lies before the first."))
        return cleaned
