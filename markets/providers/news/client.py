"""The operator's feeds: RSS and Atom by address, without a key."""

import hashlib
import hmac
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
_LONGEST_NAME, _MARK_DIGITS = 80, 6


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
        self.name = name or _shown(url)[:_LONGEST_NAME]
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


def feed_names(urls: Sequence[str], *, secret: str) -> dict[str, str]:
    """What each of some different addresses is called: no two have one name.

    An address is called by its host, port and path. What else tells it apart may be a secret, as a
    query: such a one, and those that are called alike, carry a mark of the whole address, which
    tells nothing of it to whoever lacks the installation's `secret`. A name stays whatever the
    order of the addresses, since the history of a feed goes by it.
    """
    shown = {url: _shown(url) for url in urls}
    count = Counter(shown.values())
    names: dict[str, str] = {}
    for url, name in shown.items():
        if _hides(url) or count[name] > 1 or len(name) > _LONGEST_NAME:
            digest = hmac.new(secret.encode(), url.encode(), hashlib.sha256).hexdigest()
            mark = f" ({digest[:_MARK_DIGITS]})"
            name = name[: _LONGEST_NAME - len(mark)] + mark
        names[url] = name
    return names


def _hides(url: str) -> bool:
    parts = urlsplit(url)
    return bool(parts.query or parts.fragment or "@" in parts.netloc)


def _shown(url: str) -> str:
    """https://me:key@www.example.org:8443/rss?key=1 → example.org:8443/rss."""
    parts = urlsplit(url)
    server = parts.netloc.rpartition("@")[2].lower().removeprefix("www.")
    return f"{server}{parts.path}"


def host_of_feed(url: str) -> str:
    """https://www.example.org/rss → example.org, which is also whose budget the feed shares."""
    return (urlsplit(url).hostname or "").removeprefix("www.")
