"""A person's watchlists: made, changed, put in order, deleted."""

from django.utils.translation import gettext as _

from portfolios.models import User, Watchlist
from portfolios.services.errors import Refused
from portfolios.services.locks import Gone, in_one_go
from portfolios.services.watchlists.order import next_place, put_at

MOST_LISTS = 50


@in_one_go
def create_watchlist(user: User, *, name: str, note: str = "") -> Watchlist:
    """A new list after the others. Raises `Refused` naming the field."""
    own = _hold_all(user)
    if own.count() >= MOST_LISTS:
        message = _("You have {most} watchlists, which is the most: delete one first.")
        raise Refused(message.format(most=MOST_LISTS))
    name = _free_name(own, name)
    return Watchlist.objects.create(user=user, name=name, note=note.strip(), place=next_place(own))


@in_one_go
def change_watchlist(
    watchlist: Watchlist, *, name: str, note: str, place: int | None = None
) -> Watchlist:
    """Name it otherwise, or give it another place. Raises `Refused` naming the field."""
    own = _hold_all(watchlist.user)
    found = own.filter(pk=watchlist.pk).first()
    if found is None:
        raise Gone(_("The watchlist was deleted in the meantime."))
    found.name, found.note = _free_name(own.exclude(pk=found.pk), name), note.strip()
    found.save(update_fields=["name", "note"])
    if place is not None:
        put_at(own, found, place)
        found.refresh_from_db()
    return found


def delete_watchlist(watchlist: Watchlist) -> None:
    watchlist.delete()


@in_one_go
def first_watchlist(user: User) -> Watchlist:
    """The list that the buttons beside assets add to; it is made where there is none."""
    return _hold_all(user).first() or create_watchlist(user, name=_("Watchlist"))


def _hold_all(user: User):
    """The person's lists, which nobody else adds to or orders until the transaction ends."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    return Watchlist.objects.for_user(user)


def _free_name(others, name: str) -> str:
    name = " ".join(name.split())
    longest = Watchlist._meta.get_field("name").max_length
    if not name:
        raise Refused({"name": [_("A watchlist needs a name.")]})
    if len(name) > longest or not name.isprintable():
        message = _("A name has at most {most} characters, all of them visible.")
        raise Refused({"name": [message.format(most=longest)]})
    if others.filter(name=name).exists():
        message = _("You have a watchlist called {name} already.").format(name=name)
        raise Refused({"name": [message]})
    return name
