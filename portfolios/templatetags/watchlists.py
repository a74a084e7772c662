"""The buttons that put an asset on a person's watchlist."""

from django import template
from django.utils.html import format_html
from django.utils.translation import gettext as _

from portfolios.models import WatchedAsset, Watchlist
from portfolios.selectors.watchlists.watchlists import lists_with

register = template.Library()


@register.simple_tag
def watched_ids(user) -> set[int] | None:
    """The assets on a person's first list, which the buttons of tables fill; None for a visitor."""
    if not user.is_authenticated:
        return None
    first = Watchlist.objects.for_user(user).values("pk")[:1]
    return set(WatchedAsset.objects.filter(watchlist__in=first).values_list("asset_id", flat=True))


@register.simple_tag
def star(asset, watched: set[int] | None) -> str:
    """The button that puts an asset on the first list, or takes it off; nothing for a visitor.

    It sends the form around it. A table has hundreds: this is no template of its own.
    """
    if watched is None:
        return ""
    is_on = asset.pk in watched
    return format_html(
        '<button class="star" name="toggle" value="{}" aria-label="{}" '
        'aria-pressed="{}">{}</button>',
        asset.slug, _("Watch {name}").format(name=asset.name),
        "true" if is_on else "false", "★" if is_on else "☆",
    )  # fmt: skip


@register.inclusion_tag("portfolios/watchlists/button.html", takes_context=True)
def watch_buttons(context, asset):
    """A button for each of the reader's lists; for who has none, one that makes the first."""
    request = context["request"]
    user = request.user
    is_shown = user.is_authenticated and not asset.is_own
    return {
        "is_shown": is_shown,
        "asset": asset,
        "lists": lists_with(user, asset) if is_shown else [],
        "back": request.get_full_path(),
        "csrf_token": context.get("csrf_token"),
    }
