"""What a page of returns is asked for: period, currency, benchmark, chart."""

from dataclasses import dataclass
from datetime import date

from django import forms
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from markets.analytics.charts.periods import Period
from markets.models import Asset
from markets.templatetags.names import currency_label
from portfolios.forms.assets import AssetField
from portfolios.selectors.ledger.exchange import base_currencies
from portfolios.selectors.performance.benchmarks import TOTAL_MARKET, Benchmark, benchmark_of

DEFAULT_BENCHMARK = "bitcoin"
NONE = "none"
CHARTS = {"return": _("Return"), "value": _("Value")}


class BenchmarkField(AssetField):
    """An asset or the whole market; "none" for no benchmark, nothing for the usual one."""

    def clean(self, value):
        if value == NONE:
            return None
        if value == TOTAL_MARKET.key:
            return TOTAL_MARKET
        return benchmark_of(super().clean(value) or super().clean(DEFAULT_BENCHMARK))


class PerformanceForm(forms.Form):
    """`from` and `to` make a custom period and override `period`."""

    period = forms.ChoiceField(
        required=False, label=_("Period"), choices=[(code.value, code) for code in Period]
    )
    currency = forms.ChoiceField(required=False, label=_("Currency"))
    benchmark = BenchmarkField(required=False, label=_("Benchmark"))
    chart = forms.ChoiceField(required=False, label=_("Chart"), choices=CHARTS.items())

    def __init__(self, *args, default: Asset, **kwargs):
        super().__init__(*args, **kwargs)
        day = {"required": False, "widget": forms.DateInput(attrs={"type": "date"})}
        self.fields["from"] = forms.DateField(label=pgettext_lazy("day", "From"), **day)
        self.fields["to"] = forms.DateField(label=pgettext_lazy("day", "To"), **day)
        self.currencies = {asset.symbol: asset for asset in base_currencies()}
        self.currencies.setdefault(default.symbol, default)
        self.fields["currency"].choices = [
            (code, currency_label(asset)) for code, asset in self.currencies.items()
        ]
        self.default = default

    def clean(self):
        first, last = self.cleaned_data.get("from"), self.cleaned_data.get("to")
        if first and last and first > last:
            self.add_error("to", now("The period ends before it begins."))
        return self.cleaned_data


@dataclass(frozen=True, slots=True)
class Asked:
    """The query as far as it can be understood; `errors` says, by a field's label, what cannot."""

    period: Period
    first: date | None
    last: date | None
    currency: Asset
    benchmark: Benchmark | None
    chart: str
    currencies: list[Asset]
    errors: dict[str, list[str]]

    @property
    def benchmark_name(self) -> str:
        """As the query names it."""
        return self.benchmark.key if self.benchmark else NONE

    @property
    def benchmark_text(self) -> str:
        """As the field for it shows it."""
        asset = self.benchmark.asset if self.benchmark else None
        return str(asset) if asset else self.benchmark_name


def read_query(query, *, default: Asset) -> Asked:
    """The asked for period and so on; what is missing or faulty is the usual."""
    form = PerformanceForm(query, default=default)
    form.is_valid()
    values = form.cleaned_data
    errors = {
        str(form.fields[name].label): [str(error) for error in found]
        for name, found in form.errors.items()
        if name != "benchmark" or query.get("benchmark")
    }
    first, last = values.get("from"), values.get("to")
    period = Period(values.get("period") or Period.ALL)
    if first or last:
        period = Period.CUSTOM
    elif period == Period.CUSTOM:
        period = Period.ALL
    return Asked(
        period=period,
        first=first,
        last=last,
        currency=form.currencies[values.get("currency") or default.symbol],
        benchmark=values.get("benchmark"),
        chart=values.get("chart") or "return",
        currencies=list(form.currencies.values()),
        errors=errors,
    )
