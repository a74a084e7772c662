"""Folders of candle files → a Panel. What cannot be read comes back as problems."""
