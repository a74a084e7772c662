"""A formula with numbers in the place of the names that it holds."""

import re
from collections.abc import Mapping

# "(a, else b)" or all of "a, else b": the first figure or, where that is unknown, the second.
_INNER = re.compile(r"\((\w[^(),]*), else ([^()]+)\)")
_WHOLE = re.compile(r"^(\w[^(),]*), else (.+)$")
_WORDS = re.compile(r"(?<!\w)(?!ln\b|e\^)[^\W\d_]")


def worked(formula: str, written: Mapping[str, str]) -> str | None:
    """The formula with each name replaced by what is written for it; None unless all are known.

    "fdv ÷ cap − 1" with {"fdv": "$2B", "cap": "$1B"} gives "$2B ÷ $1B − 1". A name may be several
    words; underscores and spaces are alike.
    """
    texts = {_spaced(name): text for name, text in written.items()}

    def chosen(match: re.Match[str]) -> str:
        return match[1] if match[1] in texts else match[2]

    text = _WHOLE.sub(chosen, _INNER.sub(chosen, _spaced(formula)))
    if not texts:
        return None
    longest_first = sorted(texts, key=len, reverse=True)
    names = re.compile("|".join(rf"(?<!\w){re.escape(name)}(?!\w)" for name in longest_first))
    if not names.search(text) or _WORDS.search(names.sub("", text)):
        return None
    return names.sub(lambda match: texts[match[0]], text)


def _spaced(name: str) -> str:
    return name.replace("_", " ")
