"""Alerts on the market: created, changed, paused, armed again and deleted by their owner."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from markets.models import Asset
from portfolios.models import MarketAlert, SavedScreen, User
from portfolios.services.alerts.market.evaluation import evaluate_alerts
from portfolios.services.alerts.market.screens import evaluate_screen
from portfolios.services.alerts.market.terms import settle_terms, term_errors
from portfolios.services.errors import Refused
from portfolios.services.locks import hold, in_one_go

MOST_ALERTS = 200
Status, Subject = MarketAlert.Status, MarketAlert.Subject


@in_one_go
def create_market_alert(user: User, **terms) -> MarketAlert:
    """Arm an alert on the market. What meets its condition already is no crossing.

    `level` is in the measure's stored unit: 0.1 is 10%. Raises `Refused`.
    """
    # Two requests at once don't go over the limit together; notices may be added meanwhile.
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if user.market_alerts.count() >= MOST_ALERTS:
        message = _("You have {most} alerts on the market, which is the most.")
        raise Refused(message.format(most=MOST_ALERTS))
    return _arm(MarketAlert(user=user, **terms))


@in_one_go
def change_market_alert(alert: MarketAlert, **terms) -> MarketAlert:
    """Change an alert's terms; where they are others, it begins anew. Raises `Refused`."""
    alert = hold(alert, *MarketAlert.NAMED, "user")
    note = terms.pop("note", alert.note)
    alert.note = note
    if all(getattr(alert, name) == value for name, value in terms.items()):
        alert.save(update_fields=["note"])
        return alert
    for name, value in terms.items():
        setattr(alert, name, value)
    return _arm(alert)


@in_one_go
def rearm_market_alert(alert: MarketAlert) -> MarketAlert:
    """Arm what has fired or was paused, from what is so now."""
    return _arm(hold(alert, *MarketAlert.NAMED, "user"))


@in_one_go
def pause_market_alert(alert: MarketAlert) -> MarketAlert:
    """Have an armed alert fire nothing until it is armed again. Raises `Refused`."""
    alert = hold(alert)
    if alert.status != Status.ARMED:
        raise Refused(_("Only an armed alert can be paused."))
    alert.status = Status.PAUSED
    alert.forget_state()
    alert.save()
    return alert


@in_one_go
def delete_market_alert(alert: MarketAlert) -> None:
    """Delete an alert with the notices of what it fired."""
    hold(alert).delete()


def restart_all_alerts() -> int:
    """Begin all anew, as another market's figures cross nothing; how many there were."""
    return MarketAlert.objects.forget_states()


@transaction.atomic
def move_market_alerts(source: Asset, target: Asset) -> None:
    """Have what watches an asset watch the one that it was merged into, from what is so now."""
    MarketAlert.objects.filter(asset=source).forget_states()
    MarketAlert.objects.filter(asset=source).update(asset=target)


@transaction.atomic
def restart_alerts_on(screen: SavedScreen) -> None:
    """A view that was changed has others in it: none of them has entered."""
    for alert in MarketAlert.objects.filter(screen=screen).armed():
        _arm(hold(alert, *MarketAlert.NAMED, "user"))


def _arm(alert: MarketAlert) -> MarketAlert:
    settle_terms(alert)
    errors = term_errors(alert)
    for own, message in (
        (alert.screen, _("Choose one of your saved views.")),
        (alert.watchlist, _("Choose one of your watchlists.")),
    ):
        if own is not None and own.user_id != alert.user_id:
            errors[alert.subject] = [message]
    if errors:
        raise Refused(errors)
    alert.status, alert.armed_at = Status.ARMED, timezone.now()
    alert.silent_until = None
    alert.forget_state()
    alert.save()
    # The first evaluation, which fires nothing: from here on everything counts.
    if alert.subject == Subject.SCREEN:
        evaluate_screen(alert.pk)
    else:
        evaluate_alerts(only=alert.pk)
    alert.refresh_from_db()
    return alert
