"""Answers given before Django is asked: a problem to programs, a page to people."""

import json

from django.core.handlers.asgi import ASGIRequest
from django.template.loader import get_template
from django.utils import translation

POLICY = b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'"


async def refuse(
    scope, send, *, status: int, title: str, detail: str, retry_after: int | None = None,
    more: bool = False, **values,
) -> None:  # fmt: skip
    """Send the answer, then close; with `more` the last, empty message is left to the caller.

    `title` and `detail` are English sentences, which a page translates; `values` stand in them.
    """
    if scope["path"].startswith("/api/"):
        media_type = "application/problem+json"
        problem = {"type": "about:blank", "title": title, "status": status}
        problem["detail"] = detail.format(**values)
        body = json.dumps(problem)
    else:
        media_type = "text/html; charset=utf-8"
        with translation.override(_language_of(scope)):
            said = translation.gettext(detail).format(**values)
            words = {"title": translation.gettext(title), "detail": said}
            body = get_template("refused.html").render(words)
    content = body.encode()
    headers = [
        (b"content-type", media_type.encode()),
        (b"content-length", str(len(content)).encode()),
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
        (b"content-security-policy", POLICY),
        (b"connection", b"close"),
    ]
    if retry_after:
        headers.append((b"retry-after", str(retry_after).encode()))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": content, "more_body": more})


def _language_of(scope) -> str:
    """What the browser asks for, by its headers alone: nobody has read the address yet."""
    request = ASGIRequest({**scope, "query_string": b""}, None)
    return translation.get_language_from_request(request)
