"""Maps that the server draws: which names have room."""

from types import SimpleNamespace

from markets.templatetags.market_maps import rotation


def narrative(name: str, strength: float, change: float) -> SimpleNamespace:
    return SimpleNamespace(
        today=SimpleNamespace(category=SimpleNamespace(name=name)), quadrant="leading",
        strength=strength, strength_change=change,
    )  # fmt: skip


def test_a_category_is_named_unless_another_one_is_in_the_way():
    apart = [narrative("AI", 0.3, 0.2), narrative("Memes", -0.2, -0.1)]
    beside = narrative("Storage", -0.15, -0.1)
    named = {dot["name"]: dot["has_name"] for dot in rotation([*apart, beside])["dots"]}
    assert named == {"AI": True, "Memes": False, "Storage": True}
