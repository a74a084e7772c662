from hypothesis import given
from hypothesis import strategies as st

from portfolios.importers.shares import share


@given(
    st.decimals("0.000000000000000001", "1000000", places=18),
    st.lists(st.decimals("0.01", "1000", places=2), min_size=1, max_size=8),
)
def test_shares_always_add_up_to_the_whole(whole, weights):
    parts = share(whole, weights=weights)
    assert sum(parts) == whole
    assert all(part >= 0 for part in parts)
