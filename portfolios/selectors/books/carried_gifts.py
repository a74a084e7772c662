"""Gifts that carry over between the portfolios of one person, and the lots that go with them."""

from collections import defaultdict
from collections.abc import Hashable, Mapping
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from markets.models import USD, Asset
from markets.numbers import CONTEXT
from portfolios.accounting.core.gift_pairs import Half, pair_gifts
from portfolios.accounting.core.gifts import CarriedPart, Gifts, RowKey, is_half, row_key
from portfolios.models import GiftPart, Portfolio, Transaction, TransactionRevision
from portfolios.selectors.ledger.ledger import fiat_ids, halves_of
from portfolios.selectors.ledger.prices import LedgerPrices

_Stored = tuple[datetime, Decimal, Decimal, int]


def carried_rows(owner_id: int) -> QuerySet[Transaction]:
    """The carried gifts' rows of all portfolios that a person owns; shared ones are not theirs."""
    return Transaction.objects.filter(portfolio__owner=owner_id).carried_gifts()


def carried_gifts(
    portfolio: Portfolio,
    *,
    keys: Mapping[int, Hashable],
    draft: Half | None = None,
    by_owner: bool = True,
) -> Gifts:
    """What the books of a portfolio need to know of its carried gifts.

    One query where there are none. `keys` maps an asset's primary key to what stands for it.
    `draft` is a row that is not stored, in place of the one of its key if there is one; `by_owner`
    says that the owner puts it in.
    """
    money = fiat_ids()
    halves = halves_of(carried_rows(portfolio.owner_id), keys=keys)
    if draft is not None:
        halves = [half for half in halves if half.entry.id != draft.entry.id] + [draft]
    halves = [half for half in halves if is_half(half.entry, is_fiat=money.__contains__)]
    strange = frozenset() if by_owner or draft is None else frozenset({draft.entry.id})
    pairs = _pairs(portfolio, halves, strange=strange) if halves else {}
    own = {row_key(half.entry): half.entry for half in halves if half.books == portfolio.pk}
    return Gifts(pairs, own, _parts_from_elsewhere(portfolio, pairs, own, halves))


def _pairs(
    portfolio: Portfolio, halves: list[Half], *, strange: frozenset[Hashable]
) -> dict[RowKey, RowKey]:
    """Receipt → gift. A row that somebody else added or changed pairs within its portfolio alone.

    Who may change one portfolio would otherwise read, by a receipt that fits, what the owner paid
    in another. `strange` are such rows that are not stored.
    """
    others = _put_in_by_others(portfolio.owner_id) | strange
    pairs = pair_gifts(half for half in halves if half.entry.id not in others)
    if others:
        paired = {*pairs, *pairs.values()}
        pairs |= pair_gifts(
            half for half in halves
            if half.books == portfolio.pk and row_key(half.entry) not in paired
        )  # fmt: skip
    return pairs


def _put_in_by_others(owner_id: int) -> frozenset[int]:
    """Carried rows that someone but the owner added, imported or changed."""
    revised = TransactionRevision.objects.filter(transaction_id=OuterRef("pk"))
    by_others = Exists(revised.exclude(user=owner_id)) | (
        Q(import_batch__isnull=False) & ~Q(import_batch__user=owner_id)
    )
    return frozenset(carried_rows(owner_id).filter(by_others).values_list("pk", flat=True))


def _parts_from_elsewhere(
    portfolio: Portfolio,
    pairs: Mapping[RowKey, RowKey],
    own: Mapping[RowKey, object],
    halves: list[Half],
) -> dict[RowKey, tuple[CarriedPart, ...]]:
    """The lots of gifts from other portfolios, with their cost in this one's currency."""
    wanted = {gift: key for key, gift in pairs.items() if key in own and gift not in own}
    if not wanted:
        return {}
    stored: dict[int, list[_Stored]] = defaultdict(list)
    found = GiftPart.objects.filter(
        portfolio__owner=portfolio.owner_id, transaction_id__in=[pk for pk, _ in wanted]
    )
    for pk, *part in found.values_list(
        "transaction_id",
        "acquired_at",
        "quantity",
        "cost",
        # That of the books with these lots: the portfolio's may have changed since.
        Coalesce("portfolio__books_currency", "portfolio__currency"),
    ):
        stored[pk].append(tuple(part))
    at = {row_key(half.entry): half.entry.at for half in halves}
    convert = _Conversion(portfolio, [part for parts in stored.values() for part in parts])
    return {
        gift: parts
        for gift, receipt in wanted.items()
        if (parts := convert(stored.get(gift[0], []), came=at[receipt]))
    }


def converted_parts(
    portfolio: Portfolio, parts: list[_Stored], *, came: datetime
) -> tuple[CarriedPart, ...]:
    """The lots of a gift with costs in the portfolio's currency; none where a rate lacks."""
    return _Conversion(portfolio, parts)(parts, came=came)


class _Conversion:
    """Costs in the currency of the receiving books, at the rate of the day of acquisition."""

    def __init__(self, portfolio: Portfolio, parts: list[_Stored]) -> None:
        self._portfolio = portfolio
        foreign = {currency for *_, currency in parts} - {portfolio.currency_id}
        self._prices = None
        if foreign:
            first = min(acquired_at for acquired_at, *_ in parts)
            self._prices = LedgerPrices(
                {*foreign, portfolio.currency_id},
                first=self._day(first),
                last=self._day(timezone.now()),
                usd=Asset.objects.only("pk").get(slug=USD).pk,
            )

    def __call__(self, parts: list[_Stored], *, came: datetime) -> tuple[CarriedPart, ...]:
        """The parts of one gift; none where a rate lacks on both days."""
        found = []
        for acquired_at, quantity, cost, currency in parts:
            rate = self._rate(currency, acquired_at) or self._rate(currency, came)
            if rate is None:
                return ()
            found.append(CarriedPart(acquired_at, quantity, CONTEXT.multiply(cost, rate)))
        return tuple(found)

    def _rate(self, currency: int, at: datetime) -> Decimal | None:
        own = self._portfolio.currency_id
        if currency == own:
            return Decimal(1)
        return self._prices.price(currency, day=self._day(at), currency=own)

    def _day(self, at: datetime) -> date:
        return at.astimezone(self._portfolio.zone).date()


def gift_traces(portfolio: Portfolio) -> set[tuple]:
    """What other portfolios can see of this one's carried gifts; the first column is the asset."""
    return set(
        portfolio.giftparts.values_list(
            "asset", "transaction_id", "acquired_at", "quantity", "cost"
        )
    )
