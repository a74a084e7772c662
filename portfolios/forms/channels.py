"""What people write about a channel."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portfolios.forms.preferences import time_zones
from portfolios.models import Channel
from portfolios.models.channel import EVENT_KINDS

HOURS = [(hour, f"{hour:02}:00") for hour in range(24)]
ADDRESSES = {
    Channel.Kind.WEBHOOK: (
        "URL",
        "https://example.org/alerts",
        _("Each alert is POSTed there, signed."),
    ),
    Channel.Kind.APPRISE: (
        _("Messenger's URL"), "ntfy://my-topic",
        _("For example ntfy://topic, tgram://bot-token/chat-id,"
          " discord://webhook-id/webhook-token, slack://token-a/token-b/token-c,"
          " matrixs://user:password@server/#room."),
    ),
}  # fmt: skip


class ChannelForm(forms.Form):
    """A channel of one kind; a stored address is not shown again, and may stay empty."""

    name = forms.CharField(max_length=60, label=_("Name"))
    address = forms.CharField(max_length=500, label=_("Address"))
    enabled = forms.BooleanField(required=False, initial=True, label=_("Switched on"))
    kinds = forms.MultipleChoiceField(
        choices=EVENT_KINDS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=_("Which alerts"),
        help_text=_("None chosen: all of them."),
    )
    digest = forms.ChoiceField(
        choices=Channel.Digest.choices, initial=Channel.Digest.AT_ONCE, label=_("When")
    )
    digest_hour = forms.TypedChoiceField(
        choices=HOURS, coerce=int, initial=8, label=_("Once a day at")
    )
    quiet_from = forms.TimeField(
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        label=_("Quiet from"),
    )
    quiet_until = forms.TimeField(
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        label=_("Quiet until"),
        help_text=_("What fires in between comes when it ends."),
    )
    time_zone = forms.ChoiceField(label=_("Time zone of these hours"), initial="UTC")
    hides_amounts = forms.BooleanField(
        required=False,
        label=_("Leave amounts out"),
        help_text=_(
            "Prices and percentages stay. Follows this device’s privacy mode when you switch that."
        ),
    )
    urgent_anyway = forms.BooleanField(
        required=False,
        initial=True,
        label=_("Stops come at once, at any hour"),
        help_text=_("Stop-losses, trailing stops and break-even stops."),
    )

    def __init__(self, *args, kind: str, channel: Channel | None = None, **kwargs):
        if channel is not None:
            names = [name for name in self.base_fields if name != "address"]
            kwargs["initial"] = {name: getattr(channel, name) for name in names}
        super().__init__(*args, **kwargs)
        self.fields["time_zone"].choices = time_zones()
        if channel is None:
            del self.fields["enabled"]
        if kind != Channel.Kind.WEBPUSH:
            del self.fields["hides_amounts"]
        if kind == Channel.Kind.WEBHOOK:
            # Programs take events one by one; how to gather them is theirs to decide.
            del self.fields["digest"], self.fields["digest_hour"]
        self._describe_address(kind, channel)

    def _describe_address(self, kind: str, channel: Channel | None) -> None:
        if kind == Channel.Kind.EMAIL:
            del self.fields["address"]
            return
        if kind == Channel.Kind.WEBPUSH:
            self._expect_browser(channel)
            return
        field = self.fields["address"]
        field.label, field.widget.attrs["placeholder"], field.help_text = ADDRESSES[kind]
        field.widget.attrs["autocomplete"] = "off"
        if channel is not None:
            field.required = False
            kept = gettext("Now {hint}; leave it empty to keep it.").format(hint=channel.hint)
            field.help_text = f"{kept} {field.help_text}"

    def _expect_browser(self, channel: Channel | None) -> None:
        """A script fills the address in; a browser that is subscribed keeps it."""
        if channel is not None:
            del self.fields["address"]
            return
        self.fields["address"] = forms.CharField(
            max_length=2000,
            widget=forms.HiddenInput,
            error_messages={
                "required": _("This browser gave no address: see what it needs above.")
            },
        )

    def clean(self):
        values = super().clean()
        given = [values.get(name) is not None for name in ("quiet_from", "quiet_until")]
        if any(given) and not all(given):
            missing = "quiet_until" if given[0] else "quiet_from"
            self.add_error(missing, _("Quiet hours need a beginning and an end."))
        return values
