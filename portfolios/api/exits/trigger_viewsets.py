"""Armed levels, and the alerts of those that fired."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import mixins
from rest_framework.decorators import action
from rest_framework.response import Response

from markets.api.base.views import ApiViewSet
from portfolios.api.base.filters import AlertFilter, TriggerFilter
from portfolios.api.base.permissions import require_editor
from portfolios.api.base.writing import WriteMixin
from portfolios.api.exits.trigger_serializers import FIXED, AlertSerializer, TriggerSerializer
from portfolios.models import Alert, Trigger
from portfolios.services.exits.triggers import (
    arm_trigger,
    change_trigger,
    disarm_trigger,
    rearm_trigger,
)
from portfolios.services.locks import in_one_go


@extend_schema(tags=["exit plans"])
class TriggerViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, WriteMixin, ApiViewSet):
    """Levels that fire once. POST arms one, DELETE disarms it; its history stays."""

    queryset = Trigger.objects.select_related("portfolio", "portfolio__currency", "asset",
                                              "currency", "group", "high_water")  # fmt: skip
    serializer_class = TriggerSerializer
    filterset_class = TriggerFilter
    keyset = ("-pk",)

    def get_queryset(self):
        return super().get_queryset().for_user(self.request.user)

    def perform_create(self, values):
        portfolio = values.pop("portfolio")
        require_editor(self.request.user, portfolio)
        return arm_trigger(portfolio, user=self.request.user, **values)

    def perform_update(self, trigger, values):
        require_editor(self.request.user, trigger.portfolio)
        for name in FIXED:
            values.pop(name, None)
        return change_trigger(trigger, user=self.request.user, **values)

    def perform_destroy(self, trigger):
        require_editor(self.request.user, trigger.portfolio)
        disarm_trigger(trigger)

    @extend_schema(responses=TriggerSerializer)
    @action(detail=True, methods=["post"])
    @in_one_go
    def rearm(self, request, pk=None):
        """Arm again what has ended, with its old terms or new ones: a new arming."""
        trigger = self.locked_object()
        require_editor(request.user, trigger.portfolio)
        serializer = self.get_serializer(trigger, data=request.data, partial=True)
        serializer.is_valid(raise_exception=True)
        values = dict(serializer.validated_data)
        for name in FIXED:
            values.pop(name, None)
        rearm_trigger(trigger, user=request.user, **values)
        return Response(self.get_serializer(self.get_object()).data)


@extend_schema(tags=["exit plans"])
class AlertViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ApiViewSet):
    """What fired, newest first."""

    queryset = Alert.objects.select_related("portfolio", "asset")
    serializer_class = AlertSerializer
    filterset_class = AlertFilter
    keyset = ("-fired_at", "-pk")

    def get_queryset(self):
        return super().get_queryset().for_user(self.request.user)

    @extend_schema(request=None, responses=AlertSerializer)
    @action(detail=True, methods=["post"])
    def seen(self, request, pk=None):
        """Say that an alert was seen; once seen, it stays so."""
        alert = self.get_object()
        require_editor(request.user, alert.portfolio)
        Alert.objects.filter(pk=alert.pk, seen_at=None).update(seen_at=timezone.now())
        return Response(self.get_serializer(self.get_object()).data)
