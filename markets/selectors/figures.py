"""An asset's market figures, derived from its quote and supplies."""

from dataclasses import dataclass

from markets.models import Asset, Quote


@dataclass(frozen=True, slots=True)
class AssetFigures:
    """Money in US dollars, shares as fractions; None where an input is unknown."""

    market_cap: float | None
    fully_diluted: float | None
    inflation_to_come: float | None
    volume_to_cap: float | None


def asset_figures(asset: Asset, quote: Quote | None) -> AssetFigures:
    """Cap = price × circulating supply; fully diluted = price × maximal (else total) supply.

    Supply inflation still to come = (maximal, else total) ÷ circulating − 1.
    """
    if quote is None:
        return AssetFigures(None, None, None, None)
    final = asset.max_supply or asset.total_supply
    circulating = asset.circulating_supply
    cap = quote.price * circulating if circulating else quote.market_cap
    return AssetFigures(
        market_cap=cap,
        fully_diluted=quote.price * final if final else None,
        inflation_to_come=max(0.0, final / circulating - 1) if final and circulating else None,
        volume_to_cap=quote.day_volume / cap if cap and quote.day_volume is not None else None,
    )
