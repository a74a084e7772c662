"""Every side of an allocation and its targets, worked out by hand."""

from decimal import Decimal

import pytest

from markets.models import Asset, Category
from portfolios.models import Balance, Target
from portfolios.selectors.allocation.allocation import allocation_of
from portfolios.selectors.allocation.targets import targets_of
from portfolios.selectors.books.holdings import holdings_of
from portfolios.services.allocation.targets import set_target
from portfolios.services.errors import Refused
from tests.factories import make_asset, make_portfolio, set_price
from tests.portfolios.daily import hold


@pytest.fixture
def spread(portfolio):
    """1,000 dollars: bitcoin 500, ether 300, a stablecoin 150, dollars 50; and a debt of 100."""
    for slug, quantity, price in [
        ("bitcoin", 5, 100.0), ("ethereum", 3, 100.0), ("usd-coin", 150, 1.0), ("usd", 50, None),
        ("solana", -2, 50.0), ("unpriced", 7, None),
    ]:  # fmt: skip
        hold(portfolio, slug, quantity, price=price)
    set_price(make_asset("bitcoin"), 100.0, market_cap=1e12)
    set_price(make_asset("ethereum"), 100.0, market_cap=1e9)
    for slug, members in {"l1": ["bitcoin", "ethereum"], "defi": ["ethereum"]}.items():
        category = Category.objects.create(slug=slug, name=slug.upper())
        category.assets.add(*(make_asset(name) for name in members))
    return portfolio


def weights(slices) -> dict[str, Decimal]:
    return {part.key: part.weight for part in slices}


def test_every_side_adds_up_and_leaves_out_debts_and_what_has_no_price(spread):
    found = allocation_of(spread, holdings=holdings_of(spread))
    assert weights(found.by_asset) == {
        "bitcoin": Decimal("0.5"), "ethereum": Decimal("0.3"), "usd-coin": Decimal("0.15"),
        "usd": Decimal("0.05"),
    }  # fmt: skip
    # Ether is in two categories: half its 300 each.
    assert weights(found.by_category)["l1"] == Decimal("0.65")
    assert weights(found.by_category)["defi"] == Decimal("0.15")
    assert weights(found.by_tier) == {
        "large": Decimal("0.5"), "mid": Decimal("0.3"), "cash": Decimal("0.2"),
    }  # fmt: skip
    assert weights(found.by_kind) == {
        "coin": Decimal("0.8"), "stablecoin": Decimal("0.15"), "fiat": Decimal("0.05"),
    }  # fmt: skip
    for side in (found.by_asset, found.by_category, found.by_tier, found.by_kind):
        assert sum(part.value for part in side) == 1000
        assert [part.value for part in side] == sorted((part.value for part in side), reverse=True)
    assert found.stablecoin_share == Decimal("0.2")
    # 0.25 + 0.09 + 0.0225 + 0.0025.
    assert found.concentration == Decimal("0.365")
    assert found.effective_number == 1 / Decimal("0.365")


def test_accounts_have_what_lies_in_them(spread):
    wallet = spread.accounts.create(name="Wallet")
    main = spread.accounts.get(name="Main")
    for account, quantity in ((main, 2), (wallet, 3)):
        Balance.objects.create(
            portfolio=spread, account=account, asset=make_asset("bitcoin"), quantity=quantity
        )
    found = allocation_of(spread, holdings=holdings_of(spread)).by_account
    assert [(part.name, part.value, part.weight) for part in found] == [
        ("Wallet", 300, Decimal("0.6")), ("Main", 200, Decimal("0.4")),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("cap", "tier"),
    [(1e10 + 1, "large"), (1e10, "mid"), (1e9, "mid"), (1e9 - 1, "small"), (None, "unknown")],
)
def test_a_tier_includes_both_ends_of_the_middle(portfolio, cap, tier):
    hold(portfolio, "bitcoin", 1, price=10.0)
    set_price(make_asset("bitcoin"), 10.0, market_cap=cap)
    (part,) = allocation_of(portfolio, holdings=holdings_of(portfolio)).by_tier
    assert part.key == tier


def test_nothing_and_debts_alone_are_spread_over_nothing(portfolio):
    for owed in (0, 1):
        if owed:
            hold(portfolio, "bitcoin", -owed, price=10.0)
        found = allocation_of(portfolio, holdings=holdings_of(portfolio))
        assert found.by_asset == found.by_kind == found.by_category == []
        assert (found.concentration, found.effective_number, found.stablecoin_share) == (0, None, 0)


def test_targets_stand_beside_what_is_held_and_what_brings_it_back(spread):
    for slug, share, band in [("bitcoin", "0.4", "0.05"), ("ethereum", "0.3", "0.05"),
                              ("solana", "0.1", "0.2")]:  # fmt: skip
        set_target(spread, asset=make_asset(slug), share=Decimal(share), band=Decimal(band))
    found = targets_of(spread, holdings=holdings_of(spread))
    rows = {row.target.asset.slug: row for row in found.rows}
    assert [(row.now, row.off, row.difference) for row in rows.values()] == [
        (Decimal("0.5"), Decimal("0.1"), -100), (Decimal("0.3"), 0, 0),
        # The debt counts as nothing of it: 100 would have to come in.
        (0, Decimal("-0.1"), 100),
    ]  # fmt: skip
    assert [row.target.asset.slug for row in found.outside] == ["bitcoin"]
    assert rows["bitcoin"].amount == 100
    assert (found.share, found.unassigned, found.rest) == (
        Decimal("0.8"), Decimal("0.2"), Decimal("0.2"),
    )  # fmt: skip


def test_the_edge_of_a_band_is_within_it(spread):
    set_target(spread, asset=make_asset("bitcoin"), share=Decimal("0.45"), band=Decimal("0.05"))
    (row,) = targets_of(spread, holdings=holdings_of(spread)).rows
    assert (row.off, row.is_outside) == (Decimal("0.05"), False)
    Target.objects.update(band=Decimal("0.0499"))
    (row,) = targets_of(spread, holdings=holdings_of(spread)).rows
    assert row.is_outside


def test_without_anything_of_worth_no_target_is_off(portfolio):
    set_target(portfolio, asset=make_asset("bitcoin"), share=Decimal("0.5"))
    found = targets_of(portfolio, holdings=holdings_of(portfolio))
    (row,) = found.rows
    assert (row.now, row.off, row.difference, row.amount, row.is_outside) == (
        None, None, None, None, False,
    )  # fmt: skip
    assert (found.rest, found.outside) == (None, [])


def test_targets_come_to_the_whole_at_most_whichever_is_set_last(portfolio):
    bitcoin, ether = make_asset("bitcoin"), make_asset("ethereum")
    set_target(portfolio, asset=bitcoin, share=Decimal("0.7"))
    with pytest.raises(Refused, match=r"100%: 30% is left") as refusal:
        set_target(portfolio, asset=ether, share=Decimal("0.3001"))
    assert refusal.value.errors.keys() == {"share"}
    set_target(portfolio, asset=ether, share=Decimal("0.3"))
    with pytest.raises(Refused, match=r"70% is left"):
        set_target(portfolio, asset=bitcoin, share=Decimal("0.71"))
    set_target(portfolio, asset=bitcoin, share=Decimal("0.7"), band=Decimal("0.01"))
    assert portfolio.targets.get(asset=bitcoin).band == Decimal("0.01")


def test_what_is_set_anew_drifts_anew_and_keeps_its_band(portfolio):
    target = set_target(
        portfolio, asset=make_asset("bitcoin"), share=Decimal("0.5"), band=Decimal("0.02")
    )
    Target.objects.update(drifted_at="2026-01-01T00:00Z")
    again = set_target(portfolio, asset=make_asset("bitcoin"), share=Decimal("0.4"))
    assert (again.pk, again.drifted_at, again.band) == (target.pk, None, Decimal("0.02"))


def test_another_portfolios_own_asset_is_none_of_ones_targets(portfolio, bob):
    shed = Asset.objects.create(slug="own-1", name="Shed", symbol="SHED", kind=Asset.Kind.OWN)
    make_portfolio(bob).own_assets.create(asset=shed, created_by=bob)
    with pytest.raises(Refused) as refusal:
        set_target(portfolio, asset=shed, share=Decimal("0.1"))
    assert refusal.value.errors.keys() == {"asset"}
