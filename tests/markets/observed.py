"""What is stored of figures, by days ago."""

from datetime import UTC, datetime, timedelta

import numpy as np

from markets.models import ObservationYear

TODAY = datetime.now(UTC).date()


def ago(days: int):
    return TODAY - timedelta(days=days)


def values(figure: str, slug: str = "bitcoin") -> dict:
    """By days ago."""
    found = {}
    for row in ObservationYear.objects.filter(figure=figure, asset__slug=slug):
        start = datetime(row.year, 1, 1).date()
        for place, value in enumerate(row.values):
            if np.isfinite(value):
                found[(TODAY - start).days - place] = value
    return found
