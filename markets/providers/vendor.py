"""One vendor's server: what it answers as JSON, and its refusals in every form, as one error.

A refusal comes as a status code, or as a 200 whose body says so. One for too many requests holds
the budget, so that no other worker runs into it.
"""

from typing import Any

from markets.providers.answers import AnswerCache
from markets.providers.base import ProviderError
from markets.providers.budget import RequestBudget
from markets.providers.web.http import HttpClient, names_limit

DEFAULT_HOLD = 60.0
# Where a refusal's code stands at the top of a body.
_CODES = ("status", "statusCode", "status_code", "code")
_LIMITS = {418, 429}
_FAILURES = {"error", "fail", "failed"}


class Vendor:
    """Asks one server; `name` begins each error."""

    def __init__(
        self,
        name: str,
        base_url: str,
        *,
        budget: RequestBudget | None = None,
        answers: AnswerCache | None = None,
        **http_options: Any,
    ):
        self.name = name
        self._budget = budget
        self._http = HttpClient(
            base_url, budget=budget.acquire if budget else None, answers=answers, **http_options
        )

    def get(self, path: str, **options: Any) -> Any:
        """The decoded answer; options are those of `HttpClient.get_json`. Raises ProviderError."""
        try:
            answer = self._http.get_json(path, **options)
        except ProviderError as error:
            self._mind(error)
            raise
        code = refusal_in(answer)
        if code is not None:
            self._refuse(path, code)
        return answer

    def rows(self, path: str, **options: Any) -> list:
        """An answer that must be a list."""
        answer = self.get(path, **options)
        if not isinstance(answer, list):
            raise ProviderError(f"{self.name}: expected a list of rows")
        return answer

    def table(self, path: str, **options: Any) -> dict:
        """An answer that must be an object."""
        answer = self.get(path, **options)
        if not isinstance(answer, dict):
            raise ProviderError(f"{self.name}: expected an object")
        return answer

    def content(self, path: str, **options: Any) -> bytes:
        """The answer's bytes, of a vendor that does not speak JSON. Raises ProviderError."""
        try:
            return self._http.get(path, **options)
        except ProviderError as error:
            self._mind(error)
            raise

    def _mind(self, error: ProviderError) -> None:
        if error.is_limit:
            error.retry_after = error.retry_after or DEFAULT_HOLD
            self._hold(error.retry_after)

    def _refuse(self, path: str, code: int | str) -> None:
        if _is_limit(code):
            self._hold(DEFAULT_HOLD)
            raise ProviderError(
                f"{self.name}: too many requests", is_limit=True, retry_after=DEFAULT_HOLD
            )
        # The vendor's words are left out: they could repeat what was sent.
        permanent = not (isinstance(code, int) and 500 <= code < 600)
        raise ProviderError(f"{self.name}: {path} refused, code {code!r:.20}", permanent=permanent)

    def _hold(self, seconds: float) -> None:
        if self._budget is not None:
            self._budget.hold(seconds)


def refusal_in(answer: Any) -> int | str | None:
    """The code of a refusal inside a body; "error" where it has none, None for a proper answer."""
    if not isinstance(answer, dict):
        return None
    status, error = answer.get("status"), answer.get("error")
    if isinstance(status, dict) and status.get("error_code"):
        return _code(status["error_code"])
    for name in _CODES:
        code = _code(answer.get(name))
        if isinstance(code, int) and 400 <= code < 600:
            return code
    metadata = answer.get("metadata")
    if isinstance(metadata, dict) and metadata.get("error"):
        return _said(metadata["error"])
    if error:
        return _said(error)
    return "error" if isinstance(status, str) and status in _FAILURES else None


def _said(error: Any) -> int | str:
    """What an error of any form says: its code, its type, or that there were too many requests."""
    if isinstance(error, dict):
        return _code(error.get("code") or error.get("type"))
    texts = [one for one in (error if isinstance(error, list) else [error]) if isinstance(one, str)]
    return next(filter(_is_limit, texts), "error")


def _code(value: Any) -> int | str:
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) == 3:
        return int(value)
    return value if isinstance(value, int | str) and not isinstance(value, bool) else "error"


def _is_limit(code: int | str) -> bool:
    if isinstance(code, int):
        return code in _LIMITS
    return names_limit(code)
