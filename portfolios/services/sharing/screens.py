"""Saved views of the screener: a person's own, under names."""

from django.db import transaction
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from markets.selectors.screener.query import read_query
from portfolios.models import SavedScreen, User
from portfolios.services.alerts.market.alerts import restart_alerts_on
from portfolios.services.errors import Refused

MOST = 50


@transaction.atomic
def save_screen(user: User, *, name: str, query: str) -> SavedScreen:
    """Save an address's query under a name; one of that name is replaced. Raises `Refused`."""
    name, address = _checked_name(name), _checked_address(query)
    own = _held_screens(user)
    if own.exclude(name=name).count() >= MOST:
        message = _("You have {most} saved views, which is the most: delete one first.")
        raise Refused(message.format(most=MOST))
    former = own.filter(name=name).values_list("query", flat=True).first()
    screen = own.update_or_create(user=user, name=name, defaults={"query": address})[0]
    if former not in (None, address):
        restart_alerts_on(screen)
    return screen


@transaction.atomic
def change_screen(screen: SavedScreen, *, name: str, query: str) -> SavedScreen:
    """Give a view another name or query. Raises `Refused` where another has the name."""
    former = screen.query
    screen.name, screen.query = _checked_name(name), _checked_address(query)
    if _held_screens(screen.user).exclude(pk=screen.pk).filter(name=screen.name).exists():
        raise Refused({"name": [_("Another view has this name.")]})
    screen.save()
    if former != screen.query:
        restart_alerts_on(screen)
    return screen


def _held_screens(user: User) -> QuerySet[SavedScreen]:
    """The user's views; two requests at once don't go over the limit together."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    return SavedScreen.objects.for_user(user)


def _checked_name(name: str) -> str:
    name = " ".join(name.split())
    longest = SavedScreen._meta.get_field("name").max_length
    if not name:
        raise Refused({"name": [_("A view needs a name.")]})
    if len(name) > longest or not name.isprintable():
        message = _("A name has at most {longest} characters, all of them visible.")
        raise Refused({"name": [message.format(longest=longest)]})
    return name


def _checked_address(query: str) -> str:
    asked = read_query(QueryDict(query[:10_000]))
    address = asked.address()
    if asked.errors:
        raise Refused(_("This view has errors: correct them first."))
    if len(address) > SavedScreen._meta.get_field("query").max_length:
        raise Refused(_("This view has too many columns and ranges to be saved."))
    return address
