"""Colours and formats as Google keeps them: eight bits a colour, each colour a second time as a style, noughts left out."""

from __future__ import annotations

import struct
from typing import Any

RGB = {"red", "green", "blue", "alpha"}


def colours(given: dict[str, Any]) -> dict[str, Any]:
    """A format with its colours rounded to eight bits; `backgroundColor` gets its `backgroundColorStyle` beside it."""
    found: dict[str, Any] = {}
    styles: dict[str, Any] = {}
    for name, value in given.items():
        if not isinstance(value, dict):
            found[name] = value
        elif value and set(value) <= RGB:
            found[name] = {part: _bits(value[part]) for part in ("red", "green", "blue") if _bits(value.get(part, 0))}
            if name.endswith("Color") and name != "rgbColor":
                styles[f"{name}Style"] = {"rgbColor": dict(found[name])}
        else:
            found[name] = colours(value)
    return found | styles


def _bits(part: float) -> float | int:
    """The nearest of 256 steps below, as the shortest number that is the same in 32 bits."""
    value = int(part * 255) / 255
    short = next(float(f"{value:.{digits}g}") for digits in range(1, 10) if _same(float(f"{value:.{digits}g}"), value))
    return int(short) if short.is_integer() else short


def _same(short: float, value: float) -> bool:
    return struct.pack("f", short) == struct.pack("f", value)
