"""Context: the words around a hit, which tell a phone number from an order number."""

from __future__ import annotations

import re
from collections.abc import Callable

Check = Callable[[str, "re.Match[str]"], int]
"""Where a hit of a pattern ends, from the text and the match; 0 where it is none."""


DIGIT = re.compile(r"\d")


def before(text: str, match: re.Match[str], reach: int = 40) -> str:
    """What stands before the group `hit`, casefolded."""
    return text[max(0, match.start("hit") - reach) : match.start("hit")].casefold()


def around(text: str, match: re.Match[str], reach: int = 30) -> str:
    """What stands on both sides of the group `hit`, casefolded."""
    return f"{before(text, match, reach)} {text[match.end('hit') : match.end('hit') + reach].casefold()}"


def certain(text: str, match: re.Match[str]) -> int:
    """The pattern alone is enough."""
    return match.end("hit")


NUMBERED = re.compile(
    r"tilaus|tilauks|lasku|viite|asia(?:kas)?n|tapaus|tiketti|seuranta|order|invoice|reference|\bref\b|case|ticket|tracking|customer n"
    r"|sopimus|contract|sarjanumero|serial|kuitti|receipt|tuotenumero|article n|mittari"
)
"""Words that say that a number beside them is a thing's."""
