"""Recall: what was told of texts before, as long as nothing new was taught; only what is new is looked at."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from flows.insights.codebook.beginnings import Beginnings
from flows.insights.codebook.classifier import digest_of_lessons
from flows.insights.codebook.lessons import Lesson
from flows.insights.codebook.likeness import Likes, Piece, learn, pieces, tell
from flows.insights.codebook.memory import NOTHING, Memory, Outcome
from flows.insights.codebook.vectors import Embed, known_by
from flows.insights.features import said
from flows.model.organisation import Theme
from flows.text import words

GROWN = 0.2
"""Once this share of the texts has come or gone since, everything is learnt anew, for what is common and what is strange has changed."""

Told = tuple[str, str]
"""A text, and its language."""
Occasion = Literal["", "first", "taught", "grown"]
"""Why everything was learnt anew: for the first time, because people have taught something, because the texts have grown; or it was not."""


@dataclass(frozen=True, slots=True)
class Teaching:
    """All that people have taught, and the model of language, if there is one."""

    lessons: Sequence[Lesson]
    codebook: Sequence[Theme]
    glossary: Sequence[tuple[str, str]]
    precision: float
    embed: Embed | None = None

    def digest(self) -> str:
        """As long as it is the same, nothing new was taught."""
        words_of = json.dumps([(theme.id, theme.words.fi, theme.words.en) for theme in self.codebook])
        return digest_of_lessons(self.lessons, self.glossary, self.precision, words_of, known_by(self.embed))


def recalled(memory: Memory | None, teaching: Teaching, texts: Mapping[str, Told]) -> tuple[Memory, Occasion]:
    """A memory of these texts (by their marks) and of no others, and why it was made anew.

    While what is taught stays the same, what was told of a text stays as it was to the letter, until a fifth of the texts has come or gone.
    When everything is learnt anew, a text keeps a theme that is nearly likely enough.
    """
    taught = teaching.digest()
    occasion = _occasion(memory, taught, texts)
    if memory is None or occasion:
        return _anew(memory, taught, teaching, texts), occasion
    gone = memory.outcomes.keys() - texts.keys()
    new = {mark: told for mark, told in texts.items() if mark not in memory.outcomes}
    if not gone and not new:
        return memory, ""
    ground = memory.ground.without(gone) if memory.ground is not None else None
    worded, found = _looked_at(new, teaching.codebook)
    likes: Likes = {}
    if ground is not None:
        ground, likes = tell(ground, found, teaching.embed)
    old = {mark: outcome for mark, outcome in memory.outcomes.items() if mark not in gone}
    return replace(memory, changed=memory.changed + len(gone) + len(new), outcomes=old | _outcomes(new, worded, likes), ground=ground), ""


def by_words(tokens: Sequence[str], language: str, beginnings: Beginnings) -> dict[str, tuple[str, ...]]:
    """Theme -> the words of the text that point to it, sorted."""
    met: dict[str, set[str]] = {}
    for theme, word in beginnings.met(tokens, language):
        met.setdefault(theme, set()).add(word)
    return {theme: tuple(sorted(met[theme])) for theme in sorted(met)}


def spoken(text: str) -> list[str]:
    """The text's words, none if it is a polite nothing."""
    return [] if words.says_nothing(text) else said(text)


def _occasion(memory: Memory | None, taught: str, texts: Mapping[str, Told]) -> Occasion:
    if memory is None:
        return "first"
    if memory.taught != taught:
        return "taught"
    now = len(memory.outcomes.keys() ^ texts.keys())
    return "grown" if now and memory.changed + now >= GROWN * max(1, memory.size) else ""


def _anew(memory: Memory | None, taught: str, teaching: Teaching, texts: Mapping[str, Told]) -> Memory:
    before = {mark: tuple(likes) for mark, (_, likes) in memory.outcomes.items() if likes} if memory is not None else {}
    worded, found = _looked_at(texts, teaching.codebook)
    if not (teaching.lessons and found):
        return Memory(taught, len(texts), 0, _outcomes(texts, worded, {}))
    ground, likes = learn(teaching.lessons, found, teaching.glossary, teaching.precision, teaching.embed, before)
    return Memory(taught, len(texts), 0, _outcomes(texts, worded, likes), ground)


def _looked_at(texts: Mapping[str, Told], codebook: Sequence[Theme]) -> tuple[Likes, list[Piece]]:
    """By mark the themes by words; and the texts' pieces."""
    beginnings = Beginnings(codebook)
    worded: Likes = {}
    found: list[Piece] = []
    for mark, (text, language) in texts.items():
        tokens = spoken(text)
        if met := by_words(tokens, language, beginnings):
            worded[mark] = met
        found += pieces(mark, text, tokens, language)
    return worded, found


def _outcomes(texts: Mapping[str, Told], worded: Likes, likes: Likes) -> dict[str, Outcome]:
    told = worded.keys() | likes.keys()
    return {mark: (worded.get(mark, {}), likes.get(mark, {})) if mark in told else NOTHING for mark in texts}
