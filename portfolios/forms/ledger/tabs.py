"""The tabs of the composer, in the order in which they stand."""

from portfolios.forms.ledger.entry import EntryForm
from portfolios.forms.ledger.moves import RewardForm, TransferForm
from portfolios.forms.ledger.trades import BuyForm, SellForm, SwapForm
from portfolios.forms.ledger.transaction import TransactionForm
from portfolios.models import Transaction

FORMS: tuple[type[EntryForm], ...] = (
    BuyForm, SellForm, SwapForm, TransferForm, RewardForm, TransactionForm,
)  # fmt: skip
BY_TAB = {form.tab: form for form in FORMS}
ALL_FIELDS = TransactionForm.tab


def form_of(tab: str | None) -> type[EntryForm]:
    """A tab's form; that of all fields where there is no such tab."""
    return BY_TAB.get(tab or "", TransactionForm)


def form_for(row: Transaction) -> type[EntryForm]:
    """The first form that shows all of a row."""
    return next(form for form in FORMS if form.takes(row))
