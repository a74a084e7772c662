"""What the ASGI server runs: the live stream by itself, everything else by Django."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django_application = get_asgi_application()

# Models can be imported only now.
from django.conf import settings  # noqa: E402
from django.urls import reverse  # noqa: E402

from portfolios.live.app import LiveApp  # noqa: E402
from portfolios.live.hub import Hub  # noqa: E402

live = LiveApp(
    Hub(
        per_user=settings.LIVE_STREAMS_PER_USER,
        per_address=settings.LIVE_STREAMS_PER_ADDRESS,
    )
)


async def application(scope, receive, send):
    path = scope["path"].removeprefix(scope.get("root_path", ""))
    answer = live if path == reverse("portfolios:live") else django_application
    await answer(scope, receive, send)
