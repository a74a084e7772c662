"""Text cells of CSV files that people open in a spreadsheet."""

# What a spreadsheet would take for a formula; written with an apostrophe before it.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


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
