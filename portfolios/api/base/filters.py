"""What lists of the portfolios' things can be narrowed to."""

from django_filters import rest_framework as filters

from markets.api.filters import FlagFilter, IdFilter, InstantFilter, NameFilter
from markets.models import Asset
from portfolios.accounting.core.types import TransactionType
from portfolios.models import (
    Account,
    Alert,
    Delivery,
    ImportBatch,
    MarketAlert,
    Target,
    Transaction,
    Trigger,
    TriggerKind,
)

NAMES = [(code.value, code.value) for code in TransactionType]


class OfPortfolio(filters.FilterSet):
    portfolio = IdFilter(label="a portfolio's id")


class AccountFilter(OfPortfolio):
    class Meta:
        model = Account
        fields: list[str] = []


class TransactionFilter(OfPortfolio):
    type = filters.MultipleChoiceFilter(choices=NAMES)
    account = IdFilter(method="in_account", label="an account's id, on either side")
    asset = NameFilter(method="of_asset", label="a slug, in any leg but the net worth")
    since = InstantFilter(field_name="executed_at", lookup_expr="gte")
    until = InstantFilter(field_name="executed_at", lookup_expr="lt")
    external_id = NameFilter()
    import_batch = IdFilter()

    class Meta:
        model = Transaction
        fields: list[str] = []

    def in_account(self, queryset, name, value):
        return queryset.in_account(value)

    def of_asset(self, queryset, name, value):
        found = Asset.objects.filter(slug=value).values_list("pk", flat=True).first()
        return queryset.none() if found is None else queryset.touching(found)


class TriggerFilter(OfPortfolio):
    asset = NameFilter(field_name="asset__slug")
    kind = filters.ChoiceFilter(choices=TriggerKind.choices)
    status = filters.ChoiceFilter(choices=Trigger.Status.choices)

    class Meta:
        model = Trigger
        fields: list[str] = []


class AlertFilter(OfPortfolio):
    asset = NameFilter(field_name="asset__slug")
    unseen = FlagFilter(field_name="seen_at", lookup_expr="isnull")
    since = InstantFilter(field_name="fired_at", lookup_expr="gte")

    class Meta:
        model = Alert
        fields: list[str] = []


class MarketAlertFilter(filters.FilterSet):
    subject = filters.ChoiceFilter(choices=MarketAlert.Subject.choices)
    asset = NameFilter(field_name="asset__slug")
    status = filters.ChoiceFilter(choices=MarketAlert.Status.choices)

    class Meta:
        model = MarketAlert
        fields: list[str] = []


class ImportFilter(OfPortfolio):
    status = filters.ChoiceFilter(choices=ImportBatch.Status.choices)

    class Meta:
        model = ImportBatch
        fields: list[str] = []


class TargetFilter(OfPortfolio):
    asset = NameFilter(field_name="asset__slug")

    class Meta:
        model = Target
        fields: list[str] = []


class DeliveryFilter(filters.FilterSet):
    channel = IdFilter(label="a channel's id")
    status = filters.ChoiceFilter(choices=Delivery.Status.choices)
    alert = IdFilter(label="an alert's id")

    class Meta:
        model = Delivery
        fields: list[str] = []
