"""A reader's saved views of the screener."""

from django import template

from portfolios.models import SavedScreen

register = template.Library()


@register.inclusion_tag("portfolios/sharing/screens.html", takes_context=True)
def saved_screens(context, query):
    """Links to what the reader saved, and a form to save what is shown; nothing for a visitor."""
    user = context["request"].user
    if not user.is_authenticated:
        return {"is_visitor": True}
    return {
        "screens": list(SavedScreen.objects.for_user(user)),
        "asked": query.address(),
        "csrf_token": context.get("csrf_token"),
    }
