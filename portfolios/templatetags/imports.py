"""Rows of a file in words."""

from collections.abc import Iterable

from django import template
from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from portfolios.accounting.core.types import TYPE_NAMES
from portfolios.accounting.core.types import TransactionType as T
from portfolios.importers.registry import FORMATS

register = template.Library()

_COUNTS = {
    T.BUY: ngettext_lazy("{n} purchase", "{n} purchases", "n"),
    T.SELL: ngettext_lazy("{n} sale", "{n} sales", "n"),
    T.SWAP: ngettext_lazy("{n} swap", "{n} swaps", "n"),
    T.DEPOSIT: ngettext_lazy("{n} deposit", "{n} deposits", "n"),
    T.WITHDRAWAL: ngettext_lazy("{n} withdrawal", "{n} withdrawals", "n"),
    T.TRANSFER: ngettext_lazy("{n} transfer", "{n} transfers", "n"),
    T.STAKING_REWARD: ngettext_lazy("{n} staking reward", "{n} staking rewards", "n"),
    T.LENDING_INTEREST: ngettext_lazy("{n} interest payment", "{n} interest payments", "n"),
    T.MINING: ngettext_lazy("{n} mining reward", "{n} mining rewards", "n"),
    T.AIRDROP: ngettext_lazy("{n} airdrop", "{n} airdrops", "n"),
    T.FORK: ngettext_lazy("{n} fork", "{n} forks", "n"),
    T.GIFT_RECEIVED: ngettext_lazy("{n} gift received", "{n} gifts received", "n"),
    T.GIFT_GIVEN: ngettext_lazy("{n} gift given", "{n} gifts given", "n"),
    T.PAYMENT_RECEIVED: ngettext_lazy("{n} payment received", "{n} payments received", "n"),
    T.PAYMENT_MADE: ngettext_lazy("{n} payment made", "{n} payments made", "n"),
    T.FEE: ngettext_lazy("{n} fee", "{n} fees", "n"),
    T.LOST: ngettext_lazy("{n} loss", "{n} losses", "n"),
    T.BORROW: ngettext_lazy("{n} loan taken", "{n} loans taken", "n"),
    T.REPAY: ngettext_lazy("{n} repayment", "{n} repayments", "n"),
    T.SPLIT: ngettext_lazy("{n} split", "{n} splits", "n"),
    T.OPENING_BALANCE: ngettext_lazy("{n} opening balance", "{n} opening balances", "n"),
}
_COLUMNS = {
    "date": _("date"), "type": _("type"), "account": _("account"),
    "to_account": _("to account"), "sent": _("sent"), "received": _("received"),
    "fee": _("fee"), "net_worth": _("net worth"), "label": _("label"), "note": _("note"),
    "tags": _("tags"), "id": _("id"),
}  # fmt: skip
# Fields of the ledger that errors name, where no column of the file goes by that name.
_FIELDS = {
    "date": _("Date"), "type": _("Type"), "account": _("Account"),
    "to_account": _("Account it goes to"),
    "sent_asset": _("Sent asset"), "sent_quantity": _("Sent quantity"),
    "received_asset": _("Received asset"), "received_quantity": _("Received quantity"),
    "fee_asset": _("Asset of the fee"), "fee_quantity": _("Quantity of the fee"),
    "net_worth_asset": _("Currency of the net worth"), "net_worth_amount": _("Net worth"),
}  # fmt: skip


@register.simple_tag
def rows_of_type(code: str, count: int) -> str:
    """How many rows of a type: 1 purchase, 3 staking rewards."""
    return (_COUNTS[T(code)] % {"n": count}).format(n=count)


@register.filter
def type_words(code: str) -> str:
    """A type's code in words: staking_reward → Staking reward."""
    return gettext(TYPE_NAMES[T(code)])


@register.filter
def column_words(names: str | Iterable[str]) -> str:
    """What differs between two rows: `to_account` → to account; several with commas."""
    named = [names] if isinstance(names, str) else names
    return ", ".join(str(_COLUMNS[name]) for name in named)


@register.filter
def field_words(name: str) -> str:
    """What an error is about: `received_asset` → Received asset; a file's own title as it is."""
    return str(_FIELDS.get(name, name))


@register.filter
def format_title(code: str) -> str:
    """A format's name: koinly → Koinly universal CSV; the code of one that is read no more."""
    return FORMATS[code].title if code in FORMATS else code
