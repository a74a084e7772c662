"""Every address of the URLconf that is a page, and by name what is none, so that none is missed."""

import re
from collections.abc import Iterator, Mapping

from django.urls import URLPattern, get_resolver

DATA = """healthz readyz portfolios:values portfolios:performance_data
portfolios:performance_all_data
portfolios:gains_csv portfolios:income_csv portfolios:export portfolios:home_data
portfolios:positions_csv portfolios:import_left_out portfolios:plan_csv portfolios:prices_csv
portfolios:manifest
portfolios:service_worker portfolios:watchlist_export markets:screener_csv markets:candles
portfolios:number portfolios:asset_search portfolios:live portfolios:live_prices
admin:jsi18n admin:autocomplete"""
PARTS = """portfolios:performance_parts portfolios:books_progress portfolios:import_progress
portfolios:suggested_levels portfolios:alert_count portfolios:alert_latest"""
ONLY_SENT = """portfolios:repair portfolios:join portfolios:convert portfolios:dismiss
portfolios:restore portfolios:share portfolios:unshare portfolios:leave portfolios:withdraw
portfolios:accept portfolios:decline portfolios:delete portfolios:account_create
portfolios:account_change portfolios:account_delete portfolios:preview_entry portfolios:bulk
portfolios:bulk_undo portfolios:undo portfolios:delete_transaction portfolios:amounts
portfolios:home_currency portfolios:import_undo portfolios:own_price_set
portfolios:own_prices_import portfolios:own_price_remove portfolios:own_asset_merge
portfolios:own_asset_delete portfolios:target_remove portfolios:level_preview portfolios:disarm
portfolios:undo_disarming portfolios:alerts_seen portfolios:market_alert_pause
portfolios:market_alert_rearm portfolios:market_alert_delete portfolios:channel_delete
portfolios:channel_test portfolios:channel_secret portfolios:delivery_replay
portfolios:screen_save portfolios:screen_delete portfolios:watch portfolios:watchlist_change
portfolios:watchlist_move portfolios:watchlist_delete portfolios:watchlist_import
portfolios:watchlist_answers portfolios:watched_move portfolios:watched_remove
portfolios:link_revoke portfolios:tokens_revoke_all portfolios:token_revoke
admin:markets_refreshrun_refresh"""
LEADS_ELSEWHERE = """portfolios:add_anywhere admin:login admin:logout admin:password_change
admin:password_change_done admin:view_on_site account_set_password account_confirm_login_code"""
NOT_PAGES = frozenset(f"{DATA} {PARTS} {ONLY_SENT} {LEADS_ELSEWHERE}".split())
# The API answers scripts, except for its reference; rows of the administration are opened from
# its lists, which not every list allows.
APP_LABEL = re.compile(r"\^\(\?P<app_label>[^)]+\)/\$")
NEVER_PAGES = re.compile(
    r"api:(?!docs)|admin:.*_(add|change|delete|history)$|admin:auth_user_password_change$"
)
# The parts of addresses that name an object, as they stand in routes.
OBJECTS = (
    "portfolios/<int:pk>", "<int:batch>", "<int:transaction>", "<int:trigger>",
    "alerts/market/<int:pk>", "channels/<int:pk>", "watchlists/<int:pk>", "<int:item>",
    "own-assets/<slug:slug>", "<str:key>",
)  # fmt: skip
# What stands for the parts of an address that no object of the site fills.
EXAMPLES = {
    "<slug:slug>": "bitcoin", "<asset:slug>": "bitcoin", "learn/<slug:slug>": "learn/market-cap",
    "narratives/<slug:slug>": "narratives/ai", "docs/<slug:slug>": "docs/ledger",
    "channels/new/<slug:kind>": "channels/new/webhook",
    "^confirm-email/(?P<key>[-:\\w]+)/$": "confirm-email/none/",
    "^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": "password/reset/key/0-none/",
}  # fmt: skip


def routes() -> dict[str, str]:
    """The pattern of each named route that is a page, by its name."""
    return {
        name: route
        for name, route in walk(get_resolver())
        if name and name not in NOT_PAGES and not NEVER_PAGES.match(name)
    }


def addresses(objects: Mapping[str, object]) -> dict[str, str]:
    """The address of each page by its route's name; objects by what stands for them in a route."""
    known = {**EXAMPLES, **objects}
    found = {}
    for name, route in routes().items():
        # The longest first: what stands in a folder is another thing than what stands alone.
        for part in sorted(known, key=len, reverse=True):
            route = route.replace(part, str(known[part]))
        found[name] = "/" + APP_LABEL.sub("portfolios/", route)
    return found


def walk(resolver, namespaces: tuple[str, ...] = (), prefix: str = "") -> Iterator[tuple]:
    for pattern in resolver.url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield ":".join([*namespaces, pattern.name]) if pattern.name else "", route
        else:
            own = (pattern.namespace,) if pattern.namespace else ()
            yield from walk(pattern, (*namespaces, *own), route)
