"""The blocks of days that history is stored in.

The figures of 122 days, a third of a year, fill one chunk of PostgreSQL's out-of-line storage
(1,996 bytes), four of which fill a page; their closes stay beside the key.
"""

from datetime import date, timedelta

BLOCK_DAYS = 122
EPOCH = date(1970, 1, 1)


def block_of(day: date) -> int:
    return (day - EPOCH).days // BLOCK_DAYS


def first_day_of(block: int) -> date:
    return EPOCH + timedelta(days=block * BLOCK_DAYS)
