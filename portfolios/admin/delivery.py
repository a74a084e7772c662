"""Channels and what they were sent, without anything secret."""

from django.contrib import admin

from portfolios.admin.base import ReadOnly
from portfolios.models import Channel, Delivery, MarketAlert, Notice
from portfolios.services.alerts.channels import replay_delivery
from portfolios.services.errors import Refused

SECRETS = ["address", "device", "secret", "former_secret"]


@admin.register(Channel)
class ChannelAdmin(ReadOnly):
    """Whom a person is reached by; addresses and secrets are theirs alone."""

    list_display = ["name", "user", "kind", "hint", "enabled", "failures", "last_sent_at"]
    list_filter = ["kind", "enabled", "digest"]
    search_fields = ["name", "user__email"]
    list_select_related = ["user"]
    exclude = SECRETS


@admin.register(Notice)
class NoticeAdmin(ReadOnly):
    list_display = ["created_at", "kind", "user", "subject"]
    list_filter = ["kind"]
    search_fields = ["user__email", "subject"]
    list_select_related = ["user"]
    exclude = ["title", "text"]


@admin.register(MarketAlert)
class MarketAlertAdmin(ReadOnly):
    """What is watched, and when it was evaluated; a note is its owner's alone."""

    list_display = ["user", "subject", "measure", "rule", "status", "evaluated_at", "fired_at"]
    list_filter = ["status", "subject"]
    search_fields = ["user__email", "measure"]
    list_select_related = ["user"]
    exclude = ["note"]


@admin.register(Delivery)
class DeliveryAdmin(ReadOnly):
    list_display = [
        "key",
        "channel",
        "status",
        "attempts",
        "next_attempt_at",
        "sent_at",
        "last_error",
    ]
    list_filter = ["status", "channel__kind"]
    search_fields = ["channel__user__email", "=key"]
    list_select_related = ["channel"]
    actions = ["send_again"]

    def get_actions(self, request):
        actions = super().get_actions(request)
        if not request.user.has_perm("portfolios.change_delivery"):
            actions.pop("send_again", None)
        return actions

    @admin.action(description="Send the chosen ones again")
    def send_again(self, request, queryset):
        count = 0
        for delivery in queryset.select_related("channel"):
            try:
                replay_delivery(delivery)
                count += 1
            except Refused as refusal:
                self.message_user(request, f"{delivery.key}: {refusal}", "warning")
        self.message_user(request, f"{count} deliveries are on their way again.")
