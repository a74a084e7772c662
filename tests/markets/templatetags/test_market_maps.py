"""Maps that the server draws: areas by cap, places on two axes, and which names have room."""

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from markets.templatetags.market_maps import (
    DOT,
    HEAD,
    _box,
    _is_free,
    _name_box,
    rotation,
    treemap,
)


def narrative(name: str, strength: float, change: float) -> SimpleNamespace:
    return SimpleNamespace(
        today=SimpleNamespace(category=SimpleNamespace(name=name)), quadrant="leading",
        strength=strength, strength_change=change,
    )  # fmt: skip


def test_a_category_is_named_beside_its_dot_where_nothing_is_in_the_way():
    apart = [narrative("AI", 0.3, 0.2), narrative("Memes", -0.2, -0.1)]
    beside = narrative("Storage", -0.17, -0.1)
    sides = {dot["name"]: dot["side"] for dot in rotation([*apart, beside])["dots"]}
    assert sides == {"AI": "right", "Memes": "left", "Storage": "right"}


def test_a_name_stands_above_or_below_where_its_dot_has_others_on_both_sides():
    row = [narrative(name, at, 0.1) for name, at in zip("abc", (0.24, 0.26, 0.28), strict=True)]
    row[1].today.category.name = "Real-world assets"
    sides = {
        dot["name"]: dot["side"] for dot in rotation([*row, narrative("Far", 0.6, -0.3)])["dots"]
    }
    assert sides["Real-world assets"] in {"above", "below"}
    crowd = [narrative("Real-world assets", 0.3, change / 50) for change in range(12)]
    assert None in {dot["side"] for dot in rotation(crowd)["dots"]}


@given(st.lists(st.tuples(st.text("abc ", max_size=20), st.floats(-1, 1), st.floats(-1, 1))))
def test_no_name_touches_another_or_a_dot_or_leaves_the_picture(found):
    dots = rotation([narrative(*one) for one in found])["dots"]
    names = [(place, _name_box(dot, dot["side"])) for place, dot in enumerate(dots) if dot["side"]]
    for place, box in names:
        others = [other for at, other in names if at != place]
        others += [_box(*dot["at"], *DOT) for at, dot in enumerate(dots) if at != place]
        assert _is_free(box, others)


def coin(slug: str, cap: float, *categories: str) -> SimpleNamespace:
    found = [SimpleNamespace(slug=one, name=one.title()) for one in categories]
    return SimpleNamespace(
        slug=slug,
        quote=SimpleNamespace(market_cap=cap),
        categories=SimpleNamespace(all=lambda: found),
    )


def places(tiles) -> list[tuple[float, ...]]:
    return [tuple(float(cell[:-1]) for cell in tile[1:5]) for tile in tiles]


@given(st.lists(st.floats(1e6, 1e12), min_size=1, max_size=40))
def test_a_treemap_is_filled_by_areas_in_proportion_to_caps(caps):
    (group,) = treemap([coin(str(n), cap) for n, cap in enumerate(caps)], "Map")["groups"]
    head = HEAD if group.has_label else 0.0
    whole = 100 * (100 - head)
    for tile, (x, y, width, height) in zip(group.tiles, places(group.tiles), strict=True):
        # Places are written to a hundredth of a per cent.
        share = tile.asset.quote.market_cap / sum(caps)
        assert width * height == pytest.approx(whole * share, abs=0.01 * (width + height) + 0.01)
        assert x >= 0 and y >= head - 0.005
        assert x + width <= 100.02 and y + height <= 100.02
    ordered = [tile.asset.quote.market_cap for tile in group.tiles]
    assert ordered == sorted(caps, reverse=True)


def test_an_asset_stands_under_the_smallest_of_its_categories_with_three():
    coins = [
        coin("a", 9.0, "layer-1", "ai"), coin("b", 8.0, "layer-1", "ai"), coin("c", 7.0, "layer-1"),
        coin("d", 6.0, "layer-1", "ai"), coin("e", 5.0, "memes"), coin("f", 4.0, "memes"),
        coin("g", 1.0),
    ]  # fmt: skip
    groups = treemap(coins, "Map")["groups"]
    # Three AI coins of 23; memes are two only, so they are with what has no category: 10.
    assert [(group.name, [tile.asset.slug for tile in group.tiles]) for group in groups] == [
        ("Ai", ["a", "b", "d"]), ("Other", ["e", "f", "g"]), ("Layer-1", ["c"]),
    ]  # fmt: skip
    assert treemap([], "Map")["groups"] == []


def test_a_tile_is_labelled_where_there_is_room():
    (group,) = treemap([coin("large", 97.0), coin("small", 3.0)], "Map")["groups"]
    large, small = group.tiles
    assert (large.has_label, large.has_change, large.is_wide) == (True, True, True)
    assert (small.has_label, small.is_wide) == (False, False)


def test_the_name_of_a_narrow_group_stands_where_it_has_room_and_its_share_always():
    large = [coin(f"l{n}", 300.0, "layer-1") for n in range(3)]
    small = [coin(f"s{n}", 10.0, "very-long-names-of-things") for n in range(3)]
    wide, narrow = treemap([*large, *small], "Map")["groups"]
    assert (wide.has_label, wide.is_wide, narrow.has_label) == (True, True, False)
    assert wide.share + narrow.share == pytest.approx(1.0)
    assert narrow.share == pytest.approx(30 / 930)
    short = [coin(f"s{n}", 40.0, "ai") for n in range(3)]
    _, narrow = treemap([*large, *short], "Map")["groups"]
    assert (narrow.has_label, narrow.is_wide) == (True, True)


def test_a_rotation_keeps_all_dots_inside_and_numbers_those_that_are_known():
    unknown = narrative("Unknown", 0.0, 0.0)
    unknown.quadrant = None
    found = [narrative("A", 0.5, -0.2), unknown, narrative("B", -0.25, 0.1)]
    dots = rotation(found)["dots"]
    assert [(dot["place"], dot["x"], dot["y"]) for dot in dots] == [
        (1, "94.00%", "92.00%"), (3, "28.00%", "29.00%"),
    ]  # fmt: skip
    assert [dot["side"] for dot in dots] == ["right", "right"]
    (still,) = rotation([narrative("Still", 0.0, 0.0)])["dots"]
    assert (still["x"], still["y"]) == ("50.00%", "50.00%")
