"""Up to six assets side by side. The address holds which, and over what span."""

from datetime import date

from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from markets.models import Asset
from markets.selectors import find_assets_called
from markets.selectors.comparison import MOST, compared_assets, rebased_prices, what_if_caps
from markets.selectors.screener.columns import COLUMNS, columns_by_group
from markets.selectors.screener.query import ScreenerQuery
from markets.selectors.screener.table import screen_assets
from markets.views.cells import written

SPANS = {
    "30": gettext_lazy("1M"), "90": gettext_lazy("3M"),
    "365": gettext_lazy("1Y"), "1095": gettext_lazy("3Y"),
}  # fmt: skip
DEFAULT_SPAN = "365"


def compare(request):
    """The comparison that the address asks for; what it names wrongly is said beside the field."""
    slugs = [slug for slug in request.GET.get("assets", "").split(",") if slug]
    assets = compared_assets(list(dict.fromkeys(slugs))[:MOST])
    chosen = [asset.slug for asset in assets]
    errors = _unknown(slugs, chosen)
    span = request.GET.get("span") or DEFAULT_SPAN
    if span not in SPANS:
        message = _("Span: “{span}” is none of {choices}.")
        errors.append(message.format(span=span[:20], choices=", ".join(SPANS)))
        span = DEFAULT_SPAN
    text = request.GET.get("add", "").strip()[:160]
    added, choices = _called(text)
    if added is not None and added.slug not in chosen and len(chosen) < MOST:
        return redirect(request.path + _address([*chosen, added.slug], span))
    if text:
        errors.append(_why_not(text, added, choices, chosen))
    context = {
        "choices": [(one, _address([*chosen, one.slug], span)) for one in choices],
        "errors": errors,
        "text": text,
        "span": span,
        "chosen": ",".join(chosen),
        "spans": [(code, label, _address(chosen, code)) for code, label in SPANS.items()],
        "most": MOST,
        **_compared(assets, span),
    }
    return render(request, "markets/compare.html", context)


def _compared(assets: list[Asset], span: str) -> dict:
    """The assets with the address without each, their lines, caps and figures."""
    chosen = [asset.slug for asset in assets]
    prices = rebased_prices(assets, days=int(span), until=date.today())
    return {
        "assets": [
            {"asset": asset, "without": _address([s for s in chosen if s != asset.slug], span)}
            for asset in assets
        ],
        "points": _points(prices),
        "first": prices.days[0] if prices.days else None,
        "what_if": list(zip(assets, what_if_caps(assets), strict=True)),
        "is_full": len(assets) >= MOST,
        **(_figures(assets) if assets else {}),
    }


def _address(slugs: list[str], span: str) -> str:
    asked = {"assets": ",".join(slugs), "span": "" if span == DEFAULT_SPAN else span}
    query = urlencode({name: text for name, text in asked.items() if text})
    return f"?{query.replace('%2C', ',')}"


def _unknown(slugs: list[str], chosen: list[str]) -> list[str]:
    errors = [
        _("Assets: there is no asset “{slug}”.").format(slug=slug[:60])
        for slug in slugs[:MOST]
        if slug not in chosen
    ]
    if len(set(slugs)) > MOST:
        errors.append(_("Assets: at most {count} are compared.").format(count=MOST))
    return errors


def _called(text: str) -> tuple[Asset | None, list[Asset]]:
    """The one asset that a text names, or those among which it doesn't decide."""
    if not text:
        return None, []
    own = Asset.objects.public().filter(slug=text).first()
    found = [own] if own else find_assets_called(text)
    return (found[0], []) if len(found) == 1 else (None, found[:MOST])


def _why_not(text: str, added: Asset | None, choices: list[Asset], chosen: list[str]) -> str:
    if choices:
        return _("Add: several assets are called “{text}”. Which is meant?").format(text=text)
    if added is None:
        return _("Add: there is no asset called “{text}”.").format(text=text)
    if added.slug in chosen:
        return _("Add: {name} is compared already.").format(name=added.name)
    return _("Add: at most {count} are compared.").format(count=MOST)


def _points(prices) -> list[dict]:
    """Days as pictures of lines take them; an asset's line is named by its place."""
    return [
        {"time": day.isoformat(),
         **{str(n): row[place] for n, row in enumerate(prices.returns, 1)}}
        for place, day in enumerate(prices.days)
    ]  # fmt: skip


def _figures(assets: list[Asset]) -> dict:
    """Every figure by group: (column, its text for each asset)."""
    query = ScreenerQuery(columns=tuple(COLUMNS))
    among = Asset.objects.listed().filter(pk__in=[asset.pk for asset in assets])
    screen = screen_assets(query, among=among)
    place = {pk: number for number, pk in enumerate(screen.asset_ids.tolist())}
    groups = [
        (label, [(column, _texts(screen, column.id, assets, place)) for column in columns])
        for label, columns in columns_by_group()
    ]
    return {"groups": groups, "at": screen.at}


def _texts(screen, name: str, assets: list[Asset], place: dict[int, int]) -> list[str]:
    values = screen.columns[name]
    return [
        written(name, values[place[asset.pk]] if asset.pk in place else float("nan"))
        for asset in assets
    ]
