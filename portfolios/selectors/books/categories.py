"""Which categories assets belong to, where each part of a portfolio must have one."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from markets.models import Asset


def categories_of(assets: Iterable[int]) -> dict[int, list[tuple[str, str]]]:
    """Asset → (slug, name) of each of its categories, or that it has none; one query."""
    found: dict[int, list[tuple[str, str]]] = {pk: [] for pk in assets}
    links = Asset.categories.through.objects.filter(asset__in=found).order_by("category__name")
    for pk, slug, name in links.values_list("asset_id", "category__slug", "category__name"):
        found[pk].append((slug, name))
    return {pk: names or [("", _("No category"))] for pk, names in found.items()}
