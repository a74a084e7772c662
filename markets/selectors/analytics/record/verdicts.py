"""How each kind of statement did, in a line for the page that makes the statement."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Case, F, JSONField, When
from django.db.models.fields.json import KeyTransform

from markets.analytics.forecast.levels import HORIZONS
from markets.analytics.grades.grade import GRADES
from markets.analytics.methods import CURRENT
from markets.models import AnalysisRun, TrackRecord
from markets.selectors.analytics.record.tables import hits_of


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the record of one subject and origin is significant, over `n`; `hits` in words."""

    subject: str
    origin: str
    n: int
    is_significant: bool
    hits: str

    @property
    def is_live(self) -> bool:
        return self.origin == AnalysisRun.Origin.LIVE


@dataclass(frozen=True, slots=True)
class Held:
    """The share (per cent) of `n` outcomes of one asset that its 80% band of some days held."""

    days: int
    share: float
    n: int


def verdicts_of(*names: str) -> Mapping[str, list[Verdict]]:
    """By name, a grade's or another subject, of its records those that have outcomes, live first.

    One query. A forecast's document, as long as there are assets, is left where it is.
    """
    subjects = {f"grade:{name}" if name in GRADES else name: name for name in names}
    found: dict[str, list[Verdict]] = {name: [] for name in names}
    document = Case(
        When(subject="forecast", then=None), default=F("document"), output_field=JSONField()
    )
    records = TrackRecord.objects.filter(method=CURRENT, subject__in=subjects, n__gt=0)
    rows = records.annotate(read=document).values_list(
        "subject", "origin", "n", "is_significant", "read"
    )
    for subject, origin, n, is_significant, read in rows:
        verdict = Verdict(subject, origin, n, is_significant, hits_of(read or {}))
        found[subjects[subject]].append(verdict)
    for verdicts in found.values():
        verdicts.sort(key=lambda one: not one.is_live)
    return found


def own_coverage(slug: str) -> list[tuple[bool, list[Held]]]:
    """(whether it is the live record, how many outcomes of one asset its 80% band held).

    The live one first, without those that have no outcome of it. One query, which reads what is
    of this asset alone.
    """
    own = {f"of_{days}": _of_asset(slug, days) for days in HORIZONS}
    records = TrackRecord.objects.filter(method=CURRENT, subject="forecast").annotate(**own)
    shown = []
    for row in records.values("origin", *own):
        held = [
            Held(days, found["shares"]["80"], found["n"])
            for days, found in zip(HORIZONS, (row[name] for name in own), strict=True)
            if found and found["n"]
        ]
        if held:
            shown.append((row["origin"] == AnalysisRun.Origin.LIVE, held))
    return sorted(shown, key=lambda one: not one[0])


def _of_asset(slug: str, days: int) -> KeyTransform:
    path: KeyTransform | str = "document"
    for key in ("horizons", str(days), "by_asset", slug):
        path = KeyTransform(key, path)
    assert isinstance(path, KeyTransform)
    return path
