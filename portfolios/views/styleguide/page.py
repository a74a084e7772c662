"""The style guide: every component of the pages in each of its states, for staff."""

from pathlib import Path

from django.contrib.staticfiles import finders
from django.http import Http404
from django.shortcuts import render
from django.template.loader import get_template
from django.views.decorators.http import require_safe

from portfolios.views.styleguide.pictures import sample_pictures
from portfolios.views.styleguide.samples import sample_components
from portfolios.views.styleguide.tokens import THEMES, colours, measures, pairs

# The administration has a frame of its own, whose names for colours mean other things.
ELSEWHERE = "admin.css"


@require_safe
def style_guide(request):
    """Samples in the includes that pages use; nothing of them is stored."""
    if not request.user.is_staff:
        raise Http404("The style guide is for staff.")
    sheets, everywhere = style_sheets(), get_template("includes/styles.html").template.source
    context = {
        "section": "style guide", "sheets": sheets, "themes": THEMES,
        "sheets_of_pages": [
            f"css/{name}" for name, _ in sheets if name not in everywhere and name != ELSEWHERE
        ],
        "colours": colours(), "measures": measures(), "pairs": pairs(),
        **sample_components(), **sample_pictures(),
    }  # fmt: skip
    return render(request, "portfolios/styleguide/guide.html", context)


def style_sheets() -> list[tuple[str, str]]:
    """(name, what it holds) of each style sheet, by its first comment."""
    folder = Path(finders.find("css/tokens.css")).parent
    return [
        (sheet.name, sheet.read_text().partition("*/")[0].removeprefix("/*").strip())
        for sheet in sorted(folder.glob("*.css"))
    ]
