"""A second telling of what fires, in plain lists: every price that an arming saw is kept, and its
level is looked up in all of them again each time."""

from markets.numbers import ONE


class Model:
    def __init__(self):
        self.rules, self.left, self.alerts = {}, {}, []

    def arm(self, key, **rule):
        arming = self.rules[key]["arming"] + 1 if key in self.rules else 1
        group = rule["group"]
        if group and not any(r["group"] == group for k, r in self.armed() if k != key):
            self.left[group] = ONE
        self.rules[key] = {"status": "armed", "seen": [], "arming": arming, **rule}

    def armed(self):
        return [(key, rule) for key, rule in self.rules.items() if rule["status"] == "armed"]

    def level(self, rule):
        seen, entry, start = rule["seen"], rule["entry"], rule["activate_at"]
        if rule["kind"] == "trailing_stop":
            prices = seen + ([entry] if entry else [])
            level = max(prices) * (1 - rule["trail"]) if prices else None
        else:
            level = entry if rule["kind"] == "break_even" else rule["level"]
        if start and not rule["active"] and not any(price >= start for price in seen):
            return None
        if rule["wait"] and not any((price - level) * rule["side"] < 0 for price in seen):
            return None
        return level

    def look(self, price, *, expired=()):
        for key in expired:
            self.rules[key]["status"] = "expired"
        hits = [(rule["side"], rule["side"] * level, key, rule) for key, rule in self.armed()
                if (level := self.level(rule)) and (price - level) * rule["side"] >= 0]  # fmt: skip
        for _, _, key, rule in sorted(hits, key=lambda hit: hit[:3]):
            group, tells = rule["group"], rule["kind"] == "price_below"
            sold = rule["share"] if tells else min(rule["share"], self.left.get(group, ONE))
            if sold:
                rule["status"] = "fired"
                self.alerts.append((key, rule["arming"], price, sold * 10))
            if group and not tells:
                self.left[group] -= sold
        for _, rule in self.armed():
            if self.left.get(rule["group"]) == 0:
                rule["status"] = "cancelled"

    def see(self, price, *, expired=()):
        for key, rule in self.armed():
            if key not in expired:
                rule["seen"].append(price)
        self.look(price, expired=expired)
