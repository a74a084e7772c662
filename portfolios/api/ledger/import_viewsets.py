"""Imports: upload for a preview, answer what is open, commit, undo."""

from drf_spectacular.utils import extend_schema
from rest_framework import mixins, status
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response
from rest_framework.reverse import reverse

from markets.api.base.parsers import BoundedJSONParser
from markets.api.base.views import ApiViewSet
from portfolios.api.base.filters import ImportFilter
from portfolios.api.base.permissions import require_editor
from portfolios.api.ledger.import_answers import AnswersSerializer
from portfolios.api.ledger.import_serializers import (
    WORKING,
    ImportSerializer,
    PreviewSerializer,
    RowErrorSerializer,
    UploadSerializer,
)
from portfolios.importers.base import MAX_UPLOAD_BYTES, RowError
from portfolios.models import ImportBatch
from portfolios.services.errors import Refused
from portfolios.services.ledger.imports.answers import Answers
from portfolios.services.ledger.imports.batches import preview_in
from portfolios.services.ledger.imports.commit import undo_import
from portfolios.services.ledger.imports.jobs import (
    answer_import,
    receive_file,
    retry_import,
    submit_import,
)
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
        responses={201: PreviewSerializer, 200: PreviewSerializer, 202: ImportSerializer},
    )
    def create(self, request, *args, **kwargs):
        """Preview a file: 201 where it is stored for a commit, 200 where it cannot be read.

        A long file is read by a worker: 202, with the address to ask in `Location` until `status`
        is "previewed" (then GET its preview) or "failed".
        """
        serializer = UploadSerializer(data=request.data, context=self.get_serializer_context())
        serializer.is_valid(raise_exception=True)
        given = serializer.validated_data
        require_editor(request.user, given["portfolio"])
        received = receive_file(
            given["portfolio"],
            user=request.user,
            filename=given["file"].name,
            content=given["file"].read(),
            account=given.get("account"),
        )
        if isinstance(received, ImportBatch):
            return self._waiting(received)
        code = status.HTTP_200_OK if received.batch is None else status.HTTP_201_CREATED
        return Response(self._told(received), status=code)

    @extend_schema(
        methods=["GET"], responses={200: PreviewSerializer, 202: ImportSerializer}, filters=False
    )
    @extend_schema(
        methods=["POST"],
        request=AnswersSerializer,
        responses={200: PreviewSerializer, 202: ImportSerializer},
    )
    @action(
        detail=True,
        methods=["get", "post"],
        pagination_class=None,
        parser_classes=[BoundedJSONParser],
    )
    def preview(self, request, pk=None):
        """What the file would do; POST answers what stands open. 202 while a worker reads it."""
        batch = self._editable()
        if request.method == "POST":
            answered = answer_import(batch, answers=self._answers())
            if isinstance(answered, ImportBatch):
                return self._waiting(answered)
            return Response(self._told(answered))
        if batch.status in WORKING:
            return self._waiting(batch)
        if batch.status != ImportBatch.Status.PREVIEWED:
            raise Refused("This file has no preview.")
        return Response(self._told(preview_in(batch)))

    @extend_schema(
        request=AnswersSerializer, responses={200: ImportSerializer, 202: ImportSerializer}
    )
    @action(detail=True, methods=["post"], parser_classes=[BoundedJSONParser])
    def commit(self, request, pk=None):
        """Write the new rows, all of them or none; lines with errors are left out if so chosen.

        202 where a worker writes them: ask until `status` is "committed", or "previewed" again
        with a `failure`.
        """
        batch = submit_import(self._editable(), answers=self._answers())
        if batch.status in WORKING:
            return self._waiting(batch)
        return Response(self.get_serializer(batch).data)

    @extend_schema(request=None, responses={202: ImportSerializer})
    @action(detail=True, methods=["post"])
    def retry(self, request, pk=None):
        """Have a file read again that failed."""
        return self._waiting(retry_import(self._editable()))

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

    def _waiting(self, batch: ImportBatch) -> Response:
        """A batch that a worker has, and where to ask after it."""
        where = reverse("api:import-detail", args=[batch.pk], request=self.request)
        return Response(
            ImportSerializer(batch, context=self.get_serializer_context()).data,
            status=status.HTTP_202_ACCEPTED,
            headers={"Location": where},
        )

    def _told(self, preview) -> dict:
        return PreviewSerializer(preview, context=self.get_serializer_context()).data
