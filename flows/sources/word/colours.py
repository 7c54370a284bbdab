"""Colours: the highlight colour that a shade stands for, since web editors write shades where Word writes names."""

from __future__ import annotations

import colorsys
import re
from functools import lru_cache

_HUES = (
    (15, "red"),
    (45, "orange"),
    (70, "yellow"),
    (165, "green"),
    (200, "cyan"),
    (255, "blue"),
    (288, "purple"),
    (345, "magenta"),
    (361, "red"),
)
_DARKENED = frozenset({"red", "yellow", "green", "cyan", "blue", "magenta"})


@lru_cache(maxsize=512)
def named_fill(fill: str) -> str:
    """The name of an RRGGBB shade as Word's highlighter calls it, and `orange` and `purple`, which it lacks; "" for white and for none.

    By hue, not by distance in RGB: a pastel yellow is nearer to white than to yellow, and a person who used it meant yellow.
    """
    if not re.fullmatch(r"[0-9A-Fa-f]{6}", fill):
        return ""
    red, green, blue = (int(fill[at : at + 2], 16) / 255 for at in (0, 2, 4))
    hue, saturation, brightness = colorsys.rgb_to_hsv(red, green, blue)
    if saturation < 0.06 or brightness < 0.15:
        return _grey(brightness)
    name = next(name for end, name in _HUES if hue * 360 < end)
    return f"dark{name.title()}" if brightness < 0.62 and name in _DARKENED else name


def _grey(brightness: float) -> str:
    if brightness > 0.9:
        return ""
    if brightness > 0.65:
        return "lightGray"
    return "darkGray" if brightness > 0.2 else "black"
