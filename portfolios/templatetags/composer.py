"""What the composer says of a row while it is typed."""

from django import template
from django.utils.translation import get_language

from markets.number_writing import grouped

register = template.Library()

# Languages that write nouns with a capital wherever they stand.
_CAPITAL_NOUNS = ("de",)


@register.filter
def in_sentence(name: str) -> str:
    """A name of something as it stands within a sentence."""
    language = get_language().partition("-")[0]
    return str(name) if language in _CAPITAL_NOUNS else str(name).lower()


@register.filter
def main_asset(row):
    """The asset that a row is about: the coin of a trade, or what moves."""
    received, sent = row.received_asset, row.sent_asset
    if received and not (received.is_fiat and sent):
        return received
    return sent or row.fee_asset


@register.simple_tag
def third_figure(form):
    """Of quantity, price and total the one that follows from the others, or nothing."""
    figures = ("quantity", "price", "total")
    if not form.is_bound or any(name not in form.fields for name in figures):
        return None
    known = {name: form.cleaned_data.get(name) for name in figures}
    missing = [name for name in figures if not form[name].data]
    if len(missing) != 1 or None in known.values():
        return None
    name = missing[0]
    symbol = form.cleaned_data["asset" if name == "quantity" else "money"].symbol
    return {"label": form[name].label, "text": f"{grouped(known[name])} {symbol}"}
