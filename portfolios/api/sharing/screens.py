"""Saved views of the screener over the API: a person's own."""

from drf_spectacular.utils import extend_schema
from rest_framework import mixins

from markets.api.base.fields import TextField
from markets.api.base.strict import StrictModelSerializer
from markets.api.base.views import ApiViewSet
from portfolios.api.base.writing import WriteMixin
from portfolios.models import SavedScreen
from portfolios.services.sharing.screens import change_screen, save_screen


class SavedScreenSerializer(StrictModelSerializer):
    """`query` is that of the screener's address, on its page and in the API alike.

    It is stored without what is empty or usual. POST with a name that is there replaces its query.
    """

    name = TextField(max_length=60)
    query = TextField(
        allow_blank=True, max_length=2000, help_text="such as range1=ret_30d&min1=10&sort=-ret_30d"
    )

    class Meta:
        model = SavedScreen
        fields = ["id", "name", "query"]
        # Saving under a name again is no fault.
        validators: list = []


@extend_schema(tags=["markets"])
class SavedScreenViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, WriteMixin, ApiViewSet):
    """Views of the screener that the caller saved."""

    queryset = SavedScreen.objects.all()
    serializer_class = SavedScreenSerializer
    http_method_names = ["get", "post", "patch", "delete", "head", "options"]
    keyset = ("name",)

    def get_queryset(self):
        return super().get_queryset().for_user(self.request.user)

    def perform_create(self, values):
        return save_screen(self.request.user, **values)

    def perform_update(self, screen, values):
        return change_screen(screen, **{"name": screen.name, "query": screen.query, **values})

    def perform_destroy(self, screen):
        screen.delete()
