"""What a form of a ledger row shows below it: balance, market price, third figure, effect."""

from portfolios.forms.ledger.entry import EntryForm
from portfolios.forms.ledger.trades import TradeForm, offered_price, when_of
from portfolios.models import Balance, Transaction, User
from portfolios.selectors.ledger.ledger import fiat_ids
from portfolios.selectors.ledger.market_check import market_warning
from portfolios.services.books.previews import preview_row
from portfolios.services.ledger.transactions import faults_of


def preview_context(form: EntryForm, *, user: User, row: Transaction | None = None) -> dict:
    """As far as the form is filled in; one that was not sent yet shows its initial values' part."""
    is_whole = form.is_bound and form.is_valid()
    context = {"balance": balance_of(form), "market": None, "effect": None, "warning": ""}
    if isinstance(form, TradeForm) and form.is_bound:
        context |= _market(form, is_whole=is_whole)
    if is_whole:
        draft = form.draft(row)
        context["warning"] = market_warning(draft)
        if not faults_of(draft, portfolio=form.portfolio, fiat=fiat_ids()):
            context["effect"] = preview_row(form.portfolio, draft, user=user)
            context["is_long"] = context["effect"] is None
    return context


def balance_of(form: EntryForm) -> Balance | None:
    """What the account has now of what leaves it; None where that is nothing or not known."""
    if form.leaving is None:
        return None
    asset, account = _value(form, form.leaving[0]), _value(form, "account")
    if not asset or not account:
        return None
    balances = Balance.objects.filter(portfolio=form.portfolio, account=account)
    which = {"asset": asset} if not isinstance(asset, str) else {"asset__slug": asset}
    return balances.filter(**which, quantity__gt=0).select_related("asset", "account").first()


def _value(form: EntryForm, name: str):
    """A field's cleaned value, or its initial one."""
    return form.cleaned_data.get(name) if form.is_bound else form[name].initial


def _market(form: TradeForm, *, is_whole: bool) -> dict:
    found = form.market_price()
    if found is None:
        return {}
    has_price = is_whole or bool(form["price"].data) or bool(form["total"].data)
    return {
        "market": offered_price(found), "when": when_of(found, form),
        "currency": form.cleaned_data["money"], "fills_price": not has_price,
    }  # fmt: skip
