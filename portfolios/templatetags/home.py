"""What the page of all portfolios says in words."""

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

register = template.Library()

_SPANS = {
    "24h": gettext_lazy("24 h"), "7d": gettext_lazy("7 days"), "30d": gettext_lazy("30 days"),
    "1y": gettext_lazy("1 year"), "all": pgettext_lazy("period", "All"),
}  # fmt: skip


@register.filter
def span_name(change) -> str:
    """7d → 7 days, with a note where the history is shorter."""
    name = str(_SPANS[change.span])
    if change.is_whole:
        return name
    return _("{span}, as far as there are days").format(span=name)


@register.filter
def last_day(days) -> str:
    return days[-1].day.isoformat() if days else ""


@register.filter
def unknowns(home) -> list[str]:
    """Why some of the figures lack something."""
    code, reasons = home.currency.symbol, []
    if home.value is None:
        reasons.append(_("No rate of {code} is known: the value is unknown.").format(code=code))
    elif home.unpriced:
        said = ngettext(
            "{names} has no price, so its value is missing from every sum.",
            "{names} have no price, so their values are missing from every sum.",
            len(home.unpriced),
        )
        reasons.append(said.format(names=", ".join(home.unpriced)))
    if home.series.starts_late:
        day = home.series.starts_late.isoformat()
        said = _("No rate to {code} is known before {day}: what was held then counts as paid in.")
        reasons.append(said.format(code=code, day=day))
    if home.income.unknown:
        said = ngettext(
            "Income of {n} day has no rate to {code}, and no sum.",
            "Income of {n} days has no rate to {code}, and no sum.",
            home.income.unknown,
        )
        reasons.append(said.format(n=home.income.unknown, code=code))
    if home.behind:
        names = ", ".join(portfolio.name for portfolio in home.behind)
        said = _("Being brought up to date after a change of the ledger: {names}.")
        reasons.append(said.format(names=names))
    return reasons
