from portfolios.models.alert import Alert, Notice
from portfolios.models.book_changes import BasisChange, InstantOrder, LedgerChange
from portfolios.models.books import (
    AllocationSnapshot,
    Balance,
    DailyValue,
    Disposal,
    Fee,
    GiftPart,
    Income,
    LedgerProblem,
    Lot,
    Position,
)
from portfolios.models.channel import Channel, PushKey
from portfolios.models.delivery import Delivery
from portfolios.models.dismissal import (
    ADJUSTED_PRICES,
    CONVERSION,
    SUGGESTED_TRANSFER,
    ProblemDismissal,
)
from portfolios.models.holding_series import HoldingSeries
from portfolios.models.own_asset import AssetMerge, OwnAsset, OwnPrice
from portfolios.models.personal.market_alert import MarketAlert
from portfolios.models.personal.screen import SavedScreen
from portfolios.models.personal.watchlist import WatchedAsset, Watchlist
from portfolios.models.portfolio import (
    Account,
    Portfolio,
    PortfolioInvitation,
    PortfolioShare,
)
from portfolios.models.sharing.links import ShareLink
from portfolios.models.sharing.tokens import ApiToken
from portfolios.models.target import Target
from portfolios.models.tick_caches import ExitGroup, HighWater, NearestLevel
from portfolios.models.transaction import ImportBatch, Transaction, TransactionRevision
from portfolios.models.trigger import LevelBasis, Phase, Trigger, TriggerKind
from portfolios.models.user import User
from portfolios.models.valuation import ValuationBlock

__all__ = [
    "ADJUSTED_PRICES",
    "CONVERSION",
    "SUGGESTED_TRANSFER",
    "Account",
    "Alert",
    "AllocationSnapshot",
    "ApiToken",
    "AssetMerge",
    "Balance",
    "BasisChange",
    "Channel",
    "DailyValue",
    "Delivery",
    "Disposal",
    "ExitGroup",
    "Fee",
    "GiftPart",
    "HighWater",
    "HoldingSeries",
    "ImportBatch",
    "Income",
    "InstantOrder",
    "LedgerChange",
    "LedgerProblem",
    "LevelBasis",
    "Lot",
    "MarketAlert",
    "NearestLevel",
    "Notice",
    "OwnAsset",
    "OwnPrice",
    "Phase",
    "Portfolio",
    "PortfolioInvitation",
    "PortfolioShare",
    "Position",
    "ProblemDismissal",
    "PushKey",
    "SavedScreen",
    "ShareLink",
    "Target",
    "Transaction",
    "TransactionRevision",
    "Trigger",
    "TriggerKind",
    "User",
    "ValuationBlock",
    "WatchedAsset",
    "Watchlist",
]
