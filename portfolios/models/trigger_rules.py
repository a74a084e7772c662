"""What the database itself holds about triggers: the fields that each kind has, and has not."""

from django.db.models import CheckConstraint, Q


def _given(*names: str) -> Q:
    return Q(**{f"{name}__isnull": False for name in names})


def _none(*names: str) -> Q:
    return Q(**{f"{name}__isnull": True for name in names})


_TRAIL = ("trail_amount", "trail_percent")
_FIXED = Q(kind__in=["stop_loss", "take_profit", "price_above", "price_below"])

# One line a kind: how its level is given, and what would never be used.
_FIELDS_BY_KIND = (
    _FIXED & Q(basis="price") & _given("level") & _none("percent", *_TRAIL, "activate_at")
    | _FIXED & Q(basis="entry") & _given("percent", "entry_price")
    & _none(*_TRAIL, "activate_at")
    | _FIXED & Q(basis="average_cost") & _given("percent") & _none(*_TRAIL, "activate_at")
    | Q(kind="trailing_stop", basis="high") & _none("percent", "level")
    & (_given("trail_amount") & _none("trail_percent")
       | _given("trail_percent") & _none("trail_amount"))
    | Q(kind="break_even", basis__in=["entry", "average_cost"]) & _given("level")
    & _none("percent", *_TRAIL)
    | Q(kind="price_move", basis="window") & _given("percent", "window_hours")
    & _none("entry_price", *_TRAIL, "activate_at")
)  # fmt: skip

CONSTRAINTS = [
    CheckConstraint(condition=_FIELDS_BY_KIND, name="trigger_fields_of_its_kind"),
    CheckConstraint(
        condition=Q(kind="price_move") | Q(window_hours__isnull=True), name="trigger_window_of_move"
    ),
    CheckConstraint(
        condition=Q(level__isnull=True) | Q(level__gt=0), name="trigger_level_positive"
    ),
    CheckConstraint(condition=Q(share__gt=0) & Q(share__lte=1), name="trigger_share_of_one"),
    CheckConstraint(
        condition=Q(trail_percent__isnull=True) | Q(trail_percent__gt=0, trail_percent__lt=1),
        name="trigger_trail_under_the_mark",
    ),
    CheckConstraint(
        condition=Q(percent__isnull=True) | Q(percent__gt=-1), name="trigger_percent_over_minus_one"
    ),
    # An armed trigger that nothing could ever fire would promise what cannot happen.
    CheckConstraint(
        condition=~Q(status="armed")
        | _given("level_usd")
        | _given("wake_usd")
        | _given("high_water"),
        name="trigger_armed_watches",
    ),
    CheckConstraint(
        condition=Q(wake_usd__isnull=True, wake_direction__isnull=True)
        | Q(wake_usd__isnull=False, wake_direction__isnull=False, wake_direction__in=[-1, 1]),
        name="trigger_wake_has_a_side",
    ),
]
