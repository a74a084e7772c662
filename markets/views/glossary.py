"""What the words and figures of the pages mean, with the numbers of an asset."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext

from markets.analytics.glossary.base import CHAIN, MARKET, PRICE, TEXT, Term
from markets.analytics.glossary.figures import FIGURES
from markets.analytics.glossary.registry import TERMS, term_named, terms_by_group
from markets.analytics.glossary.worked import worked
from markets.analytics.market.cautions import SOLD_A_DAY
from markets.analytics.points.base import DataPoint
from markets.analytics.points.labels import LABELS, inputs_in_words
from markets.analytics.points.registry import DATA_POINTS
from markets.models import Asset
from markets.selectors.analytics.assessed_figures import assessed_figures
from markets.selectors.analytics.glossary import (
    AssetFigures,
    chains_of,
    glossary_figures,
    market_glossary_figures,
)
from markets.templatetags.figures import percent, price
from markets.templatetags.points import in_unit, missing_text, point_value
from markets.views.parts import render_part, shows_whole


@dataclass(frozen=True, slots=True)
class Worked:
    """A figure with its numbers: "$2B ÷ $1B − 1", "100%". `missing` says why it has none.

    `inputs` are what it is computed from beyond prices.
    """

    label: str
    numbers: str = ""
    value: str = ""
    missing: str = ""
    inputs: str = ""


def term_list(request):
    """Every term, or those that hold the words of `q`."""
    text = request.GET.get("q", "")[:100].strip()
    return render(
        request,
        "markets/glossary/list.html",
        {"groups": terms_by_group(text), "q": text, "count": len(TERMS)},
    )


def term_detail(request, slug):
    """A term; `asset` names whose numbers stand in its formula."""
    if slug not in TERMS:
        raise Http404("There is no such term.")
    term, asset, known = term_named(slug), None, AssetFigures()
    if wanted := request.GET.get("asset", ""):
        assets = Asset.objects.public().select_related("quote", "profile")
        asset = get_object_or_404(assets, slug=wanted)
        known = glossary_figures(asset)
    live = market_glossary_figures() if term.group == MARKET else known.live
    if asset is not None:
        live = {**live, **assessed_figures(slug, asset)}
    texts = _texts_of_day(known)
    context = {
        "term": term,
        "asset": asset,
        "day": known.day,
        "is_card": not shows_whole(request),
        "explorers": _explorers(asset) if term.group == CHAIN else (),
        "figures": list(_live(term, live, texts)),
        "points": [_point(DATA_POINTS[name], known, texts) for name in term.points],
    }
    return render_part(request, "markets/glossary/term.html", context, part="term-card")


def _explorers(asset: Asset | None) -> list[str]:
    """Where an asset's chains are looked up, and what its vendor names besides."""
    if asset is None:
        return []
    profile = getattr(asset, "profile", None)
    has_links = profile is not None and not profile.is_simulated
    named = profile.links.get("explorers", []) if has_links else []
    return list(dict.fromkeys([*(one.explorer for one in chains_of(asset)), *named]))


def _live(
    term: Term, known: Mapping[str, float | str], texts_of_day: Mapping[str, str]
) -> Iterator[Worked]:
    """The figures that a term gives; those of which nothing is known are left out."""
    texts = {name: _written(name, value) for name, value in known.items()}
    formula = TERMS[term.slug].formula
    for place, name in enumerate(term.results):
        if name in texts:
            numbers = worked(formula, {**texts_of_day, **texts}) if place == 0 else None
            yield Worked(gettext(FIGURES[name].label), numbers or "", texts[name])


def _point(
    point: DataPoint, known: AssetFigures, texts: Mapping[str, str]
) -> tuple[DataPoint, Worked]:
    """Translated, and with its numbers: the names in formulas are those of English."""
    stored = known.points.get(point.id)
    label, inputs = gettext(LABELS[point.id]), inputs_in_words(point.inputs)
    if stored is None or stored.value is None:
        missing = missing_text(stored.missing) if stored else ""
        return point.translated(), Worked(label, missing=missing, inputs=inputs)
    value = point_value(stored.value, point.id)
    numbers = worked(point.formula, texts) or ""
    numbers = "" if numbers == value else numbers
    return point.translated(), Worked(label, numbers, value, inputs=inputs)


def _texts_of_day(known: AssetFigures) -> dict[str, str]:
    """What stands for a name in the formulas of data points, all of the analysed day.

    A data point is named by its id, a mean by its formula too: "mean fees of 30 days". A share is
    written as the reader's language does.
    """
    texts = {"2%": percent(SOLD_A_DAY, 0)}
    texts |= {name: _written(name, value) for name, value in known.inputs.items()}
    for one in known.points.values():
        if one.value is not None:
            texts[one.point.id] = point_value(one.value, one.point.id)
            if one.point.formula.startswith("mean "):
                texts[one.point.formula] = texts[one.point.id]
    return texts


def _written(name: str, value: float | str) -> str:
    """By the unit of the figure; what is none of them is a price of another day."""
    unit = FIGURES[name].unit if name in FIGURES else PRICE
    if unit == TEXT:
        return str(value)
    return price(value) if unit == PRICE else in_unit(value, unit)
