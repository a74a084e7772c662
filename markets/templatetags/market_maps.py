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
# Of a rotation: what half a dot, a letter of its name and a line take of the picture, and where a
# name may stand beside its dot, as multiples of those across and down.
DOT = (1.6, 3.0)
NAME_LETTER, NAME_LINE = 0.9, 5.4
SIDES = {"right": (1, 0), "left": (-1, 0), "above": (0, -1), "below": (0, 1)}
# From the left to the right, from the top to the bottom.
Box = tuple[float, float, float, float]


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
    """Say beside which of the dots a name has room, and where; those far out come first."""
    taken = {place: _box(*dot["at"], *DOT) for place, dot in enumerate(dots)}
    farthest_first = sorted(enumerate(dots), key=lambda one: -abs(one[1]["at"][0] - 50))
    for place, dot in farthest_first:
        beside = [box for other, box in taken.items() if other != place]
        dot["side"] = next((side for side in SIDES if _is_free(_name_box(dot, side), beside)), None)
        if dot["side"]:
            taken[place, "name"] = _name_box(dot, dot["side"])


def _name_box(dot: dict, side: str) -> Box:
    (x, y), wide = dot["at"], NAME_LETTER * len(dot["name"])
    across, down = SIDES[side]
    x += across * (DOT[0] + wide / 2)
    y += down * (DOT[1] + NAME_LINE / 2)
    return _box(x, y, wide / 2, NAME_LINE / 2)


def _box(x: float, y: float, half_width: float, half_height: float) -> Box:
    return x - half_width, x + half_width, y - half_height, y + half_height


def _is_free(box: Box, taken: Sequence[Box]) -> bool:
    left, right, top, bottom = box
    is_inside = min(left, top) >= 0 and max(right, bottom) <= 100
    return is_inside and all(
        right <= other[0] or left >= other[1] or bottom <= other[2] or top >= other[3]
        for other in taken
    )
