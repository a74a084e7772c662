"""Records what happened to assets: renames, redenominations, migrations, ends.

Nothing of it changes a ledger: who holds the asset is offered the row that follows from it.
"""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction

from markets.models import Asset, AssetEvent, AssetName, Quote

_DAY = timedelta(days=1)


@transaction.atomic
def record_event(event: AssetEvent, *, user) -> AssetEvent:
    """Store an event with who recorded it, and what follows from it for the asset.

    A rename keeps the former symbol and name with their last day; the present ones stay as the
    provider gives them. An end takes the asset out of use: its last price stays, unless the event
    says that it is worth nothing. Raises `ValidationError` by field.
    """
    asset = Asset.objects.select_for_update().get(pk=event.asset_id)
    event.recorded_by = user
    refuse_contradictions(event, asset)
    event.full_clean(exclude=["recorded_by"])
    event.save(force_insert=True)
    if event.kind == AssetEvent.Kind.RENAME:
        _keep_former_names(event)
    elif event.kind == AssetEvent.Kind.END:
        asset.ended_on, asset.is_worthless = event.on, event.is_worthless
        asset.is_active, asset.rank = False, None
        asset.save()
        if event.is_worthless:
            Quote.objects.filter(asset=asset).delete()
    return event


@transaction.atomic
def withdraw_event(event: AssetEvent) -> None:
    """Take back an event that was recorded in error, and what followed from it.

    Rows that holders recorded because of it are theirs and stay. Raises `ValidationError` for a
    merge, which cannot be taken back.
    """
    if event.kind == AssetEvent.Kind.MERGE:
        raise ValidationError("A merge cannot be taken back.")
    if event.kind == AssetEvent.Kind.RENAME:
        AssetName.objects.filter(asset=event.asset_id, valid_until=event.on - _DAY).filter(
            text__in=[event.former_symbol, event.former_name]
        ).delete()
    elif event.kind == AssetEvent.Kind.END:
        # The provider's next list says whether it is in use.
        Asset.objects.filter(pk=event.asset_id).update(ended_on=None, is_worthless=False)
    event.delete()


def refuse_contradictions(event: AssetEvent, asset: Asset) -> None:
    """Raise `ValidationError` where an event does not fit what is known of its assets."""
    if asset.is_fiat or asset.is_own or asset.merged_into_id:
        raise ValidationError({"asset": "Events are recorded of coins in the list of assets."})
    if event.kind == AssetEvent.Kind.MERGE:
        raise ValidationError({"kind": "Merge assets by the button on the asset's page."})
    if event.kind == AssetEvent.Kind.END and asset.ended_on:
        raise ValidationError({"kind": f"It ended on {asset.ended_on} already."})
    if event.is_worthless and event.kind != AssetEvent.Kind.END:
        raise ValidationError({"is_worthless": "Only what has ended can be worth nothing."})
    successor = event.successor
    if successor is None:
        return
    if successor == asset:
        raise ValidationError({"successor": "An asset is not its own successor."})
    if successor.is_fiat or successor.is_own or successor.merged_into_id:
        raise ValidationError({"successor": "The successor is a coin in the list of assets."})


def _keep_former_names(event: AssetEvent) -> None:
    former = (
        (AssetName.Kind.SYMBOL, event.former_symbol),
        (AssetName.Kind.NAME, event.former_name),
    )
    for kind, text in former:
        if text:
            earlier = AssetName.objects.filter(
                asset=event.asset_id, kind=kind, valid_until__lt=event.on - _DAY
            ).order_by("-valid_until")
            before = earlier.values_list("valid_until", flat=True).first()
            AssetName.objects.create(
                asset_id=event.asset_id, kind=kind, text=text,
                valid_from=before and before + _DAY, valid_until=event.on - _DAY,
            )  # fmt: skip
