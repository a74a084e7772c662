"""The messages that go up from the markets."""

from django.dispatch import Signal

# Sent by `ingest_quotes`, inside its transaction, after the quotes are written: what a receiver
# does is committed or undone together with them, and a receiver that raises undoes the refresh.
# Arguments: `asset_ids` (list of int: the assets whose price was accepted just now), `source`
# (str), `received_at` (aware datetime; it equals `received_at` of these assets' Quote rows),
# `new_market` (bool: these are the first quotes after the market was changed for another, so that
# they say nothing of the earlier ones).
quotes_refreshed = Signal()

# Sent by `apply_corrections`, inside its transaction: `asset_ids` (list of int) are the assets of
# which a past close is another one from now on.
closes_corrected = Signal()
