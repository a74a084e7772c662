"""Long answers, piece by piece, on either kind of server."""

from collections.abc import AsyncIterator, Iterator

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, StreamingHttpResponse

END = object()
PARQUET = "application/vnd.apache.parquet"
BINARY = frozenset({PARQUET})


def streamed(
    request: HttpRequest, pieces: Iterator[str | bytes], *, filename: str, media_type: str
) -> StreamingHttpResponse:
    """A download that is written while it is read from the database. Text is in UTF-8.

    An ASGI server would gather a plain iterator whole before the first byte, so it gets an
    asynchronous one that fetches each piece in the request's own thread.
    """
    content = one_by_one(pieces) if isinstance(request, ASGIRequest) else pieces
    return StreamingHttpResponse(
        content,
        content_type=media_type if media_type in BINARY else f"{media_type}; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{filename}"',
            "Cache-Control": "private, no-store",
            "X-Content-Type-Options": "nosniff",
        },
    )


async def one_by_one(pieces: Iterator[str | bytes]) -> AsyncIterator[str | bytes]:
    """The pieces, each fetched when it is asked for.

    Where the reader leaves, they are closed in the request's thread: what they hold of its database
    connection is no other thread's to touch.
    """
    fetch = sync_to_async(next)
    try:
        while (piece := await fetch(pieces, END)) is not END:
            yield piece
    finally:
        if hasattr(pieces, "close"):
            await sync_to_async(pieces.close)()
