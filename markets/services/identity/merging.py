"""Makes one asset of two that are the same thing, listed twice.

Only the markets' side: `portfolios.services.assets.merging` moves what holders have of it.
"""

from datetime import UTC, datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from markets.models import (
    Asset,
    AssetContract,
    AssetEvent,
    AssetName,
    AssetReference,
    Candle,
    Quote,
)
from markets.services.history.folding import COLUMNS, copy_candles
from markets.services.news.refreshing import move_news
from markets.services.observations.moving import move_assessments, move_observations

_FIGURES = [name for name, _ in COLUMNS if name != "asset_id"]


@transaction.atomic
def merge_listing(source: Asset, target: Asset, *, user, note: str = "") -> AssetEvent:
    """Move what is known of `source` to `target`; `source` stays as a signpost, out of use.

    Of two candles of one day the target's stands, unless it was recorded from quotes alone and
    the source's is a provider's own. Of observations and assessments the target keeps its own and
    is given those of other days, as they were first seen; it keeps its quote. Of an own asset
    nothing moves: what a holder said of prices is no market's. Raises `ValidationError`.
    """
    locked = Asset.objects.select_for_update().in_bulk([source.pk, target.pk])
    source, target = locked[source.pk], locked[target.pk]
    refuse_merge(source, target)
    if not source.is_own:
        _move_history(source, target)
        _move_names(source, target)
        move_observations(source, target)
        move_assessments(source, target)
        move_news(source, target)
    Quote.objects.filter(asset=source).delete()
    source.merged_into, source.is_active, source.rank = target, False, None
    source.save()
    # What was merged into the source before points to where it is now.
    source.merged.update(merged_into=target)
    return AssetEvent.objects.create(
        asset=source, kind=AssetEvent.Kind.MERGE, on=datetime.now(UTC).date(), successor=target,
        note=note, recorded_by=user,
    )  # fmt: skip


def refuse_merge(source: Asset, target: Asset) -> None:
    """Raise `ValidationError` where two assets cannot be one."""
    if source == target:
        raise ValidationError("These are the same asset already.")
    if source.is_fiat or target.is_fiat:
        raise ValidationError("A currency is not merged.")
    if source.merged_into_id or target.merged_into_id:
        raise ValidationError("One of these was merged into another asset already.")
    if target.is_own:
        raise ValidationError("An asset is merged into a listed one, not into somebody's own.")


def _move_history(source: Asset, target: Asset) -> None:
    days = Candle.objects.filter(asset=source).order_by("day").values_list(*_FIGURES)
    rows = [(target.pk, *figures) for figures in days]
    if rows:
        copy_candles(rows)


def _move_names(source: Asset, target: Asset) -> None:
    for model in (AssetContract, AssetReference, AssetName):
        model.objects.filter(asset=source).update(asset=target)
    known = {target.symbol.casefold(), target.name.casefold(), target.slug.casefold()}
    known |= {text.casefold() for text in target.names.values_list("text", flat=True)}
    for text in (source.symbol, source.name, source.slug):
        if text.casefold() not in known:
            known.add(text.casefold())
            AssetName.objects.create(asset=target, text=text)
