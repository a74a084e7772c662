"""What makes an app of the site: manifest, service worker, the page without a network."""

import re

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

# The colours of --accent and --bg in tokens.css, which a manifest can't name.
THEME, BACKGROUND = "#0b6e82", "#f5f7f9"
# What the page without a network needs besides the styles of every page.
_FILES = (
    "js/theme.js", "js/last-seen.js", "js/offline.js", "js/return-when-ready.js",
    "img/tidemark.svg",
)  # fmt: skip
_STYLE = re.compile(r'href="([^"]+\.css)"')
_ICONS = (
    ("icon-192", 192, "any"),
    ("icon-512", 512, "any"),
    ("icon-maskable-512", 512, "maskable"),
)


@require_safe
def manifest(request: HttpRequest) -> JsonResponse:
    """Name, icons and start of the app."""
    icons = [
        {
            "src": static(f"img/{name}.png"), "sizes": f"{size}x{size}", "type": "image/png",
            "purpose": purpose,
        }
        for name, size, purpose in _ICONS
    ]  # fmt: skip
    shortcuts = {
        _("Add transaction"): reverse("portfolios:add_anywhere"),
        _("Alerts"): reverse("portfolios:alerts"), _("Markets"): reverse("markets:overview"),
    }  # fmt: skip
    body = {
        "name": "Tidemark", "short_name": "Tidemark", "id": "/", "start_url": reverse("home"),
        "scope": "/", "display": "standalone", "theme_color": THEME,
        "background_color": BACKGROUND, "icons": icons,
        "shortcuts": [{"name": name, "url": url} for name, url in shortcuts.items()],
    }  # fmt: skip
    return JsonResponse(body, content_type="application/manifest+json")


@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """The worker, at the root of what it serves; other files in it make it another worker."""
    styles = _STYLE.findall(render_to_string("includes/styles.html"))
    files = [*styles, *(static(path) for path in _FILES)]
    icon = static("img/icon-192.png")
    context = {"page": reverse("portfolios:offline"), "files": files, "icon": icon}
    return render(request, "service_worker.js", context, content_type="text/javascript")


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """The page that the worker keeps for the time without a network; the same for everybody."""
    return render(request, "offline.html")
