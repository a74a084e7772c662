"""Prices of an own asset from a file."""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.utils.translation import gettext as _

from markets.wording import worded
from portfolios.files.cells import Fault
from portfolios.importers.base import FILE_LINE
from portfolios.importers.day_prices import read_day_prices
from portfolios.models import OwnAsset
from portfolios.services.assets.own import set_own_prices
from portfolios.services.errors import Refused

FILE_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class ImportedPrices:
    """How many prices were imported, and what is wrong with the other lines."""

    count: int
    faults: tuple[Fault, ...]


def import_own_prices(own: OwnAsset, content: bytes, *, leave_out: bool) -> ImportedPrices:
    """Read `date,price` lines: all of them, or where `leave_out` those that can be read.

    With a faulty line that is not left out nothing is imported. Raises `Refused` for what is no
    such file.
    """
    if len(content) > FILE_BYTES:
        raise Refused({"file": [_("The file is larger than 1 MB.")]})
    prices, faults = read_day_prices(content, last=datetime.now(UTC).date())
    if faults and faults[0].line == FILE_LINE:
        raise Refused({"file": [worded(faults[0].message)]})
    if not prices and not faults:
        raise Refused({"file": [_("The file has no prices.")]})
    is_taken = bool(prices) and (leave_out or not faults)
    if is_taken:
        set_own_prices(own, prices)
    return ImportedPrices(len(prices) if is_taken else 0, tuple(faults))
