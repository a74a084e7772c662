"""Alerts on the market: a person's own, created, changed, paused, armed again and deleted."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from markets.views.locales import decimal_mark_of
from portfolios.forms.market_alert import MarketAlertForm
from portfolios.forms.numbers import initial_of_link
from portfolios.models import MarketAlert
from portfolios.selectors.alerts.market.listing import listed
from portfolios.selectors.alerts.market.words import condition_in_words, subject_in_words
from portfolios.services.alerts.market import alerts as services
from portfolios.views.once import done_once
from portfolios.views.refusals import refusals_in, refusals_told
from portfolios.views.versions import atomic_post, conflict_of, locked_for_post, version_of

HISTORY_SHOWN = 50
Subject = MarketAlert.Subject
_FIRST = {Subject.ASSET: {"measure": "price", "rule": "above"},
          Subject.HOLDINGS: {"measure": "signal_flip"},
          Subject.WATCHLIST: {"measure": "signal_flip"}}  # fmt: skip


def _own(request):
    return MarketAlert.objects.for_user(request.user).select_related(*MarketAlert.NAMED)


@login_required
@done_once
def market_alert_create(request):
    """The form for one kind of subject; a link fills it in by its query."""
    subject = request.GET.get("subject")
    subject = subject if subject in Subject else Subject.ASSET
    form = MarketAlertForm(
        request.POST or None, user=request.user, subject=subject,
        decimal_mark=decimal_mark_of(request),
        initial=_FIRST.get(subject, {}) | initial_of_link(MarketAlertForm.base_fields, request.GET),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            alert = services.create_market_alert(request.user, **form.terms())
            messages.success(request, _armed(alert))
            return _to_list()
    return render(
        request,
        "portfolios/alerts/market/form.html",
        {"form": form, "subject": subject, "subjects": Subject},
    )


@login_required
@atomic_post
def market_alert(request, pk):
    """An alert with what it fired; another condition begins anew."""
    alert = locked_for_post(request, _own(request), pk)
    stored = MarketAlertForm.initial_of(alert) | {"status": alert.status}
    form = MarketAlertForm(
        request.POST or None, user=request.user, subject=alert.subject,
        decimal_mark=decimal_mark_of(request), initial=MarketAlertForm.initial_of(alert),
    )  # fmt: skip
    conflict = conflict_of(request, form, stored=stored)
    if request.method == "POST" and not conflict and form.is_valid():
        with refusals_in(form):
            services.change_market_alert(alert, **form.terms())
            messages.success(request, _("Alert saved."))
            return _to_list()
    context = {
        "form": form, "subject": alert.subject, "alert": alert, "conflict": conflict,
        "version": version_of(stored), "row": listed([alert], now=timezone.now())[0],
        "history": alert.notices.all()[:HISTORY_SHOWN],
    }  # fmt: skip
    status = 409 if conflict else 200
    return render(request, "portfolios/alerts/market/form.html", context, status=status)


@login_required
@require_POST
def market_alert_pause(request, pk):
    with refusals_told(request):
        services.pause_market_alert(get_object_or_404(_own(request), pk=pk))
        messages.success(request, _("Alert paused."))
    return _to_list()


@login_required
@require_POST
def market_alert_rearm(request, pk):
    with refusals_told(request):
        alert = services.rearm_market_alert(get_object_or_404(_own(request), pk=pk))
        messages.success(request, _armed(alert))
    return _to_list()


@login_required
@require_POST
@done_once
def market_alert_delete(request, pk):
    services.delete_market_alert(get_object_or_404(_own(request), pk=pk))
    messages.success(request, _("Alert deleted."))
    return _to_list()


def _to_list():
    return redirect(f"{reverse('portfolios:alerts')}#market")


def _armed(alert: MarketAlert) -> str:
    """That it is armed, and what meets its condition already, which is no crossing."""
    said = _("Armed. {subject}: {condition}.").format(
        subject=subject_in_words(alert), condition=condition_in_words(alert)
    )
    count = len(alert.met)
    if not count or alert.rule in (alert.Rule.ENTERS, alert.Rule.HAPPENS):
        return said
    already = _("It is so already: the alert fires the next time it comes to be so.")
    if alert.subject not in (Subject.ASSET, Subject.MARKET) and alert.category is None:
        already = ngettext(
            "{count} meets it already: it fires the next time it comes to.",
            "{count} meet it already: they fire the next time they come to.",
            count,
        ).format(count=count)
    return f"{said} {already}"
