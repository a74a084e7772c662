"""What came of disposals and fees that the books let go of while they were written."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from operator import attrgetter

from portfolios.accounting.numbers import ZERO
from portfolios.accounting.records import Disposal, Fee


@dataclass(frozen=True, slots=True)
class Given:
    """How many they were, and their sums in the books' currency."""

    count: int = 0
    realised: Decimal = ZERO
    fees: Decimal = ZERO
    fees_not_in_cost: Decimal = ZERO

    def and_also(self, disposals: Sequence[Disposal], fees: Sequence[Fee]) -> "Given":
        """The same with some more. Needs the exact context."""
        return Given(
            self.count + len(disposals) + len(fees),
            sum(map(attrgetter("gain"), disposals), self.realised),
            sum(map(attrgetter("value"), fees), self.fees),
            sum((fee.value for fee in fees if not fee.in_cost), self.fees_not_in_cost),
        )
