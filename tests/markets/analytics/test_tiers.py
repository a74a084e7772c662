"""Cap tiers of many assets at once agree with that of one."""

import numpy as np

from markets.analytics.tiers import TIERS, cap_tier, tier_masks


def test_masks_are_the_tiers_of_each_asset():
    caps = np.array([[10_000_000_001, 10_000_000_000, 1_000_000_000, 999_999_999, np.nan]])
    masks = tier_masks(caps)
    assert list(masks) == list(TIERS)
    found = [
        next((name for name in TIERS if masks[name][0, place]), None) for place in range(5)
    ]  # fmt: skip
    assert found == [cap_tier(cap) for cap in caps[0, :4]] + [None]
