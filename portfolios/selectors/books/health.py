"""What is wrong or doubtful with a ledger and its prices, described so that it can be fixed."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import BooleanField, Count, ExpressionWrapper, Q, QuerySet

from markets.models import USD, Asset
from markets.selectors import is_quote_fresh
from portfolios.accounting.core.types import ProblemCode, TransactionType
from portfolios.models import Account, LedgerProblem, Portfolio, ProblemDismissal, Transaction
from portfolios.selectors.books.health_texts import MISSING_DAYS, TEXTS

SHOWN = 20
_LACKS_DAYS = ExpressionWrapper(
    Q(code=ProblemCode.MISSING_PRICE, quantity__isnull=True), output_field=BooleanField()
)


@dataclass(frozen=True, slots=True)
class Holder:
    """An account that held what another one lacked; `units` are what a transfer can bring."""

    account: Account
    held: Decimal
    units: Decimal


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem; `row` is the transaction that shows it."""

    code: str
    asset: Asset | None = None
    account: Account | None = None
    quantity: Decimal | None = None
    message: str = ""
    row: Transaction | None = None
    holders: tuple[Holder, ...] = ()

    @property
    def takes_a_value(self) -> bool:
        """Whether the row's value would count: a fee in a third coin has a place of its own."""
        if self.row is None:
            return False
        legs = (self.row.sent_asset_id, self.row.received_asset_id)
        return self.row.type == TransactionType.FEE or self.asset.pk in legs


@dataclass(frozen=True, slots=True)
class FindingGroup:
    """The problems of one code; `count` may be more than are shown."""

    code: str
    title: str
    meaning: str
    count: int
    findings: list[Finding]


def findings_of(
    portfolio: Portfolio, *, dismissals: list[ProblemDismissal], is_simulated: bool
) -> list[FindingGroup]:
    """The standing problems by code, the worst first; five queries."""
    known = {(one.code, one.asset_id) for one in dismissals}
    groups = [*_stored_groups(portfolio), *_price_groups(portfolio, known, is_simulated)]
    order = {str(code): place for place, code in enumerate(TEXTS)}
    return sorted(groups, key=lambda group: order[group.code])


def problem_count(portfolio: Portfolio) -> int:
    """How many problems of the ledger stand; one query."""
    return portfolio.ledgerproblems.standing().count()


def problem_titles(portfolio: Portfolio) -> list[tuple[str, int]]:
    """What stands, in a few words, and how often; the worst first; one query."""
    totals = _totals(portfolio.ledgerproblems.standing().annotate(lacks_days=_LACKS_DAYS))
    return [(title, totals[code]) for code, (title, _) in TEXTS.items() if code in totals]


def _totals(standing: QuerySet) -> dict[str, int]:
    counts = standing.order_by().values("code", "lacks_days").annotate(count=Count("pk"))
    return {MISSING_DAYS if row["lacks_days"] else row["code"]: row["count"] for row in counts}


def _stored_groups(portfolio: Portfolio) -> list[FindingGroup]:
    """A number for each code, and the first problems of each with their rows."""
    standing = portfolio.ledgerproblems.standing().annotate(lacks_days=_LACKS_DAYS)
    totals = _totals(standing)
    shown = list(_first_of_each(standing, totals))
    rows = portfolio.transactions.with_assets().in_bulk({one.transaction_id for one in shown})
    accounts = portfolio.accounts.in_bulk({pk for one in shown for pk in one.holder_ids})
    found: dict[str, list[Finding]] = {}
    for problem in shown:
        code = MISSING_DAYS if problem.lacks_days else problem.code
        row = rows.get(problem.transaction_id)
        found.setdefault(code, []).append(_finding(problem, row, accounts=accounts))
    return [_group(code, findings, totals[code]) for code, findings in found.items()]


def _first_of_each(standing: QuerySet, codes: Iterable[str]) -> QuerySet:
    """The first problems of each code.

    Numbered by a window, a long ledger's problems would all be sorted, whole, for the few shown.
    """
    keys = standing.order_by("pk").values("pk")
    parts = [
        keys.filter(lacks_days=True) if code == MISSING_DAYS
        else keys.filter(lacks_days=False, code=code)
        for code in codes
    ]  # fmt: skip
    first = [part[:SHOWN] for part in parts]
    union = first[0].union(*first[1:], all=True) if first else keys.none()
    problems = LedgerProblem.objects.annotate(lacks_days=_LACKS_DAYS).filter(pk__in=union)
    return problems.select_related("asset", "account")


def _finding(
    problem: LedgerProblem, row: Transaction | None, *, accounts: dict[int, Account]
) -> Finding:
    return Finding(
        code=problem.code, asset=problem.asset, account=problem.account,
        quantity=problem.quantity, message=problem.message, row=row,
        holders=tuple(
            Holder(accounts[pk], held, min(held, problem.quantity))
            for pk, held in problem.holders.items()
            if pk in accounts
        ),
    )  # fmt: skip


def _price_groups(
    portfolio: Portfolio, known: set[tuple[str, int | None]], is_simulated: bool
) -> list[FindingGroup]:
    """What is held now and has no price, or an old one; nothing of it is stored."""
    held = portfolio.positions.exclude(quantity=0).order_by().values("asset")
    assets = Asset.objects.filter(pk__in=held).exclude(slug=USD).select_related("quote")
    found: dict[str, list[Finding]] = {}
    for asset in assets.order_by("symbol"):
        code = _price_fault(asset, is_simulated=is_simulated)
        if code and (code, asset.pk) not in known:
            found.setdefault(code, []).append(Finding(code, asset))
    return [_group(code, findings[:SHOWN], len(findings)) for code, findings in found.items()]


def _price_fault(asset: Asset, *, is_simulated: bool) -> str:
    quote = getattr(asset, "quote", None)
    if asset.is_worthless:
        return ""
    if quote is None or not asset.is_active:
        return ProblemCode.UNKNOWN_ASSET.value
    if asset.is_own:
        return ""  # as old as its holder left it, which its page says
    quote.asset = asset
    return "" if is_quote_fresh(quote, is_simulated=is_simulated) else ProblemCode.STALE_PRICE.value


def _group(code: str, findings: list[Finding], count: int) -> FindingGroup:
    title, meaning = TEXTS[code]
    return FindingGroup(str(code), title, meaning, count, findings)
