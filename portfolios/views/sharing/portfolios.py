"""The list of portfolios, and a portfolio's settings."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from markets.views.parts import render_part
from portfolios.forms.forms import AccountForm, PortfolioForm, ShareForm
from portfolios.models import Account, Portfolio, PortfolioInvitation
from portfolios.selectors.books.basis import last_comparison
from portfolios.selectors.books.holdings import values_of
from portfolios.services.books.basis import BASIS_FIELDS, preview_basis
from portfolios.services.ledger import accounts
from portfolios.services.sharing import portfolios as services
from portfolios.views.access import editable_portfolio, owned_portfolio, visible_portfolio
from portfolios.views.once import done_once
from portfolios.views.refusals import refusals_in, refusals_told
from portfolios.views.versions import atomic_post, conflict_of, locked_for_post, version_of

# The settings page has a form for each account: their fields have ids of their own.
NEW_ACCOUNT = "new-account-%s"


@login_required
def portfolio_list(request):
    related = ("currency", "books_currency", "owner")
    portfolios = list(Portfolio.objects.for_user(request.user).select_related(*related))
    values = values_of(portfolios)
    context = {
        "invitations": PortfolioInvitation.objects.for_user(request.user).select_related(
            "portfolio__owner"
        ),
        "owns_some": any(portfolio.owner_id == request.user.pk for portfolio in portfolios),
        "rows": [
            {
                "portfolio": portfolio,
                "value": values[portfolio.pk].now,
                "change": values[portfolio.pk].change,
                "change_share": values[portfolio.pk].change_share,
            }
            for portfolio in portfolios
        ],
    }
    return render_part(request, "portfolios/sharing/list.html", context, part="portfolio-cards")


@login_required
@done_once
def portfolio_create(request):
    user = request.user
    usual = {"currency": user.currency_id, "time_zone": user.time_zone}
    form = PortfolioForm(request.POST or None, initial=usual)
    if request.method == "POST" and form.is_valid():
        portfolio = services.create_portfolio(user, **form.cleaned_data)
        said = _("{portfolio} is ready: import a file, or add by hand.")
        messages.success(request, said.format(portfolio=portfolio.name))
        return redirect("portfolios:overview", portfolio.pk)
    return render(request, "portfolios/sharing/create.html", {"form": form})


@login_required
@atomic_post
def portfolio_settings(request, pk):
    portfolio = visible_portfolio(request, pk)
    form, preview, conflict = None, None, None
    stored = PortfolioForm(instance=portfolio).initial
    if request.method == "POST":
        editable_portfolio(request, pk)
        locked_for_post(request, Portfolio.objects.order_by(), pk)
        stored = PortfolioForm(instance=visible_portfolio(request, pk)).initial
        form = PortfolioForm(request.POST, instance=portfolio)
        conflict = conflict_of(request, form, stored=stored)
        if not conflict and form.is_valid() and "preview" in request.POST:
            preview = _preview(request, pk, form)
        elif not conflict and form.is_valid():
            changes = {name: form.cleaned_data[name] for name in form.changed_data}
            if changes:
                services.change_portfolio(portfolio, user=request.user, **changes)
            messages.success(request, _told_of(changes))
            return redirect("portfolios:settings", pk)
    return settings_page(
        request, portfolio, form=form, preview=preview, conflict=conflict, stored=stored
    )


def _preview(request, pk, form) -> dict:
    """What the chosen method would do; the form has put it into its own portfolio already."""
    stored = visible_portfolio(request, pk)
    chosen = {name: form.cleaned_data[name] for name in ("method", "scope")}
    if chosen == {"method": stored.method, "scope": stored.scope}:
        return {"same": True}
    return {"comparison": preview_basis(stored, **chosen)}


def _told_of(changes: dict) -> str:
    if BASIS_FIELDS & changes.keys():
        return _("Saved. What it changed stands below as soon as the figures are rebuilt.")
    return _("Saved.")


def settings_page(
    request, portfolio, *, form=None, preview=None, conflict=None, stored=None, **forms
):
    changed = forms.get("changed_account")
    context = {
        "portfolio": portfolio,
        "tab": "settings",
        "currency": portfolio.currency.symbol,
        "form": form or PortfolioForm(instance=portfolio),
        "version": version_of(stored or PortfolioForm(instance=portfolio).initial),
        "conflict": conflict,
        "preview": preview,
        "last_change": None if preview else last_comparison(portfolio),
        "share_form": forms.get("share_form") or ShareForm(),
        "account_form": forms.get("account_form") or AccountForm(auto_id=NEW_ACCOUNT),
        "changed_account": changed,
        "shares": portfolio.shares.select_related("user"),
        "invitations": portfolio.invitations.all(),
        "accounts": [_account_row(account, changed) for account in portfolio.accounts.all()],
        "is_owner": portfolio.owner_id == request.user.pk,
    }
    has_conflict = conflict or (changed or {}).get("conflict")
    status = 409 if has_conflict else 200
    return render(request, "portfolios/sharing/settings.html", context, status=status)


def _account_row(account: Account, changed: dict | None) -> tuple[Account, AccountForm, str]:
    """An account, its form as it was sent or else as it is, and the version it was read at."""
    own = AccountForm(instance=account, auto_id=f"account-{account.pk}-%s")
    is_changed = changed is not None and changed["pk"] == account.pk
    return account, changed["form"] if is_changed else own, version_of(own.initial)


@login_required
@require_POST
@done_once
def portfolio_delete(request, pk):
    portfolio = owned_portfolio(request, pk)
    services.delete_portfolio(portfolio)
    messages.success(request, _("{portfolio} was deleted.").format(portfolio=portfolio.name))
    return redirect("portfolios:list")


@login_required
@require_POST
@done_once
def account_create(request, pk):
    portfolio = editable_portfolio(request, pk)
    form = AccountForm(request.POST, auto_id=NEW_ACCOUNT)
    if form.is_valid():
        with refusals_in(form):
            accounts.create_account(portfolio, **form.cleaned_data)
            return redirect("portfolios:settings", pk)
    return settings_page(request, portfolio, account_form=form)


@login_required
@require_POST
@atomic_post
def account_change(request, pk, account):
    """Rename an account, or say that it is of another kind."""
    portfolio = editable_portfolio(request, pk)
    locked_for_post(request, Portfolio.objects.order_by(), pk)
    account = get_object_or_404(portfolio.accounts, pk=account)
    form = AccountForm(request.POST, instance=account, auto_id=f"account-{account.pk}-%s")
    conflict = conflict_of(request, form, stored=form.initial)
    if not conflict and form.is_valid():
        with refusals_in(form):
            accounts.change_account(account, **form.cleaned_data)
            messages.success(request, _("Saved: {account}.").format(account=account.name))
            return redirect("portfolios:settings", pk)
    changed = {"pk": account.pk, "form": form, "conflict": conflict}
    return settings_page(request, portfolio, changed_account=changed)


@login_required
@require_POST
@done_once
def account_delete(request, pk, account):
    portfolio = editable_portfolio(request, pk)
    account = get_object_or_404(portfolio.accounts, pk=account)
    with refusals_told(request):
        accounts.delete_account(account)
    return redirect("portfolios:settings", pk)
