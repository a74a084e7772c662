"""Administration. Who lacks the permission to see amounts sees rows without them."""

from portfolios.admin import assets, books, delivery, exits, ledger, people

__all__ = ["assets", "books", "delivery", "exits", "ledger", "people"]
