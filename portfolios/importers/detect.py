"""Which format a file is in: by its header line, wherever in the first lines that stands."""

import csv
from collections.abc import Iterable

from portfolios.importers.base import FileReadError
from portfolios.importers.reader import DELIMITERS, Layout, first_lines, header_key
from portfolios.importers.spec import Format

HEADER_WITHIN = 40


def find_header(
    content: bytes, *, encoding: str, formats: Iterable[Format]
) -> tuple[Format, Layout, str]:
    """The format, where its header is, and the currency a header names (Coinbase's old files).

    Raises FileReadError naming what is missing where no format's header is there.
    """
    candidates = tuple(formats)
    lines = first_lines(content, encoding=encoding, limit=HEADER_WITHIN)
    best: tuple[int, Format, set[str]] | None = None
    for number, line in enumerate(lines, start=1):
        for titles, delimiter in _cuts(line):
            for candidate in candidates:
                keys, currency = _keys(candidate, titles)
                missing = set(candidate.required) - set(keys)
                if not missing:
                    return candidate, _layout(number, delimiter, keys, titles), currency
                shared = len(candidate.required) - len(missing)
                if shared >= 2 and (best is None or shared > best[0]):
                    best = (shared, candidate, missing)
    raise FileReadError(_unknown(lines, best=best, formats=candidates))


def _cuts(line: str) -> Iterable[tuple[list[str], str]]:
    for delimiter in DELIMITERS:
        if delimiter in line:
            try:
                titles = next(csv.reader([line], delimiter=delimiter), [])
            except csv.Error:
                continue
            yield titles, delimiter


def _keys(candidate: Format, titles: list[str]) -> tuple[list[str], str]:
    keys = [header_key(title) for title in titles]
    if candidate.normalise_header is None:
        return keys, ""
    return candidate.normalise_header(keys)


def _layout(line: int, delimiter: str, keys: list[str], titles: list[str]) -> Layout:
    doubled = sorted(
        {
            title.strip()
            for key, title in zip(keys, titles, strict=True)
            if key and keys.count(key) > 1
        }
    )
    if doubled:
        raise FileReadError(f"The header names a column twice: {', '.join(doubled)}.")
    index = {key: position for position, key in enumerate(keys) if key}
    return Layout(header_line=line, delimiter=delimiter, index=index, titles=tuple(titles))


def _unknown(
    lines: list[str],
    *,
    best: tuple[int, Format, set[str]] | None,
    formats: tuple[Format, ...],
) -> str:
    if best is not None:
        _, candidate, missing = best
        return (
            f"The header looks like {candidate.title} but lacks {', '.join(sorted(missing))}. "
            f"Expected: {candidate.header_example}"
        )
    first = next((line for line in lines if line.strip()), "")
    expected = "; ".join(f"{one.title}: {one.header_example}" for one in formats)
    return f"The header “{first[:80]}” belongs to no known format. Expected one of: {expected}"
