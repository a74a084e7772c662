"""Share links over the API: of a portfolio, and its owner's alone."""

from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, status
from rest_framework.response import Response

from markets.api.base.strict import StrictModelSerializer
from portfolios.api.base.permissions import require_owner
from portfolios.api.base.scopes import PORTFOLIO, OfOnePortfolio
from portfolios.models import ShareLink
from portfolios.services.sharing.keys import revoke_key
from portfolios.services.sharing.links import create_share_link


class ShareLinkSerializer(StrictModelSerializer):
    """A link to a page that shows the portfolio to whoever has its address."""

    class Meta:
        model = ShareLink
        fields = [
            "id", "name", "detail", "hint", "visits", "created_at", "expires_at", "last_used_at",
        ]  # fmt: skip
        read_only_fields = ["hint", "visits", "created_at", "last_used_at"]


class NewShareLinkSerializer(ShareLinkSerializer):
    """A link that was just made, with its address, which no other answer has."""

    url = serializers.URLField(read_only=True)

    class Meta(ShareLinkSerializer.Meta):
        fields = [*ShareLinkSerializer.Meta.fields, "url"]


@extend_schema(tags=["portfolios"], parameters=[PORTFOLIO])
class ShareLinkViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, OfOnePortfolio):
    """The links that are not revoked, expired ones too, the newest first."""

    queryset = ShareLink.objects.filter(revoked_at=None)
    serializer_class = ShareLinkSerializer
    http_method_names = ["get", "post", "delete", "head", "options"]
    keyset = ("-pk",)

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        require_owner(request.user, self.portfolio)

    @extend_schema(responses={201: NewShareLinkSerializer})
    def create(self, request, *args, **kwargs):
        """Make a link; the answer holds its address, which no other does."""
        serializer = self.get_serializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        link, key = create_share_link(self.portfolio, **serializer.validated_data)
        link.url = request.build_absolute_uri(reverse("portfolios:shared", args=[key]))
        body = NewShareLinkSerializer(link, context=self.get_serializer_context()).data
        return Response(body, status=status.HTTP_201_CREATED)

    def destroy(self, request, *args, **kwargs):
        """Revoke a link: its address is a 404 from now on."""
        revoke_key(self.get_object())
        return Response(status=status.HTTP_204_NO_CONTENT)
