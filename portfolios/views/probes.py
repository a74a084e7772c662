"""Whether the process lives, and whether it can serve."""

from django.core.cache import cache
from django.db import connection
from django.http import JsonResponse

from portfolios.uploads import takes_body


@takes_body(up_to=0)
def healthz(request):
    """The process lives."""
    return JsonResponse({"status": "ok"})


@takes_body(up_to=0)
def readyz(request):
    """The process can serve: database and cache answer. A lost one is a 503 by the middleware."""
    ask_servers()
    return JsonResponse({"status": "ok"})


def ask_servers() -> None:
    """Ask the database and the cache for an answer. Raises their errors."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    cache.get("readyz")
