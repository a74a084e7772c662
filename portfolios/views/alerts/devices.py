"""Browsers that take pushes: what they are called, and which channel a browser has."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from portfolios.models import Channel

COOKIE = "push_channel"
_SECONDS = 365 * 24 * 3600
# The first that stands in a User-Agent: what others claim to be comes after them.
_BROWSERS = {
    "Edg": "Edge", "OPR/": "Opera", "SamsungBrowser": "Samsung Internet", "Firefox": "Firefox",
    "FxiOS": "Firefox", "CriOS": "Chrome", "Chrome": "Chrome", "Safari": "Safari",
}  # fmt: skip
_SYSTEMS = {
    "iPhone": "iPhone", "iPad": "iPad", "Android": "Android", "Windows": "Windows",
    "Mac OS": "Mac", "CrOS": "ChromeOS", "Linux": "Linux",
}  # fmt: skip


def device_name(user_agent: str) -> str:
    """What its owner would call a browser: “Firefox on Android”."""
    browser = next((name for mark, name in _BROWSERS.items() if mark in user_agent), _("Browser"))
    system = next((name for mark, name in _SYSTEMS.items() if mark in user_agent), "")
    if not system:
        return browser
    return _("{browser} on {system}").format(browser=browser, system=system)


def remember_device(response: HttpResponse, channel: Channel) -> None:
    """Have the browser say which channel is its own, for the switch of its privacy mode."""
    response.set_cookie(
        COOKIE, str(channel.pk), max_age=_SECONDS, secure=settings.SESSION_COOKIE_SECURE,
        httponly=True, samesite="Lax",
    )  # fmt: skip


def channel_of(request: HttpRequest) -> int | None:
    """The key of the channel that the browser says is its own."""
    text = request.COOKIES.get(COOKIE, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None
