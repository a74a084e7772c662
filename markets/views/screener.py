"""All assets as a table: filtered, sorted, paged, as a link and as CSV."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from markets.models import Category
from markets.selectors.screener.columns import COLUMNS, columns_by_group
from markets.selectors.screener.export import screen_csv
from markets.selectors.screener.query import (
    KINDS,
    MOST_FORMULAS,
    MOST_RANGES,
    NAME,
    ScreenerQuery,
    read_query,
)
from markets.selectors.screener.table import screen_assets
from markets.streaming import streamed
from markets.views.cells import written
from markets.views.parts import render_part
from markets.views.tables import Heading, headings_of

PAGE_SIZE = 250
# So many ranges stand open even where none is used.
LEAST_RANGES = 3


def screener(request):
    """The assets that the address asks for. An address with empty fields leads to the short one."""
    query = read_query(request.GET)
    page_number = request.GET.get("page", "")
    if not request.htmx and "" in request.GET.values() and not query.errors:
        return redirect(f"{request.path}?{query.address()}")
    found = screen_assets(query)
    page = Paginator(range(len(found)), PAGE_SIZE).get_page(page_number)
    first = page.object_list.start
    names = [column.id for column in query.shown]
    context = {
        "query": query,
        "at": found.at,
        "not_of_today": found.not_of_today,
        "page": page,
        "rows": [
            (asset, list(map(written, names, figures)))
            for asset, figures in found.rows(first, page.object_list.stop)
        ],
        "headings": screener_headings(query),
        "categories": Category.objects.all(),
        "kinds": KINDS,
        "groups": columns_by_group(),
        "column_count": len(COLUMNS),
        "ranges": _range_fields(query),
        "formulas": [_field(query, f"formula{n}") for n in range(1, MOST_FORMULAS + 1)],
        "asked": query.address(),
    }
    return render_part(request, "markets/screener.html", context, part="market-rows")


def screener_csv(request):
    """Every row that the address asks for, with the columns shown, unrounded."""
    query = read_query(request.GET)
    if query.errors:
        lines = [f"{name}: {error}" for name, error in query.errors.items()]
        return HttpResponse("\n".join(lines), status=400, content_type="text/plain; charset=utf-8")
    pieces = screen_csv(query, screen_assets(query))
    return streamed(request, pieces, filename="screener.csv", media_type="text/csv")


def screener_headings(query: ScreenerQuery) -> list[Heading]:
    """The heads of the table that a query asks for, the asset's first."""
    columns = {column.id: column.label for column in query.shown}
    labels = {NAME: _("Asset"), **columns}
    sort = f"-{query.sort}" if query.is_falling else query.sort
    return headings_of(labels, sort=sort, numbers=columns, rising={NAME, "rank"})


def _range_fields(query: ScreenerQuery) -> list[dict]:
    used = [n for n in range(1, MOST_RANGES + 1) if query.written.get(f"range{n}")]
    count = min(max(LEAST_RANGES, max(used, default=0) + 1), MOST_RANGES)
    return [
        {"number": n, **{end: _field(query, f"{end}{n}") for end in ("range", "min", "max")}}
        for n in range(1, count + 1)
    ]


def _field(query: ScreenerQuery, name: str) -> dict:
    return {
        "name": name,
        "text": query.written.get(name, ""),
        "error": query.errors.get(name, ""),
    }
