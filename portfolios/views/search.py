"""Everything one can go to, by a text: a page of links, and what the command palette offers."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from markets.templatetags.names import asset_name
from markets.views.parts import shows_whole
from portfolios.models import Portfolio
from portfolios.selectors.home.search import found_for
from portfolios.selectors.ledger.last_entries import last_changed_portfolio
from portfolios.templatetags.navigation import SECTIONS

LONGEST = 100
SHOWN = 24
# What there is to go to, in the order in which equally close ones are offered.
ACTION, PORTFOLIO, POSITION, ASSET, PAGE = _ORDER = (
    gettext_lazy("Action"),
    gettext_lazy("Portfolio"),
    gettext_lazy("Position"),
    gettext_lazy("Asset"),
    gettext_lazy("Page"),
)
_PAGES = {
    "home": gettext_lazy("Home"),
    "portfolios:list": gettext_lazy("Portfolios"),
    "portfolios:performance_all": gettext_lazy("Performance of all portfolios"),
    "portfolios:alerts": gettext_lazy("Alerts"),
    "portfolios:channels": gettext_lazy("Where alerts are sent"),
    "portfolios:deliveries": gettext_lazy("Delivery log"),
    "portfolios:preferences": gettext_lazy("Language, currency and time zone"),
    "portfolios:tokens": gettext_lazy("API tokens"),
    "api:docs": gettext_lazy("API documentation"),
    "markets:overview": gettext_lazy("Market overview"),
    "markets:screener": gettext_lazy("Screener"),
    "markets:narratives": gettext_lazy("Narratives"),
    "markets:compare": gettext_lazy("Compare assets"),
    "portfolios:histories": gettext_lazy("Histories to download"),
    "markets:grades": gettext_lazy("Grades"),
    "markets:signals": gettext_lazy("Signals"),
    "markets:record": gettext_lazy("Track record"),
    "portfolios:watchlists": gettext_lazy("Watchlists"),
    "learn": gettext_lazy("Learn"),
    "account_email": gettext_lazy("E-mail addresses"),
    "account_change_password": gettext_lazy("Change password"),
}
_ACTIONS = {
    "portfolios:add_anywhere": gettext_lazy("Add transaction"),
    "portfolios:create": gettext_lazy("Create portfolio"),
}
_ACTIONS_OF_ONE = {
    "add": gettext_lazy("Add transaction"),
    "import": gettext_lazy("Import a file"),
    "arm": gettext_lazy("Arm a level"),
    "ladder": gettext_lazy("Plan an exit"),
    "export": gettext_lazy("Export transactions as CSV"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to go to; `symbol` is that of an asset, `warning` what it is not."""

    kind: str
    title: str
    address: str
    symbol: str = ""
    warning: str = ""


@login_required
@require_safe
def search(request):
    """A page of links; asked by the palette, only the options of its list box."""
    text = " ".join(request.GET.get("q", "")[:LONGEST].split())
    portfolio = _current(request)
    entries = [
        *_fixed(request.user, portfolio),
        *_own(request.user, text),
    ]
    context = {"text": text, "entries": _fitting(entries, text)[:SHOWN]}
    is_page = shows_whole(request)
    return render(
        request, "portfolios/home/search.html" if is_page else "includes/palette_options.html",
        context,
    )  # fmt: skip


def _current(request) -> Portfolio | None:
    """The portfolio on whose page one is, if one may see it; else the one changed last."""
    asked = request.GET.get("portfolio", "")
    if asked.isascii() and asked.isdigit() and len(asked) <= 18:
        portfolios = Portfolio.objects.for_user(request.user).with_rights(request.user)
        if found := portfolios.filter(pk=int(asked)).first():
            return found
    last = last_changed_portfolio(request.user)
    if last is not None:
        last.can_edit = True
    return last


def _fixed(user, portfolio: Portfolio | None) -> Iterator[Entry]:
    if portfolio is not None and portfolio.can_edit:
        for name, title in _ACTIONS_OF_ONE.items():
            address = reverse(f"portfolios:{name}", args=[portfolio.pk])
            yield Entry(ACTION, f"{title}: {portfolio.name}", address)
    for name, title in _ACTIONS.items():
        if portfolio is None or name != "portfolios:add_anywhere":
            yield Entry(ACTION, str(title), reverse(name))
    if portfolio is not None:
        for name, title in SECTIONS.items():
            address = reverse(f"portfolios:{name}", args=[portfolio.pk])
            yield Entry(PAGE, f"{title}: {portfolio.name}", address)
    if portfolio is not None and portfolio.owner_id == user.pk:
        address = reverse("portfolios:links", args=[portfolio.pk])
        title = _("Share links")
        yield Entry(PAGE, f"{title}: {portfolio.name}", address)
    for name, title in _PAGES.items():
        yield Entry(PAGE, str(title), reverse(name))


def _own(user, text: str) -> Iterator[Entry]:
    found = found_for(user, text)
    for portfolio in found.portfolios:
        address = reverse("portfolios:overview", args=[portfolio.pk])
        yield Entry(PORTFOLIO, portfolio.name, address)
    for portfolio, asset in found.positions:
        address = reverse("portfolios:position", args=[portfolio.pk, asset.slug])
        title = _("{asset} in {portfolio}").format(
            asset=asset_name(asset), portfolio=portfolio.name
        )
        yield Entry(POSITION, title, address, asset.symbol)
    for one in found.assets:
        address = reverse("markets:asset", args=[one.asset.slug])
        yield Entry(ASSET, asset_name(one.asset), address, one.asset.symbol, one.warning)


def _fitting(entries: list[Entry], text: str) -> list[Entry]:
    """Those with every word of the text, the closest first; positions and assets fit already."""
    text = text.lower()
    ranked = []
    for place, entry in enumerate(entries):
        title = entry.title.lower()
        is_found = entry.kind in (POSITION, ASSET)
        if not is_found and not all(word in title for word in text.split()):
            continue
        starts = title.startswith(text) or entry.symbol.lower() == text
        begins_word = any(word.startswith(text) for word in title.split())
        ranked.append(((not starts, not begins_word, _ORDER.index(entry.kind), place), entry))
    return [entry for _, entry in sorted(ranked, key=lambda one: one[0])]
