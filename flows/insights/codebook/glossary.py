"""The glossary: which Finnish and English words mean the same, so that examples in one language teach the other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

import Stemmer

from flows.text import words

Pair = tuple[str, str]
"""A Finnish word or phrase, and an English one that means the same."""


class Glossary:
    """Gives the Finnish words that English ones stand for. English words are met in any inflection, phrases word by word."""

    def __init__(self, pairs: Iterable[Pair]) -> None:
        self._entries: dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]] = defaultdict(list)
        for finnish, english in sorted(set(pairs)):
            stems, meant = stemmed(words.tokens(english)), tuple(words.tokens(finnish))
            if stems and meant:
                self._entries[stems[0]].append((stems, meant))

    def meant(self, tokens: Sequence[str], language: str) -> list[tuple[int, tuple[str, ...]]]:
        """Place of each English word or phrase that is listed, with its Finnish words; nothing for a Finnish text."""
        if not self._entries or language == "fi":
            return []
        stems = stemmed(tokens)
        return [
            (place, meant)
            for place, first in enumerate(stems)
            for phrase, meant in self._entries.get(first, ())
            if stems[place : place + len(phrase)] == phrase
        ]


def stemmed(tokens: Iterable[str]) -> tuple[str, ...]:
    """English stems (Porter 2001, Snowball)."""
    return tuple(_stem(token) for token in tokens)


@cache
def _stem(word: str) -> str:
    return str(_stemmer().stemWord(word))


@cache
def _stemmer() -> Any:
    return Stemmer.Stemmer("english")
