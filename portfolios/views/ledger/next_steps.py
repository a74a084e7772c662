"""What to do once the first rows are in: shown beside what was recorded."""

from django.contrib import messages
from django.http import HttpRequest

from portfolios.models import Portfolio

# What `includes/message.html` knows a message with next steps by.
TAG = "next:"


def say_recorded(request: HttpRequest, said: str, *, portfolio: Portfolio) -> None:
    """Say on the next page what was recorded and, before the first level, what comes next."""
    is_planned = portfolio.triggers.exists()
    messages.success(request, said, extra_tags="" if is_planned else f"{TAG}{portfolio.pk}")
