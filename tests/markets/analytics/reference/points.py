"""Each data point of an asset's last day by its formula; an unknown one is NaN."""

import empyrical
import numpy as np
import pandas as pd
import talib
from scipy import stats

from tests.markets.analytics.reference.files import Market
from tests.markets.analytics.reference.windows import NAN, One, figure, last, over


def growth(one: One, days: int) -> float:
    window = one.known(one.c, days + 1)
    return NAN if window is None else one.c.iloc[-1] / one.c.iloc[-1 - days] - 1


def year_to_date(one: One) -> float:
    before = one.c[one.c.index.year < one.c.index[-1].year]
    return one.c.iloc[-1] / before.iloc[-1] - 1 if len(before) else NAN


def average(one: One, days: int) -> float:
    return figure(np.mean, one.known(one.c, days))


def bands(one: One) -> tuple[float, float]:
    (closes,) = one.run(one.c)
    if len(closes) < 20 or not one.is_there:
        return NAN, NAN
    middle, spread = closes[-20:].mean(), 4 * closes[-20:].std()
    spread = 0.0 if np.ptp(closes[-20:]) == 0 else spread
    return over(closes[-1] - middle + spread / 2, spread), spread / middle


def talib_of(function, *prices: np.ndarray, of_money=False) -> float:
    """Prices are brought near a million, as TA-Lib takes what is tiny for zero.

    What is `of_money` is brought back, as a fraction of the last close.
    """
    if not len(prices[0]):
        return NAN
    scale = 1e6 / prices[-1][0]
    found = last(function(*(column * scale for column in prices)))
    return found / (prices[-1][-1] * scale) if of_money else found


def indicators(one: One) -> dict[str, float]:
    """TA-Lib's, each over the days since the last on which it lacks an input."""
    closes, ranges = one.run(one.c), one.run(one.h, one.l, one.c)
    *traded, volume = one.run(one.h, one.l, one.c, one.traded)
    return {
        "rsi_14": talib_of(lambda c: talib.RSI(c, 14), *closes),
        "macd_hist": talib_of(lambda c: talib.MACD(c)[2], *closes, of_money=True),
        "adx_14": talib_of(lambda *hlc: talib.ADX(*hlc, 14), *ranges),
        "di_spread_14": talib_of(lambda *hlc: talib.PLUS_DI(*hlc, 14), *ranges)
        - talib_of(lambda *hlc: talib.MINUS_DI(*hlc, 14), *ranges),
        "atr_14": talib_of(lambda *hlc: talib.ATR(*hlc, 14), *ranges, of_money=True),
        "stoch_k_14": talib_of(lambda *hlc: talib.STOCHF(*hlc, 14, 1)[0], *ranges),
        "mfi_14": talib_of(lambda *hlc: talib.MFI(*hlc, volume, 14), *traded),
        "cci_20": talib_of(lambda *hlc: talib.CCI(*hlc, 20), *ranges),
        "aroon_25": talib_of(lambda h, low, c: talib.AROONOSC(h, low, 25), *ranges),
    }


def obv_slope(one: One) -> float:
    (closes,) = one.run(one.c)
    volumes = one.known(one.volume, 30)
    if len(closes) < 30 or volumes is None:
        return NAN
    signed = np.sign(one.x.iloc[-29:]) * one.volume.iloc[-29:].fillna(0.0)
    balance = np.concatenate([[0.0], signed.cumsum()])
    return over(stats.linregress(np.arange(30), balance).slope, volumes.mean())


def line(one: One):
    if one.known(one.c, 90) is None:
        return None
    logs = np.log(one.c.iloc[-90:])
    known = logs.notna().to_numpy()
    return stats.linregress(np.arange(90)[known], logs[known])


def extreme(one: One, days: int, measure) -> float:
    return figure(measure, one.known(one.c, days))


def since_high(one: One) -> float:
    if one.known(one.c, 365) is None:
        return NAN
    closes = one.c.iloc[-365:].to_numpy()
    return 364.0 - np.flatnonzero(closes == np.nanmax(closes))[-1]


def range_variance(one: One) -> float:
    v = (np.log(one.o / one.c.shift()) ** 2 + np.log(one.h / one.l) ** 2 / 2
         - (2 * np.log(2) - 1) * np.log(one.c / one.o) ** 2)  # fmt: skip
    return figure(lambda window: np.sqrt(365 * max(window.mean(), 0.0)), one.returns(30, of=v))


def corwin_schultz(one: One) -> float:
    spreads = np.full(len(one.c), NAN)
    k = 3 - 2 * np.sqrt(2)
    highs, lows = one.h.to_numpy(), one.l.to_numpy()
    for day in range(max(len(spreads) - 30, 1), len(spreads)):
        high, low = highs[day - 1 : day + 1], lows[day - 1 : day + 1]
        if np.isnan(high + low).any():
            continue
        beta = (np.log(high / low) ** 2).sum()
        gamma = np.log(high.max() / low.min()) ** 2
        alpha = (np.sqrt(2 * beta) - np.sqrt(beta)) / k - np.sqrt(gamma / k)
        spreads[day] = max(2 * (np.exp(alpha) - 1) / (1 + np.exp(alpha)), 0.0)
    return figure(np.mean, one.returns(30, of=pd.Series(spreads)))


def drawdown(closes: np.ndarray) -> float:
    return (closes / np.maximum.accumulate(closes) - 1).min()


def regression(one: One) -> tuple[float, float, float]:
    both = one.pairs(one.market.market_r, one.r, 180)
    if both is None or not both["other"].std():
        return NAN, NAN, NAN
    fit = stats.linregress(both["other"], both["own"])
    left = both["own"] - fit.intercept - fit.slope * both["other"]
    deviation = np.sqrt((left**2).sum() / (len(both) - 2) * 365)
    return fit.slope, fit.intercept * 365, deviation


def correlation(one: One, other: pd.Series) -> float:
    both = one.pairs(other, one.x, 90)
    if both is None or not both["other"].std() or not both["own"].std():
        return NAN
    return both["other"].corr(both["own"])


def autocorrelation(one: One) -> float:
    if one.returns(90) is None:
        return NAN
    x = one.x.iloc[-90:]
    return x.iloc[1:].corr(x.shift().iloc[1:]) if x.std() > 1e-12 else NAN


def log_ratio(above: float, below: float) -> float:
    return np.log(above / below) if above > 0 and below > 0 else NAN


def mean_volume(one: One, days: int) -> float:
    return figure(np.mean, one.known(one.volume, days))


def amihud(one: One) -> float:
    if one.known(one.volume, 30) is None or one.age < 30:
        return NAN
    impact = (one.r.abs() / one.volume.where(one.volume > 0)).iloc[-30:]
    return impact.mean()


def final_supply(one: One) -> float:
    most, total = one.level("max_supply"), one.level("total_supply")
    found = most if most > 0 else total
    return found if found > 0 else NAN


def supply_growth(one: One, days: int) -> float:
    supply = one.market.held("circulating_supply")[one.asset]
    if one.known(supply, days + 1) is None:
        return NAN
    return over(supply.iloc[-1], supply.iloc[-1 - days]) ** (365 / days) - 1


def locked_growth(one: One) -> float:
    locked = one.market.held("tvl")[one.asset]
    return NAN if one.known(locked, 31) is None else over(locked.iloc[-1], locked.iloc[-31]) - 1


def points_of(market: Market, asset: str) -> dict[str, float]:
    """Those that candles and their further columns give."""
    one = One(market, asset)
    price = one.c.iloc[-1]
    x365, x90 = one.returns(365), one.returns(90)
    vol = {days: figure(lambda x: x.std(ddof=1) * np.sqrt(365), one.returns(days))
           for days in (30, 90, 365)}  # fmt: skip
    downside = {days: figure(lambda x: np.sqrt((x.clip(max=0) ** 2).mean() * 365),
                             one.returns(days)) for days in (90, 365)}  # fmt: skip
    year = {days: figure(lambda x: x.mean() * 365, one.returns(days)) for days in (90, 365)}
    fall = figure(drawdown, one.known(one.c, 365))
    beta, alpha, idle = regression(one)
    place, width = bands(one)
    low, high = (extreme(one, 55, measure) for measure in (np.min, np.max))
    fit = line(one)
    fees, transfers = one.flow("fees", 30), one.flow("transfer_value", 90)
    addresses = one.market.recorded("active_addresses")[asset].iloc[-1]
    diluted = price * final_supply(one)
    bitcoin = market.x["BTC"]
    volume_30 = market.volume_30[asset].iloc[-1]
    return {
        **{f"ret_{days}d": growth(one, days) for days in (1, 7, 14, 30, 90, 180, 365)},
        "ret_ytd": year_to_date(one),
        **{f"sma_gap_{days}": price / average(one, days) - 1 for days in (20, 50, 200)},
        "sma_cross": average(one, 50) / average(one, 200) - 1,
        **indicators(one),
        "bb_pos_20": place,
        "bb_width_20": width,
        "obv_slope_30": obv_slope(one),
        "donchian_pos_55": over(price - low, high - low),
        "trend_slope_90": fit.slope if fit else NAN,
        "trend_r2_90": fit.rvalue**2 if fit else NAN,
        "from_high_365": price / extreme(one, 365, np.max) - 1,
        "from_low_365": price / extreme(one, 365, np.min) - 1,
        "from_ath": price / one.c.max() - 1,
        "days_since_high_365": since_high(one),
        **{f"vol_{days}": value for days, value in vol.items()},
        "range_vol_30": range_variance(one),
        "vol_ratio": over(vol[30], vol[365]),
        "downside_90": downside[90],
        "sharpe_90": over(year[90], vol[90]),
        "sharpe_365": over(year[365], vol[365]),
        "sortino_365": over(year[365], downside[365]),
        "calmar_365": over(growth(one, 365), -fall),
        "max_dd_365": fall,
        "var95_365": -figure(empyrical.value_at_risk, x365),
        "cvar95_365": -figure(lambda x: x[x <= np.quantile(x, 0.05)].mean(), x365),
        "skew_365": figure(stats.skew, x365),
        "kurt_365": figure(stats.kurtosis, x365),
        "tail_ratio_365": figure(empyrical.tail_ratio, x365),
        "profit_factor_365": figure(lambda x: over(x.clip(0).sum(), -x.clip(max=0).sum()), x365),
        "max_30": figure(np.max, one.returns(30, of=one.r)),
        "min_30": figure(np.min, one.returns(30, of=one.r)),
        "beta_180": beta,
        "alpha_180": alpha,
        "idio_vol_180": idle,
        "corr_btc_90": correlation(one, bitcoin),
        "corr_mkt_90": correlation(one, market.market_x),
        "autocorr_90": autocorrelation(one),
        "hit_90": figure(lambda x: 100 * (x > 0).mean(), x90),
        "age_days": float(one.age) if one.is_there else NAN,
        "volume_30": volume_30,
        "volume_trend": log_ratio(mean_volume(one, 7), mean_volume(one, 90)),
        "amihud_30": amihud(one),
        "zero_volume_30": figure(lambda v: 100 * (v == 0).mean(), one.known(one.volume, 30)),
        "spread_30": corwin_schultz(one),
        "turnover_30": volume_30 / one.cap,
        "cap": one.cap,
        "fdv": diluted,
        "float": one.level("circulating_supply") / final_supply(one),
        "dilution": diluted / one.cap - 1,
        **{f"supply_growth_{days}": supply_growth(one, days) for days in (90, 365)},
        "cap_tvl": over(one.cap, one.level("tvl")),
        "nvt_90": over(one.cap, transfers),
        "mvrv": over(one.cap, one.level("realised_cap")),
        "cap_fees": over(one.cap, 365 * fees),
        "cap_address": over(one.cap, addresses),
        "addresses_30": one.flow("active_addresses", 30),
        "address_growth": log_ratio(*(one.flow("active_addresses", n) for n in (30, 180))),
        "transactions_30": one.flow("transactions", 30),
        "transfer_value_30": one.flow("transfer_value", 30),
        "fees_30": fees,
        "fees_growth": log_ratio(fees, one.flow("fees", 180)),
        "tvl": one.level("tvl"),
        "tvl_growth_30": locked_growth(one),
    }
