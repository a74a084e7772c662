"""Where alerts are sent, and what was."""

from drf_spectacular.utils import extend_schema
from rest_framework import mixins, status
from rest_framework.decorators import action
from rest_framework.response import Response

from markets.api.base.views import ApiViewSet
from portfolios.api.alerts.channel_serializers import (
    ChannelSerializer,
    DeliverySerializer,
    NewChannelSerializer,
    SecretSerializer,
)
from portfolios.api.base.filters import DeliveryFilter
from portfolios.api.base.writing import WriteMixin
from portfolios.models import Channel, Delivery
from portfolios.services.alerts.channels import (
    change_channel,
    create_channel,
    delete_channel,
    replay_delivery,
    rotate_secret,
    send_test,
)


@extend_schema(tags=["channels"])
class ChannelViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, WriteMixin, ApiViewSet):
    """The caller's own channels."""

    queryset = Channel.objects.all()
    serializer_class = ChannelSerializer

    def get_queryset(self):
        return super().get_queryset().filter(user=self.request.user)

    @extend_schema(responses={201: NewChannelSerializer})
    def create(self, request, *args, **kwargs):
        """Make a channel; the answer holds a webhook's secret, which no other does."""
        serializer = self.get_serializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        made = create_channel(request.user, **serializer.validated_data)
        body = NewChannelSerializer(made, context=self.get_serializer_context()).data
        return Response(body, status=status.HTTP_201_CREATED)

    def perform_update(self, channel, values):
        values.pop("kind", None)
        return change_channel(channel, **values)

    def perform_destroy(self, channel):
        delete_channel(channel)

    @extend_schema(request=None, responses={202: DeliverySerializer})
    @action(detail=True, methods=["post"])
    def test(self, request, pk=None):
        """Send a test; the delivery tells what became of it."""
        delivery = send_test(self.get_object())
        return Response(DeliverySerializer(delivery).data, status=status.HTTP_202_ACCEPTED)

    @extend_schema(request=None, responses=SecretSerializer)
    @action(detail=True, methods=["post"])
    def secret(self, request, pk=None):
        """Make a new signing secret; the former one signs too for 24 hours."""
        return Response({"secret": rotate_secret(self.get_object())})


@extend_schema(tags=["channels"])
class DeliveryViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ApiViewSet):
    """The log of the caller's channels, newest first."""

    queryset = Delivery.objects.select_related("channel", "alert__asset", "notice")
    serializer_class = DeliverySerializer
    filterset_class = DeliveryFilter
    keyset = ("-pk",)

    def get_queryset(self):
        return super().get_queryset().filter(channel__user=self.request.user)

    @extend_schema(request=None, responses={202: DeliverySerializer})
    @action(detail=True, methods=["post"])
    def replay(self, request, pk=None):
        """Send again what was sent or given up, under the same key."""
        delivery = self.get_object()
        replay_delivery(delivery)
        return Response(self.get_serializer(delivery).data, status=status.HTTP_202_ACCEPTED)
