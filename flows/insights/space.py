"""The space that texts are grouped in: which n-grams count, what each weighs, and texts as rows of it."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import compress
from typing import Any

import numpy as np
import Stemmer
from scipy import sparse

from flows.insights.features import Bag, Matrix, bigrams, frequencies, grams_of, lengths, normalised

FEWEST_TEXTS = 2
"""N-grams that fewer texts have join nothing."""
STEM_WEIGHT = 0.5
MOST_PRODUCTS = 1.2e9
"""The commonest n-grams go until the neighbours cost no more multiplications than this, some five seconds; short texts never get there."""
AT_ONCE = 5000
STEP = 2.0**-11
"""Entries are whole multiples of it. Products of them are sums that a float32 holds exactly, in whatever order they are added."""

Tokens = Sequence[Sequence[str]]
"""Content words of each text."""


@dataclass(frozen=True)
class Space:
    """Columns of one language: character n-grams, and for English stems and pairs of stems at half weight.

    Characters do for Finnish what lemmas and split compounds would, without a dictionary; in English stems add to them.
    """

    language: str
    grams: tuple[str, ...]
    gram_weights: Any
    stems: tuple[str, ...]
    stem_weights: Any

    @classmethod
    def counted(cls, texts: Tokens, language: str) -> tuple[Space, Matrix]:
        """The space of the texts, and their rows in it."""
        bag = Bag.of(texts)
        cut = _cut(bag.types)
        often = _often(bag.counts, cut.counts)
        kept = (often >= FEWEST_TEXTS) & affordable(often)
        gram_weights = _idf(often[kept], len(texts))
        grams, characters = tuple(compress(cut.types, kept)), _times(_small(bag.counts) @ _small(cut.counts[:, kept]), gram_weights)
        if language != "en":
            return cls(language, grams, gram_weights, (), np.zeros(0, np.float32)), rounded(characters)
        terms = Bag.of(_stems(texts))
        often = frequencies(terms.counts)
        stems, stem_weights = _repeated(terms.types, often, len(texts))
        words = _times(_small(terms.counts[:, often >= FEWEST_TEXTS]), stem_weights)
        return cls(language, grams, gram_weights, stems, stem_weights), _both(characters, words)

    def rows(self, texts: Tokens) -> Matrix:
        """Rows of length 1 in this space, for texts that it may not have been counted from; what it does not know is nothing."""
        bag = Bag.of(texts)
        characters = _times(_small(bag.counts) @ _ones([grams_of(word) for word in bag.types], self._gram_columns), self.gram_weights)
        if self.language != "en":
            return rounded(characters)
        return _both(characters, _times(_ones(_stems(texts), self._stem_columns), self.stem_weights))

    def learnt(self, texts: Tokens, count: int) -> Space:
        """The space with what several of the new texts have and it does not know; `count` texts there are in all."""
        bag = Bag.of(texts)
        cut = Bag.of([[gram for gram in grams_of(word) if gram not in self._gram_columns] for word in bag.types])
        grams, gram_weights = _repeated(cut.types, _often(bag.counts, cut.counts), count)
        terms = Bag.of(
            [[stem for stem in text if stem not in self._stem_columns] for text in _stems(texts)] if self.language == "en" else []
        )
        stems, stem_weights = _repeated(terms.types, frequencies(terms.counts), count)
        if not grams and not stems:
            return self
        weights = np.append(self.gram_weights, gram_weights), np.append(self.stem_weights, stem_weights)
        return Space(self.language, self.grams + grams, weights[0], self.stems + stems, weights[1])

    def fitted(self, rows: Matrix, older: Space) -> Matrix:
        """Rows of the space that this one was learnt from, as rows of this one."""
        shift = np.where(rows.indices < len(older.grams), 0, len(self.grams) - len(older.grams)).astype(np.int32)
        width = len(self.grams) + len(self.stems)
        return sparse.csr_matrix((rows.data, rows.indices + shift, rows.indptr), shape=(rows.shape[0], width))

    @cached_property
    def _gram_columns(self) -> dict[str, int]:
        return {gram: column for column, gram in enumerate(self.grams)}

    @cached_property
    def _stem_columns(self) -> dict[str, int]:
        return {stem: column for column, stem in enumerate(self.stems)}


def space(texts: Tokens, language: str) -> Matrix:
    """Rows of length 1 for texts given as content words."""
    return Space.counted(texts, language)[1]


def rounded(rows: Any) -> Any:
    """Rows, sparse or dense, to whole multiples of STEP."""
    if not sparse.issparse(rows):
        return (np.rint(rows / STEP) * STEP).astype(np.float32)
    rows.data = (np.rint(rows.data / STEP) * STEP).astype(np.float32)
    rows.eliminate_zeros()
    return rows


def dense(vectors: Any) -> Any:
    """An embedder's vectors as rows of length 1; what is no number is 0."""
    plain = np.nan_to_num(np.atleast_2d(np.asarray(vectors, dtype=np.float64)), nan=0.0, posinf=0.0, neginf=0.0)
    long = np.linalg.norm(plain, axis=1, keepdims=True)
    return rounded(plain / np.where(long > 0, long, 1.0))


def _cut(types: Sequence[str]) -> Bag:
    """The n-grams of each word; one word's at a time, for those of all are many million strings."""
    column: dict[str, int] = {}
    flat, ends = array("i"), [0]
    for word in types:
        flat.extend(column.setdefault(gram, len(column)) for gram in grams_of(word))
        ends.append(len(flat))
    ordered = sorted(column)
    place = np.empty(len(column), dtype=np.int32)
    place[[column[gram] for gram in ordered]] = np.arange(len(column), dtype=np.int32)
    columns = place[np.frombuffer(flat, dtype=np.int32)] if flat else np.zeros(0, np.int32)
    matrix = sparse.csr_array((np.ones(len(columns), np.float32), columns, np.array(ends, np.int32)), shape=(len(types), len(column)))
    matrix.sum_duplicates()
    return Bag(tuple(ordered), matrix)


def _often(counts: Matrix, cut: Matrix) -> Any:
    """In how many texts each n-gram stands, a few thousand texts at a time: all the n-grams of long texts at once fill the memory."""
    ones = cut.astype(bool)
    parts = (counts[start : start + AT_ONCE].astype(bool) @ ones for start in range(0, counts.shape[0], AT_ONCE))
    return sum((frequencies(part) for part in parts), np.zeros(cut.shape[1], dtype=np.int64))


def affordable(often: Any) -> Any:
    """Which columns stay when the commonest go, as far as the cost of neighbours asks for it."""
    ascending = np.argsort(often, kind="stable")
    count = int(np.searchsorted(np.cumsum(often[ascending].astype(float) ** 2), MOST_PRODUCTS, side="right"))
    kept = np.zeros(len(often), dtype=bool)
    kept[ascending[:count]] = True
    return kept


def _repeated(types: Sequence[str], often: Any, texts: int) -> tuple[tuple[str, ...], Any]:
    kept = often >= FEWEST_TEXTS
    return tuple(compress(types, kept)), _idf(often[kept], texts)


def _idf(often: Any, texts: int) -> Any:
    """Inverse document frequency, smoothed."""
    return (np.log((1 + texts) / (1 + often)) + 1).astype(np.float32)


def _times(counts: Matrix, weights: Any) -> Matrix:
    """Each column by its weight, and each row by its length, in place."""
    counts.data *= weights[counts.indices]
    long = lengths(counts)
    counts.data /= np.repeat(np.where(long > 0, long, 1.0).astype(np.float32), np.diff(counts.indptr))
    return counts


def _both(characters: Matrix, words: Matrix) -> Matrix:
    return rounded(normalised(sparse.hstack([characters, np.float32(STEM_WEIGHT) * words]).tocsr()))


def _small(counts: Matrix) -> Matrix:
    return counts.astype(np.float32)


def _ones(terms: Tokens, column: dict[str, int]) -> Matrix:
    known = [[column[term] for term in each if term in column] for each in terms]
    ends = np.cumsum([0, *map(len, known)], dtype=np.int32)
    flat = np.fromiter((place for each in known for place in each), dtype=np.int32, count=int(ends[-1]))
    matrix = sparse.csr_array((np.ones(len(flat), np.float32), flat, ends), shape=(len(known), len(column)))
    matrix.sum_duplicates()
    return matrix


def _stems(texts: Tokens) -> list[list[str]]:
    stemmed = [_stemmer().stemWords(list(text)) for text in texts]
    return [[*text, *bigrams(text)] for text in stemmed]


@cache
def _stemmer() -> Any:
    return Stemmer.Stemmer("english")
