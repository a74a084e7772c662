"""The ledger as pages: filtered and paged, added to, changed, undone, exported."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_POST

from markets.views.locales import decimal_mark_of
from markets.views.parts import render_part
from portfolios.accounting.core.types import GIFTS, MOVING_LEGS, TransactionType
from portfolios.accounting.core.validation import leg_rules
from portfolios.forms.assets import asset_text
from portfolios.forms.forms import TransactionFilterForm, TransactionForm
from portfolios.models import Transaction
from portfolios.models.trigger import EXITS
from portfolios.selectors.exits.fired import sale_after
from portfolios.selectors.ledger.exports import transactions_csv
from portfolios.selectors.ledger.ledger import LedgerFilter, history_of, transactions_of
from portfolios.selectors.ledger.price_warnings import price_warning
from portfolios.services.ledger import transactions as services
from portfolios.streaming import streamed
from portfolios.views.access import editable_portfolio, visible_portfolio
from portfolios.views.refusals import refusals_in, refusals_told
from portfolios.views.versions import atomic_post, conflict_of, locked_for_post, version_of

PAGE_SIZE = 50


@login_required
def transaction_list(request, pk):
    portfolio = visible_portfolio(request, pk)
    form = TransactionFilterForm(request.GET or None, portfolio=portfolio)
    only_rows = LedgerFilter(**form.cleaned_data) if form.is_valid() else LedgerFilter()
    page = Paginator(transactions_of(portfolio, only_rows=only_rows), PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    context = {
        "portfolio": portfolio,
        "tab": "transactions",
        "form": form,
        "is_narrowed": only_rows != LedgerFilter(),
        "page": page,
    }
    return render_part(request, "portfolios/ledger/transactions.html", context, part="ledger")


@login_required
def transaction_create(request, pk):
    portfolio = editable_portfolio(request, pk)
    initial = {
        "type": request.GET.get("type", TransactionType.BUY),
        "executed_at": timezone.now()
        .astimezone(portfolio.zone)
        .replace(tzinfo=None, microsecond=0),
        "sent_asset": asset_text(portfolio.currency),
    }
    sale = _sale_asked_for(request, portfolio)
    if sale is not None:
        initial = TransactionForm.initial_of_sale(sale, portfolio=portfolio)
    form = TransactionForm(
        request.POST or None, portfolio=portfolio, initial=initial,
        decimal_mark=decimal_mark_of(request),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid() and not _is_doubtful(form, portfolio):
        with refusals_in(form):
            row = services.record_transaction(portfolio, user=request.user, **_columns(form))
            messages.success(request, f"Added: {row}.")
            return redirect("portfolios:transactions", pk)
    return _form_page(request, portfolio, form, sale=sale)


def _sale_asked_for(request, portfolio):
    """What the alert that the query names proposes to sell; None where it names none."""
    asked = request.GET.get("alert")
    if asked is None:
        return None
    if not (asked.isascii() and asked.isdigit() and len(asked) <= 18):
        raise Http404
    alerts = portfolio.alerts.filter(kind__in=EXITS, quantity__gt=0)
    alerts = alerts.select_related("asset", "trigger", "portfolio__currency")
    return sale_after(get_object_or_404(alerts, pk=asked))


@login_required
@atomic_post
def transaction_edit(request, pk, transaction):
    portfolio = editable_portfolio(request, pk)
    row = locked_for_post(request, portfolio.transactions.with_assets(), transaction)
    stored = TransactionForm.initial_of(row)
    form = TransactionForm(
        request.POST or None, portfolio=portfolio, initial=stored,
        decimal_mark=decimal_mark_of(request),
    )  # fmt: skip
    conflict = conflict_of(request, form, stored=stored)
    is_sent = request.method == "POST" and not conflict and form.is_valid()
    if is_sent and not _is_doubtful(form, portfolio):
        with refusals_in(form):
            services.change_transaction(row, user=request.user, **_columns(form))
            messages.success(request, "Saved. The history below can undo it.")
            return redirect("portfolios:transactions", pk)
    return _form_page(
        request, portfolio, form, row=row, version=version_of(stored), conflict=conflict
    )


def _is_doubtful(form: TransactionForm, portfolio) -> bool:
    """Whether to ask once more: the price is far from the market's, and nobody said it is right."""
    if form.is_confirmed:
        return False
    row = Transaction(portfolio=portfolio, **_columns(form))
    form.price_warning = price_warning(row, portfolio=portfolio)
    return bool(form.price_warning)


def _columns(form: TransactionForm) -> dict:
    """The form's values as the service takes them: a leg without its quantity keeps none."""
    columns = dict(form.cleaned_data)
    legs = [(f"{leg}_quantity", f"{leg}_asset") for leg in MOVING_LEGS]
    for quantity, asset in [*legs, ("net_worth_amount", "net_worth_asset")]:
        if columns[quantity] is None:
            columns[asset] = None
    return columns


def _form_page(request, portfolio, form, *, row=None, sale=None, version=None, conflict=None):
    context = {
        "portfolio": portfolio,
        "tab": "transactions",
        "form": form,
        "row": row,
        "sale": sale,
        "version": version,
        "conflict": conflict,
        "leg_rules": {code.value: _field_rules(code) for code in TransactionType},
    }
    status = 409 if conflict else 200
    return render(request, "portfolios/ledger/transaction_form.html", context, status=status)


def _field_rules(kind: TransactionType) -> dict[str, str]:
    """What the form shows for a type, as `leg_rules` tells it."""
    return leg_rules(kind) | {"gift": "optional" if kind in GIFTS else "forbidden"}


@login_required
@require_POST
def transaction_delete(request, pk, transaction):
    portfolio = editable_portfolio(request, pk)
    row = get_object_or_404(portfolio.transactions, pk=transaction)
    services.delete_transaction(row, user=request.user)
    messages.success(request, "Deleted. The history can bring it back.")
    return redirect("portfolios:transactions", pk)


@login_required
def ledger_history(request, pk):
    portfolio = visible_portfolio(request, pk)
    context = {
        "portfolio": portfolio,
        "tab": "transactions",
        "revisions": history_of(portfolio),
    }
    return render(request, "portfolios/books/history.html", context)


@login_required
@require_POST
def revision_undo(request, pk, revision):
    portfolio = editable_portfolio(request, pk)
    revision = get_object_or_404(portfolio.revisions, pk=revision)
    with refusals_told(request):
        services.undo_revision(revision, user=request.user)
        messages.success(request, "Undone.")
    return redirect("portfolios:history", pk)


@login_required
def transaction_export(request, pk):
    portfolio = visible_portfolio(request, pk)
    name = slugify(portfolio.name) or "portfolio"
    rows = transactions_csv(portfolio)
    return streamed(request, rows, filename=f"tidemark-{name}.csv", media_type="text/csv")
