"""Terms of where a coin lives and how it is known."""

from markets.analytics.glossary.base import CHAIN, Term
from markets.wording import gettext_noop as _

CHAIN_TERMS = (
    Term("consensus", _("Consensus"), CHAIN,
         _("How the computers of a chain agree on its transactions: by work (miners), by stake "
           "(validators with deposits), or by other rules. A token has the consensus of the chain "
           "that it lives on."),
         _("It does not say how many independent parties take part."), results=("consensus",)),
    Term("explorer", _("Explorer"), CHAIN,
         _("A public site that shows every transaction, address and contract of a chain. There you "
           "can check supply and holders yourself."),
         _("It is run by a third party and shows addresses, not people.")),
    Term("contract", _("Contract address"), CHAIN,
         _("The address of the program that keeps a token’s balances on a chain. It alone tells a "
           "token from an imitation with the same name."),
         _("A right address does not make the program safe."), results=("contract",)),
    Term("kind", _("Kind"), CHAIN,
         _("Coin, stablecoin, wrapped coin, tokenised real-world asset or fiat currency. Grades "
           "and market figures are of coins alone."),
         _("It follows lists and a rule, and staff may correct it."), results=("kind",)),
)  # fmt: skip
