import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from markets.models import Asset
from portfolios.models import Account, ImportBatch, Portfolio, Transaction
from tests.api.conftest import ROOT, pointers
from tests.portfolios.importers.texts import deposit, tidemark

PATH = f"{ROOT}imports/"


def upload(client, portfolio, text, *, fields=(), headers=None):
    content = text if isinstance(text, bytes) else text.encode()
    body = {"portfolio": portfolio.pk, "file": SimpleUploadedFile("l.csv", content)}
    return client.post(PATH, {**body, **dict(fields)}, format="multipart", headers=headers)


def test_a_file_is_previewed_committed_and_undone(as_alice, portfolio, assets):
    preview = upload(as_alice, portfolio, tidemark(deposit("1.5"), deposit("2")))
    assert preview.status_code == 201
    body = preview.json()
    assert (body["format"], body["new_count"], body["can_commit"]) == ("tidemark", 2, True)
    assert body["rows"][0]["received"] == {"symbol": "BTC", "quantity": "1.5"}
    assert body["new_accounts"] == ["Cold wallet"]
    assert not Transaction.objects.exists()
    path = f"{PATH}{body['batch']['id']}/"
    done = as_alice.post(f"{path}commit/", {}, format="json").json()
    assert (done["status"], done["created"], done["skipped"]) == ("committed", 2, 0)
    assert Transaction.objects.count() == 2
    undone = as_alice.post(f"{path}undo/").json()
    assert undone["status"] == "undone"
    assert not Transaction.objects.exists()


def test_a_symbol_of_several_assets_is_asked_and_answered(as_alice, portfolio, assets):
    for slug in ("pepe", "pepe-classic"):
        Asset.objects.create(slug=slug, symbol="PEPE", name=slug.title())
    text = tidemark(deposit().replace("BTC", "PEPE"))
    body = upload(as_alice, portfolio, text).json()
    assert [one["slug"] for one in body["ambiguous"]["PEPE"]] == ["pepe", "pepe-classic"]
    path = f"{PATH}{body['batch']['id']}/"
    refused = as_alice.post(f"{path}commit/", {}, format="json")
    assert refused.status_code == 409
    assert "PEPE" in refused.json()["detail"]
    choices = {"asset_choices": {"PEPE": "pepe-classic"}}
    assert as_alice.post(f"{path}preview/", choices, format="json").json()["can_commit"]
    assert as_alice.post(f"{path}commit/", {}, format="json").status_code == 200
    assert Transaction.objects.get().received_asset.slug == "pepe-classic"


def test_errors_are_told_with_their_lines(as_alice, portfolio, assets):
    body = upload(as_alice, portfolio, tidemark(deposit("NaN"))).json()
    assert body["errors"][0]["line"] == 2
    assert not body["can_commit"]
    path = f"{PATH}{body['batch']['id']}/commit/"
    assert as_alice.post(path, {}, format="json").status_code == 409


def test_a_file_that_cannot_be_read_is_told_and_not_kept(as_alice, portfolio):
    answer = upload(as_alice, portfolio, b"\x00\x01")
    assert (answer.status_code, answer.json()["batch"]) == (200, None)
    assert not ImportBatch.objects.exists()


@pytest.mark.parametrize("fields", [{"mood": "fine"}, {"account": 0}, {"portfolio": 0}])
def test_what_an_upload_cannot_be_is_named(as_alice, portfolio, fields):
    answer = upload(as_alice, portfolio, tidemark(deposit()), fields=fields)
    assert answer.status_code in {400, 409}
    assert pointers(answer).keys() == {f"/{name}" for name in fields}


def test_an_upload_without_a_file_is_refused(as_alice, portfolio):
    answer = as_alice.post(PATH, {"portfolio": portfolio.pk}, format="multipart")
    assert "/file" in pointers(answer)


def test_an_account_of_another_portfolio_is_refused(as_alice, alice, portfolio, assets):
    other = Portfolio.objects.create(owner=alice, name="Other", currency=assets["usd"])
    foreign = Account.objects.create(portfolio=other, name="Theirs")
    answer = upload(as_alice, portfolio, tidemark(deposit()), fields={"account": foreign.pk})
    assert "/account" in pointers(answer)


def test_an_upload_sent_again_under_its_key_is_one_batch(as_alice, portfolio, assets):
    answers = []
    for _ in range(2):
        headers = {"Idempotency-Key": "k"}
        answers.append(upload(as_alice, portfolio, tidemark(deposit()), headers=headers).json())
    assert answers[0]["batch"]["id"] == answers[1]["batch"]["id"]
    assert ImportBatch.objects.count() == 1


def test_a_viewer_imports_nothing(as_bob, portfolio, assets):
    assert upload(as_bob, portfolio, tidemark(deposit())).status_code == 403


def test_an_outsider_s_batch_does_not_exist(as_alice, as_charlie, portfolio, assets):
    made = upload(as_alice, portfolio, tidemark(deposit())).json()["batch"]["id"]
    for name in ("", "commit/", "undo/", "preview/"):
        path = f"{PATH}{made}/{name}"
        answer = as_charlie.post(path, {}, format="json") if name else as_charlie.get(path)
        assert answer.status_code == 404
    assert not Transaction.objects.exists()


def test_the_list_does_not_carry_the_files(as_alice, portfolio, assets):
    upload(as_alice, portfolio, tidemark(deposit()))
    (body,) = as_alice.get(PATH).json()["results"]
    assert "content" not in body
    assert body["filename"] == "l.csv"
