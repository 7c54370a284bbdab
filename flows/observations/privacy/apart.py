"""Apart: words written together with capitals between (`#EtunimiSukunimi`) are looked at one by one."""

from __future__ import annotations

import re

_TOGETHER = re.compile(
    r"(?<![\w@./:%=?&-])(?:[A-ZÅÄÖÉÜ][a-zåäöéü]{2,})(?:[A-ZÅÄÖÉÜ][a-zåäöéü]{2,})+(?![\w@/=]|\.\w)",
)
_SEAM = re.compile(r"(?<=[a-zåäöéü])(?=[A-ZÅÄÖÉÜ])")


def taken_apart(text: str) -> tuple[str, list[int]]:
    """The text with a space at each seam, and where each of its letters stood; the text itself and nothing where no word has a seam."""
    seams = [seam.start() for word in _TOGETHER.finditer(text) for seam in _SEAM.finditer(text, word.start(), word.end())]
    if not seams:
        return text, []
    pieces: list[str] = []
    places: list[int] = []
    done = 0
    for seam in seams:
        pieces += [text[done:seam], " "]
        places += [*range(done, seam), seam]
        done = seam
    return "".join([*pieces, text[done:]]), [*places, *range(done, len(text))]
