from django.contrib import admin
from django.urls import include, path

from portfolios.views import home

urlpatterns = [
    path("", home.home, name="home"),
    path("healthz", home.healthz, name="healthz"),
    path("readyz", home.readyz, name="readyz"),
    path("", include("portfolios.urls")),
    path("markets/", include("markets.urls")),
    path("account/", include("allauth.urls")),
    path("api/v1/", include("config.api")),
    path("admin/", admin.site.urls),
]
