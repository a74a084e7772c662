"""Part A of the forecast: an exponentially weighted volatility and Student's t."""

import numpy as np
from scipy.special import stdtrit

DECAY = 0.97
SEED_DAYS = 30
FREEDOM = 4


def ewma_volatility(returns: np.ndarray) -> np.ndarray:
    """The daily volatility σ_E (T, N) of log returns: σ² = 0.97 σ²₋₁ + 0.03 r².

    The first value stands at the 30th return and is the mean of the first 30 squares; a gap (a
    return of NaN) begins anew. Source: RiskMetrics Technical Document, 4th ed. (1996).
    """
    variance = np.full(returns.shape, np.nan)
    count = np.zeros(returns.shape[1:])
    seed, state = np.zeros_like(count), np.full_like(count, np.nan)
    for t, row in enumerate(returns):
        known = np.isfinite(row)
        square = np.where(known, row, 0.0) ** 2
        count = np.where(known, count + 1, 0)
        seed = np.where(count <= SEED_DAYS, np.where(count == 1, square, seed + square), seed)
        state = np.where(count > SEED_DAYS, DECAY * state + (1 - DECAY) * square, np.nan)
        state = np.where(count == SEED_DAYS, seed / SEED_DAYS, state)
        variance[t] = state
    return np.sqrt(variance)


def ewma_quantiles(volatility: np.ndarray, horizon: int, levels: np.ndarray) -> np.ndarray:
    """Quantiles σ_E √h t₄(τ) ÷ √2 of the log return over `horizon` days: (…, levels).

    t₄ has the variance 2, so that the quantiles are those of a return with the variance σ_E² h.
    """
    unit = np.sqrt(FREEDOM / (FREEDOM - 2))
    return volatility[..., None] * (np.sqrt(horizon) / unit * stdtrit(FREEDOM, levels))
