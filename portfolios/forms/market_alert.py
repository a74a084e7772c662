"""An alert on the market as people write it: levels in dollars, per cent, points or places."""

from collections.abc import Iterator
from decimal import Decimal

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from markets.models import Category
from markets.numbers import exact_decimal
from markets.selectors.measures.catalogue import EVENT, MEASURES, Measure, Scope, measures_of
from markets.selectors.screener.columns import GROUP_LABELS
from portfolios.forms.assets import AssetField, asset_text
from portfolios.forms.numbers import EXACT, AmountField, set_decimal_mark, unit_fault
from portfolios.models import MarketAlert, SavedScreen, User, Watchlist
from portfolios.models.personal.market_alert import PERIODS

Rule, Subject = MarketAlert.Rule, MarketAlert.Subject
_PLACES = (Rule.TOP, Rule.BOTTOM)
_FIELDS = {
    Subject.ASSET: ("asset",), Subject.CATEGORY: ("category",), Subject.SCREEN: ("screen",),
    Subject.WATCHLIST: ("watchlist",), Subject.HOLDINGS: (), Subject.MARKET: (),
}  # fmt: skip
_OF_A_FIGURE = ("measure", "rule", "level", "days")
_RULES = [(rule.value, rule.label) for rule in Rule if rule not in (Rule.HAPPENS, Rule.ENTERS)]
_GROUPS = GROUP_LABELS | {
    EVENT: _("What happens"), Scope.CATEGORY: _("Figures"), Scope.MARKET: _("Figures"),
}  # fmt: skip


class LevelField(AmountField):
    """A number in the unit of a figure that is chosen beside it: dollars, per cent or bare."""

    def _check_unit(self, written):
        fault = unit_fault(written.unit, expected="USD")
        if fault:
            raise forms.ValidationError(fault)


class MarketAlertForm(forms.Form):
    """What an alert on one kind of subject needs."""

    asset = AssetField(label=_("Asset"))
    category = forms.ModelChoiceField(
        Category.objects.all(),
        to_field_name="slug",
        required=False,
        label=_("Category"),
        empty_label=_("Any category"),
    )
    screen = forms.ModelChoiceField(
        SavedScreen.objects.none(), label=_("Saved view"), empty_label=None,
        help_text=_("It fires when an asset comes to fit the view that did not before."),
    )  # fmt: skip
    watchlist = forms.ModelChoiceField(
        Watchlist.objects.none(), empty_label=None, label=_("Watchlist")
    )
    measure = forms.ChoiceField(
        label=_("What"),
        help_text=_("What happens needs nothing more; a figure needs a rule and a level."),
    )
    rule = forms.ChoiceField(choices=[("", "–"), *_RULES], required=False, label=_("Rule"))
    level = LevelField(
        required=False, **EXACT, label=_("Level"),
        help_text=_(
            "Dollars, per cent or points, as the figure is shown. A top or bottom: how many places."
            " A change: per cent, or points; below 0 a fall."
        ),
    )  # fmt: skip
    days = forms.TypedChoiceField(
        choices=[("", "–"), *PERIODS], coerce=int, empty_value=None,
        required=False, label=_("Within (a change)"),
    )  # fmt: skip
    repeat = forms.ChoiceField(choices=MarketAlert.Repeat.choices, label=_("How often"))
    note = forms.CharField(required=False, max_length=200, label=_("Note"))

    def __init__(self, *args, user: User, subject: str, decimal_mark: str = ".", **kwargs):
        super().__init__(*args, **kwargs)
        self.subject = Subject(subject)
        others = {name for names in _FIELDS.values() for name in names} - {*_FIELDS[self.subject]}
        for name in others | ({*_OF_A_FIGURE} if subject == Subject.SCREEN else set()):
            del self.fields[name]
        for name, model in (("screen", SavedScreen), ("watchlist", Watchlist)):
            if name in self.fields:
                self.fields[name].queryset = model.objects.for_user(user)
        if "measure" in self.fields:
            self.fields["measure"].choices = list(_measure_choices(self.scope))
        if self.subject == Subject.MARKET:
            rules = self.fields["rule"].choices
            self.fields["rule"].choices = [one for one in rules if one[0] not in _PLACES]
        set_decimal_mark(self, decimal_mark)

    @property
    def scope(self) -> Scope:
        is_whole = self.subject in (Subject.CATEGORY, Subject.MARKET)
        return Scope(self.subject) if is_whole else Scope.ASSET

    @property
    def watched(self) -> list[forms.BoundField]:
        """The subject's own field, and what is watched of it."""
        return [self[name] for name in (*_FIELDS[self.subject], "measure") if name in self.fields]

    @property
    def events(self) -> list[str]:
        """The measures that need no rule, level or period."""
        return [one.id for one in measures_of(self.scope) if one.is_event]

    def clean(self):
        values = super().clean()
        measure = MEASURES.get(f"{self.scope}.{values.get('measure')}")
        level = values.get("level")
        if measure is not None and measure.is_event:
            return self._without_figure(values)
        if measure is None or level is None:
            return values
        written = str(self.data.get(self.add_prefix("level")))
        if "%" in written and not _is_in_percent(measure, values.get("rule")):
            self.add_error("level", _fault(measure, gettext("{figure} is not in per cent here.")))
        elif "$" in written and (measure.sign != "$" or values.get("rule") in (*_PLACES, "change")):
            self.add_error(
                "level", _fault(measure, gettext("{figure} is no amount of money here."))
            )
        values["level"] = stored_level(measure, values.get("rule"), float(level))
        return values

    def _without_figure(self, values: dict) -> dict:
        """An event uses none of a figure's fields, so that what they hold cannot be wrong."""
        for name in ("rule", "level", "days"):
            self.errors.pop(name, None)
        return values | {"rule": "", "level": None, "days": None}

    def terms(self) -> dict:
        """What the services take."""
        return {"subject": self.subject.value, **self.cleaned_data}

    @classmethod
    def initial_of(cls, alert: MarketAlert) -> dict:
        """An alert as the form shows it."""
        measure = MEASURES.get(alert.key)
        return {
            "asset": asset_text(alert.asset) if alert.asset else None,
            "category": alert.category.slug if alert.category else None,
            "screen": alert.screen_id, "watchlist": alert.watchlist_id, "measure": alert.measure,
            "rule": "" if alert.rule == Rule.HAPPENS else alert.rule,
            "level": written_level(measure, alert), "days": alert.days,
            "repeat": alert.repeat, "note": alert.note,
        }  # fmt: skip


def _measure_choices(scope: Scope) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """(label of the group, its measures)."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for one in measures_of(scope):
        groups.setdefault(one.group, []).append((one.id, gettext(one.label)))
    for group, choices in groups.items():
        yield gettext(_GROUPS[group]), choices


def _fault(measure: Measure, text: str) -> str:
    return text.format(figure=gettext(measure.label))


def _is_in_percent(measure: Measure, rule: str) -> bool:
    if rule in _PLACES:
        return False
    return measure.is_percent or (rule == Rule.CHANGE and measure.changes_in_percent)


def stored_level(measure: Measure, rule: str, written: float) -> float:
    """The level of what somebody wrote in the unit in which the figure is shown."""
    if rule in _PLACES:
        return written
    if rule == Rule.CHANGE and measure.changes_in_percent:
        return written / 100
    return measure.stored(written)


def written_level(measure: Measure | None, alert: MarketAlert) -> Decimal | None:
    """How the form shows a stored level, so that it reads it back as the same one."""
    if measure is None or alert.level is None:
        return None
    is_hundredth = stored_level(measure, alert.rule, 1.0) != 1.0
    level = exact_decimal(alert.level)
    return level * 100 if is_hundredth else level
