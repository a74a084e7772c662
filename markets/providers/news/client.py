"""The operator's feeds: RSS and Atom by address, without a key."""

from collections import Counter
from collections.abc import Callable, Sequence
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
    """One feed; `host` is who publishes it, `name` its address as it may be shown (`feed_names`).

    A redirect to another server is refused: the operator chose this one, a stranger would choose
    that. An hour later it is asked again, so nothing is retried.
    """

    def __init__(
        self,
        url: str,
        *,
        name: str = "",
        budget: RequestBudget | None = None,
        answers: AnswerCache | None = None,
        now: Callable[[], datetime] | None = None,
    ):
        self.host = host_of_feed(url)
        self.name = name or _shown(url)
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


def feed_names(urls: Sequence[str]) -> dict[str, str]:
    """What each of some different addresses is called: no two have one name.

    An address is called by its host, port and path. What else tells two apart may be a secret, as
    a query: of those alike all but the first carry their number among them.
    """
    names: dict[str, str] = {}
    counts: Counter[str] = Counter()
    for url in urls:
        shown = _shown(url)
        counts[shown] += 1
        number = f" ({counts[shown]})" if counts[shown] > 1 else ""
        names[url] = shown[: _LONGEST_NAME - len(number)] + number
    return names


def _shown(url: str) -> str:
    """https://me:key@www.example.org:8443/rss?key=1 → example.org:8443/rss, cut where too long."""
    parts = urlsplit(url)
    server = parts.netloc.rpartition("@")[2].lower().removeprefix("www.")
    return f"{server}{parts.path}"[:_LONGEST_NAME]


def host_of_feed(url: str) -> str:
    """https://www.example.org/rss → example.org, which is also whose budget the feed shares."""
    return (urlsplit(url).hostname or "").removeprefix("www.")
