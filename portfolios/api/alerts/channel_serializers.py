"""Channels and the log of deliveries, as the API reads and writes them."""

from rest_framework import serializers

from markets.api.base.fields import ClockField, TextField
from markets.api.base.strict import StrictModelSerializer
from portfolios.api.base.problems import Conflict
from portfolios.models import Channel, Delivery


class ChannelSerializer(StrictModelSerializer):
    """Where alerts are sent. `address` is written, never read; `hint` says what may be shown.

    The signing secret of a webhook is in the answer that makes it, and in no other.
    """

    address = TextField(
        write_only=True,
        required=False,
        max_length=2000,
        help_text="a URL; of a device its PushSubscription as JSON; not of an e-mail",
    )

    quiet_from = ClockField(required=False, allow_null=True)
    quiet_until = ClockField(required=False, allow_null=True)

    class Meta:
        model = Channel
        fields = [
            "id", "kind", "name", "address", "hint", "enabled", "kinds", "digest", "digest_hour",
            "quiet_from", "quiet_until", "time_zone", "urgent_anyway", "hides_amounts", "failures",
            "paused_until", "last_sent_at", "last_error", "created_at",
        ]  # fmt: skip
        read_only_fields = [
            "hint", "failures", "paused_until", "last_sent_at", "last_error", "created_at",
        ]  # fmt: skip
        # The service says which name is taken.
        validators: list = []

    def validate_kind(self, kind):
        if self.instance is not None and kind != self.instance.kind:
            raise Conflict("A channel keeps its kind.")
        return kind

    def validate(self, values):
        def now(name):
            return values.get(name, getattr(self.instance, name, None))

        if (now("quiet_from") is None) != (now("quiet_until") is None):
            message = "Quiet hours need a beginning and an end."
            raise Conflict({"quiet_until": [message]})
        if now("hides_amounts") and now("kind") != "webpush":
            raise Conflict({"hides_amounts": ["Only messages to a device can leave amounts out."]})
        if self.instance is None and values["kind"] != "email" and not values.get("address"):
            raise Conflict({"address": ["This kind of channel needs a URL."]})
        return values


class SecretSerializer(serializers.Serializer):
    """A signing secret, shown this once."""

    secret = serializers.CharField(read_only=True)


class NewChannelSerializer(ChannelSerializer):
    """A channel that was just made, with its secret if it is a webhook."""

    secret = serializers.CharField(read_only=True)

    class Meta(ChannelSerializer.Meta):
        fields = [*ChannelSerializer.Meta.fields, "secret"]


class DeliverySerializer(serializers.ModelSerializer):
    """What a channel was, or is to be, sent. `key` is the Idempotency-Key that receivers see."""

    about = serializers.CharField(source="tells", read_only=True)

    class Meta:
        model = Delivery
        fields = [
            "id", "key", "channel", "alert", "notice", "about", "status", "attempts",
            "created_at", "next_attempt_at", "sent_at", "last_error",
        ]  # fmt: skip
        read_only_fields = fields
