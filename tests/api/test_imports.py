from urllib.parse import urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from markets.models import Asset
from portfolios.models import Account, ImportBatch, Portfolio, Transaction
from portfolios.services.ledger.imports.jobs import run_import
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


@pytest.mark.parametrize(
    ("fields", "code"), [({"mood": "fine"}, 400), ({"account": 0}, 409), ({"portfolio": 0}, 409)]
)
def test_what_an_upload_cannot_be_is_named(as_alice, portfolio, fields, code):
    answer = upload(as_alice, portfolio, tidemark(deposit()), fields=fields)
    assert answer.status_code == code
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
    reads = ("", "left_out/")
    for name in (*reads, "commit/", "undo/", "preview/", "retry/"):
        path = f"{PATH}{made}/{name}"
        answer = as_charlie.get(path) if name in reads else as_charlie.post(path, {}, format="json")
        assert answer.status_code == 404
    assert not Transaction.objects.exists()


def test_the_list_does_not_carry_the_files(as_alice, portfolio, assets):
    upload(as_alice, portfolio, tidemark(deposit()))
    (body,) = as_alice.get(PATH).json()["results"]
    assert "content" not in body
    assert body["filename"] == "l.csv"


class TestCorrections:
    def path(self, client, portfolio, *rows):
        body = upload(client, portfolio, tidemark(*rows)).json()
        return f"{PATH}{body['batch']['id']}/", body

    def test_a_wrong_line_is_told_by_its_cells_and_corrected(self, as_alice, portfolio, assets):
        path, body = self.path(as_alice, portfolio, deposit("1"), deposit("NaN"))
        (line,) = body["lines"]
        assert (line["line"], line["errors"][0]["field"]) == (3, "received_amount")
        (wrong,) = [cell for cell in line["cells"] if cell["is_wrong"]]
        assert (wrong["column"], wrong["own"]) == ("received_amount", "NaN")
        answers = {"corrections": {"3": {"received_amount": "2"}}}
        seen = as_alice.post(f"{path}preview/", answers, format="json").json()
        assert (seen["can_commit"], seen["new_count"]) == (True, 2)
        assert seen["groups"] == [
            {"account": "Cold wallet", "is_new": True, "counts": [{"type": "deposit", "count": 2}]}
        ]
        assert as_alice.post(f"{path}commit/", {}, format="json").json()["created"] == 2

    def test_a_line_is_left_out_and_taken_again(self, as_alice, portfolio, assets):
        path, _ = self.path(as_alice, portfolio, deposit("1"), deposit("2"))
        for is_skipped, count in ((True, 1), (False, 2)):
            answers = {"skips": {"3": is_skipped}}
            seen = as_alice.post(f"{path}preview/", answers, format="json").json()
            assert (seen["new_count"], seen["left_out_count"]) == (count, 2 - count)

    @pytest.mark.parametrize(
        ("answers", "code", "where"),
        [
            ({"corrections": {"99": {"account": "A"}}}, 409, "/line 99"),
            ({"corrections": {"2": {"mood": "fine"}}}, 409, "/line 2"),
            ({"corrections": {"two": {"account": "A"}}}, 409, "/corrections/two"),
            ({"corrections": {"2": "A"}}, 400, "/corrections/2"),
            ({"skips": {"0": True}}, 409, "/skips/0"),
            ({"skips": {"2": "perhaps"}}, 400, "/skips/2"),
        ],
    )
    def test_what_the_file_does_not_have_is_named(
        self, as_alice, portfolio, assets, answers, code, where
    ):
        path, _ = self.path(as_alice, portfolio, deposit("1"))
        refused = as_alice.post(f"{path}preview/", answers, format="json")
        assert refused.status_code == code
        assert where in pointers(refused)


class TestQuestions:
    PLAIN = "2025-12-03T16:07:14Z,buy,Ex,,40,USD,1,ETH,,,,,,,"

    def done(self, client, portfolio, *rows, **answers):
        made = upload(client, portfolio, tidemark(*rows)).json()["batch"]["id"]
        return client.post(f"{PATH}{made}/commit/", answers, format="json")

    def test_lines_with_errors_are_left_out_by_choice_and_told(self, as_alice, portfolio, assets):
        rows = (deposit("1"), deposit("NaN"), deposit("2"))
        assert self.done(as_alice, portfolio, *rows).status_code == 409
        batch = self.done(as_alice, portfolio, *rows, leave_out_errors=True).json()
        assert (batch["created"], batch["left_out_count"]) == (2, 1)
        (line,) = as_alice.get(f"{PATH}{batch['id']}/left_out/").json()
        assert (line["line"], line["field"]) == (3, "received_amount")
        corrected = self.done(as_alice, portfolio, deposit("1"), deposit("3"), deposit("2")).json()
        assert (corrected["created"], corrected["skipped"]) == (1, 2)

    def test_a_suspected_duplicate_is_told_and_takes_a_verdict(self, as_alice, portfolio, assets):
        self.done(as_alice, portfolio, self.PLAIN)
        body = upload(as_alice, portfolio, tidemark(self.PLAIN.replace(":14Z", ":00Z"))).json()
        (suspect,) = body["suspects"]
        assert (body["suspect_count"], body["can_commit"]) == (1, False)
        assert suspect["differs"] == ["date"]
        assert suspect["transaction"] == Transaction.objects.get().pk
        path = f"{PATH}{body['batch']['id']}/"
        assert as_alice.post(f"{path}commit/", {}, format="json").status_code == 409
        answers = {"pairs": {suspect["key"]: "different"}}
        assert as_alice.post(f"{path}preview/", answers, format="json").json()["can_commit"]
        assert as_alice.post(f"{path}commit/", {}, format="json").json()["created"] == 1

    def test_a_symbol_can_change_its_meaning_on_a_day(self, as_alice, portfolio, assets):
        for slug in ("terra-luna", "terra-luna-2"):
            Asset.objects.create(slug=slug, symbol="LUNA", name=slug.title())
        rows = [deposit("1", day).replace("BTC", "LUNA") for day in ("2022-05-27", "2022-05-28")]
        parts = [{"until": "2022-05-28", "asset": "terra-luna"}, {"asset": "terra-luna-2"}]
        done = self.done(as_alice, portfolio, *rows, asset_choices={"LUNA": parts})
        assert done.json()["created"] == 2
        rows = Transaction.objects.order_by("executed_at")
        assert [row.received_asset.slug for row in rows] == ["terra-luna", "terra-luna-2"]

    @pytest.mark.parametrize(
        ("parts", "code"),
        [
            ([], 400),
            ([{"from": "2022-05-28", "asset": "bitcoin"}], 409),
            ([{"asset": "bitcoin"}, {"asset": "ethereum"}], 409),
            ([{"asset": "bitcoin", "until": "2022-05-28"}], 409),
            ([{"asset": "bitcoin"}, {"from": "yesterday", "asset": "ethereum"}], 400),
            ([{"asset": "bitcoin", "mood": 1}], 400),
            (
                [
                    {"asset": "bitcoin", "until": "2022-05-28"},
                    {"asset": "ethereum", "from": "2022-05-29"},
                ],
                409,
            ),
            (
                [
                    {"asset": "bitcoin"},
                    {"from": "2022-05-28", "asset": "ethereum"},
                    {"from": "2021-05-28", "asset": "bitcoin"},
                ],
                409,
            ),
        ],
    )
    def test_meanings_out_of_order_are_refused(self, as_alice, portfolio, assets, parts, code):
        answer = self.done(as_alice, portfolio, self.PLAIN, asset_choices={"ETH": parts})
        assert answer.status_code == code

    def test_a_meaning_that_is_no_asset_is_a_conflict(self, as_alice, portfolio, assets):
        answer = self.done(as_alice, portfolio, self.PLAIN, asset_choices={"ETH": "nobody"})
        assert answer.status_code == 409

    @pytest.mark.parametrize(
        ("answers", "code"),
        [
            ({"kinds": {"x": "transfer"}}, 400),
            ({"kinds": {"": "buy"}}, 409),
            ({"decimal_mark": "x"}, 400),
            ({"duplicates": "perhaps"}, 400),
            ({"pairs": {"k": ""}}, 400),
            ({"leave_out_errors": "maybe"}, 400),
        ],
    )
    def test_an_answer_that_none_of_the_questions_has_is_refused(
        self, as_alice, portfolio, assets, answers, code
    ):
        answer = self.done(as_alice, portfolio, self.PLAIN, **answers)
        assert answer.status_code == code
        assert any(pointer.startswith(f"/{next(iter(answers))}") for pointer in pointers(answer))


class TestALongFile:
    @pytest.fixture(autouse=True)
    def _long(self, settings):
        settings.BOOKS_INLINE_ROWS = 2

    TEXT = tidemark(*(deposit(str(number)) for number in range(1, 5)))

    def uploaded(self, client, portfolio, text=TEXT):
        answer = upload(client, portfolio, text)
        assert answer.status_code == 202
        assert answer.json()["status"] == "reading"
        return urlsplit(answer["Location"]).path

    def test_is_read_and_written_by_a_worker(self, as_alice, portfolio, assets):
        path = self.uploaded(as_alice, portfolio)
        waiting = as_alice.get(f"{path}preview/")
        assert (waiting.status_code, waiting.json()["progress"]) == (202, None)
        batch = ImportBatch.objects.get()
        assert run_import(batch.pk)
        assert as_alice.get(path).json()["status"] == "previewed"
        preview = as_alice.get(f"{path}preview/")
        assert (preview.status_code, preview.json()["new_count"]) == (200, 4)
        assert preview.json()["can_commit"]
        taken = as_alice.post(f"{path}commit/", {}, format="json")
        assert (taken.status_code, taken.json()["status"]) == (202, "importing")
        assert as_alice.post(f"{path}undo/").status_code == 409
        assert run_import(batch.pk)
        done = as_alice.get(path).json()
        assert (done["status"], done["created"]) == ("committed", 4)
        assert Transaction.objects.count() == 4

    def test_takes_answers_in_the_worker(self, as_alice, portfolio, assets):
        path = self.uploaded(as_alice, portfolio, self.TEXT + deposit("NaN") + "\n")
        batch = ImportBatch.objects.get()
        run_import(batch.pk)
        as_alice.post(f"{path}commit/", {}, format="json")
        run_import(batch.pk)
        refused = as_alice.get(path).json()
        assert refused["status"] == "previewed"
        assert "Line 6" in refused["failure"]
        answer = as_alice.post(f"{path}preview/", {"leave_out_errors": True}, format="json")
        assert answer.status_code == 202
        run_import(batch.pk)
        body = as_alice.get(f"{path}preview/").json()
        assert (body["can_commit"], body["left_out_count"]) == (True, 1)
        as_alice.post(f"{path}commit/", {}, format="json")
        run_import(batch.pk)
        assert as_alice.get(path).json()["created"] == 4

    def test_that_cannot_be_read_fails_and_can_be_tried_again(self, as_alice, portfolio, assets):
        path = self.uploaded(as_alice, portfolio, "a,b\n1,2\n1,2\n1,2\n")
        run_import(ImportBatch.objects.get().pk)
        failed = as_alice.get(path).json()
        assert failed["status"] == "failed"
        assert "no known format" in failed["failure"]
        assert as_alice.get(f"{path}preview/").status_code == 404
        assert as_alice.post(f"{path}retry/").status_code == 202
        assert as_alice.post(f"{path}retry/").status_code == 409


def test_a_row_that_the_ledger_says_otherwise_is_kept_or_taken(as_alice, portfolio, assets):
    first = upload(as_alice, portfolio, tidemark(deposit("1.5") + "a")).json()
    as_alice.post(f"{PATH}{first['batch']['id']}/commit/", {}, format="json")
    body = upload(as_alice, portfolio, tidemark(deposit("2") + "a")).json()
    [conflict] = body["conflicts"]
    assert (conflict["key"], conflict["row"]["line"], conflict["kind"]) == ("a", 2, "changed")
    assert (conflict["differs"], conflict["stored"]) == (["received"], ["1.5 BTC"])
    assert (conflict["resolution"], body["can_commit"]) == ("keep", True)
    path = f"{PATH}{body['batch']['id']}/"
    odd = as_alice.post(f"{path}preview/", {"resolutions": {"a": "both"}}, format="json")
    assert odd.status_code == 400
    seen = as_alice.post(f"{path}preview/", {"resolutions": {"a": "take"}}, format="json").json()
    assert (seen["replaced_count"], seen["known_count"]) == (1, 0)
    done = as_alice.post(f"{path}commit/", {}, format="json").json()
    assert (done["created"], done["skipped"], done["replaced"]) == (0, 0, 1)
    assert Transaction.objects.get().received_quantity == 2
