from django.urls import path

from portfolios.views import assets, home, numbers, own_assets, privacy, search
from portfolios.views.alerts import alerts, channels, live, market
from portfolios.views.allocation import outlook, targets
from portfolios.views.books import books, gains, health, income, overview, position
from portfolios.views.exits import ladder, plan, rehearsal
from portfolios.views.ledger import composer, imports, transactions
from portfolios.views.performance import performance
from portfolios.views.sharing import invitations as sharing
from portfolios.views.sharing import portfolios, screens, tokens
from portfolios.views.watchlists import files as watchlist_files
from portfolios.views.watchlists import items as watched
from portfolios.views.watchlists import lists as watchlists

app_name = "portfolios"
OWN = "portfolios/<int:pk>/own-assets/<slug:slug>"

urlpatterns = [
    path("portfolios/", portfolios.portfolio_list, name="list"),
    path("portfolios/new/", portfolios.portfolio_create, name="create"),
    path("portfolios/<int:pk>/", overview.overview, name="overview"),
    path("portfolios/<int:pk>/values.json", overview.value_data, name="values"),
    path("portfolios/<int:pk>/performance/", performance.performance, name="performance"),
    path(
        "portfolios/<int:pk>/performance/parts/",
        performance.performance_parts,
        name="performance_parts",
    ),
    path(
        "portfolios/<int:pk>/performance.json",
        performance.performance_data,
        name="performance_data",
    ),
    path("performance/", performance.performance_all, name="performance_all"),
    path("performance.json", performance.performance_all_data, name="performance_all_data"),
    path("portfolios/<int:pk>/positions/<slug:slug>/", position.position, name="position"),
    path("portfolios/<int:pk>/gains/", gains.gains, name="gains"),
    path("portfolios/<int:pk>/gains.csv", gains.gains_csv, name="gains_csv"),
    path("portfolios/<int:pk>/income/", income.income, name="income"),
    path("portfolios/<int:pk>/income.csv", income.income_csv, name="income_csv"),
    path("portfolios/<int:pk>/health/", health.health, name="health"),
    path("portfolios/<int:pk>/health/repair/", health.repair, name="repair"),
    path("portfolios/<int:pk>/health/join/", health.join, name="join"),
    path("portfolios/<int:pk>/health/convert/<int:event>/", health.convert, name="convert"),
    path("portfolios/<int:pk>/health/dismiss/", health.dismiss, name="dismiss"),
    path(
        "portfolios/<int:pk>/health/dismissed/<int:dismissal>/restore/",
        health.restore,
        name="restore",
    ),
    path("portfolios/<int:pk>/books/", books.books_progress, name="books_progress"),
    path("portfolios/<int:pk>/settings/", portfolios.portfolio_settings, name="settings"),
    path("portfolios/<int:pk>/share/", sharing.portfolio_share, name="share"),
    path("portfolios/<int:pk>/share/<int:share>/end/", sharing.portfolio_unshare, name="unshare"),
    path("portfolios/<int:pk>/leave/", sharing.portfolio_leave, name="leave"),
    path(
        "portfolios/<int:pk>/invitations/<int:invitation>/withdraw/",
        sharing.invitation_withdraw,
        name="withdraw",
    ),
    path("invitations/<int:invitation>/accept/", sharing.invitation_accept, name="accept"),
    path("invitations/<int:invitation>/decline/", sharing.invitation_decline, name="decline"),
    path("portfolios/<int:pk>/delete/", portfolios.portfolio_delete, name="delete"),
    path("portfolios/<int:pk>/accounts/", portfolios.account_create, name="account_create"),
    path(
        "portfolios/<int:pk>/accounts/<int:account>/",
        portfolios.account_change,
        name="account_change",
    ),
    path(
        "portfolios/<int:pk>/accounts/<int:account>/delete/",
        portfolios.account_delete,
        name="account_delete",
    ),
    path("portfolios/<int:pk>/transactions/", transactions.transaction_list, name="transactions"),
    path("portfolios/<int:pk>/transactions/new/", composer.transaction_create, name="add"),
    path(
        "portfolios/<int:pk>/transactions/preview/",
        composer.transaction_preview,
        name="preview_entry",
    ),
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
        composer.transaction_edit,
        name="edit",
    ),
    path(
        "portfolios/<int:pk>/transactions/<int:transaction>/delete/",
        transactions.transaction_delete,
        name="delete_transaction",
    ),
    path("search/", search.search, name="search"),
    path("amounts/", privacy.amounts_switch, name="amounts"),
    path("home.json", home.home_data, name="home_data"),
    path("home/currency/", home.home_currency_set, name="home_currency"),
    path("transactions/new/", home.transaction_add, name="add_anywhere"),
    path("portfolios/<int:pk>/import/", imports.import_upload, name="import"),
    path("portfolios/<int:pk>/import/<int:batch>/", imports.import_preview, name="import_preview"),
    path(
        "portfolios/<int:pk>/import/<int:batch>/progress/",
        imports.import_progress,
        name="import_progress",
    ),
    path(
        "portfolios/<int:pk>/import/<int:batch>/left-out.csv",
        imports.import_left_out,
        name="import_left_out",
    ),
    path("portfolios/<int:pk>/import/<int:batch>/undo/", imports.import_undo, name="import_undo"),
    path("portfolios/<int:pk>/own-assets/", own_assets.own_asset_list, name="own_assets"),
    path(f"{OWN}/", own_assets.own_asset, name="own_asset"),
    path(f"{OWN}/price/", own_assets.own_price_set, name="own_price_set"),
    path(f"{OWN}/prices/", own_assets.own_prices_import, name="own_prices_import"),
    path(f"{OWN}/prices/<int:price>/remove/", own_assets.own_price_remove, name="own_price_remove"),
    path(f"{OWN}/merge/", own_assets.own_asset_merge, name="own_asset_merge"),
    path(f"{OWN}/delete/", own_assets.own_asset_delete, name="own_asset_delete"),
    path("portfolios/<int:pk>/outlook/", outlook.outlook, name="outlook"),
    path("portfolios/<int:pk>/outlook/signals/", outlook.signals_followed, name="followed"),
    path("portfolios/<int:pk>/targets/", targets.target_list, name="targets"),
    path(
        "portfolios/<int:pk>/targets/<int:target>/remove/",
        targets.target_remove,
        name="target_remove",
    ),
    path("portfolios/<int:pk>/plan/", plan.plan, name="plan"),
    path("portfolios/<int:pk>/plan/new/", plan.trigger_create, name="arm"),
    path("portfolios/<int:pk>/plan/ladder/", ladder.ladder_create, name="ladder"),
    path("portfolios/<int:pk>/plan/rehearsal/", rehearsal.rehearsal, name="rehearsal"),
    path("portfolios/<int:pk>/plan/rehearsal/plan.csv", rehearsal.plan_csv, name="plan_csv"),
    path("portfolios/<int:pk>/plan/rehearsal/prices.csv", rehearsal.prices_csv, name="prices_csv"),
    path("portfolios/<int:pk>/plan/<int:trigger>/", plan.trigger_edit, name="trigger"),
    path("portfolios/<int:pk>/plan/<int:trigger>/disarm/", plan.trigger_disarm, name="disarm"),
    path(
        "portfolios/<int:pk>/plan/<int:trigger>/disarm/undo/",
        plan.trigger_undo_disarming,
        name="undo_disarming",
    ),
    path("alerts/", alerts.alert_list, name="alerts"),
    path("alerts/count/", alerts.alert_count, name="alert_count"),
    path("alerts/latest/", alerts.alert_latest, name="alert_latest"),
    path("alerts/seen/", alerts.alerts_seen, name="alerts_seen"),
    path("alerts/market/new/", market.market_alert_create, name="market_alert_create"),
    path("alerts/market/<int:pk>/", market.market_alert, name="market_alert"),
    path("alerts/market/<int:pk>/pause/", market.market_alert_pause, name="market_alert_pause"),
    path("alerts/market/<int:pk>/rearm/", market.market_alert_rearm, name="market_alert_rearm"),
    path("alerts/market/<int:pk>/delete/", market.market_alert_delete, name="market_alert_delete"),
    path("channels/", channels.channel_list, name="channels"),
    path("channels/new/<slug:kind>/", channels.channel_create, name="channel_create"),
    path("channels/<int:pk>/", channels.channel_edit, name="channel"),
    path("channels/<int:pk>/delete/", channels.channel_delete, name="channel_delete"),
    path("channels/<int:pk>/test/", channels.channel_test, name="channel_test"),
    path("channels/<int:pk>/secret/", channels.channel_secret, name="channel_secret"),
    path("deliveries/", channels.delivery_list, name="deliveries"),
    path("deliveries/<int:pk>/replay/", channels.delivery_replay, name="delivery_replay"),
    path("screens/", screens.screen_save, name="screen_save"),
    path("screens/<int:pk>/delete/", screens.screen_delete, name="screen_delete"),
    path("watchlists/", watchlists.watchlist_list, name="watchlists"),
    path("watchlists/watch/", watchlists.watch, name="watch"),
    path("watchlists/<int:pk>/", watchlists.watchlist, name="watchlist"),
    path("watchlists/<int:pk>/change/", watchlists.watchlist_change, name="watchlist_change"),
    path("watchlists/<int:pk>/move/", watchlists.watchlist_move, name="watchlist_move"),
    path("watchlists/<int:pk>/delete/", watchlists.watchlist_delete, name="watchlist_delete"),
    path("watchlists/<int:pk>/list.csv", watchlist_files.watchlist_export, name="watchlist_export"),
    path("watchlists/<int:pk>/import/", watchlist_files.watchlist_import, name="watchlist_import"),
    path(
        "watchlists/<int:pk>/answers/", watchlist_files.watchlist_answers, name="watchlist_answers"
    ),
    path("watchlists/<int:pk>/items/<int:item>/", watched.watched, name="watched"),
    path("watchlists/<int:pk>/items/<int:item>/move/", watched.watched_move, name="watched_move"),
    path(
        "watchlists/<int:pk>/items/<int:item>/remove/",
        watched.watched_remove,
        name="watched_remove",
    ),
    path("tokens/", tokens.token_list, name="tokens"),
    path("tokens/revoke/", tokens.token_revoke_all, name="tokens_revoke_all"),
    path("tokens/<int:pk>/revoke/", tokens.token_revoke, name="token_revoke"),
    path("assets/", assets.asset_search, name="asset_search"),
    path("numbers/", numbers.number_understood, name="number"),
    path("live/", live.live, name="live"),
    path("live/prices/", live.live, name="live_prices"),
]
