"""The vocabulary: which words and n-grams are features of a text, and what each weighs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import compress
from typing import Any

import numpy as np
from scipy import sparse

from flows.insights.codebook.glossary import Glossary, stemmed
from flows.insights.features import Bag, Matrix, bigrams, frequencies, grams_of, idf, lengths, normalised, weighted

FEWEST_TEXTS = 2
WORD_WEIGHT = 0.5
"""Of whole words beside n-grams."""
_TINY = 1e-12

Text = tuple[Sequence[str], str]
"""A text's words in order, and its language."""


@dataclass(frozen=True)
class Vocabulary:
    """Character n-grams, and words (in English stems and pairs of them), each with its inverse document frequency."""

    grams: tuple[str, ...]
    gram_weights: Any
    words: tuple[str, ...]
    word_weights: Any
    glossary: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, texts: Sequence[Text], glossary: Sequence[tuple[str, str]] = ()) -> Vocabulary:
        """What at least two of the texts have."""
        return cls.taken(texts, glossary)[0]

    @classmethod
    def taken(cls, texts: Sequence[Text], glossary: Sequence[tuple[str, str]] = ()) -> tuple[Vocabulary, Matrix]:
        """What at least two of the texts have, and the texts' rows, for less than both cost one by one."""
        pairs = tuple(sorted(set(glossary)))
        known = Glossary(pairs)
        bag = Bag.of([_with_meant(text, known) for text in texts])
        cut = Bag.of([grams_of(word) for word in bag.types])
        grams, gram_weights, gram_rows = _kept((_small(bag.counts) @ _small(cut.counts)).tocsr(), cut.types)
        words, word_weights, word_rows = _kept(*_counted(_terms(texts, known)))
        return cls(grams, gram_weights, words, word_weights, pairs), _joined(gram_rows, word_rows)

    def rows(self, texts: Sequence[Text]) -> Matrix:
        """One row of length 1 a text: the n-grams' columns, then the words'."""
        return _joined(*self._parts(texts))

    def pulls(self, texts: Sequence[Text], columns: Sequence[int], weights: Any) -> list[list[float]]:
        """For each word of each text how much it adds to the class in its column of `weights` (features x classes)."""
        grams, words = (np.maximum(lengths(part), _TINY) for part in self._parts(texts))
        remembered: dict[tuple[str, str, int], float] = {}

        def pull(token: str, term: str, column: int, row: int) -> float:
            for of, word, found in ((self._gram_pull, token, "grams"), (self._word_pull, term, "words")):
                if (found, word, column) not in remembered:
                    remembered[found, word, column] = of(word, weights[:, column])
            return float(remembered["grams", token, column] / grams[row] + WORD_WEIGHT * remembered["words", term, column] / words[row])

        told = []
        for row, ((tokens, language), column) in enumerate(zip(texts, columns, strict=True)):
            each = [pull(token, term, column, row) for token, term in zip(tokens, _words_of(tokens, language), strict=True)]
            for place, meant in self._meanings.meant(tokens, language):
                each[place] += sum(pull(word, word, column, row) for word in meant)
            told.append(each)
        return told

    def _parts(self, texts: Sequence[Text]) -> tuple[Matrix, Matrix]:
        bag = Bag.of([_with_meant(text, self._meanings) for text in texts])
        counts, types = _counted(_terms(texts, self._meanings))
        grams = weighted((_small(bag.counts) @ self._cut(bag.types)).tocsr(), self.gram_weights)
        return grams, weighted((_small(counts) @ self._chosen(types)).tocsr(), self.word_weights)

    def _gram_pull(self, word: str, weights: Any) -> float:
        columns = [self._gram_columns[gram] for gram in grams_of(word) if gram in self._gram_columns]
        return float((self.gram_weights[columns] * weights[columns]).sum()) if columns else 0.0

    def _word_pull(self, word: str, weights: Any) -> float:
        column = self._word_columns.get(word)
        return 0.0 if column is None else float(self.word_weights[column] * weights[len(self.grams) + column])

    def _cut(self, types: Sequence[str]) -> Matrix:
        columns = [[self._gram_columns[gram] for gram in grams_of(word) if gram in self._gram_columns] for word in types]
        return _ones(columns, len(self.grams))

    def _chosen(self, types: Sequence[str]) -> Matrix:
        return _ones([[self._word_columns[word]] if word in self._word_columns else [] for word in types], len(self.words))

    @cached_property
    def _meanings(self) -> Glossary:
        return Glossary(self.glossary)

    @cached_property
    def _gram_columns(self) -> dict[str, int]:
        return {gram: column for column, gram in enumerate(self.grams)}

    @cached_property
    def _word_columns(self) -> dict[str, int]:
        return {word: column for column, word in enumerate(self.words)}


def _kept(counts: Matrix, types: Sequence[str]) -> tuple[tuple[str, ...], Any, Matrix]:
    """The columns that enough texts have: their types, what each weighs, and the counts so weighted."""
    enough = frequencies(counts) >= FEWEST_TEXTS
    weights = idf(counts)[enough].astype(np.float32)
    return tuple(compress(types, enough)), weights, weighted(_small(counts[:, enough].tocsr()), weights)


def _small(counts: Matrix) -> Matrix:
    """Half of the memory, and exact: counts are small."""
    return counts.astype(np.float32)


def _joined(grams: Matrix, words: Matrix) -> Matrix:
    return normalised(sparse.hstack([normalised(grams), np.float32(WORD_WEIGHT) * normalised(words)]).tocsr())


def _counted(terms: Sequence[Sequence[str]]) -> tuple[Matrix, tuple[str, ...]]:
    bag = Bag.of(terms)
    return bag.counts, bag.types


def _with_meant(text: Text, glossary: Glossary) -> list[str]:
    tokens, language = text
    return [*tokens, *(word for _, meant in glossary.meant(tokens, language) for word in meant)]


def _terms(texts: Sequence[Text], glossary: Glossary) -> list[list[str]]:
    return [
        [*(own := _words_of(tokens, language)), *(bigrams(own) if language == "en" else ())]
        + [word for _, meant in glossary.meant(tokens, language) for word in meant]
        for tokens, language in texts
    ]


def _words_of(tokens: Sequence[str], language: str) -> Sequence[str]:
    return stemmed(tokens) if language == "en" else tokens


def _ones(columns: Sequence[Sequence[int]], width: int) -> Matrix:
    ends = np.cumsum([0, *map(len, columns)], dtype=np.int32)
    flat = np.fromiter((column for row in columns for column in row), dtype=np.int32, count=int(ends[-1]))
    matrix = sparse.csr_array((np.ones(len(flat), np.float32), flat, ends), shape=(len(columns), width))
    matrix.sum_duplicates()
    return matrix
