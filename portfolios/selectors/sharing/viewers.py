"""Who may look at portfolios: whom an event about them concerns."""

from collections.abc import Iterable

from portfolios.models import Alert, Portfolio, PortfolioShare


def viewers_of(portfolios: Iterable[int]) -> list[int]:
    """The users who own these portfolios or share in them; one query."""
    keys = list(portfolios)
    owners = Portfolio.objects.filter(pk__in=keys).values_list("owner_id")
    sharers = PortfolioShare.objects.filter(portfolio__in=keys).values_list("user_id")
    return sorted(pk for (pk,) in owners.union(sharers))


def viewers_of_alerts(alerts: Iterable[int]) -> list[int]:
    """The users who see these alerts; two queries."""
    keys = Alert.objects.filter(pk__in=list(alerts)).values_list("portfolio_id", flat=True)
    return viewers_of(keys.distinct())
