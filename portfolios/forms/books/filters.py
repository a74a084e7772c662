"""What lists of the books, and downloads, are narrowed to by their pages."""

from django import forms

from markets.selectors.exports.labels import FORM_LABELS, TABLE_LABELS
from portfolios.accounting.core.types import INCOME_TYPES
from portfolios.forms.assets import AssetField, AssetInput
from portfolios.models import Account, Portfolio
from portfolios.models.portfolio import choices_of
from portfolios.selectors.books.gains import NO_TERM, DisposalFilter
from portfolios.selectors.books.income import IncomeFilter

ALL_YEARS = "all"
TERMS = [("", "Any term"), ("short", "Short"), ("long", "Long"), (NO_TERM, "No term")]


class _BooksForm(forms.Form):
    """A year, the newest unless another is asked for, and an asset."""

    year = forms.ChoiceField(required=False)
    asset = AssetField(required=False, widget=AssetInput({"placeholder": "All assets"}))

    def __init__(self, *args, years: list[int], **kwargs):
        super().__init__(*args, **kwargs)
        self.newest = years[0] if years else None
        self.fields["year"].choices = [
            *((str(year), str(year)) for year in years),
            (ALL_YEARS, "All years"),
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
        Account.objects.none(), required=False, empty_label="All accounts"
    )
    term = forms.ChoiceField(required=False, choices=TERMS)

    def __init__(self, *args, portfolio: Portfolio, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["account"].queryset = portfolio.accounts.all()

    def only_rows(self) -> DisposalFilter:
        rest = self.cleaned_data if self.is_valid() else {}
        chosen = {name: rest[name] for name in ("asset", "account", "term") if name in rest}
        return DisposalFilter(year=self.chosen_year, **chosen)


class IncomeForm(_BooksForm):
    type = forms.ChoiceField(
        required=False, label="Kind", choices=[("", "All kinds"), *choices_of(sorted(INCOME_TYPES))]
    )

    def only_rows(self) -> IncomeFilter:
        rest = self.cleaned_data if self.is_valid() else {}
        chosen = {name: rest[name] for name in ("asset", "type") if name in rest}
        return IncomeFilter(year=self.chosen_year, **chosen)


class HistoriesForm(forms.Form):
    """What a download holds; both days are included."""

    HELD, ALL = "held", "all"

    table = forms.ChoiceField(label="Histories", choices=list(TABLE_LABELS.items()))
    written = forms.ChoiceField(label="Written as", choices=list(FORM_LABELS.items()))
    assets = forms.ChoiceField(
        label="Of", choices=[(HELD, "All that I hold"), (ALL, "All assets of the market")]
    )
    since = forms.DateField(
        label="From", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        label="To", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def clean(self):
        """The first day does not lie after the last."""
        cleaned = super().clean()
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and since > until:
            self.add_error("until", "The last day lies before the first.")
        return cleaned
