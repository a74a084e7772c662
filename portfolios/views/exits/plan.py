"""The exit plan of a portfolio: its armed levels, next to the prices they wait for."""

from dataclasses import asdict
from datetime import datetime, timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from markets.views.locales import decimal_mark_of
from markets.views.parts import render_part
from portfolios.forms.forms import add_refusal
from portfolios.forms.numbers import initial_of_link
from portfolios.forms.trigger import MORE, TABS, TriggerForm, tab_of
from portfolios.models import Trigger, TriggerKind
from portfolios.selectors.books.holdings import holdings_of
from portfolios.selectors.exits.plan import exit_plan
from portfolios.services.errors import Refused
from portfolios.services.exits import triggers as services
from portfolios.services.exits.disarming import undo_disarming
from portfolios.views.access import editable_portfolio, visible_portfolio
from portfolios.views.exits.typed import asset_named, level_context
from portfolios.views.ledger.suggestions import begin_with_only_coin, suggestion_context
from portfolios.views.once import AT_ONCE_SECONDS, done_once
from portfolios.views.refusals import refusals_told
from portfolios.views.undo import back, offer_undo
from portfolios.views.versions import atomic_post, conflict_of, locked_for_post, version_of

SALT = "portfolios.disarm"
# The toast is gone after ten seconds; a page without JavaScript stays.
UNDO_WITHIN = timedelta(minutes=10)


@login_required
def plan(request, pk):
    portfolio = visible_portfolio(request, pk)
    context = {
        "portfolio": portfolio,
        "tab": "plan",
        "currency": portfolio.figures_currency.symbol,
        "plan": exit_plan(portfolio, holdings=holdings_of(portfolio)),
    }
    return render_part(request, "portfolios/exits/plan.html", context, part="levels")


@login_required
@done_once
def trigger_create(request, pk):
    portfolio = editable_portfolio(request, pk)
    kind = request.GET.get("kind") or TriggerKind.STOP_LOSS
    form = TriggerForm(
        request.POST or None, portfolio=portfolio, decimal_mark=decimal_mark_of(request),
        what=_tab_asked(request, otherwise=tab_of(kind)),
        initial=begin_with_only_coin(
            portfolio, initial_of_link(TriggerForm.base_fields, request.GET)
        ),
    )  # fmt: skip

    def arm(**terms):
        trigger = services.arm_trigger(portfolio, user=request.user, **terms)
        said = _("Armed: {kind} on {symbol}.")
        return said.format(kind=trigger.get_kind_display(), symbol=trigger.asset.symbol)

    return _form_answer(request, portfolio, form, arm)


@login_required
@atomic_post
def trigger_edit(request, pk, trigger):
    """Move what is armed; what has ended is armed again."""
    portfolio = editable_portfolio(request, pk)
    rows = portfolio.triggers.select_related("asset", "currency", "group", "portfolio")
    trigger = locked_for_post(request, rows, trigger)
    initial = TriggerForm.initial_of(trigger)
    # To move a level and to arm one again that has fired meanwhile are two things.
    stored = initial | {"status": trigger.status}
    form = TriggerForm(
        request.POST or None, portfolio=portfolio, decimal_mark=decimal_mark_of(request),
        what=_tab_asked(request, otherwise=tab_of(trigger.kind)), initial=initial,
    )  # fmt: skip
    armed = trigger.status == trigger.Status.ARMED

    def write(**terms):
        service = services.change_trigger if armed else services.rearm_trigger
        service(trigger, user=request.user, **terms)
        if armed:
            return _("The level was moved.")
        return _("Armed again: {symbol}.").format(symbol=trigger.asset.symbol)

    return _form_answer(request, portfolio, form, write, trigger=trigger, stored=stored)


def _tab_asked(request, *, otherwise: str) -> str:
    """The tab of a form: as it says itself, as its address does, or what the rule is."""
    if request.method == "POST":
        return request.POST.get("what", MORE)
    what = request.GET.get("what")
    return what if what in TABS else otherwise


def _form_answer(request, portfolio, form, write, *, trigger=None, stored=None):
    breached = False
    conflict = conflict_of(request, form, stored=stored) if stored else None
    is_sent = request.method == "POST" and "show" not in request.POST
    if is_sent and not conflict and form.is_valid():
        try:
            said = write(**form.terms())
        except Refused as refusal:
            breached = isinstance(refusal, services.AlreadyBreached)
            add_refusal(form, refusal)
        else:
            messages.success(request, said)
            return redirect("portfolios:plan", portfolio.pk)
    typed = level_context(request, form)
    written = asset_named(typed, form)
    context = {
        "portfolio": portfolio, "tab": "plan", "form": form, "title": _title(trigger),
        "breached": breached, "trigger": trigger, "currency": portfolio.currency.symbol,
        "conflict": conflict, "version": version_of(stored) if stored else None,
        **typed, **(suggestion_context(portfolio, written=written) if not trigger else {}),
    }  # fmt: skip
    status = 409 if conflict else 200
    return render(request, "portfolios/exits/trigger_form.html", context, status=status)


def _title(trigger: Trigger | None) -> str:
    if trigger is None:
        return _("Arm a level")
    return _("Move the level") if trigger.status == trigger.Status.ARMED else _("Arm it again")


@login_required
@require_POST
def trigger_disarm(request, pk, trigger):
    portfolio = editable_portfolio(request, pk)
    trigger = get_object_or_404(portfolio.triggers.select_related("asset"), pk=trigger)
    with refusals_told(request):
        try:
            was = services.disarm_trigger(trigger)
        except Refused:
            if not _was_just_disarmed(trigger):
                raise
            # A second click: what was said after the first holds.
            return redirect("portfolios:plan", pk)
        address = reverse("portfolios:undo_disarming", args=[pk, trigger.pk])
        sealed = signing.dumps({**asdict(was), "ended_at": was.ended_at.isoformat()}, salt=SALT)
        said = _("Disarmed: {kind} on {symbol}.")
        said = said.format(kind=trigger.get_kind_display(), symbol=trigger.asset.symbol)
        offer_undo(request, said, address=f"{address}?was={sealed}")
    return redirect("portfolios:plan", pk)


@login_required
@require_POST
def trigger_undo_disarming(request, pk, trigger):
    """Arm a level again as it was; `was` is what its disarming said of it."""
    portfolio = editable_portfolio(request, pk)
    trigger = get_object_or_404(portfolio.triggers.select_related("asset"), pk=trigger)
    with refusals_told(request):
        is_reached = undo_disarming(trigger, was=_unsealed(request.GET.get("was", "")))
        said = _("Armed again: {kind} on {symbol}.")
        if is_reached:
            said = _(
                "Armed again: {kind} on {symbol}. The price has reached it meanwhile, so it fires"
                " now."
            )
        said = said.format(kind=trigger.get_kind_display(), symbol=trigger.asset.symbol)
        messages.success(request, said)
    return back(request, "portfolios:plan", pk)


def _was_just_disarmed(trigger: Trigger) -> bool:
    since = timezone.now() - timedelta(seconds=AT_ONCE_SECONDS)
    ended = Trigger.objects.filter(pk=trigger.pk, ended_at__gte=since)
    return ended.filter(status=Trigger.Status.CANCELLED).exists()


def _unsealed(text: str) -> services.Disarmed:
    """What a disarming said. Raises `Refused` for what is not, or older than an undo may be."""
    try:
        was = signing.loads(text, salt=SALT, max_age=UNDO_WITHIN)
    except signing.BadSignature:
        raise Refused(_("It is too late to undo this: arm the level again instead.")) from None
    return services.Disarmed(**was | {"ended_at": datetime.fromisoformat(was["ended_at"])})
