"""Prices of an own asset from a file."""

import io
from dataclasses import dataclass
from datetime import UTC, datetime

from django.utils.translation import gettext as _

from markets.numbers import STORED_DIGITS, STORED_PLACES
from portfolios.files.cells import Fault
from portfolios.files.day_prices import read_day_prices
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
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused({"file": [_("The file is not UTF-8 text.")]}) from None
    prices, faults = read_day_prices(
        io.StringIO(text, newline=""), last=datetime.now(UTC).date(), places=STORED_PLACES,
        digits=STORED_DIGITS - STORED_PLACES,
    )  # fmt: skip
    if not prices and not faults:
        raise Refused({"file": [_("The file has no prices.")]})
    is_taken = bool(prices) and (leave_out or not faults)
    if is_taken:
        set_own_prices(own, prices)
    return ImportedPrices(len(prices) if is_taken else 0, tuple(faults))
