"""What charts draw: periods, bars and series."""
