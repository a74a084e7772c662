"""Pure rules of exit plans: rules and prices in, levels, firings and cancellations out."""
