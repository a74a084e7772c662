"""What the ASGI server runs: the live stream by itself, everything else by Django."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
static_files = get_asgi_application()

# Models can be imported only now.
from django.conf import settings  # noqa: E402
from django.urls import reverse  # noqa: E402

from config.proxies import with_client_address  # noqa: E402
from config.server.bodies import BodyLimits, is_known  # noqa: E402
from config.server.handler import PageHandler  # noqa: E402
from config.server.open_files import allow_open_files  # noqa: E402
from config.server.probes import Readiness, healthz  # noqa: E402
from config.server.threads import RequestThreads  # noqa: E402
from portfolios.live.app import LiveApp  # noqa: E402
from portfolios.live.hub import Hub  # noqa: E402
from portfolios.live.prices import PriceHub, PricesApp  # noqa: E402

limits = {
    "per_user": settings.LIVE_STREAMS_PER_USER,
    "per_address": settings.LIVE_STREAMS_PER_ADDRESS,
}
page_handler = PageHandler()


async def django(scope, receive, send):
    handler = static_files if scope["path"].startswith(settings.STATIC_URL) else page_handler
    await handler(scope, receive, send)


pages = RequestThreads(
    django,
    count=settings.REQUEST_THREADS,
    downloads=settings.DOWNLOAD_THREADS,
    patience=settings.REQUEST_PATIENCE,
    most_waiting=settings.REQUESTS_WAITING,
)
APPLICATIONS = {
    reverse("portfolios:live"): with_client_address(LiveApp(Hub(**limits))),
    reverse("portfolios:live_prices"): with_client_address(PricesApp(PriceHub(**limits))),
    reverse("healthz"): healthz,
    reverse("readyz"): Readiness(is_stuck=pages.requests.are_stuck),
}


async def routes(scope, receive, send):
    path = scope["path"].removeprefix(scope.get("root_path", ""))
    await APPLICATIONS.get(path, pages)(scope, receive, send)


application = BodyLimits(routes, is_known=is_known)
allow_open_files()
