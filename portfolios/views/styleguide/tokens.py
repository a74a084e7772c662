"""The tokens of the style sheets in each theme, and how well what they colour can be read."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from django.contrib.staticfiles import finders

_BLOCK = re.compile(r":root \{(.*?)\n *\}", re.DOTALL)
_TOKEN = re.compile(r"(--[\w-]+):\s*([^;]+);")
_HEX = re.compile(r"#[0-9a-f]{6}")
LIGHT, DARK = "Light", "Dark"
MORE = ", more contrast"
THEMES = (LIGHT, DARK, LIGHT + MORE, DARK + MORE)
# WCAG 2.2: text (1.4.3) and what else has to be seen (1.4.11); text at level AAA (1.4.6).
TEXT, SIGN, MORE_TEXT = 4.5, 3.0, 7.0
_ON_SURFACES = ("--text", "--text-2", "--accent", "--accent-strong", "--up", "--down")
# What is written or drawn on what, and the least ratio.
PAIRS = (
    *((ink, ground, TEXT) for ink in _ON_SURFACES for ground in ("--surface", "--bg")),
    ("--text", "--surface-2", TEXT), ("--text-2", "--surface-2", TEXT),
    ("--on-accent", "--accent", TEXT), ("--accent-strong", "--accent-soft", TEXT),
    ("--warn-text", "--warn-bg", TEXT), ("--text", "--bad-bg", TEXT), ("--text", "--good-bg", TEXT),
    ("--up", "--good-bg", TEXT), ("--down", "--bad-bg", TEXT), ("--surface", "--down", TEXT),
    ("--stop", "--surface", SIGN), ("--line-strong", "--surface", SIGN),
)  # fmt: skip


class Pair(NamedTuple):
    """A colour on another: their ratio (1 to 21) by theme, and the least of the usual themes."""

    ink: str
    ground: str
    least: float
    ratios: Mapping[str, float]


@cache
def themes() -> dict[str, dict[str, str]]:
    """The value of each token by theme; the high-contrast ones as they overrule the others."""
    light, more_light = _blocks("css/tokens.css")
    dark, more_dark = _blocks("css/dark.css")
    return {
        LIGHT: light,
        DARK: light | dark,
        LIGHT + MORE: light | more_light,
        DARK + MORE: light | more_light | dark | more_dark,
    }


def colours() -> list[tuple[str, str, str]]:
    """(name, light, dark) of each token that is a colour."""
    found = themes()
    return [
        (name, value, found[DARK][name])
        for name, value in found[LIGHT].items()
        if _HEX.fullmatch(value)
    ]


def measures() -> list[tuple[str, str]]:
    """(name, value) of the other tokens: sizes, shadows, fonts."""
    return [(name, text) for name, text in themes()[LIGHT].items() if not _HEX.fullmatch(text)]


def pairs() -> list[Pair]:
    """The contrast of everything that is written or drawn on something."""
    return [
        Pair(ink, ground, least, {theme: _ratio(theme, ink, ground) for theme in THEMES})
        for ink, ground, least in PAIRS
    ]


def _blocks(sheet: str) -> list[dict[str, str]]:
    """The tokens of a sheet, and those under `prefers-contrast: more`."""
    return [
        dict(_TOKEN.findall(block))
        for block in _BLOCK.findall(Path(finders.find(sheet)).read_text())
    ]


def _ratio(theme: str, ink: str, ground: str) -> float:
    light, dark = sorted((_luminance(theme, ink), _luminance(theme, ground)), reverse=True)
    return round((light + 0.05) / (dark + 0.05), 1)


def _luminance(theme: str, name: str) -> float:
    """The relative luminance of WCAG 2.2, of sRGB."""
    text = themes()[theme][name]
    while reference := re.fullmatch(r"var\((--[\w-]+)\)", text):
        text = themes()[theme][reference[1]]
    parts = (int(text[place : place + 2], 16) / 255 for place in (1, 3, 5))
    linear = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return sum(share * part for share, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
