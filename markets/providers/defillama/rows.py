"""DefiLlama's JSON, a row at a time, as records. An odd row raises ValueError."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from markets.providers.base import UNREADABLE, Page, ProviderError
from markets.providers.cells import (
    MAX_NAME,
    MAX_REF,
    MAX_SYMBOL,
    number,
    optional,
    past_day,
    words,
)
from markets.providers.observed import PoolRecord, checked

FAMILY = "parent#"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtocolRecord:
    """A protocol: what is locked in it, in dollars, None where the vendor does not say.

    `ref` is the reference of its token, "" where it has none of its own; `family` the slug of what
    it is a part of, such as "aave" of "aave-v3".
    """

    key: str
    slug: str
    symbol: str
    category: str
    ref: str = ""
    family: str = ""
    tvl: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainRecord:
    """A chain; `ref` is the reference of its coin, "" where it has none."""

    name: str
    ref: str
    tvl: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FeesRecord:
    """What was paid in the last day to use a protocol or a chain, in dollars."""

    key: str
    name: str
    is_chain: bool
    fees: float


def protocol_record(row: dict) -> ProtocolRecord:
    """A row of /protocols."""
    parent = row.get("parentProtocol")
    return ProtocolRecord(
        key=_key(row["id"]),
        slug=words(row["slug"], MAX_REF),
        symbol=_optional(row.get("symbol"), MAX_SYMBOL).upper(),
        category=_optional(row.get("category"), MAX_NAME),
        ref=_optional(row.get("gecko_id"), MAX_REF),
        family=_optional(parent, MAX_REF).removeprefix(FAMILY),
        tvl=checked("tvl", row.get("tvl")),
    )


def chain_record(row: dict) -> ChainRecord:
    """A row of /v2/chains."""
    tvl = checked("tvl", row["tvl"])
    if tvl is None:
        raise ValueError("no TVL")
    return ChainRecord(
        name=words(row["name"], MAX_NAME), ref=_optional(row.get("gecko_id"), MAX_REF), tvl=tvl
    )


def fees_by_id(answer: Mapping) -> tuple[list[FeesRecord], dict[str, int]]:
    """The protocols of /overview/fees that have a figure, and how many have not, by reason."""
    rows = answer.get("protocols")
    if not isinstance(rows, list):
        raise ProviderError("defillama: expected fees of protocols")
    found: list[FeesRecord] = []
    left_out: Counter[str] = Counter()
    for row in rows:
        try:
            fees = checked("fees", row.get("total24h"))
            if fees is None:
                left_out["no figure"] += 1
            else:
                found.append(_fees(row, fees))
        except (KeyError, TypeError, ValueError, AttributeError):
            left_out[UNREADABLE] += 1
    return found, left_out


def _fees(row: dict, fees: float) -> FeesRecord:
    return FeesRecord(
        key=_key(row["defillamaId"]),
        name=words(row["name"], MAX_NAME),
        is_chain=row.get("protocolType") == "chain",
        fees=fees,
    )


def pool_record(row: dict) -> PoolRecord:
    """A row of the yields' /pools."""
    tvl, apy = number(row["tvlUsd"]), number(row["apy"])
    if tvl is None or apy is None or tvl < 0:
        raise ValueError("no yield")
    tokens = row.get("underlyingTokens") or []
    if not isinstance(tokens, list):
        raise ValueError("no list of tokens")
    return PoolRecord(
        ref=words(row["pool"], MAX_REF),
        project=words(row["project"], MAX_NAME),
        chain=words(row["chain"], MAX_NAME),
        symbol=words(row["symbol"], MAX_NAME),
        tokens=tuple(one for one in tokens if isinstance(one, str)),
        tvl=tvl,
        apy=apy / 100,
        apy_reward=_fraction(row.get("apyReward")),
        apy_mean_30d=_fraction(row.get("apyMean30d")),
        may_lose=row.get("ilRisk") == "yes",
        is_outlier=row.get("outlier") is True,
    )


def _fraction(percent: Any) -> float | None:
    found = optional(percent)
    return None if found is None else found / 100


def series_points(
    rows: list, day_key: Any, value_key: Any, *, figure: str, start: date, end: date
) -> Page[tuple[date, float]]:
    """Points of a series by day; of several on a day the last counts, as the vendor adds it."""
    points: dict[date, float] = {}
    rejected: Counter[str] = Counter()
    for row in rows:
        try:
            day = past_day(row[day_key], today=end)
            value = checked(figure, row[value_key])
            if value is None:
                raise ValueError("no value")
        except (KeyError, IndexError, TypeError, ValueError):
            rejected[UNREADABLE] += 1
            continue
        if day >= start:
            rejected["an earlier point of the day"] += day in points
            points[day] = value
    return Page(tuple(sorted(points.items())), rejected=+rejected)


def _key(value: Any) -> str:
    """An id, which is a text or a whole number."""
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return words(str(value) if is_number else value, MAX_REF)


def _optional(value: Any, longest: int) -> str:
    """A text that may be missing; "-" stands for one in this vendor's rows."""
    if value is None or value in ("", "-"):
        return ""
    return words(value, longest)
