"""The categories that Tidemark knows by name, and what CoinGecko calls them."""

CATEGORY_NAMES = {
    "layer-1": "Layer 1",
    "layer-2": "Layer 2",
    "defi": "DeFi",
    "ai": "AI",
    "rwa": "Real-world assets",
    "memes": "Memes",
    "gaming": "Gaming",
    "privacy": "Privacy",
    "oracles": "Oracles",
    "storage": "Storage",
    "stablecoins": "Stablecoins",
    "exchange-tokens": "Exchange tokens",
    "infrastructure": "Infrastructure",
    "liquid-staking": "Liquid staking",
}

COINGECKO_CATEGORIES = {
    "stablecoins": "stablecoins",
    "rwa": "real-world-assets-rwa",
    "layer-1": "layer-1",
    "layer-2": "layer-2",
    "defi": "decentralized-finance-defi",
    "ai": "artificial-intelligence",
    "memes": "meme-token",
    "gaming": "gaming",
    "privacy": "privacy-coins",
    "oracles": "oracle",
    "storage": "storage",
    "exchange-tokens": "centralized-exchange-token-cex",
    "infrastructure": "infrastructure",
    "liquid-staking": "liquid-staking-governance-tokens",
    # No narratives: they tell what kind an asset is.
    "wrapped": "wrapped-tokens",
    "liquid-staking-tokens": "liquid-staking-tokens",
}


def category_name(slug: str) -> str:
    """The name to show for a category, also for one that only a vendor knows."""
    return CATEGORY_NAMES.get(slug, slug.replace("-", " ").title())
