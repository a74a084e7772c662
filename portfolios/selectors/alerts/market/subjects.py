"""The subjects of alerts on the market by name and page: assets, categories, or the market."""

from collections.abc import Iterable, Mapping

from django.urls import reverse
from django.utils.translation import gettext as _

from markets.models import Asset, Category
from portfolios.models import MarketAlert

Subject = MarketAlert.Subject


class Subjects:
    """What the ids in the states of alerts mean. Two queries at most."""

    def __init__(self, wanted: Mapping[int, Iterable[int]], alerts: Mapping[int, MarketAlert]):
        """`wanted` has the subjects' ids by the id of their alert."""
        assets: set[int] = set()
        categories: set[int] = set()
        for pk, subjects in wanted.items():
            if alerts[pk].subject == Subject.CATEGORY:
                categories.update(subjects)
            elif alerts[pk].subject != Subject.MARKET:
                assets.update(subjects)
        self._assets = Asset.objects.in_bulk(assets)
        self._categories = Category.objects.in_bulk(categories)

    def of(self, alert: MarketAlert, subject: int) -> Asset | Category | None:
        """None of the market."""
        if alert.subject == Subject.MARKET:
            return None
        return (self._categories if alert.subject == Subject.CATEGORY else self._assets)[subject]

    def name(self, alert: MarketAlert, subject: int) -> str:
        found = self.of(alert, subject)
        return _("The market") if found is None else str(found)

    def short_name(self, alert: MarketAlert, subject: int) -> str:
        found = self.of(alert, subject)
        return found.symbol if isinstance(found, Asset) else self.name(alert, subject)

    def page(self, alert: MarketAlert, subject: int) -> str:
        """The address of the page about it."""
        found = self.of(alert, subject)
        if found is None:
            return reverse("markets:overview")
        name = "markets:asset" if isinstance(found, Asset) else "markets:narrative"
        return reverse(name, args=[found.slug])
