"""Finds assets and their quotes."""

from collections.abc import Iterable

from django.db.models import Case, F, IntegerField, Q, Value, When
from django.db.models.functions import Upper

from markets.models import Asset, Quote


def quotes_for(asset_ids: Iterable[int]) -> dict[int, Quote]:
    """The accepted quotes of these assets, by asset id; those without one are left out."""
    return Quote.objects.in_bulk(set(asset_ids))


def find_assets(symbol: str) -> list[Asset]:
    """Every asset in use that wears this symbol, the likeliest first.

    A fiat currency comes before all, then by rank. More than one result means that the symbol
    alone does not decide.
    """
    return find_assets_by_symbol([symbol]).get(symbol.strip().upper(), [])


def find_assets_by_symbol(symbols: Iterable[str]) -> dict[str, list[Asset]]:
    """`find_assets` for many symbols in one query, by upper-case symbol; unknown ones left out."""
    wanted = {symbol.strip().upper() for symbol in symbols} - {""}
    fiat_first = Case(
        When(kind=Asset.Kind.FIAT, then=Value(0)), default=Value(1), output_field=IntegerField()
    )
    rows = (
        Asset.objects.annotate(upper_symbol=Upper("symbol"))
        .filter(upper_symbol__in=wanted)
        # A currency that went out of use still stands in old ledgers.
        .filter(Q(is_active=True) | Q(kind=Asset.Kind.FIAT))
        .order_by(fiat_first, F("rank").asc(nulls_last=True), "slug")
    )
    found: dict[str, list[Asset]] = {}
    for asset in rows:
        found.setdefault(asset.symbol.upper(), []).append(asset)
    return found


def find_assets_by_name(name: str) -> list[Asset]:
    """Every asset in use of this name, in any case, the likeliest first."""
    named = Asset.objects.active().filter(name__iexact=name.strip())
    return list(named.order_by(F("rank").asc(nulls_last=True), "slug"))
