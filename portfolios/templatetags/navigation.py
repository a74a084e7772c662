"""Where the pages of a portfolio stand, and what each is called."""

from django import template
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portfolios.models import Portfolio
from portfolios.selectors.books.health import problem_count

register = template.Library()

SECTIONS = {
    "overview": _("Overview"), "performance": _("Performance"),
    "transactions": _("Transactions"), "gains": _("Gains"), "income": _("Income"),
    "outlook": _("Outlook"), "plan": _("Exit plan"), "import": _("Import"),
    "health": _("Data health"), "settings": _("Settings"),
}  # fmt: skip
# Pages without a tab of their own belong to that of another.
_WITHIN = {"position": "overview"}


@register.filter
def section_name(tab):
    """plan → Exit plan."""
    return SECTIONS[_WITHIN.get(tab, tab)]


@register.inclusion_tag("portfolios/tabs.html")
def section_tabs(portfolio: Portfolio, tab: str):
    """The tabs of a portfolio, with the number of problems that are open; one query."""
    current = _WITHIN.get(tab, tab)
    sections = [
        {
            "name": name,
            "address": reverse(f"portfolios:{key}", args=[portfolio.pk]),
            "is_current": key == current,
            "count": problem_count(portfolio) if key == "health" else 0,
        }
        for key, name in SECTIONS.items()
    ]
    return {"sections": sections}


@register.simple_tag(takes_context=True)
def menu_pages(context):
    """What the menu of the account leads to: (address, name)."""
    pages = {
        "portfolios:preferences": _("Language, currency and time zone"),
        "portfolios:channels": _("Where alerts are sent"),
        "portfolios:tokens": _("API tokens"),
        "api:docs": _("API documentation"),
        "account_email": _("E-mail addresses"),
        "account_change_password": _("Change password"),
    }
    if context["user"].is_staff:
        pages |= {"admin:index": _("Administration"), "portfolios:style_guide": _("Style guide")}
    return [(reverse(page), name) for page, name in pages.items()]


@register.simple_tag
def filter_count(data, fields):
    """How many of some fields (a form's, or names in a text) a query narrows its list by."""
    names = fields.split() if isinstance(fields, str) else fields
    usual = (
        {}
        if isinstance(fields, str)
        else {name: str(field.initial or "") for name, field in fields.items()}
    )
    return sum(1 for name in names if data.get(name) and data[name] != usual.get(name))
