"""Every figure of an asset, a category or the market that can be monitored, as it stands now."""
