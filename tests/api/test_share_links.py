"""Share links over the API: the owner's alone; an address is told once."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from portfolios.models import PortfolioShare, ShareLink
from tests.api.conftest import ROOT, pointers, with_token


@pytest.fixture
def path(portfolio):
    return f"{ROOT}portfolios/{portfolio.pk}/share-links/"


def make(client, path, **changes):
    return client.post(path, {"name": "Friends", "detail": "weights"} | changes, format="json")


def test_a_link_is_made_and_tells_its_address_once(as_alice, path):
    made = make(as_alice, path)
    assert made.status_code == 201
    url = made.json()["url"]
    assert Client().get(url).status_code == 200
    (row,) = as_alice.get(path).json()["results"]
    assert row == as_alice.get(f"{path}{row['id']}/").json()
    assert "url" not in row
    assert (row["name"], row["detail"], row["visits"]) == ("Friends", "weights", 1)
    assert url.rstrip("/").rpartition("/")[2] not in str(ShareLink.objects.values())


def test_an_address_that_is_told_again_by_its_idempotency_key_lies_in_no_cache(as_alice, path):
    body = {"name": "Friends", "detail": "weights"}
    answers = [
        as_alice.post(path, body, format="json", HTTP_IDEMPOTENCY_KEY="once") for _ in range(2)
    ]
    urls = {answer.json()["url"] for answer in answers}
    assert len(urls) == ShareLink.objects.count() == 1
    key = urls.pop().rstrip("/").rpartition("/")[2]
    redis = cache._cache.get_client()
    stored = [redis.get(name) or b"" for name in redis.scan_iter("*api-once*")]
    assert stored
    assert not any(key.encode() in one for one in stored)


def test_a_revoked_link_is_gone_for_visitors_and_from_the_list(as_alice, path):
    made = make(as_alice, path).json()
    assert as_alice.delete(f"{path}{made['id']}/").status_code == 204
    assert Client().get(made["url"]).status_code == 404
    assert as_alice.get(path).json()["results"] == []
    assert as_alice.delete(f"{path}{made['id']}/").status_code == 404


def test_a_link_can_end_by_itself(as_alice, path):
    ends = timezone.now() + timedelta(days=1)
    made = make(as_alice, path, expires_at=ends.isoformat()).json()
    assert made["expires_at"] is not None
    ShareLink.objects.update(expires_at=timezone.now())
    assert Client().get(made["url"]).status_code == 404


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"name": ""}, "/name", 400),
        ({"detail": "all"}, "/detail", 400),
        ({"expires_at": "2020-01-01T00:00:00Z"}, "/expires_at", 409),
        ({"visits": 7}, "/visits", 400),
        ({"portfolio": 1}, "/portfolio", 400),
    ],
)
def test_what_a_link_cannot_be_is_named(as_alice, path, change, field, code):
    answer = make(as_alice, path, **change)
    assert answer.status_code == code
    assert pointers(answer).keys() == {field}
    assert not ShareLink.objects.exists()


def test_links_are_the_owners_alone(as_alice, as_bob, as_charlie, path):
    made = make(as_alice, path).json()
    PortfolioShare.objects.update(role="editor")
    for client, code in ((as_bob, 403), (as_charlie, 404)):
        assert client.get(path).status_code == code
        assert make(client, path).status_code == code
        assert client.get(f"{path}{made['id']}/").status_code == code
        assert client.delete(f"{path}{made['id']}/").status_code == code
    assert ShareLink.objects.usable().count() == 1


def test_a_link_of_another_portfolio_is_not_found_through_ones_own(
    as_charlie, charlie, as_alice, path, assets
):
    made = make(as_alice, path).json()
    own = charlie.portfolios.create(name="Own", currency=assets["usd"])
    assert (
        as_charlie.delete(f"{ROOT}portfolios/{own.pk}/share-links/{made['id']}/").status_code == 404
    )


def test_a_reading_token_makes_none(alice, path):
    reader = with_token(alice, scope="read")
    assert reader.get(path).status_code == 200
    assert make(reader, path).status_code == 403
