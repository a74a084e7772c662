"""Import in two steps: a preview that writes nothing to the ledger, then all of it or nothing."""

import csv
import io

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from portfolios.forms import ImportForm, add_refusal
from portfolios.import_forms import read_answers
from portfolios.importers.base import MAX_BYTES, MAX_UPLOAD_BYTES
from portfolios.importers.kinds import CHOICES
from portfolios.importers.text import guarded
from portfolios.models import ImportBatch
from portfolios.services import imports as services
from portfolios.services.errors import Refused
from portfolios.uploads import takes_body
from portfolios.views.access import editable_portfolio, visible_portfolio

BATCHES_SHOWN = 20


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
            preview = _preview(request, portfolio, form)
            if preview is not None and preview.batch is not None:
                return redirect("portfolios:import_preview", pk, preview.batch.pk)
    context = {
        "portfolio": portfolio,
        "section": "portfolios",
        "tab": "import",
        "form": form,
        "preview": preview,
        "batches": portfolio.import_batches.listed().exclude(
            status=ImportBatch.Status.PREVIEWED
        )[:BATCHES_SHOWN],
    }  # fmt: skip
    return render(request, "portfolios/import.html", context)


def _preview(request, portfolio, form):
    file = form.cleaned_data["file"]
    if file.size > MAX_BYTES:
        form.add_error("file", f"The file is larger than {MAX_BYTES // 2**20} MB.")
        return None
    try:
        return services.preview_import(
            portfolio, user=request.user, filename=file.name, content=file.read(),
            account=form.cleaned_data["account"],
        )  # fmt: skip
    except Refused as refusal:
        add_refusal(form, refusal)
        return None


@login_required
def import_preview(request, pk, batch):
    """What the file would do, and its questions: answered, they are asked again or it is taken."""
    portfolio = editable_portfolio(request, pk)
    batch = get_object_or_404(
        portfolio.import_batches.filter(status=ImportBatch.Status.PREVIEWED), pk=batch
    )
    answers = refusal = None
    if request.method == "POST":
        try:
            answers = read_answers(request.POST)
            if request.POST.get("action") == "preview":
                services.preview_batch(batch, answers=answers)
                return redirect("portfolios:import_preview", pk, batch.pk)
            result = services.commit_import(batch, answers=answers)
        except Refused as refused:
            refusal = refused
        else:
            messages.success(request, _said(result))
            return redirect("portfolios:overview", pk)
    context = {
        "portfolio": portfolio, "section": "portfolios", "tab": "import",
        "batch": batch, "preview": services.preview_batch(batch, answers=answers),
        "refusal": refusal,
        "kind_choices": CHOICES.items(),
    }  # fmt: skip
    return render(request, "portfolios/import_preview.html", context)


def _said(batch: ImportBatch) -> str:
    if not batch.created:
        return "Nothing new: every row of the file was here already."
    left_out = f" {batch.left_out_count} lines were left out." if batch.left_out_count else ""
    return f"Imported {batch.created} transactions; {batch.skipped} were here already.{left_out}"


@login_required
def import_left_out(request, pk, batch):
    """The lines of a file that went nowhere, with the reasons, as CSV."""
    portfolio = visible_portfolio(request, pk)
    batch = get_object_or_404(portfolio.import_batches, pk=batch)
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["line", "column", "reason"])
    writer.writerows(
        (line, guarded(column), guarded(reason)) for line, column, reason in batch.left_out
    )
    headers = {"Content-Disposition": f'attachment; filename="left-out-{batch.pk}.csv"'}
    return HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8", headers=headers)


@login_required
@require_POST
def import_undo(request, pk, batch):
    portfolio = editable_portfolio(request, pk)
    batch = get_object_or_404(portfolio.import_batches, pk=batch)
    try:
        removed = services.undo_import(batch, user=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Undone: {removed} transactions were taken out again.")
    return redirect("portfolios:import", pk)
