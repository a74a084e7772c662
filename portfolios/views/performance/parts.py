"""The risk of a period in words."""

from dataclasses import dataclass

from portfolios.accounting.returns.risk import Risk


@dataclass(frozen=True, slots=True)
class RiskRow:
    """A figure with its key and name, how it is written, what it says and how it is computed."""

    key: str
    name: str
    value: float | None
    is_percentage: bool
    hint: str
    formula: str


# Field of Risk, name, whether a percentage, hint, formula.
_ROWS = (
    ("volatility", "Volatility", True,
     "How widely a year's result swings around its mean.",
     "Sample standard deviation of the daily returns × √365"),
    ("downside_deviation", "Downside deviation", True,
     "The same, counting only losing days.",
     "√(mean of min(r, 0)² over all days) × √365"),
    ("sharpe", "Sharpe ratio", False,
     "Return for each unit of swing: more is better.",
     "Mean daily return × 365 ÷ volatility; the risk-free rate is taken as 0"),
    ("sortino", "Sortino ratio", False,
     "Return for each unit of downside swing.",
     "Mean daily return × 365 ÷ downside deviation"),
    ("calmar", "Calmar ratio", False,
     "Return for each unit of the deepest fall.",
     "Chained return (yearly from a year on) ÷ depth of the maximum drawdown"),
    ("value_at_risk", "Value at risk, 95%", True,
     "On 19 days of 20 the result was better than this.",
     "5% quantile of the daily returns"),
    ("conditional_value_at_risk", "Conditional value at risk, 95%", True,
     "The mean of the worst twentieth of all days.",
     "Mean of the daily returns at or below the 5% quantile"),
    ("best_day", "Best day", True,
     "The largest gain of a single day.", "Highest daily return"),
    ("worst_day", "Worst day", True,
     "The largest loss of a single day.", "Lowest daily return"),
    ("tail_ratio", "Tail ratio", False,
     "Above 1: the very good days outdo the very bad ones.",
     "95% quantile ÷ 5% quantile, without sign"),
    ("skew", "Skew", False,
     "Below 0: large losses stand out more than large gains.",
     "Sample skewness G1 of the daily returns"),
    ("kurtosis", "Excess kurtosis", False,
     "Above 0: extreme days are more frequent than a bell curve has them.",
     "Sample excess kurtosis G2 of the daily returns"),
    ("profit_factor", "Profit factor", False,
     "Above 1: the winning days add up to more than the losing ones.",
     "Sum of positive daily returns ÷ sum of negative ones, without sign"),
    ("beta", "Beta to the benchmark", False,
     "How far this moved, on average, when the benchmark moved 1%.",
     "Covariance with the benchmark ÷ the benchmark's variance, of daily returns"),
    ("correlation", "Correlation with the benchmark", False,
     "1: they move together; 0: without regard to each other; −1: opposite ways.",
     "Pearson's coefficient of daily returns"),
)  # fmt: skip


def risk_rows(risk: Risk | None) -> list[RiskRow]:
    """The table of risk; what needs a benchmark is left out where there is none."""
    if risk is None:
        return []
    rows = [RiskRow(field, name, getattr(risk, field), *rest) for field, name, *rest in _ROWS]
    return rows if risk.beta is not None or risk.correlation is not None else rows[:-2]
