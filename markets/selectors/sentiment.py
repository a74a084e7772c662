"""The market's mood as its source publishes it."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext, gettext_noop

from markets.models import Market, Sentiment

# Up to so many points a mood has this word, as is usual for the index of alternative.me.
_WORDS = (
    (25.0, gettext_noop("extreme fear")), (45.0, gettext_noop("fear")),
    (54.0, gettext_noop("neutral")), (75.0, gettext_noop("greed")),
    (100.0, gettext_noop("extreme greed")),
)  # fmt: skip
# A mood of an earlier day is history, not the present one.
STALE_AFTER = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Mood:
    """`value` is from 0, fear, to 100, greed; `source` is who published it for `day`."""

    day: date
    value: float
    source: str

    @property
    def word(self) -> str:
        return gettext(next(word for most, word in _WORDS if self.value <= most))

    @property
    def source_name(self) -> str:
        """alternative_me → alternative.me, as it is written; a simulated one says so."""
        if self.source == Market.Provider.SIMULATED:
            return str(Market.Provider.SIMULATED.label)
        return self.source.replace("_", ".")

    @property
    def is_stale(self) -> bool:
        return timezone.now().date() - self.day > STALE_AFTER


def mood_on(day: date) -> float | None:
    """The value published for this day, from 0 to 100; None where there is none. One query."""
    rows = Sentiment.objects.filter(day=day).order_by("source")
    return rows.values_list("value", flat=True).first()


def latest_mood() -> Mood | None:
    """The last one stored; None where no source of this market offers it. One query."""
    row = Sentiment.objects.order_by("-day", "source").first()
    return None if row is None else Mood(row.day, row.value, row.source)
