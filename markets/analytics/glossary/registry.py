"""Every term by slug, and the term of each data point."""

from collections.abc import Mapping
from types import MappingProxyType

from markets.analytics.glossary.assessments import ASSESSMENT_TERMS
from markets.analytics.glossary.base import GROUPS, Term
from markets.analytics.glossary.chain import CHAIN_TERMS
from markets.analytics.glossary.liquidity import LIQUIDITY_TERMS
from markets.analytics.glossary.market import MARKET_TERMS
from markets.analytics.glossary.risk import RISK_TERMS
from markets.analytics.glossary.supply import SUPPLY_TERMS
from markets.analytics.glossary.technical import TECHNICAL_TERMS
from markets.analytics.glossary.usage import USAGE_TERMS
from markets.analytics.points.labels import LABELS
from markets.wording import gettext

TERMS: Mapping[str, Term] = MappingProxyType(
    {
        term.slug: term
        for part in (
            SUPPLY_TERMS, LIQUIDITY_TERMS, TECHNICAL_TERMS, RISK_TERMS, USAGE_TERMS, MARKET_TERMS,
            ASSESSMENT_TERMS, CHAIN_TERMS,
        )
        for term in part
    }
)  # fmt: skip
# Figures by their ids: data points, and live figures.
_BY_FIGURE: Mapping[str, Term] = MappingProxyType(
    {figure: term for term in TERMS.values() for figure in term.results}
    | {point: term for term in TERMS.values() for point in term.points}
)


def term_named(name: str) -> Term:
    """The term with this slug, or of the figure with this id, translated. Raises KeyError."""
    return _term(name).translated()


def link_to(name: str) -> tuple[str, str]:
    """The slug of that term and its name, translated: all that a link needs. Raises KeyError."""
    term = _term(name)
    return term.slug, gettext(term.name)


def _term(name: str) -> Term:
    return TERMS[name] if name in TERMS else _BY_FIGURE[name]


def has_term(name: str) -> bool:
    """Whether a slug or a figure's id has a term; a column of somebody's own formula has none."""
    return name in TERMS or name in _BY_FIGURE


def terms_by_group(text: str = "") -> list[tuple[str, list[Term]]]:
    """(group, its terms whose words or data points hold every word of the text), translated."""
    words = text.casefold().split()
    known = [term.translated() for term in TERMS.values()]
    found = [
        (gettext(group), [term for term in known if term.group == group and _holds(term, words)])
        for group in GROUPS
    ]
    return [(group, terms) for group, terms in found if terms]


def _holds(term: Term, words: list[str]) -> bool:
    labels = " ".join(f"{point} {gettext(LABELS[point])}" for point in term.points)
    text = f"{term.slug} {term.name} {term.meaning} {term.formula} {labels}".casefold()
    return all(word in text for word in words)
