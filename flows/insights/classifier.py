"""The classifier: what was learnt from lessons, as a value that can be kept, and what it tells of texts."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse

from flows.insights.features import Matrix
from flows.insights.groups import neighbours
from flows.insights.lessons import Lesson
from flows.insights.logistic import softmax
from flows.insights.vocabulary import Text, Vocabulary
from flows.model.noun import digest_of

VERSION = 1
SHARPENING = 2.0
"""Logits are multiplied by it before they spread: who is unsure should not outvote who is sure."""
SPREAD = 0.6
STEPS = 10
_TINY = 1e-9


@dataclass(frozen=True)
class Model:
    """Weights of each feature for each theme, and last for none of them; calibration; the least probability at which it speaks."""

    themes: tuple[str, ...]
    vocabulary: Vocabulary
    lessons: tuple[Lesson, ...]
    weights: Any
    """Features x (themes + 1), float32."""
    intercepts: Any
    sharpness: float
    """Of log probabilities; found by cross-validation (temperature scaling, Guo et al. 2017)."""
    none: float
    """Added to the log probability of none."""
    least: float
    """Above 1 where nothing can be told with the precision that was asked for."""

    def spread(self, field: Field) -> Any:
        """Probabilities of themes, and last of none, of the field's texts, as their neighbours leave them."""
        known = shares(self.lessons, self.themes)
        return field.spread(field.rows @ self.weights + self.intercepts, known, np.arange(len(known)))[len(known) :]

    def probabilities(self, field: Field) -> Any:
        """The same, calibrated: of texts that are about one of the themes, the share that it is right about."""
        return sharpened(self.spread(field), self.sharpness, self.none)

    def told(self, field: Field) -> list[tuple[int, str]]:
        """(Text, its likeliest theme) where that is likely enough."""
        likely = np.round(sharpened(self.spread(field), self.sharpness, 0.0)[:, :-1], 6)
        best = likely.argmax(axis=1)
        sure = np.flatnonzero(likely[np.arange(len(best)), best] >= self.least)
        return [(int(row), self.themes[best[row]]) for row in sure]

    def deciding(self, texts: Sequence[Text], themes: Sequence[str]) -> list[list[float]]:
        """For each word of each text how much it speaks for the text's theme, beside all others."""
        column = {theme: place for place, theme in enumerate(self.themes)}
        beside = self.weights - self.weights.mean(axis=1, keepdims=True)
        return self.vocabulary.pulls(texts, [column[theme] for theme in themes], beside)

    def dumped(self) -> bytes:
        """The model as bytes, the same for the same model; nothing in them can be run."""
        used = np.flatnonzero(np.abs(self.weights).max(axis=1, initial=0.0) > 0).astype(np.int32)
        arrays = [self.vocabulary.gram_weights, self.vocabulary.word_weights, used, self.weights[used], self.intercepts]
        head = {
            "version": VERSION,
            "themes": self.themes,
            "grams": self.vocabulary.grams,
            "words": self.vocabulary.words,
            "glossary": self.vocabulary.glossary,
            "lessons": [(lesson.tokens, lesson.language, lesson.themes) for lesson in self.lessons],
            "numbers": (self.sharpness, self.none, self.least),
            "arrays": [(array.dtype.str, array.shape) for array in arrays],
        }
        return json.dumps(head, ensure_ascii=False).encode() + b"\n" + b"".join(np.ascontiguousarray(array).tobytes() for array in arrays)

    @classmethod
    def loaded(cls, dumped: bytes) -> Model | None:
        """The model that was dumped; None if another version of the classifier made it."""
        head, _, body = dumped.partition(b"\n")
        told = json.loads(head)
        if told["version"] != VERSION:
            return None
        arrays, at = [], 0
        for kind, shape in told["arrays"]:
            array = np.frombuffer(body, dtype=kind, count=int(np.prod(shape)), offset=at).reshape(shape)
            arrays.append(array)
            at += array.nbytes
        grams, words, used, kept, intercepts = arrays
        pairs = tuple((finnish, english) for finnish, english in told["glossary"])
        vocabulary = Vocabulary(tuple(told["grams"]), grams, tuple(told["words"]), words, pairs)
        weights = np.zeros((len(grams) + len(words), len(intercepts)), dtype=kept.dtype)
        weights[used] = kept
        lessons = tuple(Lesson(tuple(tokens), language, tuple(themes)) for tokens, language, themes in told["lessons"])
        return cls(tuple(told["themes"]), vocabulary, lessons, weights, intercepts, *told["numbers"])


@dataclass(frozen=True)
class Field:
    """Lessons and then texts, as rows of features, and how near each is to its nearest."""

    rows: Matrix
    graph: Matrix
    """Each row's shares of its neighbours, summing to 1."""
    spoken: Any
    """Whether each text is in a language that is among the lessons', or in an unknown one."""

    @classmethod
    def of(cls, vocabulary: Vocabulary, lessons: Sequence[Lesson], texts: Sequence[Text]) -> Field:
        """The order of texts is of no matter but to the order of rows if each text is there once."""
        rows = vocabulary.rows([*((lesson.tokens, lesson.language) for lesson in lessons), *texts])
        graph = neighbours(rows)
        languages = {lesson.language for lesson in lessons} | {""}
        spoken = np.array([language in languages for _, language in texts], dtype=bool)
        outward = np.maximum(np.asarray(graph.sum(axis=1)).ravel(), _TINY)
        return cls(rows.astype(np.float32), (sparse.diags(1 / outward) @ graph).tocsr().astype(np.float32), spoken)

    def spread(self, logits: Any, known: Any, sure: Any) -> Any:
        """Probabilities after each text has listened to its neighbours; the rows in `sure` stay as `known` (after Zhou et al. 2004)."""
        own = softmax(SHARPENING * logits).astype(np.float32)
        own[sure] = known[sure]
        heard = own
        for _ in range(STEPS):
            heard = np.float32(SPREAD) * (self.graph @ heard) + np.float32(1 - SPREAD) * own
            heard[sure] = known[sure]
        return heard


def shares(lessons: Sequence[Lesson], themes: Sequence[str]) -> Any:
    """Each lesson's share of each theme, and last of none, summing to 1."""
    column = {theme: place for place, theme in enumerate(themes)}
    found = np.zeros((len(lessons), len(themes) + 1), dtype=np.float32)
    for row, lesson in enumerate(lessons):
        found[row, [column[theme] for theme in lesson.themes]] = 1 / len(lesson.themes)
    return found


def sharpened(probabilities: Any, sharpness: float, none: float) -> Any:
    """Probabilities with their logarithms multiplied, and `none` added to the last."""
    logits = sharpness * np.log(np.maximum(probabilities, _TINY))
    logits[:, -1] += none
    return softmax(logits)


def digest_of_lessons(lessons: Sequence[Lesson], glossary: Sequence[tuple[str, str]], precision: float) -> str:
    """By what a model can be remembered: as long as it is the same, nothing new was taught."""
    return digest_of(json.dumps([VERSION, [(each.tokens, each.language, each.themes) for each in lessons], sorted(glossary), precision]))
