"""How large a request a view takes: the server asks before it reads a body."""

from collections.abc import Callable


def takes_body(*, up_to: int) -> Callable:
    """Mark a view or viewset: bytes that the body of its requests may have."""

    def mark(view):
        view.body_limit = up_to
        return view

    return mark


def body_limit(view: Callable, *, default: int) -> int:
    """The bytes that a view was marked with, itself or its class."""
    for marked in (view, getattr(view, "cls", None)):
        limit = getattr(marked, "body_limit", None)
        if limit is not None:
            return limit
    return default
