"""Grades and signals of all coins, and how well they did."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from markets.analytics.grades.grade import GRADES
from markets.analytics.methods import METHODS
from markets.analytics.tiers import TIERS
from markets.models import AnalysisRun, Category
from markets.selectors.analytics.changes import fresh_signals
from markets.selectors.analytics.days import latest_day
from markets.selectors.analytics.graded import SORTS, graded
from markets.selectors.analytics.record.stored import record_of
from markets.selectors.analytics.record.tables import shown_records
from markets.selectors.analytics.record.verdicts import verdicts_of
from markets.selectors.analytics.regimes import regime_history
from markets.views.tables import headings_of

PAGE_SIZE = 50
SIGNAL_DAYS, STRETCHES_SHOWN = 7, 20
_HEADINGS = {
    "name": gettext_lazy("Asset"),
    "trader": gettext_lazy("Trader"), "trader_change": gettext_lazy("7 days"),
    "investor": gettext_lazy("Investor"), "investor_change": gettext_lazy("7 days"),
    "cap": pgettext_lazy("column", "Market cap"), "signal": gettext_lazy("Signal"),
}  # fmt: skip
_NUMBERS = _HEADINGS.keys() - {"name", "signal"}


def grades(request: HttpRequest) -> HttpResponse:
    """All graded coins; an unknown filter or sort is named, and the page shows all by grade."""
    asked = {name: request.GET.get(name, "")[:80] for name in ("sort", "tier", "category")}
    categories = list(Category.objects.all())
    errors = _errors(asked, {one.slug for one in categories})
    kept = {name: "" if name in errors else value for name, value in asked.items()}
    sort = kept["sort"] or "-trader"
    found = graded(
        sort=sort.removeprefix("-"), descending=sort.startswith("-"),
        tier=kept["tier"], category=kept["category"],
    )  # fmt: skip
    page = Paginator(found.places if found else [], PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "markets/grades.html", {
        "graded": found, "page": page, "rows": found.rows(list(page)) if found else [],
        "asked": kept, "errors": errors, "tiers": TIERS, "categories": categories,
        "verdicts": verdicts_of(*GRADES),
        "headings": headings_of(_HEADINGS, sort=sort, numbers=_NUMBERS, rising={"name"}),
    }, status=400 if errors else 200)  # fmt: skip


def signals(request: HttpRequest) -> HttpResponse:
    """The signals of the last week, the latest first, with the record of signals before them."""
    found = fresh_signals(days=SIGNAL_DAYS)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "markets/signals.html", {
        "at": latest_day(), "page": page, "days": SIGNAL_DAYS,
        "shown": shown_records("signal"),
    })  # fmt: skip


def record(request: HttpRequest) -> HttpResponse:
    """How grades, signals and forecasts did: live and back-computed apart."""
    return render(request, "markets/record.html", {
        "at": latest_day(), "shown": shown_records(), "methods": METHODS[::-1],
        "regimes": regime_history(), "shown_stretches": STRETCHES_SHOWN,
        "checklists": sorted(
            record_of("checklist").values(), key=lambda one: one.origin != AnalysisRun.Origin.LIVE
        ),
    })  # fmt: skip


def _errors(asked: dict[str, str], categories: set[str]) -> dict[str, str]:
    errors = {}
    if asked["sort"] and asked["sort"].removeprefix("-") not in SORTS:
        errors["sort"] = _("There is no column “{text}” to sort by.")
    if asked["tier"] and asked["tier"] not in TIERS:
        errors["tier"] = _("There is no tier “{text}”: it is large, mid or small.")
    if asked["category"] and asked["category"] not in categories:
        errors["category"] = _("There is no category “{text}”.")
    return {name: message.format(text=asked[name]) for name, message in errors.items()}
