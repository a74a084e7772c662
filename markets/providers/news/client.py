"""The operator's feeds: RSS and Atom by address, without a key."""

from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import urlsplit

import httpx

from markets.providers.answers import AnswerCache
from markets.providers.base import Page, ProviderError
from markets.providers.budget import RequestBudget
from markets.providers.news.reading import NewsRecord, read_feed
from markets.providers.vendor import Vendor

PER_MINUTE = 10
MOST_BYTES = 2_000_000
_ACCEPT = "application/rss+xml, application/atom+xml, application/xml;q=0.9, */*;q=0.5"
_LONGEST_NAME = 80


class NewsFeed:
    """One feed; `host` is who publishes it, `name` its address as it may be shown.

    A redirect to another server is refused: the operator chose this one, a stranger would choose
    that. An hour later it is asked again, so nothing is retried.
    """

    def __init__(
        self,
        url: str,
        *,
        budget: RequestBudget | None = None,
        answers: AnswerCache | None = None,
        now: Callable[[], datetime] | None = None,
    ):
        self.host = host_of_feed(url)
        self.name = f"{self.host}{urlsplit(url).path}"[:_LONGEST_NAME]
        self._url = url
        self._now = now or (lambda: datetime.now(UTC))
        self._server = Vendor(
            self.name, url, budget=budget, answers=answers, headers={"Accept": _ACCEPT},
            timeout=8.0, deadline=15.0, max_bytes=MOST_BYTES, retries=0,
        )  # fmt: skip

    def items(self) -> Page[NewsRecord]:
        """What the feed holds now. One request. Raises `ProviderError`."""
        body = self._server.content(self._url, conditional=True)
        # A query or a password is the operator's secret: no link may inherit it.
        shown = httpx.URL(self._url).copy_with(userinfo=b"", query=None, fragment=None)
        try:
            return read_feed(body, address=str(shown), now=self._now())
        except ProviderError as error:
            raise ProviderError(f"{self.name}: {error}") from None


def host_of_feed(url: str) -> str:
    """https://www.example.org/rss → example.org, which is also whose budget the feed shares."""
    return (urlsplit(url).hostname or "").removeprefix("www.")
