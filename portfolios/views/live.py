"""The one stream of a browser: names of what happened, after which the page asks for itself."""

import asyncio
import contextlib

import redis.asyncio as redis
from django.conf import settings
from django.http import HttpResponse, StreamingHttpResponse

from markets.events import channel

EVENTS = ("prices", "alerts", "books")
HEARTBEAT_SECONDS = 15
RETRY_MILLISECONDS = 3000


async def live(request):
    """Server-sent events without data: who may see what is decided when the page asks."""
    user = await request.auser()
    if not user.is_authenticated:
        return HttpResponse(status=403)
    response = StreamingHttpResponse(_events(), content_type="text/event-stream")
    response["Cache-Control"] = "no-store"
    response["X-Accel-Buffering"] = "no"
    return response


async def _events():
    """Lines of the stream until the browser goes; a lost Redis ends it and the browser returns."""
    yield f"retry: {RETRY_MILLISECONDS}\n\n"
    names = {channel(name): name for name in EVENTS}
    client = redis.Redis.from_url(settings.REDIS_URL, decode_responses=True)
    try:
        async with client, client.pubsub(ignore_subscribe_messages=True) as subscription:
            await subscription.subscribe(*names)
            # Whatever happened while nobody listened is caught up with by one look.
            yield "event: prices\ndata: {}\n\n"
            while True:
                message = await subscription.get_message(timeout=HEARTBEAT_SECONDS)
                if message is None:
                    yield ": still here\n\n"
                else:
                    yield f"event: {names[message['channel']]}\ndata: {{}}\n\n"
    except (redis.ConnectionError, redis.TimeoutError):
        with contextlib.suppress(asyncio.CancelledError):
            yield ": the event server is away\n\n"
