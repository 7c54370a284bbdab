"""Nearness of observations to the codebook's example sentences. It would rather say nothing than something wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from scipy import sparse

from flows.insights.features import Bag, idf, lengths, normalised, said, telling, weighted
from flows.model.observations import Observation
from flows.model.organisation import Theme

PRECISION = 0.8
FEWEST_RIGHT = 5
"""Examples that must be recognised when left out, before anything is assigned by nearness."""
FLOOR = 0.45
"""Cosine below which nothing is near, whatever the examples say: they know of no subject beyond the codebook."""
AT_LENGTH = 6
"""Distinct content words beyond which a text's cosine is made up for its length: who says more is near to one subject only in part."""
FEWEST_WORDS = 3
SHARED_WORDS = 2
"""A text needs this many content words, and so many that the examples have too: for one word alone there are the codebook's words."""
SHARE = 0.1
"""A word is shared when this much of the nearness comes from it."""

_LANGUAGES = ("fi", "en")


def nearest(
    observations: Sequence[Observation], tokens: Mapping[str, Sequence[str]], codebook: Sequence[Theme]
) -> Mapping[str, dict[str, tuple[str, ...]]]:
    """Observation key -> the one theme whose examples it is near to, with the words that make it so, weightiest first.

    Cosine of character n-gram TF-IDF to the mean of the theme's examples in the observation's language. The least cosine that counts is
    learnt by leaving out each example in turn: at least 80 % right, where the nearest other theme stands for a subject nobody has listed.
    `tokens` are the observations' words by key.
    """
    groups = [(theme.id, language) for theme in codebook for language in _LANGUAGES]
    listed = [examples for theme in codebook for examples in (theme.examples.fi, theme.examples.en)]
    examples = [(g, telling(said(text), groups[g][1])) for g, texts in enumerate(listed) for text in dict.fromkeys(texts)]
    examples = [(group, text) for group, text in examples if text]
    texts = [telling(tokens[o.key], o.language) for o in observations]
    if not examples or not observations:
        return {}
    space = _Space([text for _, text in examples], np.array([group for group, _ in examples]), len(groups), texts)
    least = _least(space, groups)
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for row, group in space.assigned(least, _open_to(observations, groups)):
        shared = space.shared(row, group)
        if len(set(texts[row])) >= FEWEST_WORDS and len(shared) >= SHARED_WORDS:
            found[observations[row].key] = {groups[group][0]: shared}
    return found


class _Space:
    """Examples and texts in one space of n-grams; a group is one theme in one language."""

    def __init__(self, examples: Sequence[Sequence[str]], member: Any, groups: int, texts: Sequence[Sequence[str]]) -> None:
        bag = Bag.of([*examples, *texts])
        grams = bag.grams()
        rows = (bag.counts @ grams).tocsr()
        weights = idf(rows)
        rows = weighted(rows, weights)
        self.member = member
        self._types = bag.types
        self._counts = bag.counts[len(examples) :].tocsr()
        self._examples = normalised(rows[: len(examples)].tocsr())
        sums = sparse.csr_array((np.ones(len(member)), (member, np.arange(len(member)))), shape=(groups, len(member))) @ self._examples
        self._sums = sums.tocsr()
        self._pull = (weighted(grams, weights) @ normalised(self._sums).T).toarray()
        self._lengths = np.maximum(lengths(rows[len(examples) :].tocsr()), 1e-12)
        self._longer = np.sqrt(np.maximum(np.diff(bag.counts.indptr) / AT_LENGTH, 1.0))

    def left_out(self) -> Any:
        """Cosine of each example to each group, to its own without itself."""
        products = (self._examples @ self._sums.T).toarray()
        squares = lengths(self._sums) ** 2
        cosines = products / np.sqrt(np.maximum(squares, 1e-12))
        each = np.arange(len(self.member))
        own = products[each, self.member]
        rest = squares[self.member] - 2 * own + 1
        cosines[each, self.member] = np.where(rest > 1e-9, (own - 1) / np.sqrt(np.maximum(rest, 1e-9)), 0.0)
        return cosines * self._longer[: len(self.member), None]

    def assigned(self, least: float, open_to: Any) -> list[tuple[int, int]]:
        """(text, group) where the nearest group that is open to the text is near enough."""
        made_up = self._longer[len(self.member) :] / self._lengths
        cosines = np.where(open_to, (self._counts @ self._pull) * made_up[:, None], 0.0)
        best = cosines.argmax(axis=1)
        near = np.flatnonzero(cosines[np.arange(len(best)), best] >= least)
        return [(int(row), int(best[row])) for row in near]

    def shared(self, row: int, group: int) -> tuple[str, ...]:
        """The words of a text that draw it to a group, weightiest first."""
        columns = slice(self._counts.indptr[row], self._counts.indptr[row + 1])
        types = self._counts.indices[columns]
        pull = self._counts.data[columns] * self._pull[types, group]
        ranked = sorted(zip(-pull, (self._types[t] for t in types), strict=True))
        return tuple(word for weight, word in ranked if -weight >= SHARE * pull.sum())


def _least(space: _Space, groups: Sequence[tuple[str, str]]) -> float:
    """The least cosine at which enough of what is assigned is right; above 1, so that nothing is, where no cosine is good enough."""
    cosines = space.left_out()
    own = cosines[np.arange(len(space.member)), space.member]
    themes = np.array([theme for theme, _ in groups])
    spoken = np.array([language for _, language in groups])
    rivals = (themes[None, :] != themes[space.member][:, None]) & (spoken[None, :] == spoken[space.member][:, None])
    other = np.where(rivals, cosines, 0.0).max(axis=1)
    right = own > other
    for least in np.sort(np.maximum(own[right], FLOOR)):
        good, bad = int((right & (own >= least)).sum()), int((other >= least).sum())
        if good >= FEWEST_RIGHT and good >= PRECISION * (good + bad):
            return float(least)
    return 2.0


def _open_to(observations: Sequence[Observation], groups: Sequence[tuple[str, str]]) -> Any:
    """Which groups speak each observation's language; all do where it is not known."""
    by_language = {language: np.array([spoken == language for _, spoken in groups]) for language in _LANGUAGES}
    everything = np.ones(len(groups), dtype=bool)
    return np.array([by_language.get(o.language, everything) for o in observations])
