"""What Celery's clock starts, and how often. Every job may be missed: the next one catches up."""


def every(task: str, seconds: float) -> dict:
    """A schedule entry whose message dies before the next is due: a backlog never piles up."""
    return {"task": task, "schedule": seconds, "options": {"expires": seconds}}


def beat_schedule(*, quotes: float) -> dict[str, dict]:
    """The whole schedule; `quotes` is the seconds between two refreshes of the quotes."""
    return {
        "refresh-quotes": every("markets.tasks.refresh_quotes", quotes),
        "refresh-fiat": every("markets.tasks.refresh_fiat", 3600),
        "refresh-bank-rates": every("markets.tasks.refresh_bank_rates", 6 * 3600),
        "record-candles": every("markets.tasks.record_candles", 300),
        "fill-history": every("markets.tasks.fill_history", 120),
        "fill-observations": every("markets.tasks.fill_observations", 120),
        "fill-usage": every("markets.tasks.fill_usage", 600),
        # These four bring something each 6 hours, of fear and greed each 3.
        "refresh-totals": every("markets.tasks.refresh_totals", 600),
        "refresh-categories": every("markets.tasks.refresh_categories", 600),
        "refresh-members": every("markets.tasks.refresh_members", 300),
        "refresh-yields": every("markets.tasks.refresh_yields", 600),
        "fill-totals": every("markets.tasks.fill_totals", 600),
        "refresh-sentiment": every("markets.tasks.refresh_sentiment", 600),
        "refresh-news": every("markets.tasks.refresh_news", 3600),
        "global-figures": every("markets.tasks.record_global_figures", 900),
        "sync-assets": every("markets.tasks.sync_assets", 6 * 3600),
        "classify-assets": every("markets.tasks.classify_assets", 24 * 3600),
        "backfill-held": every("portfolios.tasks.backfill_held_assets", 600),
        "hours-held": every("portfolios.tasks.fill_hours", 180),
        "holes-followed": every("portfolios.tasks.fill_holes", 300),
        "ranges-held": every("portfolios.tasks.fill_ranges", 600),
        "details-held": every("portfolios.tasks.refresh_details", 120),
        "own-quotes": every("portfolios.tasks.refresh_own_quotes", 3600),
        "daily-values": every("portfolios.tasks.refresh_daily_values", 900),
        "allocation-snapshots": every("portfolios.tasks.take_allocation_snapshots", 3600),
        "expire-triggers": every("portfolios.tasks.expire_triggers", 60),
        "trigger-windows": every("portfolios.tasks.refresh_windows", 300),
        "tidy-marks": every("portfolios.tasks.tidy_marks", 6 * 3600),
        "quote-bands": every("markets.tasks.refresh_bands", 24 * 3600),
        "analyse-market": every("markets.tasks.analyse_market", 120),
        "fold-history": every("markets.tasks.fold_closed_days", 6 * 3600),
        "accepted-ranges": every("markets.tasks.compact_ranges", 24 * 3600),
        "old-hours": every("markets.tasks.drop_old_hours", 24 * 3600),
        "old-news": every("markets.tasks.drop_old_news", 24 * 3600),
        "resume-imports": every("portfolios.tasks.resume_imports", 60),
        "forget-previews": every("portfolios.tasks.forget_previews", 24 * 3600),
        "watch-targets": every("portfolios.tasks.watch_targets", 60),
        "market-alerts": every("portfolios.tasks.evaluate_market_alerts", 60),
        "screen-alerts": every("portfolios.tasks.evaluate_screens", 60),
        "watch-prices": every("portfolios.tasks.watch_prices", 60),
        "watch-sources": every("portfolios.tasks.watch_sources", 900),
        "deliveries": every("portfolios.tasks.send_due_deliveries", 30),
    }
