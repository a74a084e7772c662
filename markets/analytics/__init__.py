"""Pure numpy: series of figures in, indicators out. No Django, no database, no clock."""
