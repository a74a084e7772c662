"""The page of target shares."""

from decimal import Decimal

import pytest
from django.urls import reverse

from portfolios.models import PortfolioShare, Target
from portfolios.services.allocation.targets import set_target
from tests.factories import make_asset

FORM = {"asset": "bitcoin", "share": "60", "band": "2.5"}


@pytest.fixture
def path(full):
    return reverse("portfolios:targets", args=[full.pk])


@pytest.fixture
def target(full):
    return set_target(full, asset=make_asset("bitcoin"), share=Decimal("0.4"))


def test_a_newcomer_is_told_what_targets_are_for(as_alice, path):
    assert "No targets yet" in as_alice.get(path).content.decode()


def test_a_target_is_set_changed_and_removed(as_alice, path, full):
    assert as_alice.post(path, FORM).status_code == 302
    target = Target.objects.get()
    assert (target.share, target.band) == (Decimal("0.6"), Decimal("0.025"))
    text = as_alice.get(path).content.decode()
    assert "60.0%" in text
    assert "Outside" in text
    assert 'value="60"' in as_alice.get(path, {"asset": "bitcoin"}).content.decode()
    as_alice.post(path, FORM | {"share": "90"})
    assert Target.objects.get().share == Decimal("0.9")
    as_alice.post(reverse("portfolios:target_remove", args=[full.pk, target.pk]))
    assert not Target.objects.exists()


@pytest.mark.parametrize(
    ("change", "says"),
    [({"share": "101"}, "100"), ({"share": "-1"}, "greater than or equal to 0"),
     ({"share": "x"}, "number"), ({"asset": "nope"}, "no asset called"), ({"band": "0"}, "0.1"),
     ({"asset": "ethereum", "share": "70"}, "60% is left")],
)  # fmt: skip
def test_what_is_wrong_is_said_beside_its_field(as_alice, path, target, change, says):
    answer = as_alice.post(path, FORM | change)
    assert answer.status_code == 200
    assert says in answer.content.decode()
    assert Target.objects.get().share == Decimal("0.4")


def test_the_page_takes_as_many_queries_for_many_targets(
    as_alice, path, full, target, django_assert_num_queries
):
    as_alice.get(path)
    with django_assert_num_queries(10):
        as_alice.get(path)
    set_target(full, asset=make_asset("ethereum"), share=Decimal("0.1"))
    set_target(full, asset=make_asset("solana"), share=Decimal("0.1"))
    with django_assert_num_queries(10):
        as_alice.get(path)


def test_who_may_look_may_not_change(as_bob, path, full, target):
    assert as_bob.get(path).status_code == 200
    assert as_bob.post(path, FORM).status_code == 403
    remove = reverse("portfolios:target_remove", args=[full.pk, target.pk])
    assert as_bob.post(remove).status_code == 403
    PortfolioShare.objects.update(role="editor")
    assert as_bob.post(path, FORM).status_code == 302


def test_for_an_outsider_there_is_nothing(as_charlie, path, full, target):
    remove = reverse("portfolios:target_remove", args=[full.pk, target.pk])
    assert as_charlie.get(path).status_code == 404
    assert as_charlie.post(path, FORM).status_code == 404
    assert as_charlie.post(remove).status_code == 404
    assert Target.objects.get().share == Decimal("0.4")
