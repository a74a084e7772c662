"""Sparse fields: an answer with those that are asked for alone."""

from collections.abc import Collection

from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from markets.api.base.strict import REPEATED_PARAMETER, QuerySerializer

FIELDS = "fields"


def sparse(names: Collection[str]) -> OpenApiParameter:
    """The parameter that names some of these fields."""
    return OpenApiParameter(
        FIELDS,
        {"type": "array", "items": {"type": "string", "enum": list(names)}, "minItems": 1},
        style="form", explode=False,
        description="The fields that the answer has, with commas between them; all if not given.",
    )  # fmt: skip


def asked_fields(request, *, known: Collection[str]) -> list[str]:
    """The names that a request gives, each once, all if it gives none. Raises ValidationError."""
    text = request.query_params.get(FIELDS)
    if text is None:
        return list(known)
    names = dict.fromkeys(text.split(","))
    for name in names:
        if name not in known:
            raise ValidationError({FIELDS: [f"There is no field “{name[:40]}”."]})
    return list(names)


def read_sparse(request, query: type[QuerySerializer]) -> dict:
    """The values of a query beside which `fields` may stand. Raises ValidationError."""
    parameters = request.query_params.copy()
    if len(parameters.pop(FIELDS, [])) > 1:
        raise ValidationError({FIELDS: [REPEATED_PARAMETER]})
    return query.read_parameters(parameters)


def sparse_response(request, serializer, *, of: str = "") -> Response:
    """The data of a serializer, with the fields that a request asks for.

    With `of` they are those of the rows that this field of the answer lists.
    """
    _keep_asked(serializer.fields[of] if of else serializer, request)
    return Response(serializer.data)


def _keep_asked(serializer, request) -> None:
    fields = getattr(serializer, "child", serializer).fields
    for name in set(fields) - set(asked_fields(request, known=fields)):
        fields.pop(name)


class SparseMixin:
    """Readings of a view set answer with the fields that `fields` names."""

    extra_parameters = frozenset({FIELDS})

    def get_serializer(self, *args, **kwargs):
        serializer = super().get_serializer(*args, **kwargs)
        # There is no request while the API is described.
        if self.request is not None:
            _keep_asked(serializer, self.request)
        return serializer
