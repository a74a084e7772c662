"""How a user sees a table, on whatever device."""

from django.db import transaction

from portfolios.models import User


@transaction.atomic
def save_table_view(user: User, *, table: str, query: str) -> None:
    """Keep the query of a view for all later visits; an empty one is the usual view."""
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    others = {name: text for name, text in user.table_views.items() if name != table}
    user.table_views = others | ({table: query} if query else {})
    user.save(update_fields=["table_views"])
