"""Pure: what the words of the pages mean."""
