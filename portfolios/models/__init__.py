from portfolios.models.portfolio import Account, Portfolio, PortfolioShare
from portfolios.models.position import (
    AllocationSnapshot,
    Balance,
    DailyValue,
    Disposal,
    LedgerProblem,
    Lot,
    Position,
)
from portfolios.models.transaction import ImportBatch, Transaction, TransactionRevision
from portfolios.models.trigger import Alert, Delivery, Trigger, TriggerKind
from portfolios.models.user import ApiToken, User

__all__ = [
    "Account",
    "Alert",
    "AllocationSnapshot",
    "ApiToken",
    "Balance",
    "DailyValue",
    "Delivery",
    "Disposal",
    "ImportBatch",
    "LedgerProblem",
    "Lot",
    "Portfolio",
    "PortfolioShare",
    "Position",
    "Transaction",
    "TransactionRevision",
    "Trigger",
    "TriggerKind",
    "User",
]
