"""The ledger as pages: filtered and paged, undone, exported."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import get_list_or_404, get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from markets.streaming import streamed
from markets.views.parts import render_part
from markets.views.tables import headings_of
from portfolios.forms.forms import TransactionFilterForm
from portfolios.forms.ledger.view import LedgerViewForm
from portfolios.selectors.ledger.exports import transactions_csv
from portfolios.selectors.ledger.ledger import LedgerFilter, history_of, transactions_of
from portfolios.selectors.ledger.listing import sorted_rows, totals_of, with_worth
from portfolios.selectors.ledger.view import (
    NEWEST_FIRST,
    NUMBERS,
    TABLE,
    LedgerView,
    read_view,
    stored_form,
)
from portfolios.services.ledger import transactions as services
from portfolios.views.access import editable_portfolio, visible_portfolio
from portfolios.views.refusals import refusals_told
from portfolios.views.table_views import choose_view
from portfolios.views.undo import back, offer_undo

PAGE_SIZE = 50
TEXTS = {"type", "account", "note", "label", "file", "id"}
# What each row has beside its columns: the box that chooses it, and what can be done with it.
COLUMNS_BESIDE = 2


@login_required
def transaction_list(request, pk):
    portfolio = visible_portfolio(request, pk)
    form, only_rows = _asked(request, portfolio)
    seen = _seen(request)
    rows = transactions_of(portfolio, only_rows=only_rows)
    page = Paginator(sorted_rows(rows, seen.sort), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "portfolio": portfolio,
        "tab": "transactions",
        "form": form,
        "is_narrowed": only_rows != LedgerFilter(),
        "page": page,
        "rows": with_worth(page.object_list, portfolio=portfolio),
        "seen": seen,
        "headings": headings_of(seen.labels, sort=seen.sort, numbers=NUMBERS, rising=TEXTS),
        "column_count": len(seen.labels) + COLUMNS_BESIDE,
        # The whole ledger leaves as it was entered, unless its reader sees it in another order.
        "exported_sort": None if seen.sort == NEWEST_FIRST else seen.sort,
        "totals": totals_of(rows, asset=only_rows.asset) if only_rows.asset else None,
        "totals_of": only_rows.asset,
        "accounts": portfolio.accounts.all() if portfolio.can_edit else (),
    }
    return render_part(request, "portfolios/ledger/transactions.html", context, part="ledger")


def _asked(request, portfolio) -> tuple[TransactionFilterForm, LedgerFilter]:
    form = TransactionFilterForm(request.GET or None, portfolio=portfolio)
    return form, LedgerFilter(**form.cleaned_data) if form.is_valid() else LedgerFilter()


def _seen(request) -> LedgerView:
    return read_view(request.GET, own=request.user.table_views.get(TABLE, ""))


@login_required
def ledger_view(request, pk):
    """Choose how the list is seen."""
    portfolio = visible_portfolio(request, pk)
    form = LedgerViewForm(request.POST or None, initial=LedgerViewForm.initial_of(_seen(request)))
    return choose_view(
        request, form, table=TABLE,
        back=reverse("portfolios:transactions", args=[pk]),
        stored=lambda: stored_form(form.view()),
        context={
            "portfolio": portfolio, "tab": "transactions",
            "title": _("How transactions are shown"),
        },
    )  # fmt: skip


@login_required
@require_POST
def transaction_delete(request, pk, transaction):
    portfolio = editable_portfolio(request, pk)
    row = portfolio.transactions.filter(pk=transaction).first()
    if row is None:
        # A second click: what was said after the first holds.
        get_list_or_404(portfolio.revisions, transaction_id=transaction)
        return redirect("portfolios:transactions", pk)
    revision = services.delete_transaction(row, user=request.user)
    day = row.executed_at.astimezone(portfolio.zone).date()
    said = _("Deleted: {type} of {day}.").format(type=row.get_type_display(), day=day)
    offer_undo(request, said, address=reverse("portfolios:undo", args=[pk, revision.pk]))
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
        messages.success(request, _("Undone."))
    return back(request, "portfolios:history", pk)


@login_required
def transaction_export(request, pk):
    """The whole ledger as CSV, or, with the query of a list, its rows in its order."""
    portfolio = visible_portfolio(request, pk)
    name, seen = slugify(portfolio.name) or "portfolio", None
    if request.GET:
        only_rows = _asked(request, portfolio)[1]
        rows = portfolio.transactions.filter(
            pk__in=transactions_of(portfolio, only_rows=only_rows).order_by().values("pk")
        )
        seen = sorted_rows(rows, request.GET.get("sort", "date"))
    rows = transactions_csv(portfolio, only=seen)
    return streamed(request, rows, filename=f"tidemark-{name}.csv", media_type="text/csv")
