"""Free text of a file: cleaned of what could harm a spreadsheet or a page, and bounded."""

import unicodedata

from markets.spreadsheets import unguarded
from portfolios.accounting.core.validation import MAX_ACCOUNT_LENGTH

MAX_ACCOUNT = MAX_ACCOUNT_LENGTH
MAX_LABEL = 60
MAX_NOTE = 2000
MAX_TAG = 40


def clean(text: str, *, limit: int) -> str:
    """Text without control characters and the formula guard, at most `limit` characters long."""
    if not text:
        return ""
    plain = unguarded(text)
    if not plain.isprintable():
        plain = "".join(
            char for char in plain if char in "\n\t" or unicodedata.category(char) != "Cc"
        )
    return plain.strip()[:limit]
