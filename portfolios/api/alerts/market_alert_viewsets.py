"""The caller's own alerts on the market."""

from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import mixins
from rest_framework.decorators import action
from rest_framework.response import Response

from markets.api.base.strict import QuerySerializer
from markets.api.base.views import ApiViewSet
from markets.selectors.measures.catalogue import MEASURES
from portfolios.api.alerts.market_alert_serializers import (
    MarketAlertHistorySerializer,
    MarketAlertSerializer,
    MeasureSerializer,
)
from portfolios.api.base.filters import MarketAlertFilter
from portfolios.api.base.writing import WriteMixin
from portfolios.models import MarketAlert, Notice
from portfolios.services.alerts.market.alerts import (
    change_market_alert,
    create_market_alert,
    delete_market_alert,
    pause_market_alert,
    rearm_market_alert,
)
from portfolios.services.locks import in_one_go

ALERT = OpenApiParameter("alert_pk", OpenApiTypes.INT, OpenApiParameter.PATH)


@extend_schema(tags=["market alerts"])
class MarketAlertViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, WriteMixin, ApiViewSet):
    """Alerts on figures and events of the market. POST arms one."""

    queryset = MarketAlert.objects.select_related(*MarketAlert.NAMED)
    serializer_class = MarketAlertSerializer
    filterset_class = MarketAlertFilter
    keyset = ("-pk",)

    def get_queryset(self):
        return super().get_queryset().for_user(self.request.user)

    def perform_create(self, values):
        return create_market_alert(self.request.user, **values)

    def perform_update(self, alert, values):
        return change_market_alert(alert, **values)

    def perform_destroy(self, alert):
        delete_market_alert(alert)

    @extend_schema(request=None, responses=MarketAlertSerializer)
    @action(detail=True, methods=["post"])
    @in_one_go
    def pause(self, request, pk=None):
        """Have an armed alert fire nothing until it is armed again."""
        return Response(self.get_serializer(pause_market_alert(self.locked_object())).data)

    @extend_schema(request=None, responses=MarketAlertSerializer)
    @action(detail=True, methods=["post"])
    @in_one_go
    def rearm(self, request, pk=None):
        """Arm what has fired or was paused, from what is so now."""
        return Response(self.get_serializer(rearm_market_alert(self.locked_object())).data)

    @extend_schema(responses=MeasureSerializer(many=True))
    @action(detail=False, filter_backends=[], pagination_class=None)
    def measures(self, request):
        """Every figure and event that can be watched."""
        QuerySerializer.read(request)
        return Response(MeasureSerializer(MEASURES.values(), many=True).data)


@extend_schema(tags=["market alerts"], parameters=[ALERT])
class MarketAlertHistoryViewSet(mixins.ListModelMixin, ApiViewSet):
    """What one alert fired, newest first."""

    queryset = Notice.objects.all()
    serializer_class = MarketAlertHistorySerializer
    keyset = ("-pk",)

    def get_queryset(self):
        notices = super().get_queryset()
        if getattr(self, "swagger_fake_view", False):
            return notices.none()
        alerts = MarketAlert.objects.for_user(self.request.user)
        return notices.filter(market_alert=get_object_or_404(alerts, pk=self.kwargs["alert_pk"]))
