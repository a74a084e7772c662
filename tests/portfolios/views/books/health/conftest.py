"""Rows with something wrong, and what is sent to the page of data health."""

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories import make_asset, set_closes
from tests.portfolios.books import record


def address(name, portfolio, *args):
    return reverse(f"portfolios:{name}", args=[portfolio.pk, *args])


def text_of(answer):
    return answer.content.decode()


def codes(portfolio):
    return [problem.code for problem in portfolio.ledgerproblems.standing()]


@pytest.fixture
def bitcoin(portfolio):
    """With a quote, and a close for every day of the tests' ledgers."""
    asset = make_asset("bitcoin", price=60000.0)
    set_closes(asset, {timezone.datetime(2024, 1, 1).date(): 40000.0})
    return asset


@pytest.fixture
def post(as_alice, portfolio, at_commit):
    """Posts to an address of the health page as Alice, and does what waits for the commit."""

    def send(name, *args, **data):
        with at_commit():
            answer = as_alice.post(address(name, portfolio, *args), data, follow=True)
        assert answer.status_code == 200
        return text_of(answer)

    return send


@pytest.fixture
def put(portfolio, at_commit):
    """Records a row and has the books made."""

    def add(at, kind, **legs):
        with at_commit():
            return record(portfolio, at, kind, **legs)

    return add
