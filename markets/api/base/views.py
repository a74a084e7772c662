"""The base of every view set of the API."""

from collections.abc import Mapping
from types import MappingProxyType

from rest_framework.viewsets import GenericViewSet

from markets.api.base.conditional import ConditionalMixin
from markets.api.base.idempotency import IdempotentMixin
from markets.api.base.pagination import KeysetPagination
from markets.api.base.parsers import BoundedJSONParser
from markets.api.base.strict import StrictFilterBackend
from markets.api.base.throttling import CallerThrottle, RateHeadersMixin


class ApiViewSet(RateHeadersMixin, ConditionalMixin, IdempotentMixin, GenericViewSet):
    """Paged by key, filtered strictly, counted, tagged; a subclass names what it shows.

    `keyset` is the order of its lists: fields that together are unique. `sorts` are paths of the
    fields that `sort` may put before them, by name.
    """

    parser_classes = [BoundedJSONParser]
    throttle_classes = [CallerThrottle]
    filter_backends = [StrictFilterBackend]
    pagination_class = KeysetPagination
    keyset: tuple[str, ...] = ("pk",)
    sorts: Mapping[str, str] = MappingProxyType({})
