"""The address of the live stream, for pages; under ASGI `portfolios.live` answers before Django."""

from django.http import HttpResponse

from portfolios.uploads import takes_body


@takes_body(up_to=0)
def live(request):
    """What a server that cannot hold streams open answers: a page then lives without them."""
    if not request.user.is_authenticated:
        return HttpResponse(status=403)
    return HttpResponse("Live streams need the ASGI server.", status=501, content_type="text/plain")
