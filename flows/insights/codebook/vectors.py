"""Vectors of a model of language, where there is one, beside the n-grams, and which rows are nearest to which."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from scipy import sparse

from flows.insights.codebook.vocabulary import Text
from flows.insights.features import Matrix
from flows.insights.found import groups
from flows.insights.space import dense
from flows.model.noun import digest_of

Embed = Callable[[Sequence[str], str], Any]
"""Texts, and their language (`fi`, `en`, or empty), to a matrix of numbers with a row a text."""

_PROBES = ((("lasku", "oli", "myöhässä"), "fi"), (("the", "bill", "was", "late"), "en"))


def beside(rows: Matrix, texts: Sequence[Text], embed: Embed | None) -> tuple[Matrix, int]:
    """The rows with the texts' vectors as further columns, both halves of equal length; and how many columns they are."""
    if embed is None or not texts:
        return rows, 0
    told = vectors(texts, embed)
    both = sparse.hstack([rows, sparse.csr_array(told)]) * np.float32(np.sqrt(0.5))
    return both.tocsr().astype(np.float32), told.shape[1]


def vectors(texts: Sequence[Text], embed: Embed) -> Any:
    """The texts' vectors as rows of length 1, asked for language by language."""
    places: dict[str, list[int]] = defaultdict(list)
    for place, (_, language) in enumerate(texts):
        places[language].append(place)
    told = [dense(embed([" ".join(texts[place][0]) for place in places[language]], language)) for language in sorted(places)]
    order = np.concatenate([places[language] for language in sorted(places)])
    return np.concatenate(told)[np.argsort(order)]


def known_by(embed: Embed | None) -> str:
    """What tells one model of language from another: what it makes of a few words."""
    return "" if embed is None else digest_of(vectors(_PROBES, embed).tobytes())


def neighbours(rows: Matrix, width: int) -> Matrix:
    """Each row's cosine to its 15 nearest, either way: by the last `width` columns where there are any, else by all."""
    return groups.neighbours(_last(rows, width))


def nearest(rows: Matrix, among: Matrix, width: int) -> Matrix:
    """The cosine of each row to the 16 nearest, by the last `width` columns where there are any."""
    return groups.nearest(_last(rows, width), _last(among, width))


def _last(rows: Matrix, width: int) -> Any:
    return dense(rows[:, -width:].toarray()) if width else rows
