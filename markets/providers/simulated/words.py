"""What a simulated asset is, in words, and links that lead nowhere.

The top level domain "example" is reserved (RFC 2606): nobody can be behind such an address.
"""

from markets.providers.categories import category_name
from markets.providers.simulated.noise import stream
from markets.providers.simulated.universe import CHAIN, CLOSED_SOURCE, SimulatedAsset

_ALGORITHMS = ("proof of stake", "delegated proof of stake", "proof of work")


def description_of(asset: SimulatedAsset) -> str:
    """A few sentences, which say above all that none of it is real."""
    first = (
        f"{asset.name} does not exist. The simulated market made it up, with its name, prices, "
        "venues, users and developers."
        if asset.is_invented
        else f"This is {asset.name} of the simulated market: from {asset.name} itself come its "
        "name, its supply and a rough course of its price. What is between, and its venues, users "
        "and developers, is made up."
    )
    names = " and ".join(category_name(slug) for slug in asset.categories)
    supply = (
        "Nothing limits its supply."
        if asset.max is None
        else f"Its supply ends at {asset.max:,.0f} {asset.symbol}."
    )
    return f"{first} It counts as {names}. {supply}"


def algorithm_of(seed: int, asset: SimulatedAsset) -> str:
    """How an invented chain agrees; empty for what is no chain, or one whose rule is known."""
    if not asset.is_invented or "layer-1" not in asset.categories:
        return ""
    return _ALGORITHMS[int(stream(seed, asset.slug, "agrees").integers(0, len(_ALGORITHMS)))]


def links_of(asset: SimulatedAsset) -> dict[str, tuple[str, ...]]:
    """Of an invented asset alone: what is real has addresses of its own."""
    if not asset.is_invented:
        return {}
    host = f"https://{asset.slug}.example"
    links = {"homepage": (f"{host}/",), "paper": (f"{host}/paper.pdf",)}
    chain = f"https://explorer.{CHAIN}.example/token/{asset.contract}"
    links["explorers"] = (chain if asset.contract else f"https://explorer.{asset.slug}.example/",)
    if not CLOSED_SOURCE & set(asset.categories):
        links["repositories"] = (f"https://code.example/{asset.slug}",)
    return links
