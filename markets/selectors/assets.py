"""Finds assets and their quotes."""

import re
from collections.abc import Collection, Iterable
from datetime import date
from typing import NamedTuple

from django.db import connection
from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Upper

from markets.models import Asset, AssetContract, AssetEvent, AssetName, Quote
from markets.models.identity import SHORTEST_ADDRESS
from markets.postgres.statements import statement, words
from markets.templatetags.names import currencies_called


class FormerWearer(NamedTuple):
    """An asset that had a symbol from one day to another, both included; None: from its start."""

    asset: Asset
    since: date | None
    until: date


# Shorter parts hold no whole trigram for the index to find, and are in half of all names.
_TRIGRAM = 3
# What LIKE would take for more than itself.
_LITERAL = str.maketrans({"\\": r"\\", "%": r"\%", "_": r"\_"})
_SEARCH = statement(__file__, "search_assets")
_NAME_AND_SYMBOL = re.compile(r"(?P<name>.+) \((?P<symbol>[^()]+)\)")


def quotes_for(asset_ids: Iterable[int]) -> dict[int, Quote]:
    """The accepted quotes of these assets, by asset id; those without one are left out."""
    return Quote.objects.in_bulk(set(asset_ids))


def find_assets(symbol: str, *, among: QuerySet | None = None) -> list[Asset]:
    """Every asset in use that wears this symbol, the likeliest first.

    A fiat currency comes before all, then by rank. More than one result means that the symbol
    alone does not decide. `among` are the assets that may be named, the public ones if not given.
    """
    return find_assets_by_symbol([symbol], among=among).get(symbol.strip().upper(), [])


def find_assets_by_symbol(
    symbols: Iterable[str], *, among: QuerySet | None = None
) -> dict[str, list[Asset]]:
    """`find_assets` for many symbols in one query, by upper-case symbol; unknown ones left out."""
    wanted = {symbol.strip().upper() for symbol in symbols} - {""}
    fiat_first = Case(
        When(kind=Asset.Kind.FIAT, then=Value(0)), default=Value(1), output_field=IntegerField()
    )
    rows = (
        _named_among(among)
        .annotate(upper_symbol=Upper("symbol"))
        .filter(upper_symbol__in=wanted)
        .order_by(fiat_first, F("rank").asc(nulls_last=True), "slug")
    )
    found: dict[str, list[Asset]] = {}
    for asset in _in_use(rows):
        found.setdefault(asset.symbol.upper(), []).append(asset)
    return found


def find_assets_called(text: str, *, among: QuerySet | None = None) -> list[Asset]:
    """Every asset in use that has this symbol or this name, in any case, with its quote.

    Currencies are called by their names in the reader's language too. `Name (SYMBOL)` must be
    both. A fiat currency comes first, then by rank. Neither a symbol nor a
    name is one asset's alone: more than one result means that the text does not decide. What
    nothing is called may be the address of a contract; two chains may have the same one.
    """
    text = text.strip()
    called = Q(symbol__iexact=text) | _named(text)
    if both := _NAME_AND_SYMBOL.fullmatch(text):
        called |= _named(both["name"]) & Q(symbol__iexact=both["symbol"])
    named = _in_use(_named_among(among).select_related("quote"))
    found = list(named.filter(called).by_likeness(text))
    if not found and len(text) >= SHORTEST_ADDRESS:
        addresses = AssetContract.addresses_in(text)
        at = AssetContract.objects.filter(address__in=addresses).values("asset")
        found = list(named.filter(pk__in=at).by_likeness(text))
    return found


def _named(name: str) -> Q:
    fiat = Q(kind=Asset.Kind.FIAT, symbol__in=currencies_called(name))
    return Q(name__iexact=name) | fiat


def search_assets(
    text: str, *, first: Collection[int], limit: int, among: QuerySet | None = None
) -> list[Asset]:
    """What a search for this text offers, with quotes; of no text those of `first`, then by rank.

    `first` are keys of assets that come before others, such as those that are held; `among` are
    the assets that may be offered, the public ones if not given. Two queries, three with `among`.
    """
    text = text.strip()
    ids = _found(text, first, limit, among) if text else _usual(first, limit, among)
    found = Asset.objects.select_related("quote").in_bulk(ids)
    return [found[pk] for pk in ids]


def _found(text: str, first: Collection[int], limit: int, among: QuerySet | None) -> list[int]:
    """A statement of its own: building it by the ORM would take longer than the database does."""
    own = () if among is None else among.filter(kind=Asset.Kind.OWN).values_list("pk", flat=True)
    literal = text.translate(_LITERAL)
    terms = words(Asset.Kind) | {
        "text": text, "begins": f"{literal}%", "holds": f"%{literal}%", "most": limit,
        "addresses": AssetContract.addresses_in(text), "is_long": len(text) >= _TRIGRAM,
        "first": list(first), "own_ids": list(own), "called": currencies_called(text),
        "called_like": currencies_called(text, inexact=True) if len(text) >= _TRIGRAM else [],
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_SEARCH, terms)
        return [pk for (pk,) in cursor.fetchall()]


def _usual(first: Collection[int], limit: int, among: QuerySet | None) -> list[int]:
    top = Asset.objects.active().order_by(F("rank").asc(nulls_last=True), "slug")[:limit]
    rows = _named_among(among).filter(is_active=True)
    rows = rows.filter(Q(pk__in=first) | Q(pk__in=top.values("pk")))
    return list(rows.by_likeness("", first=first).values_list("pk", flat=True)[:limit])


def former_wearers(symbols: Iterable[str]) -> dict[str, list[FormerWearer]]:
    """Which assets had these symbols formerly, by upper-case symbol, in the order of time."""
    wanted = {symbol.strip().upper() for symbol in symbols} - {""}
    names = (
        AssetName.objects.filter(kind=AssetName.Kind.SYMBOL, asset__merged_into=None)
        .annotate(upper_text=Upper("text"))
        .filter(upper_text__in=wanted)
        .select_related("asset")
        .order_by("valid_until")
    )
    found: dict[str, list[FormerWearer]] = {}
    for name in names:
        wearer = FormerWearer(name.asset, name.valid_from, name.valid_until)
        found.setdefault(name.upper_text, []).append(wearer)
    return found


def asset_events(asset: Asset) -> list[AssetEvent]:
    """What happened to an asset, and to those that became it, the latest first. One query."""
    events = AssetEvent.objects.filter(Q(asset=asset) | Q(successor=asset))
    return list(events.select_related("asset", "successor"))


def _named_among(among: QuerySet | None) -> QuerySet:
    return Asset.objects.public() if among is None else among


def _in_use(rows):
    """A currency that went out of use still stands in old ledgers."""
    return rows.filter(Q(is_active=True) | Q(kind=Asset.Kind.FIAT))
