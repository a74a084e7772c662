"""The market as a whole, its narratives, and what to beware of in an asset."""

from markets.analytics.market.breadth import season_in_words
from markets.analytics.market.cautions import Caution, cautions, days_to_sell
from markets.analytics.market.checklist import Rule, checklist, rule_states
from markets.analytics.market.figures import market_figures, market_problems
from markets.analytics.market.levels import Level, Levels, support_and_resistance
from markets.analytics.market.narratives import Narratives, narratives
from markets.analytics.market.regime import regime_in_words
from markets.analytics.market.totals import change_in_points

__all__ = [
    "Caution", "Level", "Levels", "Narratives", "Rule", "cautions", "change_in_points", "checklist",
    "days_to_sell", "market_figures", "market_problems", "narratives", "regime_in_words",
    "rule_states", "season_in_words", "support_and_resistance",
]  # fmt: skip
