"""Administration of the markets: staff look and correct; jobs do the writing."""

from markets.admin import analyses, assets, status

__all__ = ["analyses", "assets", "status"]
