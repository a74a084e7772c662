"""The composer: a row as people think of it, by tabs; what it does, before it is recorded."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from markets.numbers import plain
from markets.views.locales import decimal_mark_of
from portfolios.accounting.core.types import GIFTS, TransactionType
from portfolios.accounting.core.validation import leg_rules
from portfolios.forms.ledger.entry import EntryForm
from portfolios.forms.ledger.tabs import ALL_FIELDS, FORMS, form_for, form_of
from portfolios.forms.ledger.transaction import TransactionForm
from portfolios.models.trigger import EXITS
from portfolios.selectors.exits.fired import sale_after
from portfolios.selectors.ledger.last_entries import last_entered
from portfolios.selectors.ledger.market_check import market_warning
from portfolios.services.ledger.composing import compose_transaction
from portfolios.views.access import editable_portfolio
from portfolios.views.ledger.entry_preview import balance_of, preview_context
from portfolios.views.ledger.next_steps import say_recorded
from portfolios.views.once import done_once
from portfolios.views.refusals import refusals_in
from portfolios.views.versions import atomic_post, conflict_of, locked_for_post, version_of

TEMPLATES = {
    "buy": "portfolios/ledger/composer/trade.html",
    "sell": "portfolios/ledger/composer/trade.html",
    "swap": "portfolios/ledger/composer/swap.html",
    "transfer": "portfolios/ledger/composer/transfer.html",
    "reward": "portfolios/ledger/composer/reward.html",
    "more": "portfolios/ledger/composer/more.html",
}
LABELS = {
    "buy": _("Buy"), "sell": _("Sell"), "swap": _("Swap"), "transfer": _("Transfer"),
    "reward": _("Reward"), "more": _("More"),
}  # fmt: skip


@login_required
@done_once
def transaction_create(request, pk):
    portfolio = editable_portfolio(request, pk)
    sale = _sale_asked_for(request, portfolio)
    kind = form_of(_tab_asked_for(request, sale))
    if sale is not None:
        initial = TransactionForm.initial_of_sale(sale, portfolio=portfolio)
    else:
        initial = _initial_of_new(request, portfolio, kind)
    form = kind(_sent(request), portfolio=portfolio, initial=initial,
                decimal_mark=decimal_mark_of(request))  # fmt: skip
    if "max" in request.POST:
        return _form_page(request, portfolio, _with_most(form), sale=sale)
    if _is_to_record(form):
        with refusals_in(form):
            row = compose_transaction(
                portfolio, user=request.user, columns=form.columns(),
                new_accounts=form.new_accounts(),
            )  # fmt: skip
            said = gettext("Added: {row}.").format(row=row)
            if request.POST.get("then") == "another":
                messages.success(request, said)
                return redirect(f"{reverse('portfolios:add', args=[pk])}?tab={form.tab}")
            say_recorded(request, said, portfolio=portfolio)
            return redirect("portfolios:transactions", pk)
    return _form_page(request, portfolio, form, sale=sale)


def _tab_asked_for(request, sale) -> str | None:
    if request.method == "POST":
        return request.POST.get("tab")
    if sale is not None or "type" in request.GET:
        return ALL_FIELDS
    return request.GET.get("tab", FORMS[0].tab)


def _initial_of_new(request, portfolio, kind: type[EntryForm]) -> dict:
    now = timezone.now().astimezone(portfolio.zone).replace(tzinfo=None, microsecond=0)
    last = last_entered(portfolio, types=kind.types)
    initial = kind.initial_after(last, portfolio=portfolio) | {"executed_at": now}
    if last is None and (any_row := last_entered(portfolio, types=())):
        initial["account"] = any_row.account
    if kind.tab == ALL_FIELDS:
        initial["type"] = request.GET.get("type", TransactionType.BUY)
    return initial


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
    rows = portfolio.transactions.with_assets().select_related("portfolio", "net_worth_asset")
    row = locked_for_post(request, rows, transaction)
    kind = _kind_to_edit(request, row)
    stored = kind.initial_of(row)
    form = kind(_sent(request), portfolio=portfolio, initial=stored,
                decimal_mark=decimal_mark_of(request))  # fmt: skip
    if "max" in request.POST:
        return _form_page(request, portfolio, _with_most(form), row=row)
    conflict = conflict_of(request, form, stored=stored)
    if not conflict and _is_to_record(form, row):
        with refusals_in(form):
            compose_transaction(
                portfolio, user=request.user, columns=form.columns(),
                new_accounts=form.new_accounts(), row=row,
            )  # fmt: skip
            messages.success(request, gettext("Saved. The history below can undo it."))
            return redirect("portfolios:transactions", pk)
    return _form_page(
        request, portfolio, form, row=row, version=version_of(stored), conflict=conflict
    )


def _kind_to_edit(request, row) -> type[EntryForm]:
    """The form that was sent or asked for, if it shows all of the row; else the first that does."""
    if request.method == "POST":
        asked = form_of(request.POST.get("tab"))
    else:
        asked = form_of(request.GET["tab"]) if "tab" in request.GET else form_for(row)
    return asked if asked.takes(row) else form_for(row)


def _sent(request):
    return request.POST if request.method == "POST" else None


def _is_to_record(form: EntryForm, row=None) -> bool:
    """Whether the form is complete, and its price near the market's or said to be right."""
    if not form.is_bound or not form.is_valid():
        return False
    if not form.is_confirmed:
        form.price_warning = market_warning(form.draft(row))
    return not form.price_warning


def _with_most(form: EntryForm) -> EntryForm:
    """The form as it was sent, with the balance of the account as the quantity that leaves."""
    form.is_valid()
    initial = {bound.name: bound.value() for bound in form}
    most = balance_of(form)
    if most and form.leaving:
        initial[form.leaving[1]] = plain(most.quantity)
    return type(form)(portfolio=form.portfolio, initial=initial)


def _form_page(request, portfolio, form, *, row=None, sale=None, version=None, conflict=None):
    context = {
        "portfolio": portfolio,
        "tab": "transactions",
        "form": form,
        "tabs": [(kind.tab, LABELS[kind.tab]) for kind in FORMS],
        "row": row,
        "sale": sale,
        "version": version,
        "conflict": conflict,
        **_preview_of(request, form, row),
        "leg_rules": {code.value: _field_rules(code) for code in TransactionType},
    }
    status = 409 if conflict else 200
    return render(request, TEMPLATES[form.tab], context, status=status)


def _preview_of(request, form, row) -> dict:
    """What the page shows below a form; one of all fields is previewed as it is filled in."""
    if form.tab == ALL_FIELDS:
        return {}
    return {"preview": preview_context(form, user=request.user, row=row)}


def _field_rules(kind: TransactionType) -> dict[str, str]:
    """What the form shows for a type, as `leg_rules` tells it."""
    return leg_rules(kind) | {"gift": "optional" if kind in GIFTS else "forbidden"}


@login_required
@require_POST
def transaction_preview(request, pk):
    """What the form as it stands would do, while it is filled in."""
    portfolio = editable_portfolio(request, pk)
    kind = form_of(request.POST.get("tab"))
    form = kind(request.POST, portfolio=portfolio, decimal_mark=decimal_mark_of(request))
    row = None
    if (asked := request.POST.get("row", "")).isascii() and asked.isdigit() and len(asked) <= 18:
        row = get_object_or_404(portfolio.transactions.with_assets(), pk=asked)
    preview = preview_context(form, user=request.user, row=row)
    context = {"portfolio": portfolio, "form": form, "preview": preview}
    return render(request, "portfolios/ledger/composer/preview.html", context)
