"""Answers are compressed for those who take it, and editing by tags works for them too."""

import gzip

import pytest

from tests.factories import buy, make_portfolio

pytestmark = pytest.mark.django_db
GZIP = {"HTTP_ACCEPT_ENCODING": "gzip"}


@pytest.fixture
def portfolio(alice):
    return make_portfolio(alice, name="Savings of many years, and more of them")


@pytest.fixture
def as_alice(client, alice):
    client.force_login(alice)
    return client


def test_a_page_is_compressed_and_the_same(as_alice, portfolio):
    path = f"/portfolios/{portfolio.pk}/"
    packed = as_alice.get(path, **GZIP)
    assert packed["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed["Vary"]
    assert len(packed.content) < 0.4 * len(gzip.decompress(packed.content))
    assert "Content-Encoding" not in as_alice.get(path)


def test_two_answers_of_one_page_differ_in_length(as_alice, portfolio):
    """A guess beside a secret can't be told by the length: Django pads at random."""
    path = f"/portfolios/{portfolio.pk}/"
    assert len({len(as_alice.get(path, **GZIP).content) for _ in range(20)}) > 5


@pytest.fixture
def path(portfolio):
    """Of a row whose note is worth compressing."""
    row = buy(portfolio, "bitcoin", "1", dollars="100", note="Bought on a rainy day. " * 40)
    return f"/api/v1/transactions/{row.pk}/"


def test_the_compressed_form_has_a_strong_tag_of_its_own(as_alice, path):
    plain, packed = as_alice.get(path), as_alice.get(path, **GZIP)
    assert packed["Content-Encoding"] == "gzip"
    assert packed["ETag"] == plain["ETag"][:-1] + '-gzip"'


@pytest.mark.parametrize("sent", [{}, GZIP])
def test_either_tag_asks_for_nothing_new(as_alice, path, sent):
    for held in (as_alice.get(path)["ETag"], as_alice.get(path, **GZIP)["ETag"]):
        answer = as_alice.get(path, HTTP_IF_NONE_MATCH=held, **sent)
        assert (answer.status_code, answer["ETag"]) == (304, held)


def test_a_tag_of_the_compressed_form_allows_an_edit_once(as_alice, path):
    tag = as_alice.get(path, **GZIP)["ETag"]
    edit = {"data": {"note": "Another"}, "content_type": "application/json", "HTTP_IF_MATCH": tag}
    assert as_alice.patch(path, **edit).status_code == 200
    assert as_alice.patch(path, **edit).status_code == 412


def test_a_download_is_compressed_piece_by_piece(as_alice, portfolio):
    for days in range(20):
        buy(portfolio, "bitcoin", "1", dollars="100", ago=days)
    path = f"/portfolios/{portfolio.pk}/transactions/export.csv"
    plain = b"".join(as_alice.get(path).streaming_content)
    packed = as_alice.get(path, **GZIP)
    assert packed["Content-Encoding"] == "gzip"
    assert "Content-Length" not in packed
    assert gzip.decompress(b"".join(packed.streaming_content)) == plain
