"""The token of a request is found in one query, as the ORM finds it."""

import pytest

from portfolios.models import ApiToken
from portfolios.selectors.sharing.tokens import token_by_digest
from portfolios.services.sharing.tokens import create_token

pytestmark = pytest.mark.django_db


@pytest.fixture
def token(alice):
    alice.table_views = {"holdings": "sort=value"}
    alice.save()
    token, _ = create_token(alice, name="Script", scope="read", days=30)
    return ApiToken.objects.select_related("user").get(pk=token.pk)


def columns_of(row) -> dict:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def test_a_token_comes_with_its_person_in_one_query(token, django_assert_num_queries):
    with django_assert_num_queries(1):
        found = token_by_digest(token.digest)
        assert columns_of(found) == columns_of(token)
        assert columns_of(found.user) == columns_of(token.user)
    assert found.user.table_views == {"holdings": "sort=value"}


def test_what_is_found_can_be_saved(token):
    found = token_by_digest(token.digest)
    found.user.time_zone = "Europe/Berlin"
    found.user.save()
    token.user.refresh_from_db()
    assert token.user.time_zone == "Europe/Berlin"


def test_each_digest_finds_its_own(token, bob):
    other, _ = create_token(bob, name="Other", scope="write", days=None)
    assert token_by_digest(other.digest).user == bob
    assert token_by_digest(token.digest).user == token.user
    assert token_by_digest("0" * 64) is None
