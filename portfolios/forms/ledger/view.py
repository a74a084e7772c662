"""How a user sees the list of transactions."""

from portfolios.forms.table_views import TableViewForm
from portfolios.selectors.ledger.view import COLUMNS, FIXED, LedgerView


class LedgerViewForm(TableViewForm):
    """Columns, order and density of the list."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, columns=COLUMNS, fixed=FIXED, **kwargs)

    def view(self) -> LedgerView:
        """The view of a valid form."""
        return LedgerView(**self.chosen())
