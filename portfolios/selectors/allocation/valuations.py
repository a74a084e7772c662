"""What the last tick made of many portfolios at once."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from math import isnan

from portfolios.models import ValuationBlock
from portfolios.models.valuation import BLOCK
from portfolios.querysets import PortfolioQuerySet


@dataclass(frozen=True, slots=True)
class Valuation:
    """A portfolio after the tick `at`; shares are None where nothing held has a price."""

    portfolio: int
    at: datetime
    value_usd: float
    concentration: float | None
    liquid_share: float | None


def latest_valuations(portfolios: PortfolioQuerySet) -> list[Valuation]:
    """In order of ids, without those that no tick has valued since their books were made."""
    keys = sorted(portfolios.order_by().values_list("pk", flat=True))
    blocks = ValuationBlock.objects.in_bulk({key // BLOCK for key in keys})
    return list(_found(keys, blocks))


def _found(keys: list[int], blocks: dict[int, ValuationBlock]) -> Iterator[Valuation]:
    for key in keys:
        block = blocks.get(key // BLOCK)
        if block is None or isnan(block.value_usd[key % BLOCK]):
            continue
        yield Valuation(
            key,
            block.at,
            block.value_usd[key % BLOCK],
            _known(block.concentration[key % BLOCK]),
            _known(block.liquid_share[key % BLOCK]),
        )


def _known(figure: float) -> float | None:
    return None if isnan(figure) else figure
