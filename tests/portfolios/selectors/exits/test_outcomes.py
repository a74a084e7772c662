"""What the stops, or the targets, of a plan would bring."""

from decimal import Decimal
from types import SimpleNamespace as Stand

from portfolios.models import ExitGroup, Trigger
from portfolios.selectors.exits.outcomes import Side, side_of, sum_of

HELD = Stand(quantity=Decimal(10), cost=Decimal(500), price=Decimal(100))


def level(key: int, kind: str, amount: str | None, *, share: str = "1", group=None):
    trigger = Trigger(pk=key, kind=kind, share=Decimal(share), group=group)
    return Stand(trigger=trigger, amount=amount and Decimal(amount))


def group_of(quantity: str, *, left: str = "1") -> ExitGroup:
    return ExitGroup(pk=1, quantity=Decimal(quantity), share_left=Decimal(left))


def targets(*levels, holding=HELD) -> Side | None:
    return side_of(levels, holding=holding, falling=False)


def stops(*levels, holding=HELD) -> Side | None:
    return side_of(levels, holding=holding, falling=True)


def test_targets_of_one_group_sell_their_shares_of_its_position():
    group = group_of("8")
    side = targets(
        level(1, "take_profit", "120", share="0.5", group=group),
        level(2, "take_profit", "150", share="0.5", group=group),
        level(3, "stop_loss", "90", group=group),
    )
    # Four at 120 and four at 150; eight of ten, which cost 50 and are worth 100 each.
    assert (side.proceeds, side.value, side.cost) == (1080, 800, 400)
    assert (side.quantity, side.share) == (8, Decimal("0.8"))
    assert (side.against_now, side.against_cost) == (280, 680)
    assert side.against_now_share == Decimal("0.35")


def test_of_a_group_that_has_sold_only_the_rest_is_sold():
    side = stops(level(1, "stop_loss", "90", group=group_of("10", left="0.3")))
    assert (side.quantity, side.proceeds, side.against_now) == (3, 270, -30)


def test_no_more_is_sold_than_is_held_and_the_nearest_goes_first():
    side = targets(
        level(1, "take_profit", "200", share="0.6"), level(2, "take_profit", "110", share="0.6")
    )
    assert (side.quantity, side.proceeds) == (10, 6 * 110 + 4 * 200)
    side = stops(
        level(1, "stop_loss", "50", share="0.6"), level(2, "trailing_stop", "90", share="0.6")
    )
    assert (side.quantity, side.proceeds) == (10, 6 * 90 + 4 * 50)


def test_what_sells_nothing_is_in_no_side():
    assert targets(level(1, "price_above", "120")) is None
    assert stops(level(1, "trailing_stop", None), level(2, "trailing_stop", "-5")) is None
    assert stops(level(1, "trailing_stop", "0")) is None
    assert stops(level(1, "take_profit", "120")) is None
    assert stops(level(1, "stop_loss", "90"), holding=None) is None


def test_without_a_price_the_proceeds_are_known_and_the_difference_is_not():
    holding = Stand(quantity=Decimal(10), cost=Decimal(500), price=None)
    side = stops(level(1, "stop_loss", "90"), holding=holding)
    assert (side.proceeds, side.value, side.cost) == (900, None, 500)
    assert (side.against_now, side.against_now_share) == (None, None)


def test_sides_of_several_positions_add_up():
    one = Side(Decimal(100), Decimal(80), Decimal(50), Decimal(1), Decimal(1))
    two = Side(Decimal(30), Decimal(40), Decimal(10), Decimal(9), Decimal(1))
    total = sum_of([one, None, two])
    assert (total.proceeds, total.value, total.cost) == (130, 120, 60)
    assert (total.quantity, total.share) == (None, None)  # of different assets
    assert (total.against_now, total.against_cost) == (10, 70)
    unpriced = Side(Decimal(5), None, Decimal(1))
    assert sum_of([one, unpriced]).value is None
    assert sum_of([None, None]) is None
    assert Side(Decimal(0), Decimal(0), Decimal(0)).against_now_share is None
