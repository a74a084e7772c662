"""Administration of the markets: staff look and correct; jobs do the writing."""

from markets.admin import assets, status

__all__ = ["assets", "status"]
