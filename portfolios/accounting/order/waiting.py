"""Rows that wait for coins: which is the next, found without a look at all of them."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from heapq import heappop, heappush

from portfolios.accounting.order.effects import Effect
from portfolios.accounting.state.holdings import Key

_GONE = Decimal("Infinity")
# More than any row needs, and less than a row that is gone seems to.
_PLENTY = Decimal("1e100")


class Turns:
    """The order in which rows have their turns: again and again the first whose needs are met.

    Where none's are, the first of whose missing coins no other remaining row brings any; where
    there is none of these either, the first. `units` tells what is there of a coin. n rows take
    n log n steps, unless rows need several coins each that come by turns.
    """

    def __init__(self, effects: Sequence[Effect], *, units: Callable[[Key], Decimal]) -> None:
        self._effects, self._units = effects, units
        self._groups = list(_grouped(effects))
        self._by_key: defaultdict[Key, list[int]] = defaultdict(list)
        self._where: dict[int, tuple[int, int]] = {}
        for number, group in enumerate(self._groups):
            for key in group.keys:
                self._by_key[key].append(number)
            self._where |= {place: (number, leaf) for leaf, place in enumerate(group.places)}
        self._bringers = Counter(effect.brings for effect in effects)
        self._fronts = [_Front(self._groups, lambda key, _: units(key))]
        self._first = 0

    def take(self, book: Callable[[Effect], list[Key]]) -> Iterator[Effect]:
        """Each row in turn; `book` says of which coins there is more once a row is booked."""
        while self._where:
            number, leaf = self._next()
            group = self._groups[number]
            place = group.places[leaf]
            del self._where[place]
            group.drop(leaf)
            effect = self._effects[place]
            changed = book(effect)
            self._bringers[effect.brings] -= 1
            if effect.brings and self._bringers[effect.brings] < 2:  # one may be a row's own
                changed.append(effect.brings)
            for again in {number, *(one for key in changed for one in self._by_key.get(key, ()))}:
                for front in self._fronts:
                    front.refresh(again)
            yield effect

    def _next(self) -> tuple[int, int]:
        """The group, and the leaf in it, of the row whose turn it is."""
        found = self._fronts[0].next()
        if found is None:
            if len(self._fronts) == 1:
                self._fronts.append(_Front(self._groups, self._unless_awaited))
            found = self._fronts[1].next()
        if found is None:
            while self._first not in self._where:
                self._first += 1
            found = self._where[self._first]
        return found

    def _unless_awaited(self, key: Key, group: "_Group") -> Decimal:
        """What is there of a coin, or enough for any row where no other one brings some."""
        others = self._bringers[key] - (key == group.own)
        return self._units(key) if others else _PLENTY


# A row's place among those that wait, and its effect.
Placed = tuple[int, Effect]


def _grouped(effects: Sequence[Effect]) -> Iterator["_Group"]:
    rows: defaultdict[tuple[tuple[Key, ...], Key | None], list[Placed]] = defaultdict(list)
    for place, effect in enumerate(effects):
        own = effect.brings if effect.brings in effect.needs else None
        rows[tuple(effect.needs), own].append((place, effect))
    for (keys, own), members in rows.items():
        yield _Group(keys, own, members)


class _Group:
    """The rows that need some of the same coins, in order.

    For each coin a tree has the least that is needed in every stretch of the rows, so that the
    first row whose needs are met is found in the logarithm of their number. `own` is the coin
    that each of the rows both needs and brings, as a redenomination does.
    """

    __slots__ = ("_least", "_size", "keys", "own", "places")

    def __init__(self, keys: tuple[Key, ...], own: Key | None, rows: Sequence[Placed]) -> None:
        self.keys, self.own = keys, own
        self.places = [place for place, _ in rows]
        self._size = size = 1 << (len(rows) - 1).bit_length()
        self._least = []
        for key in keys:
            needs = [effect.needs[key] for _, effect in rows]
            tree = [_GONE] * size + needs + [_GONE] * (size - len(rows))
            for node in range(size - 1, 0, -1):
                tree[node] = min(tree[2 * node], tree[2 * node + 1])
            self._least.append(tree)

    def first(self, limits: Sequence[Decimal]) -> int | None:
        """The leaf of the first row that needs no more than the limits, coin by coin."""
        pairs = list(zip(self._least, limits, strict=True))
        nodes = [1]
        while nodes:
            node = nodes.pop()
            if all(tree[node] <= limit for tree, limit in pairs):
                if node >= self._size:
                    return node - self._size
                nodes += (2 * node + 1, 2 * node)
        return None

    def drop(self, leaf: int) -> None:
        """Take a row out."""
        for tree in self._least:
            node = leaf + self._size
            tree[node] = _GONE
            while node > 1:
                node //= 2
                tree[node] = min(tree[2 * node], tree[2 * node + 1])


class _Front:
    """The first row of each group that fits its limits, and so the first of all.

    What a group shows is looked up again when a limit of it rises (`refresh`), and, where limits
    fell, only when it comes up.
    """

    def __init__(self, groups: list[_Group], limit: Callable[[Key, _Group], Decimal]) -> None:
        self._groups, self._limit = groups, limit
        self._shown: list[int | None] = [None] * len(groups)
        self._heap: list[tuple[int, int]] = []
        for number in range(len(groups)):
            self.refresh(number)

    def refresh(self, number: int) -> int | None:
        """Look up which row, by its leaf, a group shows."""
        group = self._groups[number]
        leaf = group.first([self._limit(key, group) for key in group.keys])
        place = None if leaf is None else group.places[leaf]
        if place is not None and place != self._shown[number]:
            heappush(self._heap, (place, number))
        self._shown[number] = place
        return leaf

    def next(self) -> tuple[int, int] | None:
        """The group and the leaf of the first row that fits; None where none does."""
        while self._heap:
            place, number = self._heap[0]
            if self._shown[number] == place:
                leaf = self.refresh(number)
                if leaf is not None and self._shown[number] == place:
                    return number, leaf
            heappop(self._heap)
        return None
