"""Refuses what it does not know: a misspelt field or filter is an error, never silence."""

from collections.abc import Mapping

from django_filters.rest_framework import DjangoFilterBackend
from rest_framework import serializers

UNKNOWN_FIELD = "There is no such field."
READ_ONLY = "This field cannot be written."
UNKNOWN_PARAMETER = "There is no such parameter."


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
        query = cls(data=request.query_params.dict())
        refuse_unknown_parameters(request, known=set(query.fields))
        query.is_valid(raise_exception=True)
        return query.validated_data


class StrictModelSerializer(StrictSerializer, serializers.ModelSerializer):
    """The same for a model's fields."""


class StrictFilterBackend(DjangoFilterBackend):
    """Filters by the view's filter set; a parameter that nothing reads is a 400."""

    def filter_queryset(self, request, queryset, view):
        refuse_unknown_parameters(request, known=self._known(view, queryset))
        return super().filter_queryset(request, queryset, view)

    def _known(self, view, queryset) -> set[str]:
        filterset = self.get_filterset_class(view, queryset)
        known = set(filterset.base_filters) if filterset else set()
        paginator = view.paginator
        return known | ({paginator.cursor_param, paginator.size_param} if paginator else set())


def refuse_unknown_parameters(request, *, known: set[str]) -> None:
    """Raises ValidationError naming the query parameters that are not known."""
    unknown = request.query_params.keys() - known
    if unknown:
        raise serializers.ValidationError({name: [UNKNOWN_PARAMETER] for name in sorted(unknown)})
