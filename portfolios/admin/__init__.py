"""Administration. Who lacks the permission to see amounts sees rows without them."""

from portfolios.admin import books, delivery, exits, ledger, people

__all__ = ["books", "delivery", "exits", "ledger", "people"]
