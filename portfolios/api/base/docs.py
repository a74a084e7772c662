"""The API's documentation, from files that this server has: no inline script, no other host."""

from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def docs(request):
    """Swagger UI on the API's own description."""
    return render(request, "api/docs.html")
