"""The order of lists, and of the assets on one."""

from django.db.models import Max, QuerySet


def next_place(rows: QuerySet) -> int:
    """The place after the last of `rows`, among which deletions may have left gaps."""
    last = rows.aggregate(last=Max("place"))["last"]
    return 0 if last is None else last + 1


def put_at(rows: QuerySet, row, place: int) -> None:
    """Give `row` this place among `rows`, counted from 0; beyond the end it comes last."""
    keys = [pk for pk in rows.values_list("pk", flat=True) if pk != row.pk]
    keys.insert(min(place, len(keys)), row.pk)
    model = rows.model
    model.objects.bulk_update([model(pk=pk, place=n) for n, pk in enumerate(keys)], ["place"])
