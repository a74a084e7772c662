"""What a page that outlived its sign-in is answered with.

`login_required` leads to the sign-in page by a redirect, and back to the address that was asked
for. Both are right for a page that is looked up, and wrong for the rest: a part of a page would be
replaced by a part of the sign-in page, and a form's address has nothing to show.
"""

from urllib.parse import parse_qs, urlencode, urlsplit

from django.conf import settings
from django.contrib import admin
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render, resolve_url
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.http import HttpResponseClientRedirect, HttpResponseStopPolling, reswap

from config.middleware import BaseMiddleware

READING = ("GET", "HEAD")
# Views that are sent a form before it is: long addresses would not do.
PREVIEWS = {"preview_entry", "level_preview"}


class SignInMiddleware(BaseMiddleware):
    """Turns the redirect to the sign-in page into what the asking page can make use of."""

    def process_response(self, request, response):
        return fitted(request, response)


def refuse_forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose token is not this browser's: nothing is done, and the page says how to go on.

    A page that lost its cookies lost its sign-in with its token: the sign-in is what to fix.
    """
    if request.htmx and not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    page = _page(request, request.headers.get("Referer"))
    context = {"page": page, "door": _door(back=page, ended=False)}
    return render(request, "403_csrf.html", context, status=403)


def admin_door(request: HttpRequest) -> HttpResponse:
    """Where the administration sends who may not enter: to the common sign-in, or the reason."""
    page = request.GET.get(REDIRECT_FIELD_NAME)
    if not url_has_allowed_host_and_scheme(
        page, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        page = reverse("admin:index")
    if not request.user.is_authenticated:
        return redirect_to_login(page)
    if not admin.site.has_permission(request):
        raise PermissionDenied(f"The administration is for staff, which {request.user} is not.")
    return HttpResponseRedirect(page)


def fitted(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The response itself, or what stands for it where it asks to sign in."""
    if not _asks_to_sign_in(request, response):
        return response
    if request.htmx and not request.htmx.history_restore_request:
        door = _door(back=_page(request, request.htmx.current_url), ended=True)
        # What was sent or followed is the person's own doing; a part that renews itself is not,
        # and must not take the page away from someone writing on it.
        is_own_doing = request.method not in READING and not _is_preview(request)
        if is_own_doing or request.htmx.boosted:
            return HttpResponseClientRedirect(door)
        return _notice(door)
    asked_for = request.get_full_path()
    if request.method not in READING:
        asked_for = _page(request, request.headers.get("Referer"))
    return redirect(_door(back=asked_for, ended=_had_session(request)))


def _is_preview(request: HttpRequest) -> bool:
    """Whether it is a part that follows what is being written, and writes nothing itself."""
    return request.resolver_match is not None and request.resolver_match.url_name in PREVIEWS


def _asks_to_sign_in(request, response) -> bool:
    if response.status_code != 302:
        return False
    target = urlsplit(response.headers.get("Location", ""))
    wanted = parse_qs(target.query).get(REDIRECT_FIELD_NAME)
    return target.path == resolve_url(settings.LOGIN_URL) and wanted == [request.get_full_path()]


def _had_session(request) -> bool:
    """Whether the browser still holds a session that is no more."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES and request.session.is_empty()


def _page(request, address: str | None) -> str:
    """The path and query of a page of ours; empty where the address is of another site."""
    hosts = {request.get_host()}
    if not url_has_allowed_host_and_scheme(
        address, allowed_hosts=hosts, require_https=request.is_secure()
    ):
        return ""
    page = urlsplit(address)._replace(scheme="", netloc="", fragment="").geturl()
    # Two slashes at its beginning, either way up, would make a host of the path.
    is_path = page.startswith("/") and url_has_allowed_host_and_scheme(page, allowed_hosts=None)
    return page if is_path else ""


def _door(*, back: str, ended: bool) -> str:
    """The sign-in page's address, which leads back afterwards, and says why one is there."""
    query = {REDIRECT_FIELD_NAME: back} if back else {}
    if ended:
        query["ended"] = 1
    address = resolve_url(settings.LOGIN_URL)
    return f"{address}?{urlencode(query, safe='/')}" if query else address


def _notice(door: str) -> HttpResponse:
    """Says beside the page what happened, leaves its parts alone, ends what asks by the clock."""
    response = HttpResponseStopPolling(render_to_string("includes/signed_out.html", {"door": door}))
    add_never_cache_headers(response)
    return reswap(response, "none")
