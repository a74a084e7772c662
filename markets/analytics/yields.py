"""What speaks against a yield that somebody offers."""

from collections.abc import Callable

from markets.wording import gettext as _

HIGH, SMALL = 0.2, 1e6
# A yield this many times its mean of 30 days has just jumped.
JUMPED = 1.5


def objections(
    *,
    apy: float,
    tvl: float,
    apy_reward: float | None = None,
    apy_mean_30d: float | None = None,
    may_lose: bool = False,
    in_percent: Callable[[float], str] = "{:.1%}".format,
) -> list[str]:
    """Sentences, the gravest first. Yields are fractions a year, `tvl` is in dollars.

    `in_percent` writes a fraction as the reader does. Beyond them a fault in its program can cost
    all that lies in any pool.
    """
    found = []
    if may_lose:
        found.append(_("If the prices of its coins part, you end with less than by holding them."))
    if apy_reward is not None and apy > 0 and apy_reward > apy / 2:
        found.append(_("Most of it is paid in reward tokens, whose price may fall."))
    if apy > HIGH:
        found.append(_("More than 20% a year is seldom paid for long."))
    if apy_mean_30d is not None and 0 < apy_mean_30d < apy / JUMPED:
        text = _("Its mean of 30 days is {mean}: it has just jumped.")
        found.append(text.format(mean=in_percent(apy_mean_30d)))
    if tvl < SMALL:
        found.append(_("Under $1M lies in it: one large withdrawal changes it."))
    return found
