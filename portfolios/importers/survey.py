"""How a file writes numbers and dates: learnt from all of it before any row is read."""

from markets.wording import sentence
from portfolios.importers.base import MAX_ROWS, FileReadError, RowReadError
from portfolios.importers.corrections import NO_CORRECTIONS, Corrections
from portfolios.importers.layout import Layout
from portfolios.importers.reader import SourceText
from portfolios.importers.records import read_records
from portfolios.importers.spec import Context, Format


def survey(
    text: SourceText,
    layout: Layout,
    *,
    found: Format,
    context: Context,
    corrections: Corrections = NO_CORRECTIONS,
) -> None:
    """Count the records and let the context learn; raises FileReadError for none or too many.

    A corrected line is no evidence: what a person wrote, or corrected, says nothing of the source.
    """
    date_at = layout.index[found.date_key]
    numbers_at = [layout.index[key] for key in found.number_keys if key in layout.index]
    count = 0
    for line, values in read_records(text, layout):
        count += 1
        if count > MAX_ROWS:
            raise FileReadError(
                sentence(
                    "The file has more than {most} rows. "
                    "Split it by date and import the parts one after the other.",
                    most=f"{MAX_ROWS:,}",
                )
            )
        if isinstance(values, RowReadError) or line in corrections:
            continue
        width = len(values)
        if date_at < width:
            context.dates.learn(values[date_at])
        for position in numbers_at:
            if position < width and ("," in values[position] or "." in values[position]):
                context.numbers.learn(values[position])
    if not count:
        message = sentence(
            "The file has {format}'s header but no rows under it.", format=found.title
        )
        raise FileReadError(message)
