"""The exit plan of a portfolio: at a glance, rehearsed, suggested, and armed as a ladder."""

from datetime import UTC, datetime

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.response import Response

from portfolios.api.base.permissions import require_editor
from portfolios.api.base.problems import Conflict
from portfolios.api.exits.plan_serializers import (
    ExitPlanSerializer,
    LadderSerializer,
    RehearsalQuery,
    RehearsalSerializer,
    SuggestionsQuery,
    SuggestionsSerializer,
)
from portfolios.api.exits.trigger_serializers import TriggerSerializer
from portfolios.selectors.books.holdings import holdings_of
from portfolios.selectors.exits.plan import exit_plan
from portfolios.selectors.exits.rehearsal import plan_files, rehearsed
from portfolios.selectors.exits.suggested_levels import suggested_levels
from portfolios.services.errors import Refused
from portfolios.services.exits.ladders import Rung, arm_ladder

_TAGS = ["exit plans"]
# The query is read by the action itself.
_OWN_QUERY = {"filter_backends": [], "pagination_class": None}


class PlanActions:
    """For a view set of portfolios."""

    @extend_schema(tags=_TAGS, responses=ExitPlanSerializer)
    @action(detail=True, url_path="exit-plan", **_OWN_QUERY)
    def exit_plan(self, request, pk=None):
        """What is armed on each position, and what all of it would bring."""
        portfolio = self.get_object()
        plan = exit_plan(portfolio, holdings=holdings_of(portfolio))
        names = ("stops", "targets", "waiting", "assets", "unplanned", "fired")
        body = {name: getattr(plan, name) for name in names}
        body["currency"] = portfolio.figures_currency.slug
        return Response(ExitPlanSerializer(body).data)

    @extend_schema(tags=_TAGS, parameters=[RehearsalQuery], responses=RehearsalSerializer)
    @action(detail=True, **_OWN_QUERY)
    def rehearsal(self, request, pk=None):
        """What the armed plan would have done on the prices of the last days."""
        portfolio = self.get_object()
        asked = RehearsalQuery.read(request)
        files = plan_files(portfolio, holdings=holdings_of(portfolio), today=_today(), **asked)
        plan = rehearsed(files)
        body = {
            "currency": portfolio.currency.slug, "against_holding": plan.against_holding,
            "assets": plan.paths, "left_out": [one.pk for one in plan.left_out], **asked,
        }  # fmt: skip
        return Response(RehearsalSerializer(body).data)

    @extend_schema(tags=_TAGS, parameters=[SuggestionsQuery], responses=SuggestionsSerializer)
    @action(detail=True, url_path="suggested-levels", **_OWN_QUERY)
    def suggested_levels(self, request, pk=None):
        """Stops and targets by how far an asset usually moves in a day."""
        portfolio = self.get_object()
        asset = SuggestionsQuery.read(request)["asset"]
        found = suggested_levels(portfolio, asset=asset, today=_today())
        levels = found.stops + found.targets if found else []
        body = {
            "asset": asset.slug, "currency": portfolio.currency.slug,
            "price": found and found.price,
            "average_range": levels[0].average_range if levels else None,
            "stops": found.stops if found else [], "targets": found.targets if found else [],
        }  # fmt: skip
        return Response(SuggestionsSerializer(body).data)

    @extend_schema(
        tags=_TAGS,
        request=LadderSerializer,
        responses={201: TriggerSerializer(many=True)},
    )
    @action(detail=True, methods=["post"], **_OWN_QUERY)
    def ladder(self, request, pk=None):
        """Arm a stop and its targets at once."""
        portfolio = self.get_object()
        require_editor(request.user, portfolio)
        asked = LadderSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        terms = dict(asked.validated_data)
        terms["targets"] = [Rung(**rung) for rung in terms["targets"]]
        try:
            armed = arm_ladder(portfolio, user=request.user, **terms)
        except Refused as refusal:
            raise Conflict(_by_rung(refusal.errors)) from None
        context = self.get_serializer_context()
        body = TriggerSerializer(armed, many=True, context=context).data
        return Response(body, status=status.HTTP_201_CREATED)


def _by_rung(errors: dict) -> dict:
    """`target_2` and `share_2` as the second of `targets`, by the names that it has there."""
    named: dict = {}
    for field, messages in errors.items():
        name, _, number = field.partition("_")
        if name in {"target", "share"} and number.isdigit():
            rung = named.setdefault("targets", {}).setdefault(int(number) - 1, {})
            rung["level" if name == "target" else name] = messages
        else:
            named[field] = messages
    return named


def _today():
    return datetime.now(UTC).date()
