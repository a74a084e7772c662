"""Marks of numbers by the Unicode CLDR's data; Django's own are those of Germany."""

DECIMAL_SEPARATOR = "."
THOUSAND_SEPARATOR = "'"
