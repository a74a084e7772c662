"""What every answer keeps: problem details, rate limits, ETags, idempotency, size."""

import pytest
from django.core.cache import cache

from portfolios.models import Portfolio
from tests.api.conftest import ROOT, pointers, with_token

NEW = {"name": "New", "currency": "usd"}


def test_a_refusal_is_problem_details(as_alice, portfolio):
    answer = as_alice.post(f"{ROOT}portfolios/", {"currency": "nope"}, format="json")
    body = answer.json()
    assert answer.status_code == body["status"] == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert (body["type"], body["title"]) == ("about:blank", "Bad Request")
    assert body["instance"] == "/api/v1/portfolios/"
    assert pointers(answer).keys() == {"/name", "/currency"}


def test_unknown_and_read_only_fields_are_named(as_alice, portfolio):
    body = {**NEW, "nmae": "typo", "id": 5, "role": "owner"}
    answer = as_alice.post(f"{ROOT}portfolios/", body, format="json")
    assert pointers(answer).keys() == {"/nmae", "/id", "/role"}
    assert not Portfolio.objects.filter(name="New").exists()


@pytest.mark.parametrize("body", ["{", "[1,2]", '"text"', "NaN", "null", '{"name": NaN}'])
def test_a_body_that_is_no_object_is_a_problem(as_alice, portfolio, body):
    answer = as_alice.post(f"{ROOT}portfolios/", body, content_type="application/json")
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"


def test_other_methods_and_media_types_are_problems(as_alice, portfolio):
    assert as_alice.put(f"{ROOT}portfolios/{portfolio.pk}/", NEW, format="json").status_code == 405
    answer = as_alice.post(f"{ROOT}portfolios/", "a=b", content_type="text/plain")
    assert answer.status_code == 415
    assert answer["Content-Type"] == "application/problem+json"


def test_a_body_over_the_limit_is_refused(as_alice, portfolio, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    answer = as_alice.post(f"{ROOT}portfolios/", {"name": "x" * 2000}, format="json")
    assert answer.status_code == 413


class TestRateLimit:
    def test_every_answer_tells_what_is_left(self, as_alice, portfolio, settings):
        settings.API_RATE_LIMIT = 10
        first, second = (as_alice.get(f"{ROOT}portfolios/") for _ in range(2))
        assert first["RateLimit-Policy"] == '"default";q=10;w=60'
        assert first["RateLimit"].startswith('"default";r=9;t=')
        assert second["RateLimit"].startswith('"default";r=8;t=')
        assert as_alice.get(f"{ROOT}portfolios/0/")["RateLimit"].startswith('"default";r=7;')

    def test_beyond_it_the_caller_waits(self, as_alice, alice, as_bob, portfolio, settings):
        settings.API_RATE_LIMIT = 2
        codes = [as_alice.get(f"{ROOT}portfolios/").status_code for _ in range(3)]
        assert codes == [200, 200, 429]
        refused = as_alice.get(f"{ROOT}portfolios/")
        assert 1 <= int(refused["Retry-After"]) <= 60
        assert refused["RateLimit"].startswith('"default";r=0;')
        assert refused["Content-Type"] == "application/problem+json"
        assert as_bob.get(f"{ROOT}portfolios/").status_code == 200
        other = with_token(alice, name="another")
        assert other.get(f"{ROOT}portfolios/").status_code == 200


class TestETag:
    def test_what_has_not_changed_is_not_sent_again(self, as_alice, portfolio):
        path = f"{ROOT}portfolios/{portfolio.pk}/"
        first = as_alice.get(path)
        again = as_alice.get(path, HTTP_IF_NONE_MATCH=first["ETag"])
        assert (again.status_code, again.content) == (304, b"")
        assert again["ETag"] == first["ETag"]
        Portfolio.objects.update(name="Renamed")
        assert as_alice.get(path, HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 200

    def test_lists_have_one_too(self, as_alice, portfolio):
        first = as_alice.get(f"{ROOT}portfolios/")
        tag = f"W/{first['ETag']}"
        assert as_alice.get(f"{ROOT}portfolios/", HTTP_IF_NONE_MATCH=tag).status_code == 304

    def test_a_write_on_something_stale_is_refused(self, as_alice, portfolio):
        path = f"{ROOT}portfolios/{portfolio.pk}/"
        tag = as_alice.get(path)["ETag"]
        Portfolio.objects.update(name="By another")
        body = {"name": "By me"}
        answer = as_alice.patch(path, body, format="json", HTTP_IF_MATCH=tag)
        assert answer.status_code == 412
        assert as_alice.delete(path, HTTP_IF_MATCH=tag).status_code == 412
        portfolio.refresh_from_db()
        assert portfolio.name == "By another"

    def test_a_write_on_what_was_read_is_done(self, as_alice, portfolio):
        path = f"{ROOT}portfolios/{portfolio.pk}/"
        tag = as_alice.get(path)["ETag"]
        body = {"name": "By me"}
        answer = as_alice.patch(path, body, format="json", HTTP_IF_MATCH=tag)
        assert (answer.status_code, answer.json()["name"]) == (200, "By me")

    @pytest.mark.parametrize(
        "tag", ["", "abc", '"a', '"a" "b"', "**", 'w/"a"', '"a b"', "W/*", ","]
    )
    def test_what_is_no_tag_is_refused(self, as_alice, portfolio, tag):
        path = f"{ROOT}portfolios/{portfolio.pk}/"
        for answer in (
            as_alice.patch(path, {"name": "X"}, format="json", HTTP_IF_MATCH=tag),
            as_alice.delete(path, HTTP_IF_MATCH=tag),
        ):
            assert answer.status_code == 400
            assert pointers(answer).keys() == {"/If-Match"}
        portfolio.refresh_from_db()
        assert portfolio.name == "Savings"

    def test_one_of_several_tags_is_enough_and_a_star_is_any(self, as_alice, portfolio):
        path = f"{ROOT}portfolios/{portfolio.pk}/"
        for number, form in enumerate(('"x", {}', '{} ,"x"', '"x",,{},', "*", " * ")):
            tag = form.format(as_alice.get(path)["ETag"])
            body = {"name": f"Name {number}"}
            answer = as_alice.patch(path, body, format="json", HTTP_IF_MATCH=tag)
            assert answer.status_code == 200, tag

    def test_a_weak_tag_never_matches(self, as_alice, portfolio):
        path = f"{ROOT}portfolios/{portfolio.pk}/"
        tag = f"W/{as_alice.get(path)['ETag']}"
        answer = as_alice.patch(path, {"name": "X"}, format="json", HTTP_IF_MATCH=tag)
        assert answer.status_code == 412


class TestIdempotencyKey:
    def post(self, client, key="k-1", body=NEW):
        return client.post(f"{ROOT}portfolios/", body, format="json", HTTP_IDEMPOTENCY_KEY=key)

    def test_a_request_sent_again_is_answered_again_and_done_once(self, as_alice, portfolio):
        first, again = self.post(as_alice), self.post(as_alice)
        assert (first.status_code, again.status_code) == (201, 201)
        assert first.json() == again.json()
        assert again["Idempotent-Replayed"] == "true"
        assert Portfolio.objects.filter(name="New").count() == 1

    def test_another_request_under_the_key_is_refused(self, as_alice, portfolio):
        self.post(as_alice)
        assert self.post(as_alice, body={**NEW, "name": "Other"}).status_code == 422

    def test_another_person_s_key_is_another_key(self, as_alice, as_bob, portfolio):
        self.post(as_alice)
        assert "Idempotent-Replayed" not in self.post(as_bob)

    def test_a_refused_request_may_be_mended_under_its_key(self, as_alice, portfolio):
        assert self.post(as_alice, body={"name": ""}).status_code == 400
        assert self.post(as_alice).status_code == 201

    def test_a_request_still_running_is_not_done_twice(self, as_alice, portfolio, monkeypatch):
        self.post(as_alice)
        kept = {key: cache.get(key) for key in _slots()}
        for key, value in kept.items():
            cache.set(key, {**value, "answer": None})
        assert self.post(as_alice).status_code == 409

    @pytest.mark.parametrize("key", ["", "x" * 256, "a\tb"])
    def test_a_key_that_is_none_is_refused(self, as_alice, portfolio, key):
        assert self.post(as_alice, key=key).status_code == 400


def _slots() -> list[str]:
    client = cache._cache.get_client()
    names = [name.decode() for name in client.keys("*api-once*")]
    return [name[name.index("api-once") :] for name in names]
