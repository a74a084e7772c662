"""What lists of the books can be narrowed to."""

from django_filters import rest_framework as filters

from markets.api.filters import DayFilter, FlagFilter, IdFilter, InstantFilter, NameFilter
from portfolios.accounting.core.types import INCOME_TYPES, ProblemCode
from portfolios.api.base.filters import NAMES
from portfolios.models import Disposal, Fee, Income, LedgerProblem, Lot


class _OfAsset(filters.FilterSet):
    asset = NameFilter(field_name="asset__slug", label="a slug")
    account = IdFilter(label="an account's id")
    transaction = IdFilter(field_name="transaction_id", label="a row's id")


class LotFilter(_OfAsset):
    open = FlagFilter(method="is_open", label="with or without units that remain")

    class Meta:
        model = Lot
        fields: list[str] = []

    def is_open(self, queryset, name, value):
        return queryset.filter(remaining__gt=0) if value else queryset.filter(remaining=0)


class DisposalFilter(_OfAsset):
    type = filters.MultipleChoiceFilter(choices=NAMES)
    term = filters.ChoiceFilter(choices=[("short", "short"), ("long", "long")])
    since = InstantFilter(field_name="disposed_at", lookup_expr="gte")
    until = InstantFilter(field_name="disposed_at", lookup_expr="lt")

    class Meta:
        model = Disposal
        fields: list[str] = []


class _OfDay(_OfAsset):
    since = DayFilter(field_name="day", lookup_expr="gte")
    until = DayFilter(field_name="day", lookup_expr="lte")


class IncomeFilter(_OfDay):
    type = filters.MultipleChoiceFilter(
        choices=[(code.value, code.value) for code in sorted(INCOME_TYPES)]
    )

    class Meta:
        model = Income
        fields: list[str] = []


class FeeFilter(_OfDay):
    in_cost = FlagFilter()

    class Meta:
        model = Fee
        fields: list[str] = []


class ProblemFilter(_OfAsset):
    code = filters.ChoiceFilter(choices=[(code.value, code.value) for code in ProblemCode])
    is_known = FlagFilter()

    class Meta:
        model = LedgerProblem
        fields: list[str] = []
