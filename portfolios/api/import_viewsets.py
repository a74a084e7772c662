"""Imports: upload for a preview, answer what is open, commit, undo."""

from drf_spectacular.utils import extend_schema
from rest_framework import mixins, status
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response

from markets.api.parsers import BoundedJSONParser
from markets.api.views import ApiViewSet
from portfolios.api.filters import ImportFilter
from portfolios.api.import_answers import AnswersSerializer
from portfolios.api.import_serializers import (
    ImportSerializer,
    PreviewSerializer,
    RowErrorSerializer,
    UploadSerializer,
)
from portfolios.api.permissions import require_editor
from portfolios.importers.base import MAX_UPLOAD_BYTES, RowError
from portfolios.models import ImportBatch
from portfolios.services.import_answers import Answers
from portfolios.services.imports import commit_import, preview_batch, preview_import, undo_import
from portfolios.uploads import takes_body


@takes_body(up_to=MAX_UPLOAD_BYTES)
@extend_schema(tags=["imports"])
class ImportViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ApiViewSet):
    """Uploaded files. A file that cannot be read at all is a preview without a batch."""

    queryset = ImportBatch.objects.listed().select_related("portfolio", "account")
    serializer_class = ImportSerializer
    filterset_class = ImportFilter
    parser_classes = [BoundedJSONParser, MultiPartParser]
    keyset = ("-pk",)

    def get_queryset(self):
        return super().get_queryset().for_user(self.request.user)

    @extend_schema(
        request={"multipart/form-data": UploadSerializer},
        responses={201: PreviewSerializer, 200: PreviewSerializer},
    )
    def create(self, request, *args, **kwargs):
        """Preview a file: 201 where it is kept for a commit, 200 where it cannot be read."""
        serializer = UploadSerializer(data=request.data, context=self.get_serializer_context())
        serializer.is_valid(raise_exception=True)
        given = serializer.validated_data
        require_editor(request.user, given["portfolio"])
        preview = preview_import(
            given["portfolio"],
            user=request.user,
            filename=given["file"].name,
            content=given["file"].read(),
            account=given.get("account"),
        )
        code = status.HTTP_200_OK if preview.batch is None else status.HTTP_201_CREATED
        return Response(self._told(preview), status=code)

    @extend_schema(request=AnswersSerializer, responses=PreviewSerializer)
    @action(detail=True, methods=["post"], parser_classes=[BoundedJSONParser])
    def preview(self, request, pk=None):
        """Preview again, with answers to what stands open."""
        batch = self._editable()
        return Response(self._told(preview_batch(batch, answers=self._answers())))

    @extend_schema(request=AnswersSerializer, responses=ImportSerializer)
    @action(detail=True, methods=["post"], parser_classes=[BoundedJSONParser])
    def commit(self, request, pk=None):
        """Write the new rows, all of them or none; lines with errors are left out if so chosen."""
        batch = commit_import(self._editable(), answers=self._answers())
        return Response(self.get_serializer(batch).data)

    @extend_schema(responses=RowErrorSerializer(many=True), filters=False)
    @action(detail=True, pagination_class=None)
    def left_out(self, request, pk=None):
        """The lines of the file that went nowhere, with the reasons."""
        lines = [RowError(*one) for one in self.get_object().left_out]
        return Response(RowErrorSerializer(lines, many=True).data)

    @extend_schema(request=None, responses=ImportSerializer)
    @action(detail=True, methods=["post"], parser_classes=[BoundedJSONParser])
    def undo(self, request, pk=None):
        """Take out again exactly what the file brought."""
        undo_import(self._editable(), user=request.user)
        return Response(self.get_serializer(self.get_object()).data)

    def _editable(self) -> ImportBatch:
        batch = self.get_object()
        require_editor(self.request.user, batch.portfolio)
        return batch

    def _answers(self) -> Answers:
        serializer = AnswersSerializer(
            data=self.request.data, context=self.get_serializer_context()
        )
        serializer.is_valid(raise_exception=True)
        return serializer.answers()

    def _told(self, preview) -> dict:
        return PreviewSerializer(preview, context=self.get_serializer_context()).data
