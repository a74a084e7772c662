"""How data points and grades are named and written on a page."""

from decimal import Decimal
from urllib.parse import quote, urlsplit

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from markets.analytics.glossary.blockchains import BLOCKCHAINS
from markets.analytics.grades.grade import PROVISIONAL_UNDER, word_of
from markets.analytics.points import base
from markets.analytics.points.labels import FAMILIES, GROUPS, LABELS, REASONS
from markets.analytics.points.registry import DATA_POINTS
from markets.number_writing import grouped, written
from markets.templatetags.figures import ABSENT, MINUS, large_money, percent, toned

register = template.Library()

_BANDS = {"strong": "good", "good": "good", "fair": "", "weak": "warn", "poor": "warn"}


@register.filter
def point_label(point_id: str) -> str:
    """vol_30 → Volatility, 30 days."""
    return _(LABELS.get(point_id, point_id))


@register.filter
def point_formula(point_id: str) -> str:
    return _(DATA_POINTS[point_id].formula) if point_id in DATA_POINTS else ""


@register.filter
def group_label(group: str) -> str:
    return _(GROUPS.get(group, group))


@register.filter
def family_label(family: str) -> str:
    return _(FAMILIES.get(family, family))


@register.filter
def missing_text(reason: str | None) -> str:
    """Why a data point has no value."""
    return _(REASONS[reason])


@register.filter
def point_value(value: float | None, point_id: str) -> str:
    """A value in its data point's unit: 0.123 → 12.3%, 1.5e9 → $1.50B."""
    if value is None or value != value:
        return ABSENT
    return in_unit(value, DATA_POINTS[point_id].unit)


_PACES = {
    "fraction a year": gettext_lazy("{share} a year"),
    "per day": gettext_lazy("{share} a day"),
}


def in_unit(value: float, unit: str) -> str:
    """A figure as its unit is written: 0.123 of a fraction is 12.3%."""
    if unit in (base.FRACTION, "fraction a year", "per day"):
        share = percent(value, 2 if unit == "per day" or abs(value) < 0.01 else 1)
        return str(_PACES[unit]).format(share=share) if unit in _PACES else share
    if unit == base.PERCENT:
        return percent(value / 100, 1)
    if unit == base.DOLLARS:
        return large_money(value)
    if unit == base.COUNT:
        return large_money(value, "")
    if unit == base.DAYS:
        days = written(f"{value:,.0f}")
        return ngettext("{days} day", "{days} days", 1 if days == "1" else 2).format(days=days)
    if unit == "place":
        return written(f"#{value:,.0f}")
    if unit == "per USD":
        return _("{share} per $1M").format(share=percent(value * 1e6, 2))
    text = f"{value:z,.1f}" if unit == base.INDEX else f"{value:z,.2f}"
    return written(text).replace("-", MINUS)


@register.inclusion_tag("includes/grade.html")
def grade(value: float | None, coverage: float | None = None) -> dict:
    """A grade with its word, and whether it is provisional; a dash where there is none."""
    if value in (None, ""):  # a template gives "" for what is not there
        return {"value": None}
    word = word_of(value)
    return {
        "value": f"{value:.0f}", "word": _(word), "tone": _BANDS[word],
        "provisional": coverage is not None and coverage < PROVISIONAL_UNDER,
    }  # fmt: skip


_TRENDS = {
    1: pgettext_lazy("trend", "Up"), -1: pgettext_lazy("trend", "Down"),
    0: pgettext_lazy("trend", "None yet"),
}  # fmt: skip


@register.filter
def trend_word(trend: int | None) -> str:
    """The last signal that was not 0, in a word."""
    return str(_TRENDS.get(trend, ABSENT))


_CAUTIONS = {
    ("thin", "volume_30"): gettext_lazy(
        "Thin: {figure} is traded a day. A larger order moves the price."
    ),
    ("thin", "turnover_30"): gettext_lazy(
        "Thin: {figure} of its market cap is traded a day, under 1%."
    ),
    ("suspect_volume", "turnover_30"): gettext_lazy(
        "Doubtful volume: {figure} of its market cap is said to be traded each day."
    ),
    ("dilution", "dilution"): gettext_lazy("Dilution: supply may still grow by {figure}."),
    ("supply_growth", "supply_growth_365"): gettext_lazy("Dilution: supply grew by {figure}."),
    ("concentration", "top10_share"): gettext_lazy(
        "Concentration: the ten largest holders have {figure} of its supply."
    ),
    ("chasing", "ret_30d"): gettext_lazy(
        "Up {figure} in 30 days: a wide range of outcomes follows, in both ways."
    ),
    ("chasing", "ret_90d"): gettext_lazy(
        "Up {figure} in 90 days: a wide range of outcomes follows, in both ways."
    ),
    ("chasing", "ret_365d"): gettext_lazy(
        "Up {figure} in a year: a wide range of outcomes follows, in both ways."
    ),
}


@register.filter
def caution_text(caution) -> str:
    """A caution in a plain sentence."""
    figure = limited_figure(caution.value, caution.figure)
    return str(_CAUTIONS[caution.code, caution.figure]).format(figure=figure)


def limited_figure(value: float, point: str) -> str:
    """A data point as cautions write it: the volume as a share of the cap."""
    if point == "turnover_30":
        return percent(value, 2 if value < 0.01 else 1)
    return point_value(value, point)


@register.filter
def comparison_texts(comparisons) -> str:
    """Data points of an asset, each beside the median of its peers."""
    text = _("{figure} ({value} against {median})")
    return ", ".join(
        text.format(
            figure=point_label(one.point),
            value=point_value(one.value, one.point),
            median=point_value(one.median, one.point),
        )
        for one in comparisons
    )


@register.filter
def has_values(points) -> bool:
    """Whether any of some data points has a value."""
    return any(one.value is not None for one in points)


@register.filter
def entry(mapping, key):
    """What a mapping has under a key, or nothing."""
    return mapping.get(key)


@register.filter
def away_from(price: float, close: float) -> float:
    """How far a price is above a close, as a fraction."""
    return price / close - 1


@register.filter
def explorer_address(contract) -> str:
    """Where a chain's explorer shows a contract; empty for a chain that is not known."""
    chain = BLOCKCHAINS.get(contract.chain)
    if chain is None or not chain.token:
        return ""
    return chain.token.format(quote(contract.address, safe=""))


# A path longer than this is cut.
_LONGEST_PATH = 40
_LINKS = {
    "homepage": gettext_lazy("Homepage"), "explorers": gettext_lazy("Explorers"),
    "repositories": gettext_lazy("Source code"), "paper": gettext_lazy("Paper"),
    "announcements": gettext_lazy("Announcements"), "forums": gettext_lazy("Forums"),
    "chats": gettext_lazy("Chats"), "reddit": "Reddit",
}  # fmt: skip


@register.filter
def profile_links(profile) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """(name, what they lead to, (address, its text) of each) of what a vendor names."""
    links = profile.links if profile else {}
    return [(name, label, _named(links[name])) for name, label in _LINKS.items() if links.get(name)]


def _named(addresses: list[str]) -> list[tuple[str, str]]:
    """Addresses by their hosts; of several at one host by what tells them apart, their paths."""
    hosts = [host_of(address) for address in addresses]
    return [
        (address, host if hosts.count(host) == 1 else _path_of(address) or host)
        for address, host in zip(addresses, hosts, strict=True)
    ]


def _path_of(address: str) -> str:
    """https://github.com/bitcoin/bips → bitcoin/bips; its end where it is long."""
    try:
        path = urlsplit(address).path.strip("/")
    except ValueError:
        return ""
    return path if len(path) <= _LONGEST_PATH else "…" + path[-_LONGEST_PATH:]


@register.filter
def host_of(address: str) -> str:
    """https://www.example.org/a → example.org; the address itself where it names no host."""
    try:
        host = urlsplit(address).hostname
    except ValueError:  # such as https://[, which a vendor may send
        host = None
    return (host or address).removeprefix("www.")


@register.filter
def grade_change(change: float | None, places: int = 0):
    """By how many points a grade or its mean moved, signed and coloured."""
    return toned(change, places=places, suffix="")


@register.filter
def estimate(value: float | None, style: str) -> str:
    """A figure of a record: a correlation or ratio with three places, or a percentage."""
    if value is None:
        return ABSENT
    return percent(value, 1) if style == "percent" else written(f"{value:z.3f}").replace("-", MINUS)


@register.filter
def counted(number: int | None) -> str:
    """How many observations there are: 173150 → 173,150."""
    return ABSENT if number is None else grouped(Decimal(number))


@register.filter
def largest(values) -> float:
    """The largest size among values."""
    return max((abs(value) for value in values if value is not None), default=0.0)


@register.filter
def anchor(subject: str) -> str:
    """Where a subject stands on the page of records: both grades under one heading's name."""
    return {"grade:trader": "grades", "grade:investor": "investor", "signal": "signals",
            "forecast": "forecasts"}.get(subject, subject)  # fmt: skip


_RECORD_TERMS = {
    "grade:trader": "rank-correlation", "grade:investor": "rank-correlation",
    "signal": "signal", "forecast": "pinball-loss", "narratives": "turn",
    "run_ups": "chasing",
}  # fmt: skip


@register.filter
def record_term(subject: str) -> str:
    """The term of the glossary by which a subject of the records is measured."""
    return _RECORD_TERMS.get(subject, "track-record")
