"""Alerts on figures and events of the market: armed, evaluated, fired."""
