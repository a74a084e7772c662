"""What a delivery says: an alert or a notice as a message for any kind of channel."""

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from markets.numbers import exact_decimal, plain
from markets.templatetags.figures import AMOUNTS_HIDDEN
from portfolios.models import Alert, Delivery, Notice
from portfolios.transports.message import Message


def message_of(delivery: Delivery) -> Message:
    """The message of a delivery, without amounts where its channel leaves them out."""
    before = AMOUNTS_HIDDEN.set(delivery.channel.hides_amounts)
    try:
        if delivery.alert is not None:
            return _of_alert(delivery.alert, key=str(delivery.key))
        return _of_notice(delivery.notice, key=str(delivery.key))
    finally:
        AMOUNTS_HIDDEN.reset(before)


def kind_of(delivery: Delivery) -> str:
    """The kind of alert that quiet hours and a channel's choice go by."""
    return delivery.alert.kind if delivery.alert is not None else delivery.notice.kind


def _of_alert(alert: Alert, *, key: str) -> Message:
    context = {"alert": alert, "trigger": alert.trigger}
    return Message(
        key=key,
        event=alert.kind,
        title=_("{symbol}: {kind} reached").format(
            symbol=alert.asset.symbol, kind=alert.kind_within
        ),
        text=render_to_string("portfolios/alerts/email/alert_text.txt", context).strip(),
        url=f"{settings.BASE_URL}/alerts/",
        at=alert.fired_at,
        data=_alert_data(alert),
    )


def _alert_data(alert: Alert) -> dict:
    return {
        "alert": alert.pk,
        "portfolio": {"id": alert.portfolio_id, "name": alert.portfolio.name},
        "asset": {"slug": alert.asset.slug, "symbol": alert.asset.symbol},
        "kind": alert.kind,
        "price_usd": _figure(alert.price),
        "level": None if alert.level is None else plain(alert.level),
        "level_currency": alert.trigger.currency.symbol,
        "level_usd": _figure(alert.level_usd),
        "share": plain(alert.share),
        "quantity": plain(alert.quantity),
        "value_usd": _figure(alert.value_usd),
        "note": alert.trigger.note,
        "fired_at": _instant(alert.fired_at),
        "quote": {"as_of": _instant(alert.quote_as_of), "source": alert.source},
    }


def _of_notice(notice: Notice, *, key: str) -> Message:
    portfolio = notice.portfolio
    data = {"notice": notice.pk, "kind": notice.kind, "portfolio": None, **notice.data}
    if portfolio is not None:
        data["portfolio"] = {"id": portfolio.pk, "name": portfolio.name}
    return Message(
        key=key,
        event=notice.kind,
        title=notice.title,
        text=notice.text,
        url=f"{settings.BASE_URL}{notice.path or '/alerts/'}",
        at=notice.created_at,
        data=data,
    )


def _figure(number: float) -> str:
    return plain(exact_decimal(number))


def _instant(at) -> str:
    return at.isoformat().replace("+00:00", "Z")
