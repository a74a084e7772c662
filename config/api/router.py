"""The API's one router: what each app offers, its description and its documentation."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView
from rest_framework.routers import SimpleRouter

from markets.api import routes as markets_routes
from portfolios.api import routes as portfolios_routes
from portfolios.api.base.docs import docs

app_name = "api"

router = SimpleRouter()
markets_routes.register(router)
portfolios_routes.register(router)

urlpatterns = [
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", docs, name="docs"),
    path("", include(router.urls)),
]
