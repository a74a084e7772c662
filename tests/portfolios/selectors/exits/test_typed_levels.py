"""What levels mean while they are typed: by hand, from the price and from the cost."""

from decimal import Decimal

import pytest

from portfolios.models import Account, Portfolio, Position, User
from portfolios.selectors.exits.typed_levels import Ground, TypedLevel, ground_of, level_facts
from tests.factories import make_asset, make_market, make_portfolio, set_price

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def portfolio(module_db) -> Portfolio:
    """3 bitcoin in two accounts, which cost 50 each; one is owed in ether."""
    make_market()
    alice = User.objects.create_user("alice@example.org", "x")
    made = make_portfolio(alice)
    vault = Account.objects.create(portfolio=made, name="Vault")
    for slug, quantity, cost, account in [
        ("bitcoin", 1, 40, made.accounts.get(name="Main")),
        ("bitcoin", 2, 110, vault),
        ("ethereum", -1, -20, vault),
    ]:
        Position.objects.create(
            portfolio=made, account=account, asset=make_asset(slug, price=80.0),
            quantity=quantity, cost=cost, realised=0, income=0, fees=0,
        )  # fmt: skip
    return made


def facts(portfolio, *levels, slug="bitcoin", ground=None):
    asset = make_asset(slug)
    ground = ground or ground_of(portfolio, asset=asset)
    return level_facts(portfolio, asset=asset, ground=ground, levels=levels)


def level(price, share=None, kind="stop"):
    return TypedLevel(kind, Decimal(price), None if share is None else Decimal(share))


@pytest.mark.parametrize(
    ("price", "share", "from_price", "from_cost", "quantity", "proceeds"),
    [
        ("60", "1", "-0.25", "0.2", "3", "180"),
        ("100", "0.5", "0.25", "1", "1.5", "150"),
        ("80", "0.25", "0", "0.6", "0.75", "60"),
        ("40", None, "-0.5", "-0.2", None, None),  # an alert sells nothing
    ],
)
def test_a_level_is_a_way_from_price_and_cost_and_a_sale(
    portfolio, price, share, from_price, from_cost, quantity, proceeds
):
    found = facts(portfolio, level(price, share))
    assert (found.price, found.cost, found.quantity) == (80, 50, 3)
    (meaning,) = found.levels
    assert meaning.from_price == Decimal(from_price)
    assert meaning.from_cost == Decimal(from_cost)
    assert meaning.quantity == (quantity and Decimal(quantity))
    assert meaning.proceeds == (proceeds and Decimal(proceeds))


def test_levels_at_or_under_zero_are_none_and_the_others_keep_their_order(portfolio):
    typed = [level("90", "1"), level("0", "1"), level("-5", "1"), level("70"), level("0.0001", "1")]
    found = facts(portfolio, *typed)
    assert [one.level for one in found.levels] == [typed[0], typed[3], typed[4]]


def test_what_is_owed_or_not_held_sells_nothing_and_has_no_cost(portfolio):
    make_asset("solana", price=80.0)
    for slug in ("ethereum", "solana"):
        found = facts(portfolio, level("60", "1"), slug=slug)
        (meaning,) = found.levels
        assert (found.cost, found.quantity) == (None, 0), slug
        assert (meaning.from_cost, meaning.quantity, meaning.proceeds) == (None, None, None), slug
        assert meaning.from_price == Decimal("-0.25"), slug


def test_a_share_of_nothing_brings_nothing(portfolio):
    (meaning,) = facts(portfolio, level("60", "0")).levels
    assert (meaning.quantity, meaning.proceeds) == (0, None)


def test_figures_are_exact_where_a_decimal_of_28_digits_would_round(portfolio):
    ground = Ground(price=Decimal("0.000000000000000003"), cost=None)
    price = "1234567890123456789012345678.123456789012345678"
    (meaning,) = facts(portfolio, level(price, "1"), ground=ground).levels
    # Three times the level, written out by hand.
    assert meaning.proceeds == Decimal("3703703670370370367037037034.370370367037037034")


def test_the_ground_is_in_the_portfolio_s_currency(portfolio):
    bitcoin, euro = make_asset("bitcoin"), make_asset("eur")
    euros = Portfolio.objects.create(owner=portfolio.owner, name="Euros", currency=euro)
    assert ground_of(euros, asset=bitcoin) is None  # no rate
    set_price(euro, 1.25)
    assert ground_of(euros, asset=bitcoin) == Ground(Decimal(64), None)


def test_without_a_price_there_is_no_ground(portfolio):
    assert ground_of(portfolio, asset=make_asset("nothing")) is None


def test_levels_take_one_query_however_many(portfolio, django_assert_num_queries):
    bitcoin = make_asset("bitcoin")
    with django_assert_num_queries(2):  # a dollar needs no rate
        ground = ground_of(portfolio, asset=bitcoin)
    typed = [level(price, "0.1") for price in range(1, 30)]
    with django_assert_num_queries(1):
        level_facts(portfolio, asset=bitcoin, ground=ground, levels=typed)
