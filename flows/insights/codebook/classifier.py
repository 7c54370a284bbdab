"""The classifier: what was learnt from lessons, as a value that can be kept, and what it tells of texts."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse

from flows.insights.codebook.lessons import Lesson
from flows.insights.codebook.logistic import softmax
from flows.insights.codebook.reliability import Reliability
from flows.insights.codebook.vectors import Embed, beside, neighbours
from flows.insights.codebook.vocabulary import Text, Vocabulary
from flows.insights.features import Matrix
from flows.model.noun import digest_of

VERSION = 2
SHARPENING = 2.0
"""Logits are multiplied by it before they spread: who is unsure should not outvote who is sure."""
SPREAD = 0.6
STEPS = 10
STAYING = 0.9
"""A text that has had a theme keeps it down to this share of the least probability: it should not come and go with the others' words."""
_TINY = 1e-9


@dataclass(frozen=True)
class Model:
    """Weights of each feature for each theme, and last for none of them; calibration; the least probability at which it speaks."""

    themes: tuple[str, ...]
    vocabulary: Vocabulary
    weights: Any
    """Features x (themes + 1), float32: the vocabulary's, then those of a model of language."""
    intercepts: Any
    sharpness: float
    """Of log probabilities; found by cross-validation (temperature scaling, Guo et al. 2017)."""
    none: float
    """Added to the log probability of none."""
    trust: Reliability
    least: float
    """The chance of being right from which on a theme is given. Above 1 where nothing can be told with the precision that was asked for."""
    error: float = 0.0
    """How far what it says to be sure of is from how often it is right, over the lessons in cross-validation."""

    @property
    def width(self) -> int:
        """How many of the features are of a model of language."""
        return int(self.weights.shape[0]) - len(self.vocabulary.grams) - len(self.vocabulary.words)

    def own(self, rows: Matrix) -> Any:
        """Probabilities of themes, and last of none, by the rows' own words."""
        return softmax(SHARPENING * (rows @ self.weights + self.intercepts)).astype(np.float32)

    def spread(self, field: Field) -> Any:
        """The same of the field's lessons and texts, as their neighbours leave them."""
        return field.spread(field.rows @ self.weights + self.intercepts, shares(field.lessons, self.themes))

    def probabilities(self, field: Field) -> Any:
        """Of the field's texts, calibrated: of those that are about one of the themes, the share that it is right about."""
        return sharpened(self.spread(field)[len(field.lessons) :], self.sharpness, self.none)

    def told(self, field: Field) -> list[tuple[int, str]]:
        """(Text of the field, its likeliest theme) where that is likely enough."""
        return self.sure(self.spread(field)[len(field.lessons) :])

    def sure(self, heard: Any, before: Sequence[Collection[str]] = ()) -> list[tuple[int, str]]:
        """(Row, its likeliest theme) where that is likely enough, or was `before` and is nearly so."""
        surest, best = likeliest(heard, self.sharpness)
        chance = self.trust.of(surest, best)
        found = [(int(row), self.themes[best[row]]) for row in np.flatnonzero(chance >= STAYING * self.least)]
        return [(row, theme) for row, theme in found if chance[row] >= self.least or (before and theme in before[row])]

    def deciding(self, texts: Sequence[Text], themes: Sequence[str]) -> list[list[float]]:
        """For each word of each text how much it speaks for the text's theme, beside all others."""
        column = {theme: place for place, theme in enumerate(self.themes)}
        beside_others = self.weights - self.weights.mean(axis=1, keepdims=True)
        return self.vocabulary.pulls(texts, [column[theme] for theme in themes], beside_others)


@dataclass(frozen=True)
class Field:
    """Lessons and then texts, as rows of features, and how near each is to its nearest."""

    lessons: tuple[Lesson, ...]
    rows: Matrix
    graph: Matrix
    """Each row's shares of its neighbours, summing to 1."""
    spoken: Any
    """Whether each text is in a language that is among the lessons', or in an unknown one."""

    @classmethod
    def of(cls, vocabulary: Vocabulary, lessons: Sequence[Lesson], texts: Sequence[Text], embed: Embed | None = None) -> Field:
        """The order of texts is of no matter but to the order of rows if each text is there once."""
        return cls.laid(vocabulary.rows([*asked(lessons), *texts]), lessons, texts, embed)

    @classmethod
    def laid(cls, rows: Matrix, lessons: Sequence[Lesson], texts: Sequence[Text], embed: Embed | None = None) -> Field:
        """The same, out of rows of the lessons and texts that are there already."""
        rows, width = beside(rows, [*asked(lessons), *texts], embed)
        languages = {lesson.language for lesson in lessons} | {""}
        spoken = np.array([language in languages for _, language in texts], dtype=bool)
        return cls(tuple(lessons), rows, evened(neighbours(rows, width)), spoken)

    def spread(self, logits: Any, known: Any, sure: Any = None) -> Any:
        """Probabilities after each text has listened to its neighbours (after Zhou et al. 2004).

        Of the lessons those in `sure`, or all, stay as `known`.
        """
        stay = np.arange(len(known)) if sure is None else sure
        own = softmax(SHARPENING * logits).astype(np.float32)
        own[stay] = known[stay]
        heard = own
        for _ in range(STEPS):
            heard = np.float32(SPREAD) * (self.graph @ heard) + np.float32(1 - SPREAD) * own
            heard[stay] = known[stay]
        return heard


def asked(lessons: Sequence[Lesson]) -> list[Text]:
    """The lessons' texts."""
    return [(lesson.tokens, lesson.language) for lesson in lessons]


def evened(graph: Matrix) -> Matrix:
    """The graph with rows that sum to 1, or are empty."""
    outward = np.maximum(np.asarray(graph.sum(axis=1)).ravel(), _TINY)
    return (sparse.diags(1 / outward) @ graph).tocsr().astype(np.float32)


def shares(lessons: Sequence[Lesson], themes: Sequence[str]) -> Any:
    """Each lesson's share of each theme, and last of none, summing to 1."""
    column = {theme: place for place, theme in enumerate(themes)}
    found = np.zeros((len(lessons), len(themes) + 1), dtype=np.float32)
    for row, lesson in enumerate(lessons):
        found[row, [column[theme] for theme in lesson.themes] or [-1]] = 1 / max(1, len(lesson.themes))
    return found


def sharpened(probabilities: Any, sharpness: float, none: float) -> Any:
    """Probabilities with their logarithms multiplied, and `none` added to the last."""
    logits = sharpness * np.log(np.maximum(probabilities, _TINY))
    logits[:, -1] += none
    return softmax(logits)


def likeliest(probabilities: Any, sharpness: float) -> tuple[Any, Any]:
    """How sure the likeliest theme of each row is, and its place."""
    told = sharpened(probabilities, sharpness, 0.0)[:, :-1]
    best = told.argmax(axis=1)
    return told[np.arange(len(best)), best], best


def digest_of_lessons(lessons: Sequence[Lesson], glossary: Sequence[tuple[str, str]], precision: float, *more: str) -> str:
    """By what a model can be remembered: as long as it is the same, nothing new was taught."""
    told = [(each.tokens, each.language, each.themes) for each in lessons]
    return digest_of(json.dumps([VERSION, told, sorted(glossary), precision, more]))
