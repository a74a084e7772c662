"""What came after each day."""

import numpy as np

from markets.analytics.series import shift


def forward_returns(
    close: np.ndarray, horizon: int, *, ended: np.ndarray | None = None
) -> np.ndarray:
    """The simple return from each close to that `horizon` days later, (T, N); NaN while unknown.

    An asset marked in `ended` (N,) lost everything after its last close; the operator alone says
    so. Any other that has no later close has no outcome.
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        returns = shift(close, -horizon) / close - 1
    if ended is None:
        return returns
    rows = np.arange(len(close))[:, None]
    known = np.isfinite(close)
    last = np.where(known, rows, -1).max(axis=0, initial=-1)
    lost = ended & known & (rows + horizon > last) & (rows + horizon < len(close))
    return np.where(lost, -1.0, returns)
