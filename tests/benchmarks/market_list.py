"""250 rows of the market over the API, against Django REST framework's own way of writing them."""

import time
from collections.abc import Iterator

from rest_framework import generics, serializers
from rest_framework.test import APIRequestFactory

from config.api.router import router
from markets.models import Asset, Quote
from portfolios.models import User
from portfolios.services.sharing.tokens import create_token
from tests.benchmarks.analysed_world import analyse_assets
from tests.benchmarks.harness import Row, alternating, compared
from tests.benchmarks.world import make_assets

ROWS = 250
PATH = f"/api/v1/assets/?page_size={ROWS}"


class PlainQuote(serializers.ModelSerializer):
    class Meta:
        model = Quote
        fields = "__all__"


class PlainAsset(serializers.ModelSerializer):
    quote = PlainQuote()

    class Meta:
        model = Asset
        fields = "__all__"


class PlainList(generics.ListAPIView):
    """What a page of rows takes with authentication alone."""

    serializer_class = PlainAsset

    def get_queryset(self):
        rows = Asset.objects.select_related("quote").prefetch_related("categories")
        return rows.filter(quote__isnull=False).order_by("slug")[:ROWS]


def run() -> Iterator[Row]:
    analyse_assets(make_assets(15_000))
    owner = User.objects.create_user("bench@example.org", "x")
    _, key = create_token(owner, name="bench", scope="read", days=1)
    plain, ours = PlainList.as_view(), view_of("asset")

    def ask(view, **headers):
        given = {"HTTP_AUTHORIZATION": f"Bearer {key}", "REMOTE_ADDR": "192.0.2.1", **headers}
        return view(APIRequestFactory().get(PATH, **given)).render()

    def sent(**headers):
        given = {"HTTP_AUTHORIZATION": f"Bearer {key}", **headers}
        return ours(APIRequestFactory().get(PATH, **given))

    tag = sent()["ETag"]
    assert len(ask(plain).data) == ROWS
    assert sent(HTTP_IF_NONE_MATCH=tag).status_code == 304
    value, baseline = alternating(sent, lambda: ask(plain))
    yield compared("market list of 250 rows / ModelSerializer", value, "ms", baseline=baseline,
                   most=1 / 5)  # fmt: skip
    # What bounds the requests a second: while one waits for the database, another is answered.
    value, baseline = alternating(
        lambda: sent(HTTP_IF_NONE_MATCH=tag), lambda: ask(plain), rounds=21,
        clock=time.process_time,
    )  # fmt: skip
    yield compared("the same, not changed (304) / ModelSerializer, CPU", value, "ms",
                   baseline=baseline, most=1 / 20)  # fmt: skip


def view_of(basename: str):
    """A list of the API as it is served."""
    ((_, viewset, _),) = [one for one in router.registry if one[2] == basename]
    return viewset.as_view({"get": "list"})
