"""What is locked and paid for an asset: the sum over its chains, else over its protocols."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from markets.providers.base import ObservationRecord, Page
from markets.providers.defillama.rows import ChainRecord, FeesRecord, ProtocolRecord
from markets.providers.observed import checked

# What customers leave with an exchange is not locked in a protocol, and the vendor leaves it out of
# its own totals; a bridge's coins and a chain's own row are counted where they went.
NOT_LOCKED = {"CEX", "Chain", "Bridge", "Canonical Bridge"}
REPEATED = "repeated"
NO_TOKEN = "of no token"  # noqa: S105


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose figures a protocol's are; a guessed reference must have the symbol as well."""

    ref: str
    symbol: str | None = None


@dataclass(slots=True)
class Places:
    """Where an asset's figures are: names of chains, or slugs of protocols and of families."""

    owner: Owner
    chains: list[str] = field(default_factory=list)
    protocols: list[str] = field(default_factory=list)


def totals(
    protocols: Sequence[ProtocolRecord],
    chains: Sequence[ChainRecord],
    fees: Sequence[FeesRecord],
    *,
    today: date,
) -> Page[ObservationRecord]:
    """TVL of today and fees of the day before, by asset.

    A chain's coin has what is locked on its chains: what is locked in protocols there is in it
    already. A protocol's token has what is locked in the protocols of its family.
    """
    rejected: Counter[str] = Counter()
    chains = _once(chains, "name", rejected)
    protocols = _once(protocols, "key", rejected)
    owners = _owners(protocols)
    coins = {chain.name: Owner(chain.ref) for chain in chains if chain.ref}
    locked: dict[Owner, float] = defaultdict(float)
    for chain in chains:
        _add(locked, coins.get(chain.name), chain.tvl, rejected)
    of_coins = {owner.ref for owner in locked}
    for protocol in protocols:
        if protocol.category in NOT_LOCKED or protocol.tvl is None:
            rejected["not locked"] += 1
        elif (owner := owners.get(protocol.key)) and owner.ref in of_coins:
            rejected["in its chain's total"] += 1
        else:
            _add(locked, owner, protocol.tvl, rejected)
    paid: dict[Owner, float] = defaultdict(float)
    for row in _once(fees, "key", rejected):
        _add(paid, coins.get(row.name) if row.is_chain else owners.get(row.key), row.fees, rejected)
    records = [
        *_records("tvl", locked, day=today, rejected=rejected),
        *_records("fees", paid, day=today - timedelta(days=1), rejected=rejected),
    ]
    return Page(tuple(records), rejected=+rejected)


def places_by_ref(
    protocols: Sequence[ProtocolRecord], chains: Sequence[ChainRecord]
) -> dict[str, Places]:
    """Where to ask for an asset's past, by reference: of what `totals` sums for it."""
    repeated: Counter[str] = Counter()
    found: dict[str, Places] = {}
    for chain in _once(chains, "name", repeated):
        if chain.ref:
            found.setdefault(chain.ref, Places(Owner(chain.ref))).chains.append(chain.name)
    protocols = _once(protocols, "key", repeated)
    owners = _owners(protocols)
    for protocol in protocols:
        owner = owners.get(protocol.key)
        if owner is None or protocol.category in NOT_LOCKED:
            continue
        places = found.setdefault(owner.ref, Places(owner))
        slug = protocol.family or protocol.slug
        if not places.chains and slug not in places.protocols:
            places.protocols.append(slug)
    return found


def _owners(protocols: Iterable[ProtocolRecord]) -> dict[str, Owner]:
    """By protocol's key. A part without a reference of its own has its family's."""
    families: dict[str, set[str]] = defaultdict(set)
    for protocol in protocols:
        if protocol.family and protocol.ref:
            families[protocol.family].add(protocol.ref)
    owners = {}
    for protocol in protocols:
        of_family = families.get(protocol.family, set())
        if protocol.ref:
            owners[protocol.key] = Owner(protocol.ref)
        elif len(of_family) == 1:
            owners[protocol.key] = Owner(next(iter(of_family)))
        elif protocol.family and protocol.symbol:
            owners[protocol.key] = Owner(protocol.family, protocol.symbol)
    return owners


def _once(records: Sequence, key: str, rejected: Counter) -> list:
    """Each record once by its key: a repeated row must not count twice in a sum."""
    first: dict = {}
    for record in records:
        rejected[REPEATED] += getattr(record, key) in first
        first.setdefault(getattr(record, key), record)
    return list(first.values())


def _add(sums: dict[Owner, float], owner: Owner | None, value: float, rejected: Counter) -> None:
    if owner is None:
        rejected[NO_TOKEN] += 1
    else:
        sums[owner] += value


def _records(figure: str, sums: dict[Owner, float], *, day: date, rejected: Counter):
    for owner, value in sums.items():
        try:
            checked(figure, value)
        except ValueError as error:
            rejected[str(error)] += 1
            continue
        yield ObservationRecord(
            ref=owner.ref, symbol=owner.symbol, figure=figure, first=day, values=(value,)
        )
