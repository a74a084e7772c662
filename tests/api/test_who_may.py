"""Who may call the API, and what each sees: alice owns, bob looks, charlie is an outsider."""

from datetime import timedelta

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from portfolios.models import ApiToken, PortfolioShare, Transaction
from portfolios.services.sharing.keys import revoke_key
from portfolios.services.sharing.tokens import create_token
from tests.api.conftest import ROOT, signed_in, with_token

LISTS = (
    "portfolios",
    "accounts",
    "transactions",
    "triggers",
    "alerts",
    "imports",
    "own-assets",
    "own-prices",
    "market-alerts",
    "screens",
    "watchlists",
    "watched-assets",
)


@pytest.mark.parametrize(
    "name",
    [
        *LISTS,
        "assets",
        "assets/bitcoin/chart",
        "assets/bitcoin/news",
        "quotes",
        "candles",
        "performance",
        "screener",
        "screener/columns",
        "screener/rows.csv",
        "home",
        "history/candles.csv",
        "history/observations.ndjson",
        "history/points.parquet",
        "history/ranks.csv",
        "history/grades.csv",
        "history/signals.csv",
        "history/forecasts.csv",
        "history/market.csv",
        "history/categories.csv",
        "analytics/points",
        "analytics/market",
        "analytics/categories",
        "analytics/records",
        "assessments/bitcoin",
        "assessments/bitcoin/points",
        "assessments/bitcoin/history",
    ],
)
def test_nobody_sees_anything_without_signing_in(db, name):
    answer = APIClient().get(f"{ROOT}{name}/")
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert answer["Content-Type"] == "application/problem+json"


def test_a_session_is_enough_to_read(alice, portfolio):
    assert signed_in(alice).get(f"{ROOT}portfolios/").status_code == 200


def test_a_session_cannot_write_without_its_csrf_token(alice, portfolio):
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(alice)
    answer = client.post(f"{ROOT}portfolios/", {"name": "X", "currency": "usd"}, format="json")
    assert answer.status_code == 403
    assert "CSRF" in answer.json()["detail"]


@pytest.mark.parametrize("key", ["", "tm_nonsense", "x" * 5000])
def test_a_token_nobody_made_is_refused(db, key):
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {key}")
    assert client.get(f"{ROOT}portfolios/").status_code == 401


def test_a_token_s_key_is_stored_nowhere(alice):
    token, key = create_token(alice, name="script", scope="read", days=1)
    assert key not in str(ApiToken.objects.filter(pk=token.pk).values())


@pytest.mark.parametrize("end", ["expired", "revoked", "inactive"])
def test_a_token_that_has_ended_is_refused(alice, portfolio, end):
    client = with_token(alice)
    token = alice.api_tokens.get()
    if end == "expired":
        ApiToken.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    elif end == "revoked":
        revoke_key(token)
    else:
        alice.is_active = False
        alice.save()
    assert client.get(f"{ROOT}portfolios/").status_code == 401


def test_a_reading_token_cannot_write(alice, portfolio, row):
    client = with_token(alice, scope="read")
    assert client.get(f"{ROOT}transactions/{row.pk}/").status_code == 200
    assert client.delete(f"{ROOT}transactions/{row.pk}/").status_code == 403
    assert client.post(f"{ROOT}portfolios/", {}, format="json").status_code == 403
    assert Transaction.objects.filter(pk=row.pk).exists()


def test_a_token_knows_when_it_was_last_used(as_alice, alice, portfolio):
    assert alice.api_tokens.get().last_used_at is None
    as_alice.get(f"{ROOT}portfolios/")
    first = alice.api_tokens.get().last_used_at
    assert first is not None
    as_alice.get(f"{ROOT}portfolios/")
    assert alice.api_tokens.get().last_used_at == first


@pytest.mark.parametrize("name", LISTS)
def test_an_outsider_s_lists_are_empty(as_charlie, portfolio, row, name):
    assert as_charlie.get(f"{ROOT}{name}/").json() == {"next": None, "results": []}


def test_what_is_not_yours_does_not_exist(as_charlie, portfolio, account, row):
    for path in (
        f"portfolios/{portfolio.pk}/", f"portfolios/{portfolio.pk}/positions/",
        f"portfolios/{portfolio.pk}/allocation/", f"portfolios/{portfolio.pk}/history/",
        f"portfolios/{portfolio.pk}/problems/", f"portfolios/{portfolio.pk}/ledger.csv/",
        f"portfolios/{portfolio.pk}/ledger.ndjson/",
        f"portfolios/{portfolio.pk}/share-links/", f"accounts/{account.pk}/",
        f"transactions/{row.pk}/",
    ):  # fmt: skip
        answer = as_charlie.get(ROOT + path)
        assert answer.status_code == 404, path
        assert answer["Content-Type"] == "application/problem+json"
    for path in (f"portfolios/{portfolio.pk}/", f"transactions/{row.pk}/"):
        assert as_charlie.delete(ROOT + path).status_code == 404
        assert as_charlie.patch(ROOT + path, {"name": "x"}, format="json").status_code == 404


def test_an_outsider_cannot_write_into_a_portfolio_by_its_id(as_charlie, portfolio, account):
    body = {"portfolio": portfolio.pk, "name": "Mine"}
    answer = as_charlie.post(f"{ROOT}accounts/", body, format="json")
    assert answer.status_code == 409
    assert portfolio.accounts.count() == 1


def test_a_viewer_sees_and_cannot_change(as_bob, portfolio, account, row):
    assert as_bob.get(f"{ROOT}portfolios/{portfolio.pk}/").json()["role"] == "viewer"
    assert as_bob.get(f"{ROOT}transactions/{row.pk}/").status_code == 200
    assert as_bob.delete(f"{ROOT}transactions/{row.pk}/").status_code == 403
    assert as_bob.delete(f"{ROOT}portfolios/{portfolio.pk}/").status_code == 403
    new = {"portfolio": portfolio.pk, "name": "Mine"}
    assert as_bob.post(f"{ROOT}accounts/", new, format="json").status_code == 403
    named = {"name": "Mine now"}
    path = f"{ROOT}portfolios/{portfolio.pk}/"
    assert as_bob.patch(path, named, format="json").status_code == 403


def test_an_editor_changes_but_does_not_delete_the_portfolio(as_bob, portfolio, row):
    PortfolioShare.objects.update(role="editor")
    path = f"{ROOT}portfolios/{portfolio.pk}/"
    assert as_bob.get(path).json()["role"] == "editor"
    assert as_bob.patch(path, {"name": "Ours"}, format="json").status_code == 200
    assert as_bob.delete(f"{ROOT}transactions/{row.pk}/").status_code == 204
    assert as_bob.delete(path).status_code == 403
