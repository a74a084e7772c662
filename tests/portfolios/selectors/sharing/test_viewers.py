import json

import redis

from markets.events import channel
from portfolios.models import PortfolioShare
from portfolios.selectors.sharing.viewers import viewers_of
from portfolios.services.books.progress import BooksProgress
from tests.factories import make_portfolio


def test_an_event_concerns_the_owner_and_those_it_was_shared_with(
    alice, bob, charlie, django_assert_num_queries
):
    portfolio, other = make_portfolio(alice), make_portfolio(charlie)
    PortfolioShare.objects.create(portfolio=portfolio, user=bob)
    with django_assert_num_queries(1):
        assert viewers_of([portfolio.pk]) == [alice.pk, bob.pk]
    assert viewers_of([portfolio.pk, other.pk]) == [alice.pk, bob.pk, charlie.pk]


def test_changed_books_are_told_to_those_who_see_them(alice, bob, settings):
    portfolio = make_portfolio(alice)
    PortfolioShare.objects.create(portfolio=portfolio, user=bob)
    with redis.Redis.from_url(settings.REDIS_URL, decode_responses=True) as server:
        subscription = server.pubsub(ignore_subscribe_messages=True)
        subscription.subscribe(channel("books"))
        subscription.get_message(timeout=5)
        BooksProgress(portfolio.pk).end()
        message = subscription.get_message(timeout=5)
    assert json.loads(message["data"]) == {"users": [alice.pk, bob.pk]}
