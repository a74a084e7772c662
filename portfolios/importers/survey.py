"""How a file writes numbers and dates: learnt from all of it before any row is read."""

from portfolios.importers.base import MAX_ROWS, FileReadError, RowReadError
from portfolios.importers.layout import Layout
from portfolios.importers.reader import SourceText
from portfolios.importers.records import read_records
from portfolios.importers.spec import Context, Format


def survey(text: SourceText, layout: Layout, *, found: Format, context: Context) -> None:
    """Count the records and let the context learn; raises FileReadError for none or too many."""
    date_at = layout.index[found.date_key]
    numbers_at = [layout.index[key] for key in found.number_keys if key in layout.index]
    count = 0
    for _, values in read_records(text, layout):
        count += 1
        if count > MAX_ROWS:
            raise FileReadError(
                f"The file has more than {MAX_ROWS:,} rows. "
                "Split it by date and import the parts one after the other."
            )
        if isinstance(values, RowReadError):
            continue
        width = len(values)
        if date_at < width:
            context.dates.learn(values[date_at])
        for position in numbers_at:
            if position < width and ("," in values[position] or "." in values[position]):
                context.numbers.learn(values[position])
    if not count:
        raise FileReadError(f"The file has {found.title}'s header but no rows under it.")
