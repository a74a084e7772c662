"""A second, slower telling of the rules: no state of a level is kept, everything is looked up in
the whole path again for every price, in fractions."""

from fractions import Fraction


def level_of(rule, seen: list[Fraction]) -> Fraction | None:
    """The level after all prices that the rule has seen."""
    if rule.level is not None:
        return Fraction(rule.level)
    if rule.percent is not None:
        return Fraction(rule.entry_price) * (1 + Fraction(rule.percent))
    if rule.activate_at is not None and not any(price >= rule.activate_at for price in seen):
        return None
    if rule.kind == "break_even":
        return Fraction(rule.entry_price)
    mark = max([*seen, Fraction(rule.entry_price or 0)])
    if rule.trail_percent is not None:
        return mark * (1 - Fraction(rule.trail_percent))
    return mark - Fraction(rule.trail_amount)


def rehearse(rules, prices) -> tuple[list[dict], list[list[str]], dict]:
    """(levels, fired) of every price, and (status, place, sold) of every rule that ended."""
    ended, left, all_levels, all_fired = {}, {}, [], []
    for place, (asset, at, amount, _) in enumerate(prices):
        levels, hits = {}, []
        for rule in rules:
            since = rule.armed_at or at
            if rule.asset != asset or rule.id in ended or since > at:
                continue
            if rule.expires_at and rule.expires_at <= at:
                ended[rule.id] = ("expired", None, None)
                continue
            past = [p for p in prices[: place + 1] if p.asset == asset]
            seen = [Fraction(p.amount) for p in past if not rule.armed_at or p.at >= rule.armed_at]
            level = levels[rule.id] = level_of(rule, seen)
            falls = rule.kind in ("stop_loss", "trailing_stop", "break_even", "price_below")
            if level is not None and (amount <= level if falls else amount >= level):
                hits.append((not falls, -level if falls else level, rule.id, rule))
        fired = []
        for *_, rule in sorted(hits, key=lambda hit: hit[:3]):
            owner = (asset, rule.group or "alone " + rule.id)
            share = min(Fraction(rule.share), left.get(owner, Fraction(1)))
            alert = rule.kind in ("price_above", "price_below")
            if alert or share:
                sold = None if alert else share * Fraction(rule.quantity)
                left[owner] = left.get(owner, Fraction(1)) - (0 if alert else share)
                ended[rule.id] = ("fired", place, sold)
                fired.append(rule.id)
        for rule in rules:
            if left.get((rule.asset, rule.group)) == 0 and rule.id not in ended:
                ended[rule.id] = ("cancelled", None, None)
        all_levels.append(levels)
        all_fired.append(fired)
    return all_levels, all_fired, ended
