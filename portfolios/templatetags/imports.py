"""Rows of a file in words."""

from django import template
from django.utils.text import capfirst

from portfolios.accounting.core.types import TransactionType as T

register = template.Library()

# One of them and several; others add an s to their code's words.
_NOUNS = {
    T.BUY: ("purchase", "purchases"),
    T.SELL: ("sale", "sales"),
    T.LENDING_INTEREST: ("interest payment", "interest payments"),
    T.MINING: ("mining reward", "mining rewards"),
    T.GIFT_RECEIVED: ("gift received", "gifts received"),
    T.GIFT_GIVEN: ("gift given", "gifts given"),
    T.PAYMENT_RECEIVED: ("payment received", "payments received"),
    T.PAYMENT_MADE: ("payment made", "payments made"),
    T.LOST: ("loss", "losses"),
    T.BORROW: ("loan taken", "loans taken"),
    T.REPAY: ("repayment", "repayments"),
}


@register.simple_tag
def rows_of_type(code: str, count: int) -> str:
    """How many rows of a type: 1 purchase, 3 staking rewards."""
    words = code.replace("_", " ")
    one, several = _NOUNS.get(T(code), (words, f"{words}s"))
    return f"{count} {one if count == 1 else several}"


@register.filter
def type_words(code: str) -> str:
    """A type's code in words: staking_reward → Staking reward."""
    return capfirst(str(code).replace("_", " "))
