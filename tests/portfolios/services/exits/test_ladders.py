"""A stop and its targets are armed together, or not at all."""

from decimal import Decimal

import pytest

from portfolios.models import Alert, Trigger
from portfolios.services.errors import Refused
from portfolios.services.exits.claims import claim_triggers
from portfolios.services.exits.ladders import Rung, arm_ladder
from tests.factories import make_asset, set_price
from tests.portfolios.services.exits.plans_live import hold


@pytest.fixture
def held(portfolio):
    hold(portfolio, make_asset("bitcoin", price=60000.0), Decimal(10))
    return portfolio


def ladder(portfolio, *targets, **terms):
    rungs = [Rung(Decimal(level), share and Decimal(share)) for level, share in targets]
    terms = {"stop_level": Decimal(50000)} | terms
    return arm_ladder(
        portfolio, user=portfolio.owner, asset=make_asset("bitcoin"), targets=rungs, **terms
    )


def faults(portfolio, *targets, **terms):
    with pytest.raises(Refused) as refused:
        ladder(portfolio, *targets, **terms)
    assert Trigger.objects.count() == 0
    return set(refused.value.errors)


def test_all_of_it_is_one_group_and_the_last_target_takes_the_rest(held):
    armed = ladder(held, ("70000", "0.3"), ("80000", "0.2"), ("90000", None))
    assert [one.kind for one in armed] == ["stop_loss", *["take_profit"] * 3]
    assert [one.share for one in armed] == [1, Decimal("0.3"), Decimal("0.2"), Decimal("0.5")]
    assert {one.group.name for one in armed} == {"Exit"}


def test_what_sells_the_last_of_it_cancels_the_stop(held):
    ladder(held, ("70000", "0.5"), ("80000", None))
    set_price(make_asset("bitcoin"), 85000.0)
    claim_triggers()
    assert sorted(Alert.objects.values_list("quantity", flat=True)) == [5, 5]
    assert Trigger.objects.get(kind="stop_loss").status == "cancelled"


def test_the_stop_sells_what_the_targets_have_left(held):
    ladder(held, ("70000", "0.4"), ("80000", "0.6"), stop_level=None, trail_percent=Decimal("0.1"))
    for price in (71000.0, 60000.0):
        set_price(make_asset("bitcoin"), price)
        claim_triggers()
    assert Alert.objects.get(kind="trailing_stop").quantity == 6


@pytest.mark.parametrize(
    ("targets", "terms", "fields"),
    [
        ([("70000", None)], {"stop_level": None}, {"stop_level"}),
        ([("70000", None)], {"trail_percent": Decimal("0.1")}, {"stop_level"}),
        ([], {}, {"target_1"}),
        ([("70000", None)] * 5, {}, {""}),
        ([("70000", None), ("80000", None)], {}, {"share_1"}),
        ([("70000", "0.8"), ("80000", "0.3")], {}, {"share_2"}),
        ([("70000", None), ("80000", "1")], {}, {"share_1"}),
        # All faults at once: reached already, and not a price.
        ([("59000", "0.5"), ("-1", None)], {"stop_level": Decimal(61000)},
         {"stop_level", "target_1", "target_2"}),
        ([("70000", None)], {"stop_level": None, "trail_percent": Decimal(2)}, {"trail_percent"}),
        ([("70000", None)], {"group": "x" * 41}, {"group"}),
    ],
)  # fmt: skip
def test_a_fault_names_its_field_and_nothing_is_armed(held, targets, terms, fields):
    assert faults(held, *targets, **terms) == fields


def test_what_is_not_held_has_no_ladder(portfolio):
    make_asset("bitcoin", price=60000.0)
    assert faults(portfolio, ("70000", None)) == {"asset"}


def test_a_second_ladder_has_a_name_of_its_own(held):
    ladder(held, ("70000", None))
    assert {one.group.name for one in ladder(held, ("75000", None))} == {"Exit 2"}
    with pytest.raises(Refused) as refused:
        ladder(held, ("70000", None), group=" Exit ")
    assert set(refused.value.errors) == {"group"}
