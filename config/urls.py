from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from config.accounts import sign_in
from markets.views import glossary
from portfolios.views import home, probes

urlpatterns = [
    path("", home.home, name="home"),
    path("healthz", probes.healthz, name="healthz"),
    path("readyz", probes.readyz, name="readyz"),
    path("", include("portfolios.urls")),
    path("markets/", include("markets.urls")),
    path("learn/", glossary.term_list, name="learn"),
    path("learn/<slug:slug>/", glossary.term_detail, name="term"),
    path("account/", include("allauth.urls")),
    path("api/v1/", include("config.api.router")),
    # One sign-in, with its limits, and one change of a password, for staff too.
    path("admin/login/", sign_in.admin_door),
    path("admin/password_change/", RedirectView.as_view(pattern_name="account_change_password")),
    path("admin/", admin.site.urls),
]
