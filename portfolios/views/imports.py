"""Import in two steps: a preview that writes nothing to the ledger, then all of it or nothing."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from markets.models import Asset
from portfolios.forms import ImportForm, add_refusal
from portfolios.importers.base import MAX_BYTES, MAX_UPLOAD_BYTES
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
        "batches": portfolio.import_batches.exclude(status=ImportBatch.Status.PREVIEWED)[
            :BATCHES_SHOWN
        ],
    }
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
    portfolio = editable_portfolio(request, pk)
    batch = get_object_or_404(
        portfolio.import_batches.filter(status=ImportBatch.Status.PREVIEWED), pk=batch
    )
    choices = _choices(request.POST) if request.method == "POST" else None
    refusal = None
    if request.method == "POST":
        try:
            result = services.commit_import(batch, asset_choices=choices)
        except Refused as refused:
            refusal = refused
        else:
            messages.success(request, _told(result))
            return redirect("portfolios:overview", pk)
    preview = services.preview_batch(batch, asset_choices=choices)
    context = {
        "portfolio": portfolio, "section": "portfolios", "tab": "import",
        "batch": batch, "preview": preview, "refusal": refusal,
    }  # fmt: skip
    return render(request, "portfolios/import_preview.html", context)


def _choices(post) -> dict[str, Asset]:
    """What was chosen for each symbol that several assets share."""
    slugs = {
        name.removeprefix("asset-"): value
        for name, value in post.items()
        if name.startswith("asset-") and value
    }
    assets = {asset.slug: asset for asset in Asset.objects.filter(slug__in=slugs.values())}
    return {symbol: assets[slug] for symbol, slug in slugs.items() if slug in assets}


def _told(batch: ImportBatch) -> str:
    if not batch.created:
        return "Nothing new: every row of the file was here already."
    return f"Imported {batch.created} transactions; {batch.skipped} were here already."


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
