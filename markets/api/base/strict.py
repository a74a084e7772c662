"""Refuses what it does not know: a misspelt field or filter is an error, never silence."""

from collections.abc import Mapping

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.http import QueryDict
from django_filters.rest_framework import DjangoFilterBackend, MultipleChoiceFilter
from rest_framework import serializers

from markets.api.base.fields import DayField, FlagField, InstantField, TextField, WholeField
from markets.api.base.sorting import SORT

UNKNOWN_FIELD = "There is no such field."
READ_ONLY = "This field cannot be written."
UNKNOWN_PARAMETER = "There is no such parameter."
EMPTY_PARAMETER = "Give a value, or leave the parameter out."
REPEATED_PARAMETER = "Give one value."


class StrictSerializer(serializers.Serializer):
    """A serializer that names every field it was given and does not take."""

    def to_internal_value(self, data):
        refused = self._refused(data) if isinstance(data, Mapping) else {}
        try:
            values = super().to_internal_value(data)
        except serializers.ValidationError as error:
            if isinstance(error.detail, dict):
                raise serializers.ValidationError({**refused, **error.detail}) from None
            raise
        if refused:
            raise serializers.ValidationError(refused)
        return values

    def _refused(self, data: Mapping) -> dict[str, list[str]]:
        refused = {}
        for name in data:
            field = self.fields.get(name)
            if field is None:
                refused[name] = [UNKNOWN_FIELD]
            elif field.read_only:
                refused[name] = [READ_ONLY]
        return refused


class QuerySerializer(StrictSerializer):
    """A request's query parameters, where they are no filters of rows."""

    @classmethod
    def read(cls, request) -> dict:
        """The values of a request's query; raises ValidationError naming what is wrong."""
        return cls.read_parameters(request.query_params)

    @classmethod
    def read_parameters(cls, parameters: QueryDict) -> dict:
        """The same of parameters that stand alone."""
        query = cls(data=parameters.dict())
        refuse_odd_parameters(parameters, known=set(query.fields))
        query.is_valid(raise_exception=True)
        return query.validated_data


class StrictModelSerializer(StrictSerializer, serializers.ModelSerializer):
    """The same for a model's fields, each of which takes its own kind of value only."""

    serializer_field_mapping = {
        **serializers.ModelSerializer.serializer_field_mapping,
        models.BooleanField: FlagField,
        models.CharField: TextField,
        models.DateField: DayField,
        models.DateTimeField: InstantField,
        models.PositiveIntegerField: WholeField,
        models.PositiveSmallIntegerField: WholeField,
        models.TextField: TextField,
        ArrayField: serializers.ListField,
    }


class StrictFilterBackend(DjangoFilterBackend):
    """Filters by the view's filter set; a parameter that nothing reads is a 400."""

    def filter_queryset(self, request, queryset, view):
        filterset = self.get_filterset_class(view, queryset)
        filters = filterset.base_filters if filterset else {}
        paginator = view.paginator
        paging = {paginator.cursor_param, paginator.size_param} if paginator else set()
        several = {name for name, one in filters.items() if isinstance(one, MultipleChoiceFilter)}
        sorting = {SORT} if paginator and getattr(view, "sorts", None) else set()
        known = {*filters, *paging, *sorting, *getattr(view, "extra_parameters", ())}
        refuse_odd_parameters(request.query_params, known=known, several=several)
        return super().filter_queryset(request, queryset, view)


def refuse_odd_parameters(
    parameters: QueryDict, *, known: set[str], several: set[str] = frozenset()
) -> None:
    """Raises ValidationError naming the parameters that are unknown, empty or given twice.

    `several` are those that may be given more than once.
    """
    faults = {}
    for name, values in sorted(parameters.lists()):
        if name not in known:
            faults[name] = [UNKNOWN_PARAMETER]
        elif "" in values:
            faults[name] = [EMPTY_PARAMETER]
        elif len(values) > 1 and name not in several:
            faults[name] = [REPEATED_PARAMETER]
    if faults:
        raise serializers.ValidationError(faults)
