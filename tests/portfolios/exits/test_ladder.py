"""The price ladder: order, edges, and labels that never collide."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from portfolios.exits.ladder import GAP, Mark, label, place

prices = st.floats(1e-9, 1e9)
marks = st.lists(
    st.builds(
        Mark, st.just("stop"), prices,
        st.tuples(st.just("Stop"), st.text("0123456789", min_size=1, max_size=11)),
        st.floats(0, 9),
    ),
    min_size=1, max_size=12,
)  # fmt: skip


@given(marks=marks, width=st.sampled_from([300.0, 640.0]), wider=st.floats(1, 5))
def test_labels_stay_inside_and_apart_at_this_width_and_above(marks, width, wider):
    labelled = [one for one in label(place(marks), width=width) if one.label_x is not None]
    across = sorted(
        (one.label_x * width * wider - one.mark.width / 2, one.mark.width) for one in labelled
    )
    assert labelled
    assert across[0][0] >= -1e-6
    assert sum(across[-1]) <= width * wider + 1e-6
    for (left, size), (right, _) in pairwise(across):
        assert left + size + GAP <= right + 1e-6


@given(marks=marks)
def test_a_higher_price_stands_further_right_and_none_at_the_edge(marks):
    placed = sorted(place(marks), key=lambda one: one.mark.price)
    assert [one.x for one in placed] == sorted(one.x for one in placed)
    assert all(0.03 < one.x < 0.97 for one in placed)


def test_where_there_is_no_room_the_lowest_ranks_keep_their_labels():
    crowd = [Mark("stop", 1.0 + n, ("Stop", "12345678"), rank=n) for n in range(12)]
    shown = [one.mark.rank for one in label(place(crowd), width=300) if one.label_x is not None]
    assert shown == [0, 1, 2, 3]


def test_equal_distances_are_equal_per_cents():
    low, middle, high = place([Mark("stop", price, ("", "")) for price in (50.0, 100.0, 200.0)])
    assert round(middle.x - low.x, 9) == round(high.x - middle.x, 9)
    assert place([Mark("now", 5.0, ("Now", "5"))])[0].x == 0.5
