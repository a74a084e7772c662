"""E-mail, through the installation's mail server."""

from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from portfolios.transports.message import (
    Message,
    Receiver,
    TransportError,
    digest_text,
    digest_title,
)


def send(receiver: Receiver, messages: list[Message]) -> None:
    """Send one mail; its id is the first message's key, the same at every attempt."""
    context = {
        "text": digest_text(messages),
        "url": messages[-1].url,
        "channels_url": f"{settings.BASE_URL}/channels/",
    }
    text = render_to_string("portfolios/alerts/email/alert.txt", context)
    mail = EmailMessage(
        subject=f"[Tidemark] {digest_title(messages)}",
        body=text,
        to=[receiver.address],
        headers={"Message-ID": f"<{messages[0].key}@tidemark>"},
    )
    try:
        mail.send()
    except (SMTPException, OSError) as error:
        raise TransportError(f"{type(error).__name__}: {error}") from error
