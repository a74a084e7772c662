"""Maps of the market that the server draws as SVG: areas by size, and places on two axes."""

from collections.abc import Sequence
from typing import NamedTuple

import squarify
from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

register = template.Library()

# A group's name takes so much of the map's height; places and sizes are in per cent of it.
HEAD = 4.0
# From these shares of the map's width and height on, a tile has room for its name, for a second
# line, and for both on a phone.
LEAST_WIDTH, LEAST_HEIGHT, TWO_LINES, WIDE_ENOUGH = 3.2, 4.5, 9.0, 11.0
# What a letter of a group's name takes of the map's width, on a desk and on a phone.
LETTER, PHONE_LETTER = 0.65, 2.2


class Tile(NamedTuple):
    """An asset's place in a treemap. Labels that a phone has no room for are not `is_wide`."""

    asset: object
    x: str
    y: str
    width: str
    height: str
    has_label: bool
    has_change: bool
    is_wide: bool


class Group(NamedTuple):
    name: str
    slug: str
    x: str
    y: str
    width: str
    has_label: bool
    is_wide: bool
    share: float
    tiles: list[Tile]


@register.inclusion_tag("includes/treemap.html")
def treemap(assets: Sequence, label: str) -> dict:
    """Assets as areas in proportion to their caps, coloured by the change of 24 hours.

    Each stands under the smallest of its categories that has three of them, else under “Other”,
    which has no name where there is nothing else.
    """
    groups = _grouped(assets)
    sizes = [sum(asset.quote.market_cap for asset in members) for _, _, members in groups]
    areas = _areas(sizes, x=0.0, y=0.0, width=100.0, height=100.0)
    is_grouped = any(slug for _, slug, _ in groups)
    drawn = [
        _group(*group, area, is_named=is_grouped) for group, area in zip(groups, areas, strict=True)
    ]
    return {"groups": drawn, "label": label, "is_grouped": is_grouped}


def _grouped(assets: Sequence) -> list[tuple[str, str, list]]:
    """(name, slug, members) of each group, the largest first; members by cap."""
    counts: dict[str, int] = {}
    for asset in assets:
        for category in asset.categories.all():
            counts[category.slug] = counts.get(category.slug, 0) + 1
    groups: dict[tuple[str, str], list] = {}
    for asset in assets:
        fitting = [one for one in asset.categories.all() if counts[one.slug] >= 3]
        chosen = min(fitting, key=lambda one: (counts[one.slug], one.slug), default=None)
        key = (chosen.name, chosen.slug) if chosen else (_("Other"), "")
        groups.setdefault(key, []).append(asset)
    whole = [
        (name, slug, sorted(members, key=lambda asset: -asset.quote.market_cap))
        for (name, slug), members in groups.items()
    ]
    return sorted(whole, key=lambda one: -sum(asset.quote.market_cap for asset in one[2]))


def _group(name: str, slug: str, members: list, area: dict, *, is_named: bool) -> Group:
    letters = len(name) + 1
    has_label = is_named and area["dx"] >= LETTER * letters and area["dy"] >= 2 * HEAD
    is_wide = area["dx"] >= PHONE_LETTER * letters
    head = HEAD if has_label else 0.0
    inside = _areas(
        [asset.quote.market_cap for asset in members],
        x=area["x"], y=area["y"] + head, width=area["dx"], height=area["dy"] - head,
    )  # fmt: skip
    tiles = [_tile(asset, place) for asset, place in zip(members, inside, strict=True)]
    place = map(_per_cent, (area["x"], area["y"], area["dx"]))
    share = area["dx"] * area["dy"] / 1e4
    return Group(name, slug, *place, has_label, is_wide, share, tiles)


def _tile(asset, area: dict) -> Tile:
    has_label = area["dx"] >= LEAST_WIDTH and area["dy"] >= LEAST_HEIGHT
    places = (area["x"], area["y"], area["dx"], area["dy"])
    has_change, is_wide = area["dy"] >= TWO_LINES, area["dx"] >= WIDE_ENOUGH
    return Tile(asset, *map(_per_cent, places), has_label, has_change, is_wide)


def _areas(
    sizes: Sequence[float], *, x: float, y: float, width: float, height: float
) -> list[dict]:
    return squarify.squarify(squarify.normalize_sizes(sizes, width, height), x, y, width, height)


def _per_cent(value: float) -> str:
    return f"{value:.2f}%"


@register.inclusion_tag("includes/rotation.html")
def rotation(narratives: Sequence) -> dict:
    """Categories by strength against the market (to the right) and its change (up).

    Numbered by their place in the sequence; those of which either is unknown are left out.
    """
    known = [(place, one) for place, one in enumerate(narratives, 1) if one.quadrant is not None]
    wide = max((abs(one.strength) for _, one in known), default=0.0) or 1.0
    high = max((abs(one.strength_change) for _, one in known), default=0.0) or 1.0
    dots = [
        {
            "place": place, "name": one.today.category.name, "quadrant": one.quadrant,
            "strength": one.strength, "change": one.strength_change,
            "at": (50 + 44 * one.strength / wide, 50 - 42 * one.strength_change / high),
        }
        for place, one in known
    ]  # fmt: skip
    _label(dots)
    for dot in dots:
        dot["x"], dot["y"] = map(_per_cent, dot["at"])
    label = ngettext(
        "{count} category by strength against the market and its change",
        "{count} categories by strength against the market and its change",
        len(dots),
    ).format(count=len(dots))
    return {"dots": dots, "label": label, "zero_x": "50%", "zero_y": "50%"}


def _label(dots: list[dict]) -> None:
    """Say which names have room beside their dots, on which side; those far out come first."""
    taken: list[tuple[float, float]] = [dot["at"] for dot in dots]
    for dot in sorted(dots, key=lambda one: -abs(one["at"][0] - 50)):
        x, y = dot["at"]
        dot["is_left"] = x > 84
        middle = x - 8 if dot["is_left"] else x + 8
        dot["has_name"] = all(
            abs(middle - other) > 8.5 or abs(y - height) > 5.5
            for other, height in taken
            if (other, height) != dot["at"]
        )
        if dot["has_name"]:
            taken.append((middle, y))
