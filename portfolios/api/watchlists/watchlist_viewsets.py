"""Watchlists and the assets on them, over the API: a person's own, and nobody else's."""

from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import mixins, serializers

from markets.api.base.fields import MOST_ID, ExactField, TextField, WholeField
from markets.api.base.references import AssetRefField
from markets.api.base.strict import StrictModelSerializer
from markets.api.base.views import ApiViewSet
from markets.api.filters import IdFilter, NameFilter
from portfolios.api.base.problems import Conflict
from portfolios.api.base.writing import WriteMixin
from portfolios.models import WatchedAsset, Watchlist
from portfolios.models.personal.watchlist import LONGEST_TAG, MOST_TAGS
from portfolios.services.watchlists import items, lists

_PLACE = {"required": False, "min_value": 0, "max_value": 10_000}
# A word or more without a comma, which parts tags in forms and files.
_CONTROL = r"\u0000-\u001f\u007f-\u009f"
_TAG = rf"^[^,{_CONTROL}]*[^,\s{_CONTROL}][^,{_CONTROL}]*$"


@extend_schema_field({"type": "string", "maxLength": LONGEST_TAG, "pattern": _TAG})
class TagField(TextField):
    """A tag: text without a comma."""

    default_error_messages = {"comma": "A tag has no comma."}

    def to_internal_value(self, data):
        if "," in data:
            self.fail("comma")
        return super().to_internal_value(data)


class WatchlistSerializer(StrictModelSerializer):
    """A list; `place` counts from 0, the first, and giving one moves the list there."""

    name = TextField(max_length=60)
    note = TextField(required=False, allow_blank=True, max_length=500)
    place = WholeField(**_PLACE)

    class Meta:
        model = Watchlist
        fields = ["id", "name", "note", "place", "created_at"]
        # Names are compared by the service, which holds the person's lists.
        validators: list = []


@extend_schema(tags=["watchlists"])
class WatchlistViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, WriteMixin, ApiViewSet):
    """The caller's lists of assets to follow, in their order."""

    queryset = Watchlist.objects.select_related("user")
    serializer_class = WatchlistSerializer
    keyset = ("place", "pk")

    def get_queryset(self):
        return super().get_queryset().for_user(self.request.user)

    def perform_create(self, values):
        made = lists.create_watchlist(
            self.request.user, name=values["name"], note=values.get("note", "")
        )
        if "place" not in values:
            return made
        return lists.change_watchlist(
            made, name=made.name, note=made.note, place=values["place"]
        )  # fmt: skip

    def perform_update(self, watchlist, values):
        return lists.change_watchlist(
            watchlist, name=values.get("name", watchlist.name),
            note=values.get("note", watchlist.note), place=values.get("place"),
        )  # fmt: skip

    def perform_destroy(self, watchlist):
        lists.delete_watchlist(watchlist)


@extend_schema_field({"type": "integer", "minimum": 0, "maximum": MOST_ID})
class OwnWatchlistField(serializers.PrimaryKeyRelatedField):
    """A list of the caller by its id; anybody else's does not exist."""

    _whole = WholeField()

    def to_internal_value(self, data):
        return super().to_internal_value(self._whole.to_internal_value(data))

    def get_queryset(self):
        return Watchlist.objects.for_user(self.context["request"].user)


class WatchedAssetSerializer(StrictModelSerializer):
    """An asset on a list; `target` is a price in US dollars, `place` counts from 0."""

    watchlist = OwnWatchlistField()
    asset = AssetRefField()
    note = TextField(required=False, allow_blank=True, max_length=500)
    tags = serializers.ListField(
        child=TagField(max_length=LONGEST_TAG),
        required=False, max_length=MOST_TAGS,
    )  # fmt: skip
    target = ExactField(required=False, allow_null=True, positive=True)
    place = WholeField(**_PLACE)

    class Meta:
        model = WatchedAsset
        fields = ["id", "watchlist", "asset", "note", "tags", "target", "place", "added_at"]
        validators: list = []

    def validate(self, values):
        if self.instance is not None:
            moved = [
                name
                for name in ("watchlist", "asset")
                if values.get(name, getattr(self.instance, name)) != getattr(self.instance, name)
            ]
            if moved:
                message = "This cannot be changed: take it off and put another on a list."
                raise Conflict({name: [message] for name in moved})
        return values


class WatchedAssetFilter(filters.FilterSet):
    watchlist = IdFilter(label="a watchlist's id")
    asset = NameFilter(field_name="asset__slug", label="a slug")

    class Meta:
        model = WatchedAsset
        fields: list[str] = []


@extend_schema(tags=["watchlists"])
class WatchedAssetViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, WriteMixin, ApiViewSet):
    """The assets on the caller's lists, in their order."""

    queryset = WatchedAsset.objects.select_related("asset", "watchlist__user")
    serializer_class = WatchedAssetSerializer
    filterset_class = WatchedAssetFilter
    keyset = ("place", "pk")

    def get_queryset(self):
        return super().get_queryset().for_user(self.request.user)

    def perform_create(self, values):
        place = values.pop("place", None)
        made = items.watch_asset(**values)
        if place is None:
            return made
        return items.change_watched(
            made, note=made.note, tags=made.tags, target=made.target, place=place
        )

    def perform_update(self, item, values):
        return items.change_watched(
            item, note=values.get("note", item.note), tags=values.get("tags", item.tags),
            target=values.get("target", item.target), place=values.get("place"),
        )  # fmt: skip

    def perform_destroy(self, item):
        items.stop_watching(item)
