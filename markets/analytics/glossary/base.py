"""What a term of the glossary is."""

from dataclasses import dataclass

SUPPLY, LIQUIDITY, TECHNICAL, RISK, USAGE, MARKET, ASSESSMENT, CHAIN = (
    "Price and supply", "Liquidity", "Trend and range", "Risk and return", "Usage and people",
    "The whole market", "Grades, signals, forecasts", "Chain and identity",
)  # fmt: skip
GROUPS = (SUPPLY, LIQUIDITY, TECHNICAL, RISK, USAGE, MARKET, ASSESSMENT, CHAIN)


PRICE, TEXT = "price", "text"


@dataclass(frozen=True, slots=True)
class Figure:
    """A live figure or one of a day, and its unit: one of the data points', PRICE or TEXT."""

    label: str
    unit: str


@dataclass(frozen=True, slots=True)
class Term:
    """A term in two sentences, and what it does not tell.

    `points` are the ids of the data points that it explains; their formulas, units, windows and
    sources are those of their registry. `formula` is for what is no data point, or has a live
    figure too; it gives the first of `results`, which are ids of `FIGURES`.
    """

    slug: str
    name: str
    group: str
    meaning: str
    limits: str
    formula: str = ""
    results: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
