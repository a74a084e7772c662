"""Which entries of a Kraken ledger belong together."""

from collections.abc import Iterable
from datetime import timedelta

from markets.wording import sentence
from portfolios.importers.base import RowReadError
from portfolios.importers.kraken import types
from portfolios.importers.kraken.entry import Entry, read_entry
from portfolios.importers.layout import Cells
from portfolios.importers.spec import Context

# A coin put to stake is a pair of entries that may have two refids, the second once it is staked.
_SOON = timedelta(days=7)


def read_groups(records: Iterable[Cells], context: Context) -> list[list[Entry]]:
    """Entries by refid; deposits, trades and the rest of one refid are apart."""
    groups: dict[tuple[str, str], list[Entry]] = {}
    for entry in _entries(records, context):
        groups.setdefault((entry.refid, family(entry)), []).append(entry)
    whole = list(groups.values())
    return _with_moves_joined(_with_delistings_joined(whole))


def family(entry: Entry) -> str:
    """Which kind of group an entry stands in."""
    if entry.subtype == types.DELISTING:
        return types.DELISTING
    if entry.type in types.TRADES:
        return "trade"
    if entry.subtype in types.DRAWER_MOVES:
        return "drawer"
    if entry.type in types.MARGIN:
        return "margin"
    return entry.type


def _entries(records: Iterable[Cells], context: Context) -> Iterable[Entry]:
    seen: set[str] = set()
    for cells in records:
        if not cells.text("txid"):
            context.notes.add(
                sentence("Entries without a txid are pending or failed, and were left out"),
                cells.line,
            )
            continue
        try:
            entry = read_entry(cells, context)
        except RowReadError as problem:
            context.fail(problem, line=cells.line)
            continue
        if entry.txid in seen:
            context.notes.add(sentence("An entry is listed twice; it was taken once"), cells.line)
            continue
        seen.add(entry.txid)
        yield entry


def _with_delistings_joined(groups: list[list[Entry]]) -> list[list[Entry]]:
    """One coin out and one coin in at one moment are one conversion, under any refids."""
    single: dict[object, list[list[Entry]]] = {}
    for group in groups:
        if len(group) == 1 and group[0].subtype == types.DELISTING:
            single.setdefault(group[0].at, []).append(group)
    for pair in single.values():
        if len(pair) == 2 and (pair[0][0].amount < 0) != (pair[1][0].amount < 0):
            pair[0] += pair[1]
            pair[1].clear()
    return [group for group in groups if group]


def _with_moves_joined(groups: list[list[Entry]]) -> list[list[Entry]]:
    """What leaves the spot wallet and comes to a drawer, or the other way, within a week."""
    waiting: dict[tuple[object, ...], list[list[Entry]]] = {}
    for group in groups:
        one = group[0]
        if len(group) > 1 or one.type not in {"transfer", "adjustment"} or one.subtype:
            continue
        other = waiting.get((one.asset, -one.amount, not one.drawer), [])
        while other and abs(one.at - other[0][0].at) > _SOON:
            other.pop(0)
        if other:
            other.pop(0).append(one)
            group.clear()
        else:
            waiting.setdefault((one.asset, one.amount, one.drawer), []).append(group)
    return [group for group in groups if group]
