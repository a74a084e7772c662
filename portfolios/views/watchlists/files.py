"""Watchlists out to a file, and in from one."""

from collections.abc import Sequence

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from markets.numbers import plain
from markets.wording import worded
from portfolios.forms.watchlists import MOST_ASKED, AskedFormSet, WatchFileForm
from portfolios.importers.base import FILE_LINE
from portfolios.importers.watchlists import WatchRow, read_watchlist, write_watchlist
from portfolios.models import Watchlist
from portfolios.selectors.watchlists.matching import Matched
from portfolios.selectors.watchlists.watchlists import watchlist_csv
from portfolios.services.errors import Refused
from portfolios.services.watchlists.importing import Imported, import_rows
from portfolios.services.watchlists.items import watch_asset
from portfolios.uploads import takes_body
from portfolios.views.watchlists.lists import own_watchlist

FILE_BYTES = 1024 * 1024
SHOWN_FAULTS = 20
_WRITTEN = ("asset", "note", "tags", "target")
_FIELDS = ("asset", "asset-pick", "said", "note", "tags", "target")


@login_required
def watchlist_export(request, pk):
    found = own_watchlist(request, pk)
    name = slugify(found.name) or "watchlist"
    return HttpResponse(
        watchlist_csv(found),
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{name}.csv"',
            "Cache-Control": "private, no-store",
        },
    )


@login_required
@require_POST
@takes_body(up_to=FILE_BYTES + 64 * 1024)
def watchlist_import(request, pk):
    """Take the rows of a file whose asset is sure, and ask about the others."""
    found = own_watchlist(request, pk)
    form = WatchFileForm(request.POST, request.FILES)
    rows, faults = _read(form) if form.is_valid() else ([], [])
    if not rows and not faults and not form.errors:
        form.add_error("file", _("The file names no asset."))
    if form.errors:
        return _page(request, found, form=form)
    return _take(request, found, rows, form=form, faults=faults)


@login_required
@require_POST
def watchlist_answers(request, pk):
    """What was picked for the rows that were asked; what is still unclear is asked again."""
    found = own_watchlist(request, pk)
    answered = AskedFormSet(request.POST)
    if not answered.management_form.is_valid():
        return redirect("portfolios:watchlist", pk)
    added, again = 0, []
    for form in answered:
        if not form.is_valid():
            again.append({name: request.POST.get(form.add_prefix(name), "") for name in _FIELDS})
        elif form.cleaned_data.get("asset"):
            try:
                watch_asset(found, **{name: form.cleaned_data[name] for name in _WRITTEN})
                added += 1
            except Refused as refusal:
                messages.error(request, str(refusal))
    rows, _ = read_watchlist(request.POST.get("rest", "").encode())
    return _take(request, found, rows, added=added, again=again)


def _read(form) -> tuple[list[WatchRow], list]:
    file = form.cleaned_data["file"]
    if file.size > FILE_BYTES:
        form.add_error("file", _("The file is larger than 1 MB."))
        return [], []
    rows, faults = read_watchlist(file.read())
    if faults and faults[0].line == FILE_LINE:
        form.add_error("file", worded(faults[0].message))
    return rows, faults


def _take(
    request, found: Watchlist, rows: Sequence[WatchRow], *, added: int = 0, again=(), **shown
):
    """Import what is sure; go back to the list, or ask what is left."""
    try:
        done = import_rows(found, rows)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("portfolios:watchlist", found.pk)
    _say(request, done, added=added)
    asked = [*again, *map(_entry, done.asked)]
    if not asked and not shown.get("faults"):
        return redirect("portfolios:watchlist", found.pk)
    rest = [one.row for one in done.asked[MOST_ASKED - len(again) :]] if done.asked else []
    return _page(
        request, found, asked=_formset(asked[:MOST_ASKED]) if asked else None,
        rest=write_watchlist(rest) if rest else "", rest_count=len(rest), **shown,
    )  # fmt: skip


def _say(request, done: Imported, *, added: int) -> None:
    count = done.added + added
    if not count and not done.known:
        return
    said = ngettext(
        "{count} asset came onto the list.", "{count} assets came onto the list.", count
    ).format(count=count)
    if done.known:
        known = ngettext(
            "{count} was on it already.", "{count} were on it already.", done.known
        ).format(count=done.known)
        said = f"{said} {known}"
    messages.success(request, said)


def _entry(one: Matched) -> dict[str, str]:
    row = one.row
    return {
        "asset": row.text,
        "said": row.text,
        "note": row.note,
        "tags": ",".join(row.tags),
        "target": "" if row.target is None else plain(row.target),
    }


def _formset(entries: Sequence[dict[str, str]]):
    """The entries as if they had been sent, so that each field says what it may mean."""
    data = {"form-TOTAL_FORMS": str(len(entries)), "form-INITIAL_FORMS": "0"}
    for number, entry in enumerate(entries):
        data |= {f"form-{number}-{name}": value for name, value in entry.items()}
    return AskedFormSet(data)


def _page(request, found: Watchlist, *, form=None, asked=None, faults=(), rest="", rest_count=0):
    context = {
        "watchlist": found, "file_form": form or WatchFileForm(), "asked": asked,
        "faults": faults[:SHOWN_FAULTS], "fault_count": len(faults), "rest": rest,
        "rest_count": rest_count,
    }  # fmt: skip
    return render(request, "portfolios/watchlists/import.html", context)
