"""The codebook's words, as word beginnings looked for in a text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from flows.model.organisation import Theme
from flows.text import words

WHOLE = 2
"""Entries of this length or less must be whole words: `it` begins too much."""
BORROWED = 7
"""Entries this long count in the other language as well: `onboarding` is said in Finnish too, but `help` begins `helppo`."""

_LANGUAGES = ("fi", "en")
_Entry = tuple[str, tuple[str, ...]]
"""A theme, and what must follow the entry's first word."""


class Beginnings:
    """Finds themes by their words: at the beginning of a word, or of a part of it after a hyphen; phrases word by word."""

    def __init__(self, codebook: Sequence[Theme]) -> None:
        self._entries: dict[str, dict[str, list[tuple[str, tuple[str, ...]]]]] = {
            language: defaultdict(list) for language in ("", *_LANGUAGES)
        }
        self._met: dict[str, dict[str, tuple[_Entry, ...]]] = {language: {} for language in self._entries}
        for theme in codebook:
            for language, listed in zip(_LANGUAGES, (theme.words.fi, theme.words.en), strict=True):
                for entry in listed:
                    self._add(theme.id, words.tokens(entry), language)
        self._longest = max((len(first) for entries in self._entries.values() for first in entries), default=0)

    def met(self, tokens: Sequence[str], language: str) -> Iterator[tuple[str, str]]:
        """Themes with the word, or phrase, of the text that points to each."""
        told = language if language in _LANGUAGES else ""
        known = self._met[told]
        for start, token in enumerate(tokens):
            for theme, rest in known[token] if token in known else self._starting(token, told):
                phrase = tokens[start : start + 1 + len(rest)]
                if len(phrase) == 1 + len(rest) and all(map(_begins, phrase[1:], rest)):
                    yield theme, " ".join(phrase)

    def _add(self, theme: str, entry: Sequence[str], language: str) -> None:
        if not entry:
            return
        long = sum(map(len, entry)) >= BORROWED
        for told in ("", *(other for other in _LANGUAGES if long or other == language)):
            self._entries[told][entry[0]].append((theme, tuple(entry[1:])))

    def _starting(self, token: str, language: str) -> tuple[_Entry, ...]:
        """Entries whose first word the token begins with, each with its further words. Remembered, for words come again."""
        entries = self._entries[language]
        parts = [token[start:] for start in range(len(token)) if start == 0 or token[start - 1] == "-"]
        firsts = {part[:size] for part in parts for size in range(1, min(len(part), self._longest) + 1)}
        met = {entry for first in firsts & entries.keys() if any(_begins(part, first) for part in parts) for entry in entries[first]}
        self._met[language][token] = found = tuple(sorted(met))
        return found


def _begins(word: str, beginning: str) -> bool:
    return word == beginning if len(beginning) <= WHOLE else word.startswith(beginning)
