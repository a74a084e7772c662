"""The market as a table: filtered, sorted, paged."""

from django.core.paginator import Paginator

from markets.models import Category
from markets.selectors.listing import COLUMNS, listed_assets
from markets.views.parts import render_part

PAGE_SIZE = 100
# A phone has no room for them.
OPTIONAL = {"rank", "market_cap", "volume_24h"}


def screener(request):
    """Every listed asset with its figures: filtered, sorted, paged; live through htmx."""
    text = request.GET.get("q", "").strip()[:100]
    category = request.GET.get("category", "")
    sort = request.GET.get("sort", "")
    assets = listed_assets(text=text, category=category, sort=sort)
    page = Paginator(assets, PAGE_SIZE).get_page(request.GET.get("page"))
    unsorted = request.GET.copy()
    for name in ("page", "sort"):
        unsorted.pop(name, None)
    context = {
        "page": page,
        "text": text,
        "category": category,
        "categories": Category.objects.all(),
        "headings": [
            {
                "name": name,
                "label": label,
                "optional": name in OPTIONAL,
                "next": f"-{name}" if sort == name else name,
                "direction": {name: "ascending", f"-{name}": "descending"}.get(sort, ""),
            }
            for name, label in COLUMNS.items()
        ],
        "unsorted": unsorted.urlencode(),
    }
    return render_part(request, "markets/screener.html", context, part="market-rows")
