"""Chains by the slugs of contracts and coins: how each agrees, and where it is looked up."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from markets.wording import gettext_noop as _

WORK, STAKE = _("proof of work"), _("proof of stake")


@dataclass(frozen=True, slots=True)
class Blockchain:
    """`coin` is the slug of its own coin; `token` the address of a contract's page, with {}."""

    name: str
    coin: str
    consensus: str
    explorer: str
    token: str = ""


_ROLLUP = _("a rollup: blocks settle on Ethereum, which has proof of stake")
_TRUST = _("agreement among trusted validators, neither work nor stake")
BLOCKCHAINS: Mapping[str, Blockchain] = MappingProxyType(
    {
        "bitcoin": Blockchain("Bitcoin", "bitcoin", WORK, "https://mempool.space/"),
        "litecoin": Blockchain("Litecoin", "litecoin", WORK, "https://litecoinspace.org/"),
        "dogecoin": Blockchain("Dogecoin", "dogecoin", WORK, "https://dogechain.info/"),
        "bitcoin-cash": Blockchain("Bitcoin Cash", "bitcoin-cash", WORK,
                                   "https://blockchair.com/bitcoin-cash"),
        "monero": Blockchain("Monero", "monero", WORK, "https://xmrchain.net/"),
        "zcash": Blockchain("Zcash", "zcash", WORK, "https://blockchair.com/zcash"),
        "ethereum-classic": Blockchain("Ethereum Classic", "ethereum-classic", WORK,
                                       "https://etc.blockscout.com/"),
        "kaspa": Blockchain("Kaspa", "kaspa", WORK, "https://explorer.kaspa.org/"),
        "ethereum": Blockchain("Ethereum", "ethereum", STAKE, "https://etherscan.io/",
                               "https://etherscan.io/token/{}"),
        "binance-smart-chain": Blockchain(
            "BNB Smart Chain", "binancecoin", _("proof of staked authority"),
            "https://bscscan.com/", "https://bscscan.com/token/{}"),
        "polygon-pos": Blockchain("Polygon", "polygon-ecosystem-token", STAKE,
                                  "https://polygonscan.com/", "https://polygonscan.com/token/{}"),
        "arbitrum-one": Blockchain("Arbitrum One", "arbitrum", _ROLLUP, "https://arbiscan.io/",
                                   "https://arbiscan.io/token/{}"),
        "optimistic-ethereum": Blockchain(
            "Optimism", "optimism", _ROLLUP, "https://optimistic.etherscan.io/",
            "https://optimistic.etherscan.io/token/{}"),
        "base": Blockchain("Base", "", _ROLLUP, "https://basescan.org/",
                           "https://basescan.org/token/{}"),
        "avalanche": Blockchain("Avalanche", "avalanche-2", STAKE, "https://snowtrace.io/",
                                "https://snowtrace.io/token/{}"),
        "solana": Blockchain("Solana", "solana", _("proof of stake, ordered by proof of history"),
                             "https://solscan.io/", "https://solscan.io/token/{}"),
        "tron": Blockchain("TRON", "tron", _("delegated proof of stake"), "https://tronscan.org/",
                           "https://tronscan.org/#/token20/{}"),
        "cardano": Blockchain("Cardano", "cardano", STAKE, "https://cardanoscan.io/"),
        "polkadot": Blockchain("Polkadot", "polkadot", _("nominated proof of stake"),
                               "https://polkadot.subscan.io/"),
        "cosmos": Blockchain("Cosmos Hub", "cosmos", STAKE, "https://www.mintscan.io/cosmos"),
        "near-protocol": Blockchain("NEAR", "near", STAKE, "https://nearblocks.io/"),
        "aptos": Blockchain("Aptos", "aptos", STAKE, "https://explorer.aptoslabs.com/"),
        "sui": Blockchain("Sui", "sui", STAKE, "https://suivision.xyz/"),
        "the-open-network": Blockchain("TON", "the-open-network", STAKE, "https://tonviewer.com/"),
        "xrp": Blockchain("XRP Ledger", "ripple", _TRUST, "https://xrpscan.com/"),
        "stellar": Blockchain("Stellar", "stellar", _TRUST, "https://stellar.expert/"),
        "hedera-hashgraph": Blockchain("Hedera", "hedera-hashgraph",
                                       _("hashgraph, with proof of stake"),
                                       "https://hashscan.io/"),
    }
)  # fmt: skip
_BY_COIN = {chain.coin: chain for chain in BLOCKCHAINS.values() if chain.coin}


def blockchains_of(slug: str, contract_chains: Iterable[str]) -> list[Blockchain]:
    """The known chains of an asset: a coin's own, a token's those of its contracts."""
    own = _BY_COIN.get(slug)
    tokens = [BLOCKCHAINS[name] for name in contract_chains if name in BLOCKCHAINS]
    return list(dict.fromkeys([own, *tokens] if own else tokens))
