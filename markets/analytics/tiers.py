"""Tiers of assets by market capitalisation."""

import numpy as np

LARGE_CAP = 10_000_000_000.0
MID_CAP = 1_000_000_000.0
TIERS = ("large", "mid", "small")


def cap_tier(market_cap: float | None) -> str | None:
    """Over 10 billion dollars "large", from 1 to 10 billion, both included, "mid", else "small"."""
    if market_cap is None:
        return None
    if market_cap > LARGE_CAP:
        return "large"
    return "mid" if market_cap >= MID_CAP else "small"


def tier_masks(caps: np.ndarray) -> dict[str, np.ndarray]:
    """Which assets belong to each tier each day, by its name; an unknown cap belongs to none."""
    is_large, is_small = caps > LARGE_CAP, caps < MID_CAP
    return {
        "large": is_large,
        "mid": np.isfinite(caps) & ~is_large & ~is_small,
        "small": is_small,
    }
