"""The API's one router: what each app offers, its description and its documentation."""

from django.urls import include, path
from rest_framework.routers import SimpleRouter

from config.api import docs
from markets.api import routes as markets_routes
from portfolios.api import routes as portfolios_routes

app_name = "api"

router = SimpleRouter()
markets_routes.register(router)
portfolios_routes.register(router)

urlpatterns = [
    path("schema/", docs.schema, name="schema"),
    path("docs/", docs.docs, name="docs"),
    path("docs/<slug:slug>/", docs.group, name="docs_group"),
    path("", include(router.urls)),
]
