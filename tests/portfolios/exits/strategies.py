"""Plans and price paths for property tests: prices from a small grid, so that ties are common."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import strategies as st

from portfolios.exits.records import Price, Rule
from portfolios.exits.types import FIXED, Kind
from tests.portfolios.exits.paths import hour

ASSETS = ("BTC", "ETH")
SIZES = {"BTC": Decimal(10), "ETH": Decimal("2.5")}
figures = st.integers(min_value=8, max_value=24).map(lambda count: Decimal(count * 5))
fractions = st.sampled_from(("0.05", "0.1", "0.25", "0.5")).map(Decimal)
shares = st.sampled_from(("0.2", "0.3", "0.5", "0.7", "1")).map(Decimal)
instants = st.integers(min_value=0, max_value=12).map(hour)


def maybe(strategy):
    return st.one_of(st.none(), strategy)


@st.composite
def rules(draw, key: str) -> Rule:
    kind = draw(st.sampled_from(list(Kind)))
    asset = draw(st.sampled_from(ASSETS))
    one = Rule(
        id=key,
        asset=asset,
        kind=kind,
        entry_price=draw(figures),
        quantity=SIZES[asset],
        share=draw(shares),
        group=draw(st.sampled_from((None, "g", "g", "h"))),
        armed_at=draw(maybe(instants)),
    )
    if draw(st.integers(min_value=0, max_value=4)) == 0:
        one = replace(one, expires_at=(one.armed_at or hour(0)) + (hour(9) - hour(0)))
    if kind in FIXED:
        if draw(st.booleans()):
            return replace(one, level=draw(figures))
        return replace(one, percent=draw(fractions) * draw(st.sampled_from((1, -1))))
    one = replace(one, activate_at=draw(maybe(figures)))
    if kind is Kind.BREAK_EVEN:
        return one
    one = replace(one, entry_price=draw(maybe(figures)))
    if draw(st.booleans()):
        return replace(one, trail_amount=draw(figures) / 4)
    return replace(one, trail_percent=draw(fractions))


@st.composite
def plans(draw) -> list[Rule]:
    # The ids are drawn apart from the places, so that neither stands for the other.
    keys = draw(st.permutations("abcdefg"))[: draw(st.integers(min_value=1, max_value=7))]
    return [draw(rules(key)) for key in keys]


@st.composite
def paths(draw) -> list[Price]:
    drawn = draw(st.lists(st.tuples(st.sampled_from(ASSETS), figures), min_size=1, max_size=16))
    # Two prices an hour: instants repeat.
    return [Price(asset, hour(place // 2), price) for place, (asset, price) in enumerate(drawn)]
