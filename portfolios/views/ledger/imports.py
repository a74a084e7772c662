"""Import in two steps: a preview that writes nothing to the ledger, then all of it or nothing."""

import csv
import io

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect

from markets.spreadsheets import guarded, guarded_cell
from portfolios.forms.forms import ImportForm
from portfolios.forms.imports import read_answers, symbol_forms
from portfolios.importers.base import MAX_BYTES, MAX_UPLOAD_BYTES
from portfolios.importers.kinds import CHOICES
from portfolios.models import ImportBatch
from portfolios.services.errors import Refused
from portfolios.services.ledger.import_progress import share_of
from portfolios.services.ledger.imports import jobs
from portfolios.services.ledger.imports.batches import preview_in
from portfolios.services.ledger.imports.commit import ImportRefused, undo_import
from portfolios.services.ledger.imports.lines import left_out_lines
from portfolios.services.ledger.imports.preview import preview_of, with_line
from portfolios.uploads import takes_body
from portfolios.views.access import editable_portfolio, visible_portfolio
from portfolios.views.ledger.next_steps import say_recorded
from portfolios.views.once import done_once
from portfolios.views.refusals import refusals_in, refusals_told

BATCHES_SHOWN = 20
Status = ImportBatch.Status
WORKING = (Status.READING, Status.IMPORTING)
PAGES = {
    Status.READING: "portfolios/ledger/import_progress.html",
    Status.IMPORTING: "portfolios/ledger/import_progress.html",
    Status.PREVIEWED: "portfolios/ledger/import_preview.html",
}


@takes_body(up_to=MAX_UPLOAD_BYTES)
@login_required
def import_upload(request, pk):
    portfolio = visible_portfolio(request, pk)
    form = ImportForm(portfolio=portfolio)
    preview = None
    if request.method == "POST":
        editable_portfolio(request, pk)
        form = ImportForm(request.POST, request.FILES, portfolio=portfolio)
        if form.is_valid():
            received = _receive(request, portfolio, form)
            batch = received if isinstance(received, ImportBatch) else received and received.batch
            if batch:
                page = reverse("portfolios:import_preview", args=[pk, batch.pk])
                return HttpResponseClientRedirect(page) if request.htmx else redirect(page)
            preview = received
    batches = portfolio.import_batches.listed().exclude(status=Status.PREVIEWED, in_worker=False)
    context = {
        "portfolio": portfolio, "tab": "import", "form": form,
        "preview": preview, "batches": batches[:BATCHES_SHOWN],
    }  # fmt: skip
    return render(request, "portfolios/ledger/import.html", context)


def _receive(request, portfolio, form):
    """The preview, or the batch that a worker reads; None where the form says what is wrong."""
    file = form.cleaned_data["file"]
    if file.size > MAX_BYTES:
        message = _("The file is larger than {n} MB.").format(n=MAX_BYTES // 2**20)
        form.add_error("file", message)
        return None
    with refusals_in(form):
        return jobs.receive_file(
            portfolio, user=request.user, filename=file.name, content=file.read(),
            account=form.cleaned_data["account"],
        )  # fmt: skip
    return None


@login_required
@done_once
def import_preview(request, pk, batch):
    """A file on its way: being read, previewed with its questions, being imported, or done."""
    portfolio = editable_portfolio(request, pk)
    batch = get_object_or_404(portfolio.import_batches.select_related("account"), pk=batch)
    batch.portfolio = portfolio
    refusal = preview = None
    if request.method == "POST":
        try:
            answers = read_answers(request.POST, portfolio=portfolio)
            return _act(request, batch, answers)
        except Refused as refused:
            refusal = refused
            preview = _refused_preview(batch, refused)
        batch.refresh_from_db(fields=["status"])
    if batch.status == Status.PREVIEWED:
        preview = preview or preview_in(batch)
    elif request.htmx:
        # What was asked in place is a page of its own now.
        return HttpResponseClientRedirect(request.path)
    opened = _line_in(request.GET)
    context = {
        "portfolio": portfolio, "tab": "import", "batch": batch,
        "preview": preview and with_line(preview, opened), "open_line": opened,
        "refusal": refusal, "kind_choices": CHOICES.items(),
        "symbol_forms": symbol_forms(
            preview.symbols if preview else (), portfolio=portfolio,
            answered=getattr(refusal, "forms", {}),
        ),
        "share": share_of(batch.pk),
    }  # fmt: skip
    return render(request, PAGES.get(batch.status, "portfolios/ledger/import_result.html"), context)


def _line_in(query) -> int | None:
    """The line whose cells are all shown."""
    text = query.get("line", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else None


def _act(request, batch, answers):
    """Do what the button says. Raises `Refused`."""
    action = request.POST.get("action", "import")
    here = redirect("portfolios:import_preview", batch.portfolio_id, batch.pk)
    if action == "discard":
        jobs.discard_import(batch)
        said = _("{file} was dropped: nothing of it was imported.")
        messages.success(request, said.format(file=batch.filename))
        return redirect("portfolios:import", batch.portfolio_id)
    if action == "retry":
        jobs.retry_import(batch)
        return here
    if action == "preview":
        jobs.answer_import(batch, answers=answers)
        opened = _line_in({"line": request.POST.get("open", "")})
        return redirect(f"{here.url}?line={opened}#line-{opened}") if opened else here
    done = jobs.submit_import(batch, answers=answers)
    if done.status != Status.COMMITTED:
        return here
    if done.left_out_count:
        # Its page has the lines left out, and the next steps by itself.
        messages.success(request, _said(done))
        return here
    say_recorded(request, _said(done), portfolio=batch.portfolio)
    return redirect("portfolios:overview", batch.portfolio_id)


def _refused_preview(batch, refusal):
    """The preview that a refused import was refused for, with the answers it came with."""
    if not isinstance(refusal, ImportRefused):
        return None
    return preview_of(refusal.plan, batch=batch)


def _said(batch: ImportBatch) -> str:
    if not batch.created and not batch.replaced and not batch.left_out_count:
        return _("Nothing new: every row of the file was here already.")
    created, skipped, replaced = batch.created, batch.skipped, batch.replaced
    left_out = batch.left_out_count
    said = ngettext("Imported {n} transaction.", "Imported {n} transactions.", created)
    parts = [said.format(n=created)]
    if skipped:
        said = ngettext("{n} row was here already.", "{n} rows were here already.", skipped)
        parts.append(said.format(n=skipped))
    if replaced:
        said = ngettext("{n} row was replaced.", "{n} rows were replaced.", replaced)
        parts.append(said.format(n=replaced))
    if left_out:
        said = ngettext("{n} line was left out.", "{n} lines were left out.", left_out)
        parts.append(said.format(n=left_out))
    return " ".join(parts)


@login_required
def import_progress(request, pk, batch):
    """The bar alone, asked again by htmx; once the worker is done, the page is."""
    portfolio = editable_portfolio(request, pk)
    found = portfolio.import_batches.listed().filter(pk=batch).first()
    page = reverse("portfolios:import_preview", args=[pk, batch])
    if not request.htmx:
        return redirect(page)
    if found is None:
        return HttpResponseClientRedirect(reverse("portfolios:import", args=[pk]))
    if found.status not in WORKING:
        return HttpResponseClientRedirect(page)
    context = {"portfolio": portfolio, "batch": found, "share": share_of(batch)}
    return render(request, "portfolios/ledger/import_progress.html#bar", context)


@login_required
def import_left_out(request, pk, batch):
    """The lines of a file that went nowhere in the file's own columns, and why beside them.

    Whoever corrects them there can import what this gave: columns that no format knows are not
    read.
    """
    portfolio = visible_portfolio(request, pk)
    batch = get_object_or_404(portfolio.import_batches.defer("preview"), pk=batch)
    titles, lines = left_out_lines(batch)
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([*titles, "Line in the file", "Why it was left out"])
    writer.writerows(
        [*map(guarded_cell, one.cells), one.line, guarded("; ".join(one.reasons))] for one in lines
    )
    headers = {"Content-Disposition": f'attachment; filename="left-out-{batch.pk}.csv"'}
    return HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8", headers=headers)


@login_required
@require_POST
@done_once
def import_undo(request, pk, batch):
    portfolio = editable_portfolio(request, pk)
    batch = get_object_or_404(portfolio.import_batches, pk=batch)
    with refusals_told(request):
        removed = undo_import(batch, user=request.user)
        said = ngettext(
            "Undone: {n} transaction was taken out again.",
            "Undone: {n} transactions were taken out again.",
            removed,
        )
        messages.success(request, said.format(n=removed))
    return redirect("portfolios:import", pk)
