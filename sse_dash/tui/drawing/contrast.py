"""Colours that can be read: text against what is behind it, as WCAG 2.2 reckons it.

Themes choose colours that go together, and of a word in one of them on a line in another some leave little to
see. The least that is asked for here is what WCAG asks for text: 4.5 to 1.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from textual.color import BLACK, WHITE, Color

LEAST = 4.5
"""The ratio of brightnesses that text has at least."""

_STEPS = 20

# Behind words of any colour there are these.
_BACKGROUNDS = ("background", "surface", "panel")
_WORDS = (
    "text-primary",
    "text-secondary",
    "text-accent",
    "text-success",
    "text-warning",
    "text-error",
)
_TYPED, _TINT, _SHARE = "foreground", "primary", 0.15
"""What is typed stands in a field as well, which has a little of another colour while it has the keys."""
# What stands on a background of its own, by the variables of both.
_PAIRS = {
    "footer-key-foreground": "footer-background",
    "footer-description-foreground": "footer-background",
    "footer-foreground": "footer-background",
    "block-cursor-foreground": "block-cursor-background",
    "block-cursor-blurred-foreground": "block-cursor-blurred-background",
    "input-selection-foreground": "input-selection-background",
    "button-color-foreground": "primary",
    "input-cursor-foreground": "input-cursor-background",
}
_MUTED, _MUTED_FROM, _MUTED_TO = "text-muted", 60, 100
_AUTO = "auto"
_SHARED = re.compile(r"(?P<color>\S.*\S) +(?P<percent>[0-9.]+)%")


@lru_cache(maxsize=4096)
def ratio(one: Color, other: Color) -> float:
    """How much brighter the brighter one of two opaque colours is: 1 to 21."""
    darker, brighter = sorted((_brightness(one), _brightness(other)))
    return (brighter + 0.05) / (darker + 0.05)


@lru_cache(maxsize=4096)
def legible(color: Color, *backgrounds: Color) -> Color:
    """`color`, or the nearest shade of it that can be read on all of these opaque backgrounds.

    It is made lighter on dark ones and darker on light ones, and the other way round where that can't be
    enough. Where nothing is, as on black and white at once, it is the best there is.
    """
    color = backgrounds[0] + color if color.a < 1 else color
    is_lighter = _brightness(color) > max(map(_brightness, backgrounds))
    best = color
    for target in (WHITE, BLACK) if is_lighter else (BLACK, WHITE):
        for step in range(_STEPS + 1):
            shade = color.blend(target, step / _STEPS, alpha=1.0)
            if _least(shade, backgrounds) >= LEAST:
                return shade
            if _least(shade, backgrounds) > _least(best, backgrounds):
                best = shade
    return best


def legible_variables(variables: Mapping[str, str]) -> dict[str, str]:
    """The variables of a theme with those for text changed so that each can be read where it is used.

    Those of themes that leave the colours to the terminal are as they were: nobody knows what they are.
    """
    return dict(_legible_variables(tuple(variables.items())))


@lru_cache(maxsize=32)
def _legible_variables(items: tuple[tuple[str, str], ...]) -> dict[str, str]:
    variables = dict(items)
    behind = [color for name in _BACKGROUNDS if (color := _color(variables[name])) is not None]
    if len(behind) < len(_BACKGROUNDS):
        return variables
    for name in _WORDS:
        if (color := _color(variables[name])) is not None:
            variables[name] = legible(color, *behind).hex
    typed, tint = _color(variables[_TYPED]), _color(variables[_TINT])
    if typed is not None and tint is not None:
        behind += [each.blend(tint, _SHARE) for each in behind]
        variables[_TYPED] = legible(typed, *behind).hex
    for name, on in _PAIRS.items():
        color, background = _color(variables[name]), _parsed(variables[on])
        seen = [background] if background.a == 1 else [each + background for each in behind]
        if color is None:  # black or white, which the background says, but not all of it
            color = seen[0].get_contrast_text(1.0)
        variables[name] = legible(color, *seen).hex
    variables[_MUTED] = f"{_AUTO} {_muted(behind)}%"
    variables["foreground-muted"] = variables[_MUTED]
    return variables


def _muted(backgrounds: Iterable[Color]) -> int:
    """How much of black or white muted words take, in percent."""
    for percent in range(_MUTED_FROM, _MUTED_TO, 2):
        shares = (ratio(each + each.get_contrast_text(percent / 100), each) for each in backgrounds)
        if min(shares) >= LEAST:
            return percent
    return _MUTED_TO


def _color(value: str) -> Color | None:
    """An opaque colour; None for one that depends on what is behind it, or on the terminal."""
    if value.startswith(_AUTO):
        return None
    color = _parsed(value)
    return color if color.ansi is None and color.a == 1 else None


def _parsed(value: str) -> Color:
    """A colour as style sheets have it: `#81a1c1`, or so much of it, `#81a1c1 35%`."""
    found = _SHARED.fullmatch(value)
    if found is None:
        return Color.parse(value)
    return Color.parse(found["color"]).multiply_alpha(float(found["percent"]) / 100)


def _least(color: Color, backgrounds: Iterable[Color]) -> float:
    return min(ratio(color, each) for each in backgrounds)


def _brightness(color: Color) -> float:
    """The relative luminance of WCAG, 0 to 1."""
    return 0.2126 * _linear(color.r) + 0.7152 * _linear(color.g) + 0.0722 * _linear(color.b)


def _linear(channel: int) -> float:
    share = channel / 255
    return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4
