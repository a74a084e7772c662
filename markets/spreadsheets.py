"""Text cells of CSV files that people open in a spreadsheet."""

import re

# What a spreadsheet would take for a formula; written with an apostrophe before it.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
# An amount with its sign, as people and exchanges write it, which computes nothing.
AMOUNT = re.compile(r"[-+]?\s?[$€£¥]?[\d.,'’\s]*\d[\d.,'’\s]*(?:[eE][-+]?\d+)?\s?[$€£¥%]?")


def guarded(text: str) -> str:
    """A text cell that no spreadsheet takes for a formula."""
    if text.lstrip("'").startswith(FORMULA_SIGNS):
        return f"'{text}"
    return text


def unguarded(text: str) -> str:
    """What `guarded` was given."""
    if text.startswith("'") and text.lstrip("'").startswith(FORMULA_SIGNS):
        return text[1:]
    return text


def guarded_cell(text: str) -> str:
    """A cell of somebody's file, which may be an amount: that stays a number."""
    return text if AMOUNT.fullmatch(text) else guarded(text)
