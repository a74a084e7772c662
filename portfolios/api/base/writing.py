"""Writes in one shape: validate, check what the client saw, call the service, answer."""

from rest_framework import status
from rest_framework.response import Response

from markets.api.base.references import AssetFinder
from portfolios.selectors.ledger.assets import assets_for
from portfolios.services.locks import hold, in_one_go


class CreateMixin:
    """POST by `perform_create(values)`, which calls a service and returns what it made."""

    def get_serializer_context(self):
        """Assets are named among those that the caller may know of."""
        finder = AssetFinder(among=assets_for(self.request.user))
        return {**super().get_serializer_context(), "asset_finder": finder}

    @in_one_go
    def create(self, request, *args, **kwargs):
        serializer = self.get_serializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        made = self.perform_create(dict(serializer.validated_data))
        return Response(self.get_serializer(made).data, status=status.HTTP_201_CREATED)


class WriteMixin(CreateMixin):
    """The same for PATCH and DELETE, under a lock that holds from the check to the write."""

    def locked_object(self):
        """The view's object as it stands now, held, if it still is what `If-Match` says."""
        hold(self.get_object())
        found = self.get_object()
        self.check_precondition(found)
        return found

    @in_one_go
    def partial_update(self, request, *args, **kwargs):
        found = self.locked_object()
        serializer = self.get_serializer(found, data=request.data, partial=True)
        serializer.is_valid(raise_exception=True)
        self.perform_update(found, dict(serializer.validated_data))
        return Response(self.get_serializer(self.get_object()).data)

    @in_one_go
    def destroy(self, request, *args, **kwargs):
        self.perform_destroy(self.locked_object())
        return Response(status=status.HTTP_204_NO_CONTENT)
