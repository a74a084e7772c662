"""Words that were written elsewhere, within a page's own sentences."""

from django import template

from markets.wording import within_sentence
from portfolios.transports.message import error_in_words

register = template.Library()

register.filter("within_sentence", lambda label: within_sentence(str(label)))
register.filter(error_in_words)
