"""Which rows of several accounts are one split of an asset, where accounts share their lots."""

from collections.abc import Hashable
from dataclasses import dataclass
from decimal import Decimal

from portfolios.accounting.core.entries import Exchange, Leg
from portfolios.accounting.state.holdings import Holdings, Key

# Exchanges round what they pay out.
_MOST_ROUNDED = Decimal("0.001")


@dataclass(slots=True)
class _Split:
    """A split that some account's row began; the `awaited` accounts have rows of it to come."""

    era: int
    sent: Leg
    received: Leg
    awaited: set[Hashable]

    def is_of(self, entry: Exchange) -> bool:
        """Whether a row can be this split's: of an awaited account, and at the same ratio."""
        forth = entry.received.quantity * self.sent.quantity
        back = entry.sent.quantity * self.received.quantity
        return entry.account in self.awaited and abs(forth - back) <= back * _MOST_ROUNDED


class Splits:
    """Counts the splits of each asset, in order.

    A split is awaited from each account that held the asset when its first row came. `eras` has
    the last split that an account took part in, by (account, asset).
    """

    def __init__(self) -> None:
        self.eras: dict[Key, int] = {}
        self._last: dict[Hashable, _Split] = {}

    def era(self, account: Hashable, asset: Hashable) -> int:
        """The split after which coins that an account gets now are; 0 before the first."""
        return self.eras.get((account, asset), 0)

    def era_of(self, entry: Exchange, *, holdings: Holdings) -> int:
        """Count a row, booked next, as one of a split, and say of which."""
        asset, split = entry.sent.asset, self._last.get(entry.sent.asset)
        if split is None or not split.is_of(entry):
            holders = {account for account, held in holdings.of(asset) if held > 0}
            era = 1 if split is None else split.era + 1
            split = self._last[asset] = _Split(era, entry.sent, entry.received, holders)
        split.awaited.discard(entry.account)
        self.eras[entry.account, asset] = split.era
        return split.era
