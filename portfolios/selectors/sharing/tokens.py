"""The token that a request names, with its person: looked up with nearly every call of the API."""

from collections.abc import Sequence
from functools import cache
from typing import TypeVar

from django.db import connection
from django.db.models import Model

from portfolios.models import ApiToken, User

Row = TypeVar("Row", bound=Model)


def token_by_digest(digest: str) -> ApiToken | None:
    """The token of a key's digest with its user, of any state; None where there is none.

    One query, whose text is built once a process: that takes as long as all else of an answer that
    has not changed.
    """
    with connection.cursor() as cursor:
        cursor.execute(_statement(), [digest])
        row = cursor.fetchone()
    if row is None:
        return None
    width = len(ApiToken._meta.concrete_fields)
    token = _instance(ApiToken, row[:width])
    token.user = _instance(User, row[width:])
    return token


@cache
def _statement() -> str:
    text, _ = ApiToken.objects.select_related("user").filter(digest="").query.sql_with_params()
    return text


def _instance(model: type[Row], values: Sequence) -> Row:
    """The object of a row with every column of its model, in the order of its fields."""
    fields = model._meta.concrete_fields
    columns = [
        field.from_db_value(value, None, connection) if hasattr(field, "from_db_value") else value
        for field, value in zip(fields, values, strict=True)
    ]
    return model.from_db(connection.alias, [field.attname for field in fields], columns)
