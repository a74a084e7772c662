"""Who is in the simulated market: the well-known names and a crowd of invented ones."""

import csv
import math
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from hashlib import blake2b
from importlib import resources

from markets.providers.base import KIND_COIN, KIND_RWA, KIND_STABLECOIN
from markets.providers.simulated.noise import stream

# The close of this day is the opening price of the first day of history.
DAY_ZERO = date(2018, 12, 31)
FIRST_DAY = DAY_ZERO + timedelta(days=1)
# Up to here the well-known names follow their real course at the waypoints; from here on chance.
REFERENCE_DAY = date(2026, 11, 1)
USD = "usd"
CHAIN = "simulated-chain"
# Categories of whose code there is no public repository, and so no commits to count.
CLOSED_SOURCE = frozenset({"memes", "exchange-tokens"})


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatedAsset:
    """An asset of the simulated market.

    `pins` are (day number, natural logarithm of the price at that day's end), the first one at
    the end of the day before the launch. `peg` names an asset, or "usd", whose price this one
    follows; its own pins are then ratios. `noise` is the daily standard deviation of what is
    neither the market's nor the category's. `turnover` is the daily volume as a share of cap.
    `contract` is an address on the simulated chain; well-known names, whose real ones are
    elsewhere, have none. `is_invented` tells what bears no name of something real.
    """

    slug: str
    symbol: str
    name: str
    kind: str
    categories: tuple[str, ...]
    circulating: float
    total: float | None
    max: float | None
    beta: float
    noise: float
    peg: str
    pins: tuple[tuple[int, float], ...]
    turnover: float
    launch: int
    death: int | None = None
    contract: str = ""
    is_invented: bool = False

    @property
    def launched_on(self) -> date | None:
        """The first day with a price; None for what is older than the simulation."""
        return None if self.launch <= 1 else DAY_ZERO + timedelta(days=self.launch)


def day_number(day: date) -> int:
    """Days since DAY_ZERO."""
    return (day - DAY_ZERO).days


@lru_cache(maxsize=4)
def universe(seed: int) -> tuple[SimulatedAsset, ...]:
    """Every asset that ever lives in the market of this seed, in a fixed order."""
    known = _well_known(seed)
    return known + _invented(seed, known)


def _well_known(seed: int) -> tuple[SimulatedAsset, ...]:
    text = resources.files(__package__).joinpath("known.csv").read_text(encoding="utf-8")
    return tuple(_from_row(seed, row) for row in csv.DictReader(text.splitlines()))


def _from_row(seed: int, row: dict[str, str]) -> SimulatedAsset:
    points = [point.split(":") for point in row["waypoints"].split()]
    dated = [(day_number(date.fromisoformat(day)), math.log(float(at))) for day, at in points]
    launch = dated[0][0]
    pins = ((launch - 1, dated[0][1]), *dated[1:])
    return SimulatedAsset(
        slug=row["slug"],
        symbol=row["symbol"],
        name=row["name"],
        kind=row["kind"],
        categories=tuple(row["categories"].split("|")),
        circulating=float(row["circulating"]),
        total=float(row["total"]) if row["total"] else None,
        max=float(row["max"]) if row["max"] else None,
        beta=float(row["beta"]),
        noise=float(row["noise"]),
        peg=row["peg"],
        pins=pins,
        turnover=_turnover(seed, row["slug"], row["categories"]),
        launch=launch,
    )


def _turnover(seed: int, slug: str, categories: str) -> float:
    median = 0.3 if "stablecoins" in categories else 0.09 if "memes" in categories else 0.04
    return min(0.9, median * math.exp(0.5 * stream(seed, slug, "turnover").standard_normal()))


# --- the invented ones --------------------------------------------------------------------------

STEMS = {
    "ai": ("Neuro Cogni Synap Axon Tensor Cortex Lumen Sentient", "mind net lab swarm forge"),
    "defi": ("Yield Harbor Ledger Vault Stream Credit Basis Notional", "fi dex swap flow mint"),
    "layer-1": ("Hyper Terra Strato Kepler Nova Orbit Zenith Pillar", "chain core base nova grid"),
    "layer-2": ("Roll Skip Fold Shard Blob Prism Relay Batch", "scale lane up layer works"),
    "rwa": ("Bond Deed Parcel Bullion Estate Coupon Ledgered Title", "works fund trust note"),
    "memes": ("Doge Cat Frog Panda Goose Moon Turbo Noodle", "wif inu zilla mania pump"),
    "gaming": ("Quest Guild Loot Pixel Dungeon Arcade Raid Saga", "verse play realm craft"),
    "privacy": ("Shade Veil Cipher Ghost Mist Onyx Umbra Hush", "cash coin note fold"),
    "oracles": ("Augur Beacon Truth Witness Delphi Signal Prophet", "feed data sight node"),
    "storage": ("Block Cloud Keep Archive Shelf Silo Stow", "drive store box vault"),
    "exchange-tokens": ("Bit Coin Trade Order Swift Apex", "mart desk bay hall"),
    "infrastructure": ("Node Rail Bridge Index Gate Proof Stack", "works link hub kit"),
    "liquid-staking": ("Stake Liquid Validator Restake Anchor", "pool dao pro stream"),
    "stablecoins": ("Stable Peg Par Even Level", "usd dollar cent"),
}
WEIGHTS = {"memes": 30, "defi": 28, "ai": 26, "layer-1": 22, "gaming": 20, "infrastructure": 20}
OTHER_WEIGHT = 12
INVENTED = 246
YET_TO_COME = 20
# Every eighth of the invented ones dies one day; never one with a borrowed symbol.
MORTAL = 3
# A symbol does not name one asset: some of the invented ones wear a well-known one's.
BORROWED_SYMBOLS = ("UNI", "LINK", "ATOM", "SOL", "GRT", "AXS")


def _invented(seed: int, known: tuple[SimulatedAsset, ...]) -> tuple[SimulatedAsset, ...]:
    names = _names(seed, {asset.slug for asset in known})
    symbols = _symbols([name for name, _ in names], {asset.symbol for asset in known})
    return tuple(
        _invent(seed, index, name=name, symbol=symbol, category=category)
        for index, ((name, category), symbol) in enumerate(zip(names, symbols, strict=True))
    )


def _names(seed: int, taken: set[str]) -> list[tuple[str, str]]:
    candidates = []
    for category, (firsts, lasts) in STEMS.items():
        pairs = [first + last for first in firsts.split() for last in lasts.split()]
        stream(seed, "names", category).shuffle(pairs)
        candidates += [(name, category) for name in pairs[: WEIGHTS.get(category, OTHER_WEIGHT)]]
    stream(seed, "names").shuffle(candidates)
    distinct = {name.lower(): (name, category) for name, category in candidates}
    return [pair for slug, pair in distinct.items() if slug not in taken][:INVENTED]


def _symbols(names: list[str], taken: set[str]) -> list[str]:
    symbols = []
    taken = set(taken)
    for index, name in enumerate(names):
        letters = name.upper()
        consonants = letters[0] + "".join(c for c in letters[1:] if c not in "AEIOU")
        options = (consonants[:3], consonants[:4], letters[:4], letters[:5], letters[:7], letters)
        fresh = [option for option in options if len(option) > 2 and option not in taken]
        borrowed = index // 9 if index % 9 == 4 else len(BORROWED_SYMBOLS)
        if borrowed < len(BORROWED_SYMBOLS):
            symbols.append(BORROWED_SYMBOLS[borrowed])
        else:
            symbols.append(fresh[0] if fresh else f"{letters}{index}")
        taken.add(symbols[-1])
    return symbols


def _invent(seed: int, index: int, *, name: str, symbol: str, category: str) -> SimulatedAsset:
    draw = stream(seed, "invented", name)
    reference = day_number(REFERENCE_DAY)
    future = index >= INVENTED - YET_TO_COME
    launch = reference + 90 * (index - INVENTED + YET_TO_COME)
    if not future:
        launch = int(draw.integers(1, reference - 120))
    death = int(launch + 90 + draw.integers(0, 2600)) if index % 8 == MORTAL else None
    stable = category == "stablecoins"
    backed = category == "rwa" and draw.random() < 0.5
    price = 1.0 if stable else float(math.exp(draw.uniform(math.log(2e-6), math.log(60))))
    cap = min(6e9, 6e7 * math.exp(1.6 * float(draw.standard_normal())))
    start = price * math.exp(float(draw.normal(0.3, 1.3)) * (not (stable or backed)))
    pins = [(launch - 1, math.log(start))]
    if not future and launch < reference:
        pins.append((reference, math.log(price * (1.15 if backed else 1.0))))
    supply = cap / price
    return SimulatedAsset(
        slug=name.lower(),
        symbol=symbol,
        name=name,
        kind=KIND_STABLECOIN if stable else KIND_RWA if backed else KIND_COIN,
        categories=(category, "memes") if category == "ai" and index % 7 == 0 else (category,),
        circulating=supply,
        total=supply * (1 + float(draw.random())),
        max=supply * 2.5 if draw.random() < 0.7 else None,
        beta=0.0 if stable or backed else float(draw.uniform(0.7, 1.6)),
        noise=0.0015 if stable else 0.004 if backed else float(draw.uniform(0.03, 0.07)),
        peg=USD if stable or backed else "",
        pins=tuple(pins),
        turnover=_turnover(seed, name, category) * (0.02 if index % 11 == 0 else 1.0),
        launch=launch,
        death=death,
        contract="" if category == "layer-1" else _address(seed, name),
        is_invented=True,
    )


def _address(seed: int, name: str) -> str:
    return f"0x{blake2b(f'{seed} {name}'.encode(), digest_size=20).hexdigest()}"
