"""The categories of assets, each asset in at least one."""

from markets.models import Category
from portfolios.selectors.books.categories import categories_of
from tests.factories import make_asset


def test_each_asset_has_its_categories_by_name_or_says_that_it_has_none(
    db, django_assert_num_queries
):
    zoo = Category.objects.create(slug="a", name="Zoo")
    ai = Category.objects.create(slug="z", name="AI")
    both, one, none = (make_asset(slug) for slug in ("bitcoin", "ethereum", "solana"))
    both.categories.set([zoo, ai])
    one.categories.set([ai])
    with django_assert_num_queries(1):
        found = categories_of([none.pk, both.pk])
    assert found == {none.pk: [("", "No category")], both.pk: [("z", "AI"), ("a", "Zoo")]}
    assert categories_of(iter([one.pk])) == {one.pk: [("z", "AI")]}
    assert categories_of([]) == {}
