"""Pure accounting: ledger entries in, lots, profits, daily values and problems out."""
