"""Simulated folders of candle files: a market, betas, volatility that clusters, launches."""

from pathlib import Path

import numpy as np

from markets.analytics.panel import Panel
from markets.analytics.reading.candles import EXTRAS, Candles
from markets.analytics.reading.folder import build_panel

FIRST_DAY = np.datetime64("2020-01-01")


def simulate(
    *, coins: int, days: int, seed: int = 1, extras: bool = True
) -> dict[str, dict[str, np.ndarray]]:
    """Columns by name, by asset: BTC, a dollar coin, then C001 and so on, each of some age."""
    random = np.random.default_rng(seed)
    market = _clustered(random, days) * 0.03
    names = ["BTC", "USDX", *(f"C{number:03}" for number in range(1, coins - 1))]
    return {
        name: _asset(random, market, place=place, extras=extras) for place, name in enumerate(names)
    }


def write_folder(folder: Path, assets: dict[str, dict[str, np.ndarray]]) -> Path:
    """One `<ASSET>.csv` each."""
    folder.mkdir(parents=True, exist_ok=True)
    for asset, columns in assets.items():
        write_candles(folder / f"{asset}.csv", columns)
    return folder


def write_candles(path: Path, columns: dict[str, np.ndarray]) -> None:
    rows = zip(*(column.tolist() for column in columns.values()), strict=True)
    lines = [",".join(columns), *(",".join(map(_cell, row)) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _cell(value: object) -> str:
    return "" if isinstance(value, float) and np.isnan(value) else str(value)


def _clustered(random: np.random.Generator, days: int) -> np.ndarray:
    calm = np.exp(0.5 * np.sin(np.arange(days) / 40.0 + random.uniform(0, 6)))
    return random.standard_t(5, days) * 0.77 * calm


def _asset(
    random: np.random.Generator, market: np.ndarray, *, place: int, extras: bool
) -> dict[str, np.ndarray]:
    days = len(market)
    own = _clustered(random, days) * 0.02
    moves = 0.0005 * own if place == 1 else market * random.uniform(0.6, 1.6) + own
    close = (1.0 if place == 1 else random.uniform(0.001, 5e4)) * np.exp(
        moves if place == 1 else np.cumsum(moves)
    )
    opened = np.concatenate([close[:1], close[:-1]])
    wick = np.exp(np.abs(random.normal(0, 0.01 if place != 1 else 0.0005, (2, days))))
    begins = 0 if place < 20 or days < 400 else int(random.integers(0, days // 2))
    supply = np.cumsum(random.uniform(0, 0.001, days)) + 1.0
    size = np.exp(random.normal(22.5, 1.5)) / close[-1]
    columns = {
        "date": FIRST_DAY + np.arange(days),
        "open": opened,
        "high": np.maximum(opened, close) * wick[0],
        "low": np.minimum(opened, close) / wick[1],
        "close": close,
        "volume": size * close * 0.05 * np.exp(random.normal(0, 0.5, days)),
    }
    if extras:
        columns |= _extras(random, close, supply=supply * size)
    return {name: values[begins:] for name, values in columns.items()}


def _extras(
    random: np.random.Generator, close: np.ndarray, *, supply: np.ndarray
) -> dict[str, np.ndarray]:
    level = dict(zip(EXTRAS, random.uniform(0.01, 1.0, len(EXTRAS)), strict=True))
    cap = close * supply
    given = {"market_cap": cap, "circulating_supply": supply, "total_supply": supply[-1:] * 1.5}
    return {
        name: np.broadcast_to(
            given.get(name, cap * level[name] * np.exp(random.normal(0, 0.2, len(close)))),
            close.shape,
        )
        for name in EXTRAS
        if name != "max_supply"
    }


def panel_of(assets: dict[str, dict[str, np.ndarray]]) -> Panel:
    """The panel that reading the written folder gives."""
    read = []
    for asset, columns in assets.items():
        figures = {name: values.astype(float) for name, values in columns.items() if name != "date"}
        lines = np.arange(len(columns["date"])) + 2
        read.append(Candles(asset, lines, columns["date"], figures))
    return build_panel(read, facts={})
