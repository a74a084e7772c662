"""What a term of the glossary is."""

from dataclasses import dataclass, replace

from markets.wording import gettext
from markets.wording import gettext_noop as _

SUPPLY, LIQUIDITY, TECHNICAL, RISK, USAGE, MARKET, ASSESSMENT, CHAIN = (
    _("Price and supply"), _("Liquidity"), _("Trend and range"), _("Risk and return"),
    _("Usage and people"), _("The whole market"), _("Grades, signals, forecasts"),
    _("Chain and identity"),
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

    def translated(self) -> "Term":
        """The same in the language of the reader; its group stays, as what it is found by."""
        return replace(
            self, name=gettext(self.name), meaning=gettext(self.meaning),
            limits=gettext(self.limits), formula=gettext(self.formula),
        )  # fmt: skip
