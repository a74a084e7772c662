"""The risk of a period in words."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portfolios.accounting.returns.risk import Risk


@dataclass(frozen=True, slots=True)
class RiskRow:
    """A figure with its key and name, how it is written, what it says and how it is computed."""

    key: str
    name: Promise
    value: float | None
    is_percentage: bool
    hint: Promise
    formula: Promise


# Field of Risk, name, whether a percentage, hint, formula.
_ROWS = (
    ("volatility", _("Volatility"), True,
     _("How widely a year's result swings around its mean."),
     _("Sample standard deviation of the daily returns × √365")),
    ("downside_deviation", _("Downside deviation"), True,
     _("The same, counting only losing days."),
     _("√(mean of min(r, 0)² over all days) × √365")),
    ("sharpe", _("Sharpe ratio"), False,
     _("Return for each unit of swing: more is better."),
     _("Mean daily return × 365 ÷ volatility; the risk-free rate is taken as 0")),
    ("sortino", _("Sortino ratio"), False,
     _("Return for each unit of downside swing."),
     _("Mean daily return × 365 ÷ downside deviation")),
    ("calmar", _("Calmar ratio"), False,
     _("Return for each unit of the deepest fall."),
     _("Chained return (yearly from a year on) ÷ depth of the maximum drawdown")),
    ("value_at_risk", _("Value at risk, 95%"), True,
     _("On 19 days of 20 the result was better than this."),
     _("5% quantile of the daily returns")),
    ("conditional_value_at_risk", _("Conditional value at risk, 95%"), True,
     _("The mean of the worst twentieth of all days."),
     _("Mean of the daily returns at or below the 5% quantile")),
    ("best_day", _("Best day"), True,
     _("The largest gain of a single day."), _("Highest daily return")),
    ("worst_day", _("Worst day"), True,
     _("The largest loss of a single day."), _("Lowest daily return")),
    ("tail_ratio", _("Tail ratio"), False,
     _("Above 1: the very good days outdo the very bad ones."),
     _("95% quantile ÷ 5% quantile, without sign")),
    ("skew", _("Skew"), False,
     _("Below 0: large losses stand out more than large gains."),
     _("Sample skewness G1 of the daily returns")),
    ("kurtosis", _("Excess kurtosis"), False,
     _("Above 0: extreme days are more frequent than a bell curve has them."),
     _("Sample excess kurtosis G2 of the daily returns")),
    ("profit_factor", _("Profit factor"), False,
     _("Above 1: the winning days add up to more than the losing ones."),
     _("Sum of positive daily returns ÷ sum of negative ones, without sign")),
    ("beta", _("Beta to the benchmark"), False,
     _("How far this moved, on average, when the benchmark moved 1%."),
     _("Covariance with the benchmark ÷ the benchmark's variance, of daily returns")),
    ("correlation", _("Correlation with the benchmark"), False,
     _("1: they move together; 0: without regard to each other; −1: opposite ways."),
     _("Pearson's coefficient of daily returns")),
)  # fmt: skip


def risk_rows(risk: Risk | None) -> list[RiskRow]:
    """The table of risk; what needs a benchmark is left out where there is none."""
    if risk is None:
        return []
    rows = [RiskRow(field, name, getattr(risk, field), *rest) for field, name, *rest in _ROWS]
    return rows if risk.beta is not None or risk.correlation is not None else rows[:-2]
