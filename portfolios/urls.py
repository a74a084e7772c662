from django.urls import path

from portfolios.views import (
    alerts,
    imports,
    live,
    overview,
    performance,
    plan,
    portfolios,
    tokens,
    transactions,
)

app_name = "portfolios"

urlpatterns = [
    path("portfolios/", portfolios.portfolio_list, name="list"),
    path("portfolios/new/", portfolios.portfolio_create, name="create"),
    path("portfolios/<int:pk>/", overview.overview, name="overview"),
    path("portfolios/<int:pk>/values.json", overview.value_data, name="values"),
    path("portfolios/<int:pk>/performance/", performance.performance, name="performance"),
    path(
        "portfolios/<int:pk>/performance.json",
        performance.performance_data,
        name="performance_data",
    ),
    path("performance/", performance.performance_all, name="performance_all"),
    path("performance.json", performance.performance_all_data, name="performance_all_data"),
    path("portfolios/<int:pk>/settings/", portfolios.portfolio_settings, name="settings"),
    path("portfolios/<int:pk>/share/", portfolios.portfolio_share, name="share"),
    path(
        "portfolios/<int:pk>/share/<int:share>/end/", portfolios.portfolio_unshare, name="unshare"
    ),
    path("portfolios/<int:pk>/delete/", portfolios.portfolio_delete, name="delete"),
    path("portfolios/<int:pk>/accounts/", portfolios.account_create, name="account_create"),
    path(
        "portfolios/<int:pk>/accounts/<int:account>/delete/",
        portfolios.account_delete,
        name="account_delete",
    ),
    path("portfolios/<int:pk>/transactions/", transactions.transaction_list, name="transactions"),
    path("portfolios/<int:pk>/transactions/new/", transactions.transaction_create, name="add"),
    path("portfolios/<int:pk>/transactions/history/", transactions.ledger_history, name="history"),
    path(
        "portfolios/<int:pk>/transactions/history/<int:revision>/undo/",
        transactions.revision_undo,
        name="undo",
    ),
    path(
        "portfolios/<int:pk>/transactions/export.csv",
        transactions.transaction_export,
        name="export",
    ),
    path(
        "portfolios/<int:pk>/transactions/<int:transaction>/",
        transactions.transaction_edit,
        name="edit",
    ),
    path(
        "portfolios/<int:pk>/transactions/<int:transaction>/delete/",
        transactions.transaction_delete,
        name="delete_transaction",
    ),
    path("portfolios/<int:pk>/import/", imports.import_upload, name="import"),
    path("portfolios/<int:pk>/import/<int:batch>/", imports.import_preview, name="import_preview"),
    path("portfolios/<int:pk>/import/<int:batch>/undo/", imports.import_undo, name="import_undo"),
    path("portfolios/<int:pk>/plan/", plan.plan, name="plan"),
    path("portfolios/<int:pk>/plan/new/", plan.trigger_create, name="arm"),
    path("portfolios/<int:pk>/plan/<int:trigger>/", plan.trigger_edit, name="trigger"),
    path("portfolios/<int:pk>/plan/<int:trigger>/disarm/", plan.trigger_disarm, name="disarm"),
    path("alerts/", alerts.alert_list, name="alerts"),
    path("alerts/count/", alerts.alert_count, name="alert_count"),
    path("alerts/latest/", alerts.alert_latest, name="alert_latest"),
    path("alerts/seen/", alerts.alerts_seen, name="alerts_seen"),
    path("tokens/", tokens.token_list, name="tokens"),
    path("tokens/<int:pk>/revoke/", tokens.token_revoke, name="token_revoke"),
    path("live/", live.live, name="live"),
]
