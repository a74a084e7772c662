"""What the page of all portfolios says in words."""

from django import template

register = template.Library()

_SPANS = {"24h": "24 h", "7d": "7 days", "30d": "30 days", "1y": "1 year", "all": "All"}


@register.filter
def span_name(change) -> str:
    """7d → 7 days, with a note where the history is shorter."""
    name = _SPANS[change.span]
    return name if change.is_whole else f"{name}, as far as there are days"


@register.filter
def last_day(days) -> str:
    return days[-1].day.isoformat() if days else ""


@register.filter
def unknowns(home) -> list[str]:
    """Why some of the figures lack something."""
    code, reasons = home.currency.symbol, []
    if home.value is None:
        reasons.append(f"No rate of {code} is known: the value is unknown.")
    elif home.unpriced:
        names, several = ", ".join(home.unpriced), len(home.unpriced) > 1
        reasons.append(
            f"{names} {'have' if several else 'has'} no price, so "
            f"{'their values are' if several else 'its value is'} missing from every sum."
        )
    if home.series.starts_late:
        day = home.series.starts_late.isoformat()
        reasons.append(
            f"No rate to {code} is known before {day}: what was held then counts as paid in."
        )
    if home.income.unknown:
        reasons.append(f"Income of {home.income.unknown} days has no rate to {code}, and no sum.")
    if home.behind:
        names = ", ".join(portfolio.name for portfolio in home.behind)
        reasons.append(f"Being brought up to date after a change of the ledger: {names}.")
    return reasons
