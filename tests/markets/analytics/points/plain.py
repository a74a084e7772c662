"""Every data point of one asset's last day in the plainest form: the formulas, written again.

One asset's columns are arrays of days; `market` and `bitcoin` are (r, x) of the same days.
"""

import empyrical
import numpy as np
import talib
from scipy import stats


class History:
    """The columns of an asset that has a row every day up to the last."""

    def __init__(self, columns, *, market, bitcoin):
        self.o, self.h, self.l, self.c, self.v = (
            columns[name] for name in ("open", "high", "low", "close", "volume")
        )
        self.extras = columns
        self.date = columns["date"]
        self.x = self.c[1:] / self.c[:-1] - 1
        self.r = np.diff(np.log(self.c))
        self.market_r, self.market_x = market
        self.bitcoin_x = bitcoin[1]
        self.cap = columns["market_cap"]


def growth(c, days):
    return c[-1] / c[-1 - days] - 1


def year_to_date(one):
    this_year = one.date.astype("datetime64[Y]")[-1]
    return one.c[-1] / one.c[one.date < this_year][-1] - 1


def obv_slope(one):
    return stats.linregress(np.arange(30), talib.OBV(one.c, one.v)[-30:]).slope / one.v[-30:].mean()


def line(one):
    return stats.linregress(np.arange(90), np.log(one.c[-90:]))


def bands(one):
    middle, deviation = one.c[-20:].mean(), one.c[-20:].std()
    return middle - 2 * deviation, middle, middle + 2 * deviation


def garman_klass(one):
    night = np.log(one.o[1:] / one.c[:-1])
    span, body = np.log(one.h / one.l)[1:], np.log(one.c / one.o)[1:]
    v = night**2 + span**2 / 2 - (2 * np.log(2) - 1) * body**2
    return np.sqrt(365 * v[-30:].mean())


def corwin_schultz(one):
    spreads = []
    for day in range(len(one.c) - 30, len(one.c)):
        two = slice(day - 1, day + 1)
        beta = (np.log(one.h[two] / one.l[two]) ** 2).sum()
        gamma = np.log(one.h[two].max() / one.l[two].min()) ** 2
        k = 3 - 2 * np.sqrt(2)
        alpha = (np.sqrt(2 * beta) - np.sqrt(beta)) / k - np.sqrt(gamma / k)
        spreads.append(max(2 * (np.exp(alpha) - 1) / (1 + np.exp(alpha)), 0))
    return np.mean(spreads)


def regression(one):
    return stats.linregress(one.market_r[-180:], one.r[-180:])


def residual_deviation(one):
    fit = regression(one)
    left = one.r[-180:] - fit.intercept - fit.slope * one.market_r[-180:]
    return np.sqrt((left**2).sum() / 178 * 365)


def ratio_of_means(values, short, long):
    return np.log(values[-short:].mean() / values[-long:].mean())


PLAIN = {
    **{f"ret_{n}d": lambda one, n=n: growth(one.c, n) for n in (1, 7, 14, 30, 90, 180, 365)},
    "ret_ytd": year_to_date,
    **{f"sma_gap_{n}": lambda one, n=n: one.c[-1] / one.c[-n:].mean() - 1 for n in (20, 50, 200)},
    "sma_cross": lambda one: one.c[-50:].mean() / one.c[-200:].mean() - 1,
    "rsi_14": lambda one: talib.RSI(one.c, 14)[-1],
    "macd_hist": lambda one: talib.MACD(one.c)[2][-1] / one.c[-1],
    "adx_14": lambda one: talib.ADX(one.h, one.l, one.c)[-1],
    "di_spread_14": lambda one: talib.PLUS_DI(one.h, one.l, one.c)[-1]
    - talib.MINUS_DI(one.h, one.l, one.c)[-1],
    "atr_14": lambda one: talib.ATR(one.h, one.l, one.c)[-1] / one.c[-1],
    "bb_pos_20": lambda one: (one.c[-1] - bands(one)[0]) / (bands(one)[2] - bands(one)[0]),
    "bb_width_20": lambda one: (bands(one)[2] - bands(one)[0]) / bands(one)[1],
    "stoch_k_14": lambda one: 100
    * (one.c[-1] - one.l[-14:].min())
    / (one.h[-14:].max() - one.l[-14:].min()),
    "mfi_14": lambda one: talib.MFI(one.h, one.l, one.c, one.v)[-1],
    "cci_20": lambda one: talib.CCI(one.h, one.l, one.c, 20)[-1],
    "aroon_25": lambda one: talib.AROONOSC(one.h, one.l, 25)[-1],
    "obv_slope_30": obv_slope,
    "donchian_pos_55": lambda one: (one.c[-1] - one.c[-55:].min()) / np.ptp(one.c[-55:]),
    "trend_slope_90": lambda one: line(one).slope,
    "trend_r2_90": lambda one: line(one).rvalue ** 2,
    "from_high_365": lambda one: one.c[-1] / one.c[-365:].max() - 1,
    "from_low_365": lambda one: one.c[-1] / one.c[-365:].min() - 1,
    "from_ath": lambda one: one.c[-1] / one.c.max() - 1,
    "days_since_high_365": lambda one: 364 - one.c[-365:].argmax(),
    **{f"vol_{n}": lambda one, n=n: empyrical.annual_volatility(one.x[-n:], annualization=365)
       for n in (30, 90, 365)},
    "range_vol_30": garman_klass,
    "vol_ratio": lambda one: one.x[-30:].std(ddof=1) / one.x[-365:].std(ddof=1),
    "downside_90": lambda one: empyrical.downside_risk(one.x[-90:], annualization=365),
    **{f"sharpe_{n}": lambda one, n=n: empyrical.sharpe_ratio(one.x[-n:], annualization=365)
       for n in (90, 365)},
    "sortino_365": lambda one: empyrical.sortino_ratio(one.x[-365:], annualization=365),
    "calmar_365": lambda one: growth(one.c, 365) / abs(empyrical.max_drawdown(one.x[-364:])),
    "max_dd_365": lambda one: empyrical.max_drawdown(one.x[-364:]),
    "var95_365": lambda one: -empyrical.value_at_risk(one.x[-365:]),
    "cvar95_365": lambda one: -empyrical.conditional_value_at_risk(one.x[-365:]),
    "skew_365": lambda one: stats.skew(one.x[-365:]),
    "kurt_365": lambda one: stats.kurtosis(one.x[-365:]),
    "tail_ratio_365": lambda one: empyrical.tail_ratio(one.x[-365:]),
    "profit_factor_365": lambda one: one.x[-365:].clip(0).sum() / -one.x[-365:].clip(max=0).sum(),
    "max_30": lambda one: one.r[-30:].max(),
    "min_30": lambda one: one.r[-30:].min(),
    "beta_180": lambda one: regression(one).slope,
    "alpha_180": lambda one: regression(one).intercept * 365,
    "idio_vol_180": residual_deviation,
    "corr_btc_90": lambda one: np.corrcoef(one.x[-90:], one.bitcoin_x[-90:])[0, 1],
    "corr_mkt_90": lambda one: np.corrcoef(one.x[-90:], one.market_x[-90:])[0, 1],
    "autocorr_90": lambda one: np.corrcoef(one.x[-90:-1], one.x[-89:])[0, 1],
    "hit_90": lambda one: 100 * (one.x[-90:] > 0).mean(),
    "age_days": lambda one: len(one.c) - 1,
    "volume_30": lambda one: one.v[-30:].mean(),
    "volume_trend": lambda one: ratio_of_means(one.v, 7, 90),
    "amihud_30": lambda one: np.mean(
        [abs(r) / v for r, v in zip(one.r[-30:], one.v[-30:], strict=True) if v]
    ),
    "zero_volume_30": lambda one: 100 * (one.v[-30:] == 0).mean(),
    "spread_30": corwin_schultz,
    "turnover_30": lambda one: one.v[-30:].mean() / one.cap[-1],
    "cap": lambda one: one.cap[-1],
    "fdv": lambda one: one.c[-1] * one.extras["total_supply"][-1],
    "float": lambda one: one.extras["circulating_supply"][-1] / one.extras["total_supply"][-1],
    "dilution": lambda one: one.c[-1] * one.extras["total_supply"][-1] / one.cap[-1] - 1,
    **{f"supply_growth_{n}": lambda one, n=n: (
        one.extras["circulating_supply"][-1] / one.extras["circulating_supply"][-1 - n]
    ) ** (365 / n) - 1 for n in (90, 365)},
    "cap_tvl": lambda one: one.cap[-1] / one.extras["tvl"][-1],
    "nvt_90": lambda one: one.cap[-1] / one.extras["transfer_value"][-90:].mean(),
    "mvrv": lambda one: one.cap[-1] / one.extras["realised_cap"][-1],
    "cap_fees": lambda one: one.cap[-1] / (365 * one.extras["fees"][-30:].mean()),
    "cap_address": lambda one: one.cap[-1] / one.extras["active_addresses"][-1],
    "addresses_30": lambda one: one.extras["active_addresses"][-30:].mean(),
    "address_growth": lambda one: ratio_of_means(one.extras["active_addresses"], 30, 180),
    "transactions_30": lambda one: one.extras["transactions"][-30:].mean(),
    "transfer_value_30": lambda one: one.extras["transfer_value"][-30:].mean(),
    "fees_30": lambda one: one.extras["fees"][-30:].mean(),
    "fees_growth": lambda one: ratio_of_means(one.extras["fees"], 30, 180),
    "tvl": lambda one: one.extras["tvl"][-1],
    "tvl_growth_30": lambda one: growth(one.extras["tvl"], 30),
}  # fmt: skip
