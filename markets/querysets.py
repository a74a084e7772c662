from collections.abc import Iterable
from datetime import date

from django.db import models
from django.db.models import Case, F, IntegerField, Q, Value, When

from markets.blocks import block_of


class CandleQuerySet(models.QuerySet):
    """The vocabulary of questions about stored days."""

    def between(self, first: date | None, last: date | None):
        """Days from `first` to `last`, both included; None leaves that end open."""
        rows = self
        # The block says which arrays need not be opened at all.
        if first is not None:
            rows = rows.filter(day__gte=first, block__gte=block_of(first))
        if last is not None:
            rows = rows.filter(day__lte=last, block__lte=block_of(last))
        return rows


class AssetQuerySet(models.QuerySet):
    """The vocabulary of questions about assets."""

    def public(self):
        """Without the assets that holders made for themselves."""
        return self.exclude(kind="own")

    def active(self):
        """What the provider in use knows, and the currencies."""
        return self.public().filter(is_active=True)

    def fiat(self):
        return self.filter(kind="fiat")

    def listed(self):
        """What a market table shows: active, not fiat, with a price."""
        return self.active().exclude(kind="fiat").filter(quote__isnull=False)

    def matching(self, text: str):
        """Assets whose symbol, slug, former symbol or alias begins with the text, whose name
        holds it, or one of whose contracts has it as its address.
        """
        # One query a way of matching: each has its index, and a disjunction over several tables
        # would read all of them.
        found = [
            self.model.objects.filter(way).order_by().values("pk")
            for way in (
                Q(symbol__istartswith=text), Q(slug__istartswith=text), Q(name__icontains=text)
            )
        ]  # fmt: skip
        names, contracts = (
            self.model._meta.get_field(name).related_model for name in ("names", "contracts")
        )
        found += [
            names.objects.filter(text__istartswith=text).order_by().values("asset"),
            contracts.objects.filter(address__in=contracts.addresses_in(text))
            .order_by()
            .values("asset"),
        ]
        return self.filter(pk__in=found[0].union(*found[1:]))

    def by_likeness(self, text: str, *, first: Iterable[int] = ()):
        """Those in `first` before all, then the likest to the text, then by rank.

        Money by its own code, a symbol or name that is the text, a symbol that begins so, a name.
        """
        likeness = Case(
            When(pk__in=list(first), then=Value(0)),
            When(kind="fiat", symbol__iexact=text, then=Value(1)),
            When(Q(symbol__iexact=text) | Q(name__iexact=text), then=Value(2)),
            When(symbol__istartswith=text, then=Value(3)),
            When(name__istartswith=text, then=Value(4)),
            default=Value(5),
            output_field=IntegerField(),
        )
        return self.order_by(likeness, F("rank").asc(nulls_last=True), "slug")
