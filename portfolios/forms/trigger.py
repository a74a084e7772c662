"""The rule of an exit plan as people write it: per cents, and days instead of instants."""

from datetime import UTC, date, datetime, timedelta, tzinfo
from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from portfolios.forms.assets import AssetField, asset_text
from portfolios.forms.numbers import (
    EXACT,
    AmountField,
    CountField,
    PercentField,
    percent_of,
    set_decimal_mark,
)
from portfolios.models import LevelBasis, Portfolio, Trigger, TriggerKind
from portfolios.models.trigger import COST_BASES
from portfolios.services.exits.terms import LONGEST_WINDOW

# Every time zone has a clock for its end.
_LAST_DAY = date.max - timedelta(days=2)
_BASES = [
    ("", _("the level itself")),
    *[(basis, basis.label) for basis in COST_BASES],
]
# What can be armed, in the order of its tabs, with the kinds and fields of each.
_EXIT = ("share", "expires_at", "note", "group", "when_reached")
_OF_LEVEL = ("asset", "kind", "level", "percent", "basis", "entry_price", *_EXIT)
STOP, TRAIL, TARGETS, ALERT, MORE = "stop", "trail", "targets", "alert", "more"
TABS = {
    STOP: _("Stop-loss"), TRAIL: _("Trailing stop"), TARGETS: _("Targets"),
    ALERT: _("Price alert"), MORE: _("More"),
}  # fmt: skip
_KINDS = {
    STOP: (TriggerKind.STOP_LOSS,),
    TRAIL: (TriggerKind.TRAILING_STOP,),
    TARGETS: (TriggerKind.TAKE_PROFIT,),
    ALERT: (TriggerKind.PRICE_BELOW, TriggerKind.PRICE_ABOVE, TriggerKind.PRICE_MOVE),
}
_FIELDS = {
    STOP: _OF_LEVEL,
    TRAIL: ("asset", "kind", "trail_percent", "trail_amount", "activate_at", "entry_price", *_EXIT),
    TARGETS: _OF_LEVEL,
    ALERT: ("asset", "kind", "level", "percent", "window_hours", "expires_at", "note",
            "when_reached"),
}  # fmt: skip
# The fields that stand first; the others are behind "More choices".
_FIRST = {
    STOP: ("asset", "level", "share"), TRAIL: ("asset", "trail_percent", "share"),
    TARGETS: ("asset", "level", "share"), ALERT: ("asset", "kind", "level"),
}  # fmt: skip
_MONEY = ("level", "entry_price", "trail_amount", "activate_at")
_PER_CENT = ("percent", "trail_percent")


class TriggerForm(forms.Form):
    """A rule on an asset; money is in the portfolio's currency.

    `what` is a tab of TABS: it leaves the kinds and the fields that it has, MORE all of them.
    """

    asset = AssetField(label=_("Asset"))
    kind = forms.ChoiceField(choices=TriggerKind.choices, label=_("Kind"))
    level = AmountField(required=False, **EXACT)
    basis = forms.ChoiceField(choices=_BASES, required=False, label=_("Counted from"))
    percent = PercentField(
        required=False, label=_("Distance, %"), max_digits=9, decimal_places=4,
        help_text=_(
            "−10 is 10% under what it is counted from. A price move: −10 is a fall of 10%."
        ),
    )  # fmt: skip
    entry_price = AmountField(
        required=False, **EXACT, help_text=_("What a unit cost you. A trail never starts under it.")
    )
    trail_percent = PercentField(
        required=False, label=_("Trail, %"), max_digits=7, decimal_places=4,
        help_text=_("How far a trailing stop stays under the highest price since you armed it."),
    )  # fmt: skip
    trail_amount = AmountField(required=False, **EXACT)
    activate_at = AmountField(
        required=False, **EXACT, help_text=_("A trail or a break-even stop begins at this price.")
    )
    window_hours = CountField(
        required=False, label=_("Within, hours"), min_value=1, max_value=LONGEST_WINDOW,
        max_digits=4, decimal_places=0,
    )  # fmt: skip
    share = PercentField(
        label=_("Share to sell, %"), min_value=Decimal("0.01"), max_value=100, max_digits=5,
        decimal_places=2, initial=100,
    )  # fmt: skip
    group = forms.CharField(
        required=False, max_length=40, label=_("Group"),
        help_text=_(
            "A stop and targets of one group cancel each other when the position is used up."
        ),
    )  # fmt: skip
    expires_at = forms.DateField(
        required=False, label=_("Until (optional)"), widget=forms.DateInput(attrs={"type": "date"})
    )
    note = forms.CharField(required=False, max_length=200, label=_("Note"))
    when_reached = forms.ChoiceField(
        required=False, label=_("The price is there already"),
        choices=[("", _("Change it")), ("fire", _("Fire at once")),
                 ("recover", _("Arm it once the price has recovered"))],
    )  # fmt: skip

    def __init__(
        self, *args, portfolio: Portfolio, decimal_mark: str = ".", what: str = MORE, **kwargs
    ):
        super().__init__(*args, **kwargs)
        self.portfolio, self.what = portfolio, what
        symbol = portfolio.currency.symbol
        labels = {"level": _("Level"), "entry_price": _("Entry price"),
                  "trail_amount": _("Trail"), "activate_at": _("In force from")}  # fmt: skip
        for name, label in labels.items():
            self.fields[name].label = f"{label}, {symbol}"
            self.fields[name].unit = symbol
        set_decimal_mark(self, decimal_mark)
        if what in _FIELDS:
            self._narrow()

    def _narrow(self) -> None:
        for name in self.fields.keys() - set(_FIELDS[self.what]):
            del self.fields[name]
        kinds = _KINDS[self.what]
        kind = self.fields["kind"]
        kind.choices = [(one.value, one.label) for one in kinds]
        self.initial.setdefault("kind", kinds[0].value)
        if len(kinds) == 1:
            kind.widget = forms.HiddenInput()

    @property
    def first_fields(self) -> list[forms.BoundField]:
        """The fields that the tab is about."""
        names = _FIRST.get(self.what, self.fields)
        return [self[name] for name in names if name != "when_reached"]

    @property
    def other_fields(self) -> list[forms.BoundField]:
        """The fields that most rules leave empty."""
        first = {*_FIRST.get(self.what, self.fields), "kind", "when_reached"}
        return [self[name] for name in self.fields if name not in first]

    @property
    def is_extended(self) -> bool:
        """Whether one of the other fields says something, or has an error."""
        return any(one.value() not in (None, "") or one.errors for one in self.other_fields)

    def clean_expires_at(self):
        return end_of_day(self.cleaned_data["expires_at"], zone=self.portfolio.zone)

    def terms(self) -> dict:
        """What the services take; a rule that changes keeps what the tab does not show."""
        terms = dict(self.cleaned_data)
        reached = terms.pop("when_reached")
        if "basis" in terms and not terms["basis"]:
            terms["basis"] = LevelBasis.PRICE
        return terms | {"fire_at_once": reached == "fire", "after_recovery": reached == "recover"}

    @classmethod
    def initial_of(cls, trigger: Trigger) -> dict:
        """A trigger as the form shows it."""
        initial = {name: getattr(trigger, name) for name in _MONEY}
        initial |= {name: percent_of(getattr(trigger, name)) for name in (*_PER_CENT, "share")}
        if trigger.percent is not None or trigger.kind == TriggerKind.BREAK_EVEN:
            initial["level"] = None
        until = trigger.expires_at
        return initial | {
            "asset": asset_text(trigger.asset), "kind": trigger.kind, "note": trigger.note,
            "basis": trigger.basis if trigger.basis in COST_BASES else "",
            "group": trigger.group.name if trigger.group_id else "",
            "window_hours": trigger.window_hours,
            "expires_at": until and until.astimezone(trigger.portfolio.zone).date(),
        }  # fmt: skip


def tab_of(kind: str) -> str:
    """The tab that a kind of rule stands in."""
    return next((tab for tab, kinds in _KINDS.items() if kind in kinds), MORE)


def end_of_day(day: date | None, *, zone: tzinfo) -> datetime | None:
    """A day means its end, in the portfolio's zone; one that not every zone has is refused."""
    if day is None:
        return None
    if day > _LAST_DAY:
        raise forms.ValidationError(_("This day is beyond the calendar."))
    return datetime.combine(day, datetime.max.time(), tzinfo=zone).astimezone(UTC)
