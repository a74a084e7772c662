"""Everything one can go to, by a text: a page of links, and what the command palette offers."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from markets.views.parts import shows_whole
from portfolios.models import Portfolio
from portfolios.selectors.home.search import found_for
from portfolios.selectors.ledger.last_entries import last_changed_portfolio
from portfolios.templatetags.navigation import SECTIONS

LONGEST = 100
SHOWN = 24
_PAGES = {
    "home": "Home", "portfolios:list": "Portfolios", "portfolios:performance_all":
    "Performance of all portfolios", "portfolios:alerts": "Alerts",
    "portfolios:channels": "Where alerts are sent", "portfolios:deliveries": "Delivery log",
    "portfolios:preferences": "Currency and time zone", "portfolios:tokens": "API tokens",
    "api:docs": "API documentation",
    "markets:overview": "Market overview", "markets:screener": "Screener",
    "markets:narratives": "Narratives", "markets:compare": "Compare assets",
    "portfolios:histories": "Histories to download",
    "markets:grades": "Grades", "markets:signals": "Signals", "markets:record": "Track record",
    "account_email": "E-mail addresses", "account_change_password": "Change password",
}  # fmt: skip
_ACTIONS = {"portfolios:add_anywhere": "Add transaction", "portfolios:create": "Create portfolio"}
_ACTIONS_OF_ONE = {
    "add": "Add transaction", "import": "Import a file", "arm": "Arm a level",
    "ladder": "Plan an exit",
    "export": "Export transactions as CSV",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to go to; `symbol` is that of an asset."""

    kind: str
    title: str
    address: str
    symbol: str = ""


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
            yield Entry("Action", f"{title}: {portfolio.name}", address)
    for name, title in _ACTIONS.items():
        if portfolio is None or name != "portfolios:add_anywhere":
            yield Entry("Action", title, reverse(name))
    if portfolio is not None:
        for name, title in SECTIONS.items():
            address = reverse(f"portfolios:{name}", args=[portfolio.pk])
            yield Entry("Page", f"{title}: {portfolio.name}", address)
    if portfolio is not None and portfolio.owner_id == user.pk:
        address = reverse("portfolios:links", args=[portfolio.pk])
        yield Entry("Page", f"Share links: {portfolio.name}", address)
    for name, title in _PAGES.items():
        yield Entry("Page", title, reverse(name))


def _own(user, text: str) -> Iterator[Entry]:
    found = found_for(user, text)
    for portfolio in found.portfolios:
        address = reverse("portfolios:overview", args=[portfolio.pk])
        yield Entry("Portfolio", portfolio.name, address)
    for portfolio, asset in found.positions:
        address = reverse("portfolios:position", args=[portfolio.pk, asset.slug])
        yield Entry("Position", f"{asset.name} in {portfolio.name}", address, asset.symbol)
    for one in found.assets:
        address = reverse("markets:asset", args=[one.asset.slug])
        yield Entry("Asset", one.asset.name, address, one.asset.symbol)


_ORDER = ("Action", "Portfolio", "Position", "Asset", "Page")


def _fitting(entries: list[Entry], text: str) -> list[Entry]:
    """Those with every word of the text, the closest first; positions and assets fit already."""
    text = text.lower()
    ranked = []
    for place, entry in enumerate(entries):
        title = entry.title.lower()
        is_found = entry.kind in {"Position", "Asset"}
        if not is_found and not all(word in title for word in text.split()):
            continue
        starts = title.startswith(text) or entry.symbol.lower() == text
        begins_word = any(word.startswith(text) for word in title.split())
        ranked.append(((not starts, not begins_word, _ORDER.index(entry.kind), place), entry))
    return [entry for _, entry in sorted(ranked, key=lambda one: one[0])]
