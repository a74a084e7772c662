"""Saved views of the screener: a person's own, under names."""

from django.db import transaction
from django.http import QueryDict

from markets.selectors.screener.query import read_query
from portfolios.models import SavedScreen, User
from portfolios.services.alerts.market.alerts import restart_alerts_on
from portfolios.services.errors import Refused

MOST = 50


@transaction.atomic
def save_screen(user: User, *, name: str, query: str) -> SavedScreen:
    """Save an address's query under a name; one of that name is replaced. Raises `Refused`."""
    name = " ".join(name.split())
    longest = SavedScreen._meta.get_field("name").max_length
    if not name:
        raise Refused({"name": ["A view needs a name."]})
    if len(name) > longest or not name.isprintable():
        raise Refused({"name": [f"A name has at most {longest} characters, all of them visible."]})
    asked = read_query(QueryDict(query[:10_000]))
    address = asked.address()
    if asked.errors:
        raise Refused("This view has errors: correct them first.")
    if len(address) > SavedScreen._meta.get_field("query").max_length:
        raise Refused("This view has too many columns and ranges to be saved.")
    # Two requests at once don't go over the limit together.
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    own = SavedScreen.objects.for_user(user)
    if own.exclude(name=name).count() >= MOST:
        raise Refused(f"You have {MOST} saved views, which is the most: delete one first.")
    former = own.filter(name=name).values_list("query", flat=True).first()
    screen, _ = own.update_or_create(user=user, name=name, defaults={"query": address})
    if former not in (None, address):
        restart_alerts_on(screen)
    return screen
