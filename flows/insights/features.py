"""Texts as rows of numbers: bags of words, their character n-grams, TF-IDF."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import Any

import numpy as np
from scipy import sparse

from flows.text import words

_PLACEHOLDER = re.compile(r"\[[^\[\]\s]+\]")
"""What stands where personal data was: `[puhelin]`, `[P07]`."""

Matrix = Any
"""scipy.sparse.csr_array of float64, one row a text; scipy has no types."""


@dataclass(frozen=True, slots=True)
class Bag:
    """How often each type (a distinct word) stands in each text."""

    types: tuple[str, ...]
    """Sorted, so that the columns do not depend on the order of the texts."""
    counts: Matrix

    @classmethod
    def of(cls, texts: Sequence[Sequence[str]]) -> Bag:
        """Count words of texts that are already words."""
        types = tuple(sorted(set(chain.from_iterable(texts))))
        column = {word: index for index, word in enumerate(types)}
        ends = np.cumsum([0, *map(len, texts)], dtype=np.int32)
        columns = np.fromiter((column[word] for text in texts for word in text), dtype=np.int32, count=int(ends[-1]))
        counts = sparse.csr_array((np.ones(len(columns)), columns, ends), shape=(len(texts), len(types)))
        counts.sum_duplicates()
        return cls(types, counts)

    def grams(self) -> Matrix:
        """Counts of character 3- to 5-grams within word borders (`char_wb`), a row a type.

        Times `counts` these are the texts' own: so each type is cut once, however often it is said.
        """
        return Bag.of([grams_of(word) for word in self.types]).counts


def said(text: str) -> list[str]:
    """A text's words without what stands in personal data's place: nobody said it, so it is no subject."""
    return words.tokens(_PLACEHOLDER.sub(" ", text) if "[" in text else text)


def telling(tokens: Sequence[str], language: str) -> list[str]:
    """Of a text's words, in order, those of two letters or more that are no stop words."""
    stop = words.stop_words(language)
    return [word for word in tokens if len(word) > 1 and word not in stop]


def bigrams(text: Sequence[str]) -> list[str]:
    """Pairs of neighbouring words."""
    return [f"{first} {second}" for first, second in pairwise(text)]


def frequencies(counts: Matrix) -> Any:
    """In how many texts each column stands."""
    return np.bincount(counts.indices, minlength=counts.shape[1])


def idf(counts: Matrix) -> Any:
    """Smoothed inverse document frequency of each column."""
    return np.log((1 + counts.shape[0]) / (1 + frequencies(counts))) + 1


def weighted(counts: Matrix, weights: Any) -> Matrix:
    """The matrix with each column multiplied."""
    copy = counts.copy()
    copy.data = counts.data * weights[counts.indices]
    return copy


def normalised(matrix: Matrix) -> Matrix:
    """Rows of length 1; an empty row stays empty."""
    long = lengths(matrix)
    copy = matrix.copy()
    copy.data = matrix.data / np.repeat(np.where(long > 0, long, 1.0), np.diff(matrix.indptr))
    return copy


def lengths(matrix: Matrix) -> Any:
    """The Euclidean length of each row."""
    return np.sqrt(np.add.reduceat(np.append(matrix.data**2, 0.0), matrix.indptr[:-1]) * (np.diff(matrix.indptr) > 0))


def grams_of(word: str) -> list[str]:
    """Character 3- to 5-grams of a word with its borders, in order, as often as they stand."""
    padded = f" {word} "
    return [padded[start : start + size] for size in (3, 4, 5) for start in range(len(padded) - size + 1)]
