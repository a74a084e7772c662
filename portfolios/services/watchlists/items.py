"""Assets on a watchlist: added, changed, put in order, taken off."""

from collections.abc import Iterable
from decimal import Decimal

from django.utils.translation import gettext as _

from markets.models import Asset
from portfolios.models import WatchedAsset, Watchlist
from portfolios.models.personal.watchlist import LONGEST_TAG, MOST_TAGS
from portfolios.services.errors import Refused
from portfolios.services.locks import hold, in_one_go
from portfolios.services.watchlists.order import next_place, put_at

MOST_ASSETS = 500


@in_one_go
def watch_asset(
    watchlist: Watchlist, *, asset: Asset, note: str = "", tags: Iterable[str] = (),
    target: Decimal | None = None,
) -> WatchedAsset:  # fmt: skip
    """Put an asset at the end of a list. Raises `Refused` naming the field."""
    watchlist = hold(watchlist)
    if asset.is_own:
        raise Refused({"asset": [_("An own asset has its place in its portfolio.")]})
    if watchlist.items.filter(asset=asset).exists():
        message = _("{name} is on this list already.").format(name=asset.name)
        raise Refused({"asset": [message]})
    refuse_beyond_limit(watchlist.items.count() + 1)
    return WatchedAsset.objects.create(
        watchlist=watchlist, asset=asset, note=note.strip(), tags=clean_tags(tags),
        target=_positive(target), place=next_place(watchlist.items),
    )  # fmt: skip


@in_one_go
def change_watched(
    item: WatchedAsset, *, note: str, tags: Iterable[str], target: Decimal | None,
    place: int | None = None,
) -> WatchedAsset:  # fmt: skip
    """Change what stands beside an asset, or its place. Raises `Refused` naming the field."""
    hold(item.watchlist)
    item = hold(item, "asset", "watchlist")
    item.note, item.tags, item.target = note.strip(), clean_tags(tags), _positive(target)
    item.save(update_fields=["note", "tags", "target"])
    if place is not None:
        put_at(item.watchlist.items.all(), item, place)
        item.refresh_from_db()
    return item


def stop_watching(item: WatchedAsset) -> None:
    item.delete()


@in_one_go
def toggle_watched(watchlist: Watchlist, asset: Asset) -> bool:
    """Take an asset off a list, or put it on it; whether it is on it now. Raises `Refused`."""
    watchlist = hold(watchlist)
    gone, _ = watchlist.items.filter(asset=asset).delete()
    if not gone:
        watch_asset(watchlist, asset=asset)
    return not gone


def refuse_beyond_limit(count: int) -> None:
    if count > MOST_ASSETS:
        raise Refused(_("A watchlist has at most {most} assets.").format(most=MOST_ASSETS))


def clean_tags(tags: Iterable[str]) -> list[str]:
    """Each tag once, in order. Raises `Refused` naming the field."""
    found = list(dict.fromkeys(filter(None, (" ".join(tag.split()) for tag in tags))))
    if len(found) > MOST_TAGS:
        message = _("An asset has at most {most} tags.").format(most=MOST_TAGS)
        raise Refused({"tags": [message]})
    for tag in found:
        if len(tag) > LONGEST_TAG or "," in tag or not tag.isprintable():
            message = _("A tag has at most {most} visible characters, and no comma.")
            raise Refused({"tags": [message.format(most=LONGEST_TAG)]})
    return found


def _positive(target: Decimal | None) -> Decimal | None:
    if target is not None and not target > 0:
        raise Refused({"target": [_("A target is above 0.")]})
    return target
