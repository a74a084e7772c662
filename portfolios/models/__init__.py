from portfolios.models.book_changes import HoldingSeries, LedgerChange
from portfolios.models.dismissal import SUGGESTED_TRANSFER, BasisChange, ProblemDismissal
from portfolios.models.portfolio import Account, Portfolio, PortfolioShare
from portfolios.models.position import (
    AllocationSnapshot,
    Balance,
    DailyValue,
    Disposal,
    Fee,
    Income,
    LedgerProblem,
    Lot,
    Position,
)
from portfolios.models.transaction import ImportBatch, Transaction, TransactionRevision
from portfolios.models.trigger import Alert, Delivery, Trigger, TriggerKind
from portfolios.models.user import ApiToken, User

__all__ = [
    "SUGGESTED_TRANSFER",
    "Account",
    "Alert",
    "AllocationSnapshot",
    "ApiToken",
    "Balance",
    "BasisChange",
    "DailyValue",
    "Delivery",
    "Disposal",
    "Fee",
    "HoldingSeries",
    "ImportBatch",
    "Income",
    "LedgerChange",
    "LedgerProblem",
    "Lot",
    "Portfolio",
    "PortfolioShare",
    "Position",
    "ProblemDismissal",
    "Transaction",
    "TransactionRevision",
    "Trigger",
    "TriggerKind",
    "User",
]
