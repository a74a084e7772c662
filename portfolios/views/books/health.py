"""Data health: what is wrong with a ledger; problems are repaired, dismissed and restored."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from markets.models import AssetEvent
from markets.selectors import market_status
from markets.views.locales import decimal_mark_of
from portfolios.accounting.core.types import ProblemCode
from portfolios.forms.repairs import (
    FromAccountForm,
    JoinForm,
    NoAnswerForm,
    OpeningBalanceForm,
    ProblemForm,
    RowValueForm,
    ToAccountForm,
    lines_of,
)
from portfolios.selectors.books.conversions import missing_conversions
from portfolios.selectors.books.health import findings_of
from portfolios.selectors.ledger.suggestions import suggested_transfers
from portfolios.services.ledger import repairs
from portfolios.services.ledger.conversions import record_conversion
from portfolios.services.ledger.dismissals import dismiss_problem, restore_problem
from portfolios.views.access import editable_portfolio, visible_portfolio
from portfolios.views.refusals import refusals_told
from portfolios.views.undo import back, offer_undo


@dataclass(frozen=True, slots=True)
class _Repair:
    form: type[ProblemForm]
    service: Any
    message: Promise
    changes_ledger: bool = True


_TRANSFER = _Repair(
    FromAccountForm, repairs.record_missing_transfer, gettext_lazy("The transfer was recorded.")
)
REPAIRS = {
    ProblemCode.DOES_NOT_ADD_UP: _Repair(
        NoAnswerForm,
        repairs.rebuild_from_ledger,
        gettext_lazy("The books are rebuilt."),
        changes_ledger=False,
    ),
    ProblemCode.MISSING_ACQUISITION: _Repair(
        OpeningBalanceForm,
        repairs.add_opening_balance,
        gettext_lazy("The opening balance was added."),
    ),
    ProblemCode.ACCOUNT_OVERDRAWN: _TRANSFER,
    ProblemCode.NEGATIVE_BALANCE: _Repair(
        NoAnswerForm, repairs.cover_balance, gettext_lazy("The missing deposit was added.")
    ),
    ProblemCode.MISSING_PRICE: _Repair(
        RowValueForm, repairs.value_row, gettext_lazy("The row has its value.")
    ),
    ProblemCode.UNMATCHED_TRANSFER: _Repair(
        ToAccountForm,
        repairs.complete_transfer,
        gettext_lazy("The transfer says where it went."),
    ),
    ProblemCode.SUSPECTED_DUPLICATE: _Repair(
        NoAnswerForm, repairs.delete_duplicate, gettext_lazy("The second row was deleted.")
    ),
    ProblemCode.PRICES_ADJUSTED: _Repair(
        NoAnswerForm,
        repairs.count_as_adjusted,
        gettext_lazy(
            "The days before the split count its new units. It can be taken back at the foot."
        ),
        changes_ledger=False,
    ),
    ProblemCode.REPAID_MORE_THAN_BORROWED: _Repair(
        NoAnswerForm, repairs.add_missing_loan, gettext_lazy("The missing loan was added.")
    ),
}


@login_required
def health(request, pk):
    portfolio = visible_portfolio(request, pk)
    dismissals = list(portfolio.dismissals.select_related("asset", "user"))
    suggestions, suggested = suggested_transfers(portfolio, dismissals=dismissals)
    context = {
        "portfolio": portfolio,
        "tab": "health",
        "currency": portfolio.figures_currency.symbol,
        "groups": findings_of(
            portfolio, dismissals=dismissals, is_simulated=market_status().is_simulated
        ),
        "conversions": missing_conversions(portfolio, dismissals=dismissals),
        "suggestions": suggestions,
        "suggested": suggested,
        "dismissals": dismissals,
        "accounts": list(portfolio.accounts.all()),
        "has_ledger": portfolio.transactions.exists(),
    }
    return render(request, "portfolios/books/health.html", context)


@login_required
@require_POST
def repair(request, pk):
    """Carry out the repair of one problem, with what was answered."""
    portfolio = editable_portfolio(request, pk)
    chosen = REPAIRS.get(request.POST.get("code"))
    if chosen is REPAIRS[ProblemCode.MISSING_ACQUISITION] and "from_account" in request.POST:
        chosen = _TRANSFER  # another account held the coins
    form = (chosen.form if chosen else ProblemForm)(
        request.POST, portfolio=portfolio, decimal_mark=decimal_mark_of(request)
    )
    if chosen is None:
        messages.error(request, _("This problem has no repair of its own."))
    elif not form.is_valid():
        messages.error(request, lines_of(form))
    else:
        _carry_out(request, portfolio, chosen, form)
    return redirect("portfolios:health", pk)


def _carry_out(request, portfolio, chosen: _Repair, form) -> None:
    given = form.cleaned_data
    asset = given["asset"].pk if given["asset"] else None
    problem = portfolio.ledgerproblems.about(given["code"], given["transaction"], asset).first()
    if problem is None:
        messages.info(request, repairs.GONE)
        return
    with refusals_told(request):
        chosen.service(problem, user=request.user, **form.answers())
        if chosen.changes_ledger:
            _tell(request, portfolio, chosen.message)
        else:
            messages.success(request, chosen.message)


@login_required
@require_POST
def join(request, pk):
    """Make one transfer of a withdrawal and a deposit."""
    portfolio = editable_portfolio(request, pk)
    form = JoinForm(request.POST)
    if not form.is_valid():
        messages.error(request, lines_of(form))
        return redirect("portfolios:health", pk)
    with refusals_told(request):
        repairs.join_transfer(portfolio, user=request.user, **form.cleaned_data)
        _tell(request, portfolio, _("The two rows are one transfer now."))
    return redirect("portfolios:health", pk)


@login_required
@require_POST
def convert(request, pk, event):
    """Record a redenomination or a migration of what the portfolio holds."""
    portfolio = editable_portfolio(request, pk)
    event = get_object_or_404(AssetEvent.objects.select_related("asset", "successor"), pk=event)
    with refusals_told(request):
        record_conversion(portfolio, event, user=request.user)
        done = _("The ledger has the new units of {name}.").format(name=event.asset.name)
        _tell(request, portfolio, done)
    return redirect("portfolios:health", pk)


def _tell(request, portfolio, done: str) -> None:
    history = reverse("portfolios:history", args=[portfolio.pk])
    can_undo = _('The <a href="{address}">ledger history</a> can undo it.')
    text = format_html(f"{{done}} {can_undo}", done=done, address=history)
    messages.success(request, text)


@login_required
@require_POST
def dismiss(request, pk):
    """Say that a problem is known."""
    portfolio = editable_portfolio(request, pk)
    form = ProblemForm(request.POST, portfolio=portfolio)
    if not form.is_valid():
        messages.error(request, lines_of(form))
        return redirect("portfolios:health", pk)
    given = form.cleaned_data
    with refusals_told(request):
        dismissal = dismiss_problem(
            portfolio, code=given["code"], user=request.user,
            transaction_id=given["transaction"], asset=given["asset"],
        )  # fmt: skip
        said = _("Noted as known. It can be taken back at the foot of this page, too.")
        offer_undo(request, said, address=reverse("portfolios:restore", args=[pk, dismissal.pk]))
    return redirect("portfolios:health", pk)


@login_required
@require_POST
def restore(request, pk, dismissal):
    """Take a dismissal back."""
    portfolio = editable_portfolio(request, pk)
    restore_problem(get_object_or_404(portfolio.dismissals, pk=dismissal))
    messages.success(request, _("Taken back: the problem is listed again."))
    return back(request, "portfolios:health", pk)
