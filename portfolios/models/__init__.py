from portfolios.models.alert import Alert, Delivery
from portfolios.models.marks import ExitGroup, HighWater, NearestLevel
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
from portfolios.models.trigger import Basis, Phase, Trigger, TriggerKind
from portfolios.models.user import ApiToken, User

__all__ = [
    "Account",
    "Alert",
    "AllocationSnapshot",
    "ApiToken",
    "Balance",
    "Basis",
    "DailyValue",
    "Delivery",
    "Disposal",
    "ExitGroup",
    "HighWater",
    "ImportBatch",
    "LedgerProblem",
    "Lot",
    "NearestLevel",
    "Phase",
    "Portfolio",
    "PortfolioShare",
    "Position",
    "Transaction",
    "TransactionRevision",
    "Trigger",
    "TriggerKind",
    "User",
]
