"""Which assets a headline names.

A name counts as a whole word: "Bitcoin" is not in "Bitcoiners", nor the Bitcoin of "Bitcoin Cash".
A symbol counts as $BTC, as (BTC), or in capitals of at least three letters. With 15,000 assets each
word is somebody's name, so the rules prefer a headline less to a wrong one.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

from markets.models import Asset, AssetName
from markets.services.quotes.naming import LARGEST

_WORD = re.compile(r"[^\W_]+")
_SHORTEST = 3
# Names that newspapers write as words: no other's counts in small letters ("near", "story").
_WRITTEN_SMALL = 10


class Named(NamedTuple):
    """An asset by one of its names; `rank` is by market cap, None where it has none."""

    pk: int
    symbol: str
    name: str
    rank: int | None

    @property
    def is_large(self) -> bool:
        return self.rank is not None and self.rank <= LARGEST


class Mentions:
    """Finds the assets of headlines by their names and symbols."""

    def __init__(self, assets: Iterable[Named], *, currencies: Iterable[str] = ()):
        by_name: dict[tuple[str, ...], list[Named]] = defaultdict(list)
        by_symbol: dict[str, list[Named]] = defaultdict(list)
        for asset in assets:
            by_name[_words_of(asset.name)].append(asset)
            if asset.is_large:
                by_symbol[asset.symbol.upper()].append(asset)
        self._names = {words: _meant(of) for words, of in by_name.items() if _may_name(words, of)}
        self._longest = max(map(len, self._names), default=0)
        money = {code.upper() for code in currencies}
        self._symbols = {
            symbol: owner
            for symbol, of in by_symbol.items()
            if symbol not in money and (owner := _only(of)) is not None
        }

    def of(self, title: str) -> set[int]:
        """The keys of the assets that the title names; what may mean two names neither."""
        words = list(_WORD.finditer(title))
        # In a title all in capitals, capitals say nothing.
        others = (word[0].isupper() and word[0] not in self._symbols for word in words)
        shouts = title.isupper() and any(others)
        found: set[int] = set()
        position = 0
        while position < len(words):
            length, named = self._name_at(title, words[position : position + self._longest])
            meant = {named.pk} if named else set()
            if length <= 1:
                meant |= self._symbol_at(title, words[position], bare_counts=not shouts)
            if len(meant) == 1:
                found |= meant
            position += max(length, 1)
        return found

    def _name_at(self, title: str, words: list[re.Match]) -> tuple[int, Named | None]:
        """How many words the longest name takes that begins here, and whose it is."""
        for length in range(_run(title, words), 0, -1):
            written = [word[0] for word in words[:length]]
            key = tuple(word.casefold() for word in written)
            if key not in self._names:
                continue
            owner = self._names[key]
            small = all(word.islower() for word in written)
            if owner is None or not small or _may_be_small(owner):
                return length, owner
        return 0, None

    def _symbol_at(self, title: str, word: re.Match, *, bare_counts: bool) -> set[int]:
        owner = self._symbols.get(word[0])
        if owner is None:
            return set()
        before, after = title[: word.start()][-1:], title[word.end() :][:1]
        marked = before == "$" or (before, after) == ("(", ")")
        bare = bare_counts and sum(map(str.isalpha, word[0])) >= _SHORTEST
        return {owner.pk} if marked or bare else set()


def known_mentions() -> Mentions:
    """Of all listed assets, by their names and aliases. Three queries."""
    listed = Asset.objects.listed()
    names = listed.values_list("pk", "symbol", "name", "rank")
    aliases = AssetName.objects.filter(
        kind=AssetName.Kind.ALIAS, asset__in=listed.order_by()
    ).values_list("asset", "asset__symbol", "text", "asset__rank")
    assets = {Named(*row) for row in (*names, *aliases)}
    return Mentions(assets, currencies=Asset.objects.fiat().values_list("symbol", flat=True))


def _words_of(name: str) -> tuple[str, ...]:
    return tuple(word.casefold() for word in _WORD.findall(name))


def _may_name(words: tuple[str, ...], owners: list[Named]) -> bool:
    """One word names the large alone: of the small, there is one for nearly every word."""
    text = "".join(words)
    readable = len(text) >= _SHORTEST and any(map(str.isalpha, text))
    return readable and (len(words) > 1 or any(one.is_large for one in owners))


def _meant(owners: list[Named]) -> Named | None:
    """The only one, or the only large one of several."""
    return _only(owners) or _only([one for one in owners if one.is_large])


def _only(owners: list[Named]) -> Named | None:
    return owners[0] if len({one.pk for one in owners}) == 1 else None


def _may_be_small(owner: Named) -> bool:
    return owner.name.islower() or (owner.rank is not None and owner.rank <= _WRITTEN_SMALL)


def _run(title: str, words: list[re.Match]) -> int:
    """How many words may be of one name: it ends where a sentence does, or a part of one."""
    pairs = enumerate(pairwise(words), 1)
    gaps = ((at, title[one.end() : other.start()]) for at, (one, other) in pairs)
    return next((at for at, gap in gaps if len(gap) > 1 and gap != " ("), len(words))
