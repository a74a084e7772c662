"""What the ASGI server runs: the live stream by itself, everything else by Django."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django_application = get_asgi_application()

# Models can be imported only now.
from django.conf import settings  # noqa: E402
from django.urls import reverse  # noqa: E402

from config.server.bodies import BodyLimits, is_known  # noqa: E402
from config.server.open_files import allow_open_files  # noqa: E402
from config.server.refusals import refuse  # noqa: E402
from config.server.threads import RequestThreads  # noqa: E402
from portfolios.live.app import LiveApp  # noqa: E402
from portfolios.live.hub import Hub  # noqa: E402

live = LiveApp(
    Hub(per_user=settings.LIVE_STREAMS_PER_USER, per_address=settings.LIVE_STREAMS_PER_ADDRESS)
)
pages = RequestThreads(
    django_application,
    count=settings.REQUEST_THREADS,
    downloads=settings.DOWNLOAD_THREADS,
    patience=settings.REQUEST_PATIENCE,
    most_waiting=settings.REQUESTS_WAITING,
)
# A thread of their own: a process that has much to do is not one that can do nothing.
probes = RequestThreads(
    django_application, count=1, downloads=1,
    patience=settings.REQUEST_PATIENCE, most_waiting=settings.REQUESTS_WAITING,
)  # fmt: skip
APPLICATIONS = {
    reverse("portfolios:live"): live, reverse("healthz"): probes, reverse("readyz"): probes,
}  # fmt: skip


async def routes(scope, receive, send):
    path = scope["path"].removeprefix(scope.get("root_path", ""))
    if path == reverse("readyz") and pages.requests.are_stuck():
        await refuse(
            scope, send, status=503, title="Not ready", detail="All threads are stuck in requests."
        )
        return
    await APPLICATIONS.get(path, pages)(scope, receive, send)


application = BodyLimits(routes, is_known=is_known)
allow_open_files()
