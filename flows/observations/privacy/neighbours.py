"""Neighbours: words written as names that stand directly beside a surname, and make it somebody's who may not be the registered person."""

from __future__ import annotations

import re
from collections.abc import Container

from flows.observations.privacy.homonyms import common_words
from flows.text.words import stop_words

_WORD = r"[^\W\d_]+(?:[-'’][^\W\d_]+)*"
_BEFORE = re.compile(rf"(?<![\w.@/-])({_WORD})[^\S\n]+$")
_AFTER = re.compile(rf"[^\S\n]+({_WORD})(?![\w@/])")
_REACH = 40
_MOST = 2
_NO_NAMES_TEXT = """
mr mrs ms miss mx sir dr prof professor herra rouva neiti hra rva tohtori tri monday tuesday wednesday thursday friday saturday sunday
january february march april june july august september october november december
"""
_NO_NAMES = frozenset(_NO_NAMES_TEXT.split())


def among_names(text: str, start: int, end: int, known: Container[int] = ()) -> tuple[int, int]:
    """Where the row of names reaches that `text[start:end]` stands in: up to two words written as names on each side.

    The first word of a sentence has a capital anyway: it counts only where a name is `known` to begin, or where it is one of those names that
    are everyday words too, as `Anna` is.
    """
    loud = text[start:end].isupper()
    if not text[start].isupper():
        return start, end
    return _leftwards(text, start, loud, known), _rightwards(text, end, loud)


def begins(before: str) -> bool:
    """Whether a sentence begins after the text `before`."""
    last = before.rstrip(" \t\"'”“»«(-–—•*")
    return not last or last[-1] in ".!?:;\n…"


def written_as_name(word: str, loud: bool = False) -> bool:
    """A capital and small letters after it (capitals throughout where the text is `loud`), and no title, day or month."""
    if len(word) < 2 or not word[0].isupper() or word.casefold() in _NO_NAMES:
        return False
    return not word[1].isupper() or (loud and word.isupper())


def _leftwards(text: str, start: int, loud: bool, known: Container[int]) -> int:
    for _ in range(_MOST):
        found = _BEFORE.search(text[max(0, start - _REACH) : start])
        if not found or not written_as_name(found[1], loud):
            break
        at = start - len(found.group())
        if begins(text[max(0, at - _REACH) : at]) and at not in known and not _first_and_yet_a_name(found[1]):
            break
        start = at
    return start


def _rightwards(text: str, end: int, loud: bool) -> int:
    for _ in range(_MOST):
        found = _AFTER.match(text, end)
        if not found or not written_as_name(re.sub(r"['’]s?$", "", found[1]), loud):
            break
        end = found.end()
    return end


def _first_and_yet_a_name(word: str) -> bool:
    plain = word.casefold()
    return plain in common_words() and plain not in stop_words("")
