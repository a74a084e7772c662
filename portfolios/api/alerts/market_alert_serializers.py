"""Alerts on the market and what they fired, as the API reads and writes them."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from markets.api.base.fields import WORDS, ExactField, TextField, WholeField
from markets.api.base.references import AssetRefField, is_name
from markets.api.base.strict import StrictModelSerializer
from markets.models import Category
from markets.selectors.measures.catalogue import Scope
from portfolios.api.base.problems import Conflict
from portfolios.api.sharing.portfolio_serializers import VisiblePortfolioField
from portfolios.api.watchlists.watchlist_viewsets import OwnWatchlistField
from portfolios.models import MarketAlert, Notice, SavedScreen
from portfolios.selectors.alerts.market.words import condition_in_words

OPTIONAL = {"required": False, "allow_null": True}
KEPT = "An alert keeps what it watches: delete it and create another."


@extend_schema_field({"type": "string", "minLength": 1, "maxLength": 120, "pattern": WORDS})
class CategoryRefField(serializers.SlugRelatedField):
    """A category by its slug."""

    def __init__(self, **kwargs):
        super().__init__(slug_field="slug", queryset=Category.objects.all(), **kwargs)

    def to_internal_value(self, data):
        if not is_name(data):
            self.fail("invalid")
        return super().to_internal_value(data)


class OwnScreenField(VisiblePortfolioField):
    """One of the caller's saved views by its id; another's does not exist."""

    def get_queryset(self):
        return SavedScreen.objects.for_user(self.context["request"].user)


class MarketAlertSerializer(StrictModelSerializer):
    """A condition on a figure, or on what happens, that fires as it comes to be met.

    `measure` is an id of `measures`, of the scope that the subject has: an asset's for `asset`,
    `holdings` and `watchlist`; none for `screen`. `level` is in the measure's unit (fractions are
    of one), counts places for `top` and `bottom`, and is the change for `change`: below 0 a fall, a
    fraction of the former value for dollars and counts. Without a category any of them fires. A
    PATCH of anything but the note arms the alert anew.
    """

    asset = AssetRefField(**OPTIONAL)
    category = CategoryRefField(**OPTIONAL)
    screen = OwnScreenField(**OPTIONAL)
    watchlist = OwnWatchlistField(**OPTIONAL)
    measure = TextField(required=False, allow_blank=True, max_length=30)
    rule = serializers.ChoiceField(
        choices=MarketAlert.Rule.choices, required=False, help_text="`happens` for events"
    )
    level = ExactField(**OPTIONAL)
    days = WholeField(min_value=1, max_value=90, **OPTIONAL, help_text="1, 7, 14, 30 or 90")
    condition = serializers.SerializerMethodField()

    class Meta:
        model = MarketAlert
        fields = [
            "id", "subject", "asset", "category", "screen", "watchlist", "measure", "rule",
            "level", "days", "repeat", "note", "condition", "status", "armed_at", "fired_at",
            "firings", "evaluated_at", "evaluated_day", "created_at",
        ]  # fmt: skip
        read_only_fields = [
            "status", "armed_at", "fired_at", "firings", "evaluated_at", "evaluated_day",
            "created_at",
        ]  # fmt: skip

    def get_condition(self, alert) -> str:
        """In words."""
        return condition_in_words(alert)

    def validate_subject(self, subject):
        if self.instance is not None and subject != self.instance.subject:
            raise Conflict(KEPT)
        return subject

    def validate(self, values):
        if values.get("level") is not None:
            values["level"] = float(values["level"])
        return values


class MarketAlertHistorySerializer(serializers.ModelSerializer):
    """What an alert fired: on which subjects, with which values, and the record of its kind.

    `title` and `text` are what its owner was sent, in the language of their messages.
    """

    subjects = serializers.SerializerMethodField()

    class Meta:
        model = Notice
        fields = ["id", "kind", "title", "text", "path", "subjects", "created_at", "seen_at"]
        read_only_fields = fields

    @extend_schema_field(
        {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "slug": {"type": ["string", "null"]},
                    "value": {"type": ["string", "null"], "format": "decimal"},
                },
                "required": ["slug", "value"],
            },
        }
    )
    def get_subjects(self, notice):
        """An asset or category by its slug, null for the market; the figure, null for an entry."""
        return notice.data.get("subjects", [])


class MeasureSerializer(serializers.Serializer):
    """What can be watched. Live figures change with each quote, the others once a day."""

    id = serializers.CharField()
    scope = serializers.ChoiceField(choices=[(one.value, one.value) for one in Scope])
    label = serializers.CharField()
    unit = serializers.CharField()
    formula = serializers.CharField()
    is_live = serializers.BooleanField()
    is_event = serializers.BooleanField()
    has_former = serializers.BooleanField(help_text="whether `change` can be asked of it")
    changes_in_percent = serializers.BooleanField(help_text="whether a change is a fraction")
