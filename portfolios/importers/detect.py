"""Which format a file is in: by its header line, wherever in the first lines that stands."""

import csv
from collections.abc import Iterable, Sequence

from markets.wording import sentence
from portfolios.importers.base import FileReadError
from portfolios.importers.layout import DELIMITERS, Layout, header_key, unwrapped
from portfolios.importers.spec import Format

HEADER_WITHIN = 40
# Exports known well enough to say what to export instead, by columns that only they have.
_INSTEAD = {
    frozenset({"ordertxid", "pair", "vol"}): sentence(
        "This is Kraken's export of trades, which leaves out deposits, withdrawals and rewards. "
        "Export the ledgers instead, which hold the trades too."
    ),
}


def find_header(lines: Sequence[str], *, formats: Iterable[Format]) -> tuple[Format, Layout, str]:
    """The format, where its header is among the first lines, and the currency that it names.

    Raises FileReadError where no format's header is there: naming what one lacks only if it has
    all that is distinctive of that format, else what was found and what can be read.
    """
    candidates = tuple(formats)
    nearest: tuple[int, Format, set[str]] | None = None
    for number, line in enumerate(lines, start=1):
        for titles, delimiter in cuts(line):
            for candidate in candidates:
                keys, currency = _keys(candidate, titles)
                missing = set(candidate.required) - set(keys)
                if not missing:
                    return candidate, _layout(number, delimiter, keys, titles, candidate), currency
                if set(candidate.distinctive) <= set(keys) and (
                    nearest is None or len(missing) < nearest[0]
                ):
                    nearest = len(missing), candidate, missing
    if nearest is not None:
        _, candidate, missing = nearest
        raise FileReadError(
            sentence(
                "The header looks like {format} but lacks {columns}. Expected: {header}",
                format=candidate.title,
                columns=", ".join(sorted(missing)),
                header=candidate.header_example,
            )
        )
    raise FileReadError(_unknown(lines, formats=candidates))


def cuts(line: str) -> Iterable[tuple[list[str], str]]:
    """A line's cells by each delimiter that stands in it."""
    for delimiter in DELIMITERS:
        if delimiter in line:
            try:
                titles = next(csv.reader([line], delimiter=delimiter), [])
            except csv.Error:
                continue
            yield unwrapped(titles, delimiter=delimiter), delimiter


def _keys(candidate: Format, titles: list[str]) -> tuple[list[str], str]:
    keys = [header_key(title) for title in titles]
    if candidate.normalise_header is None:
        return keys, ""
    return candidate.normalise_header(keys)


def _layout(line: int, delimiter: str, keys: list[str], titles: list[str], found: Format) -> Layout:
    index: dict[str, int] = {}
    places: dict[str, list[int]] = {}
    for position, key in enumerate(keys):
        if key:
            index.setdefault(key, position)
            places.setdefault(key, []).append(position)
    needed = (found.known & index.keys()) - found.spare
    return Layout(
        header_line=line,
        delimiter=delimiter,
        index=index,
        titles=tuple(titles),
        doubles={
            key: tuple(positions)
            for key, positions in places.items()
            if len(positions) > 1 and key in found.known
        },
        least=1 + max(places[key][-1] for key in needed),
    )


def _unknown(lines: Sequence[str], *, formats: tuple[Format, ...]) -> str:
    header = _likely_header(lines)
    keys = {header_key(title) for titles, _ in cuts(header) for title in titles}
    for distinctive, message in _INSTEAD.items():
        if distinctive <= keys:
            return message
    known = ", ".join(one.title for one in formats)
    return sentence(
        "The header “{header}” belongs to no known format. These are read: {known}.",
        header=header[:200], known=known,
    )  # fmt: skip


def _likely_header(lines: Sequence[str]) -> str:
    """The first of the widest lines that have a word in every cell, or else the first line."""
    found = [(titles, line) for line in lines for titles, _ in cuts(line)]
    words = [(len(titles), line) for titles, line in found if all(map(_is_word, titles))]
    widest = max(words, key=lambda cut: cut[0], default=(0, ""))[1]
    return widest or next((line for line in lines if line.strip()), "")


def _is_word(cell: str) -> bool:
    text = cell.strip()
    return any(map(str.isalpha, text)) and not text[0].isdigit()
