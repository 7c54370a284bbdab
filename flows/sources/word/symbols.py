"""Symbols: what a character of a symbol font stands for, as far as people type them without knowing."""

from __future__ import annotations

_GREEK = dict(zip("abcdefghiklmnopqrstuwxyz", "αβχδεφγηικλμνοπθρστυωξψζ", strict=True))
_FONTS = {
    "wingdings": {0x4A: "☺", 0x4B: "😐", 0x4C: "☹", 0x6C: "●", 0x6F: "☐", 0xA7: "▪", 0xA8: "☐", 0xDF: "←", 0xE0: "→", 0xE1: "↑", 0xE2: "↓"}
    | {0xE7: "⇦", 0xE8: "➔", 0xF0: "⇨", 0xF3: "⬄", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑"},
    "wingdings 2": {0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0xA3: "☐"},
    "symbol": {0xA3: "≤", 0xB0: "°", 0xB1: "±", 0xB3: "≥", 0xB4: "×", 0xB7: "•", 0xB9: "≠", 0xBB: "≈", 0xAC: "←", 0xAE: "→", 0xDE: "⇒"}
    | {ord(latin): greek for latin, greek in _GREEK.items()}
    | {ord(latin.upper()): greek.upper() for latin, greek in _GREEK.items()},
}
UNKNOWN = "□"


def symbol(font: str, code: str) -> str:
    """The character for a w:sym: Word's arrows and faces come as Wingdings; an unknown one is □.

    `code` is hexadecimal; symbol fonts live at F000–F0FF.
    """
    try:
        number = int(code, 16)
    except ValueError:
        return ""
    known = _FONTS.get(font.casefold(), {})
    if 0xF000 <= number <= 0xF0FF:
        number -= 0xF000
        return known.get(number, chr(number) if font.casefold() == "symbol" and 0x20 <= number < 0x7F else UNKNOWN)
    if number in known:
        return known[number]
    return chr(number) if 0x20 <= number < 0x110000 and not 0xD800 <= number < 0xE000 else UNKNOWN
