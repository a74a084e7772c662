"""Types of arguments that commands over files share."""

from argparse import ArgumentTypeError
from datetime import MAXYEAR, date


def day_of(text: str) -> date:
    """A day that rows can have, as YYYY-MM-DD: the calendar's last year has none."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = date.max
    if day.year == MAXYEAR or day.isoformat() != text:
        raise ArgumentTypeError(f"{text!r} is no day, such as 2024-01-31.")
    return day
