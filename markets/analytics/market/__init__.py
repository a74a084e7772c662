"""The market as a whole: caps, breadth, regime."""

from markets.analytics.market.figures import market_figures, market_problems
from markets.analytics.market.regime import regime_in_words

__all__ = ["market_figures", "market_problems", "regime_in_words"]
