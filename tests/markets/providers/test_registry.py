"""Providers as the settings have them."""

import pytest

from markets.providers.registry import make_provider


@pytest.mark.parametrize(
    ("top", "per_minute", "followed"),
    [(0, 0, 1000), (100_000, 0, 3750), (100_000, 200, 25_000), (700, 0, 700), (700, 1, 250)],
)
def test_as_many_assets_are_followed_as_half_of_a_minutes_calls_bring(
    settings, top, per_minute, followed
):
    settings.COINGECKO_PLAN, settings.COINGECKO_API_KEY = "demo", "secret"
    settings.COINGECKO_TOP, settings.COINGECKO_PER_MINUTE = top, per_minute
    assert make_provider("coingecko").top == followed
