"""ASSETS.csv: what kinds and categories assets have."""

from dataclasses import dataclass, field

from markets.analytics.panel import KINDS, Problem
from markets.analytics.reading.lines import UnreadableFile, read_rows

FILE = "ASSETS.csv"
_COLUMNS = ("asset", "name", "kind", "categories")
_OTHER_WORDS = {"rwa": "fund", "fund/rwa": "fund", "stable": "stablecoin", "token": "coin"}


@dataclass(frozen=True, slots=True)
class AssetFacts:
    """`kind` is one of KINDS, or "" where none is given."""

    kind: str = ""
    categories: frozenset[str] = field(default_factory=frozenset)


def read_assets(data: bytes) -> tuple[dict[str, AssetFacts], list[Problem]]:
    """Facts by asset from `asset,name,kind,categories`; categories are split by `;`."""
    facts: dict[str, AssetFacts] = {}
    problems: list[Problem] = []
    try:
        names, rows = read_rows(data, needed=("asset",), known=_COLUMNS)
    except UnreadableFile as error:
        return facts, [Problem("unreadable_file", None, error.line, f"{FILE}: {error}")]
    for line, cells in rows:
        row = {name: cell.strip() for name, cell in zip(names, cells, strict=False)}
        asset, word = row.get("asset", ""), row.get("kind", "").casefold()
        if not asset:
            if any(row.values()):
                problems.append(Problem("unreadable_row", None, line, f"{FILE}: no asset."))
            continue
        if asset in facts:
            message = f"{FILE}: {asset} stands here again; this row holds."
            problems.append(Problem("repeated_asset", asset, line, message))
        kind = _OTHER_WORDS.get(word, word)
        if kind and kind not in KINDS:
            message = f"{FILE}: kind {word[:40]!r} is none of {', '.join(KINDS)}."
            problems.append(Problem("bad_kind", asset, line, message))
            kind = ""
        categories = row.get("categories", "").split(";")
        facts[asset] = AssetFacts(kind, frozenset(filter(None, map(str.strip, categories))))
    return facts, problems
